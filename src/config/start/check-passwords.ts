/*
 * Whether the files of passwords and of groups are there and can be read; and, with --test, which
 * of their lines let nobody in.
 *
 * Rule of this file: a file that is not there is an error; what is wrong with a line, or with who
 * may read the file, is told and changes nothing.
 */

import { STAT_AT } from "../../core/memory/layout";
import {
  AuthRuleRef,
  AuthText,
  authCost,
  authRuleAt,
  authRuleCount,
  authRuleLine,
  authTextAt,
  authTextEnd,
  hasAuthText,
  PASSWORD_FILE_BYTES_MAX,
} from "../../core/rules/auth-rules";
import { building } from "../../core/settings/generations";
import { SiteRef } from "../../core/settings/site-record";
import { mayOthersRead } from "../../seam/host";
import { Failure, Kind, Stat } from "../../seam/results";
import { double, Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import { isMatchable, isWithinCost, readHash, Scheme } from "../../wire/password/password-hash";
import {
  hashAt,
  hashEnd,
  machineUserAt,
  NO_MACHINE_USER,
  nameEnd,
  readPasswordLine,
} from "../../wire/password/password-line";
import {
  beginDiagnostic,
  EXIT_USAGE,
  putQuoted,
  report,
  reportFile,
  setPlace,
  setPlaceCommandLine,
  setPlaceInConfiguration,
  worse,
} from "../text/diagnostic";
import { beginLines, LINE, lineAt, lineEnd, lineNumber, takeLine } from "../text/line-reader";
import { closeNamedFile, openNamedFile } from "../text/opened-file";
import { wantsTest } from "./command-line";

/** Lines of one file that are told of. */
const TOLD_MAX: i32 = 20;

/** Sees at start whether all files are there. Returns 0 or an exit status. */
export function checkPasswordFiles(site: SiteRef): i32 {
  const count: i32 = authRuleCount(site);
  let worst: i32 = 0;
  for (let number: i32 = 0; number < count; number++) {
    const rule: AuthRuleRef = authRuleAt(site, number);
    worst = worse(worst, checkFile(rule, AuthText.File));
    worst = worse(worst, checkFile(rule, AuthText.GroupFile));
  }
  setPlaceCommandLine();
  return worst;
}

function checkFile(rule: AuthRuleRef, text: AuthText): i32 {
  if (!hasAuthText(rule, text)) return 0;
  const at: i32 = authTextAt(rule, text);
  const end: i32 = authTextEnd(rule, text);
  setPlaceInConfiguration(authRuleLine(rule));
  const file: i32 = openNamedFile(at, end);
  if (file < 0) return reportFile("file of passwords or groups", at, end, file);
  let status: i32 = 0;
  if (double(STAT_AT + Stat.Kind) === Kind.Directory) {
    status = reportFile("file of passwords or groups", at, end, Failure.Fault);
  } else if (double(STAT_AT + Stat.Size) > PASSWORD_FILE_BYTES_MAX) {
    status = reportNamed(at, end, " is longer than 256 KiB", EXIT_USAGE);
  } else if (text === AuthText.File) {
    if (mayOthersRead(file)) reportNamed(at, end, " may be read by anybody (warning)", 0);
    if (wantsTest) checkLines(file, at, end);
  }
  closeNamedFile();
  return status;
}

function reportNamed(at: Offset, end: Offset, what: string, status: i32): i32 {
  const place: i32 = putQuoted(put(beginDiagnostic(), "file of passwords "), at, end);
  return report(put(place, what), status);
}

/** Tells of each line by which nobody is let in. */
function checkLines(file: i32, at: Offset, end: Offset): void {
  let told: i32 = 0;
  beginLines(file);
  while (told < TOLD_MAX && takeLine() === LINE) {
    setPlace(at, end, lineNumber);
    if (isLineBad()) told++;
  }
}

function isLineBad(): bool {
  if (!readPasswordLine(lineAt, lineEnd)) return false;
  if (machineUserAt(hashAt, hashEnd) !== NO_MACHINE_USER) return false;
  const scheme: Scheme = readHash(hashAt, hashEnd);
  if (isMatchable(scheme) && isWithinCost(scheme, authCost(building()))) return false;
  const place: i32 = putQuoted(put(beginDiagnostic(), "user "), lineAt, nameEnd);
  report(putWhy(place, scheme), 0);
  return true;
}

function putWhy(at: Offset, scheme: Scheme): Offset {
  switch (scheme) {
    case Scheme.Unknown:
      return put(at, " is not let in: the hash is none of $2y$ $2b$ $2a$ $6$ $5$ $apr1$ $1$");
    case Scheme.Empty:
      return put(at, " is not let in: there is no password");
    case Scheme.Locked:
      return put(at, " is not let in: the password is locked");
    default:
      return put(at, " is not let in: the hash takes more work than auth-cost allows");
  }
}
