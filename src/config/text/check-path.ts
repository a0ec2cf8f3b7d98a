/*
 * Whether what a path in the configuration names is there, which is seen at start.
 */

import { STAT_AT } from "../../core/memory/layout";
import { inspect } from "../../seam/host";
import { Kind, Root, Stat } from "../../seam/results";
import { double, Offset } from "../../wire/octets/arena";
import { put } from "../../wire/octets/text";
import { beginDiagnostic, EXIT_USAGE, putQuoted, report, reportFile } from "./diagnostic";

/** Of a program that may be run; `what` is what it is for. Returns 0 or an exit status. */
export function checkProgramPath(what: string, at: Offset, end: Offset): i32 {
  return checkPath(what, at, end, Kind.Program, " is no program that may be run");
}

/** The same of a directory. */
export function checkDirectory(at: Offset, end: Offset): i32 {
  return checkPath("directory", at, end, Kind.Directory, " is no directory");
}

function checkPath(what: string, at: Offset, end: Offset, kind: Kind, fault: string): i32 {
  const failure: i32 = inspect(Root.Unconfined, at, end - at, STAT_AT);
  if (failure < 0) return reportFile(what, at, end, failure);
  if (double(STAT_AT + Stat.Kind) === kind) return 0;
  const place: i32 = putQuoted(put(put(beginDiagnostic(), what), " "), at, end);
  return report(put(place, fault), EXIT_USAGE);
}
