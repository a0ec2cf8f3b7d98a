/*
 * The server that is started for a rule of a gateway's: spawn= and what holds for it.
 *
 * Rules of this file: a value that cannot be is refused with what it should be; numbers of users
 * are looked up when the option is read, so that a complaint has its place.
 */

import {
  addBackend,
  backendCount,
  backendRule,
  hasBackends,
  UNIX,
} from "../../core/backend/backends";
import {
  directoryAt,
  directoryEnd,
  endOfProgram,
  hasProgram,
  hasProgramSetting,
  isOurs,
  ProgramText,
  processCount,
  programLine,
  programTextAt,
  SOCKET_PATH_BYTES_MAX,
  setProcessCount,
  setProgramLine,
  setProgramText,
  setProgramUmask,
  setProgramUser,
  setSocketMode,
} from "../../core/backend/spawned-programs";
import { BACKEND_COUNT_MAX } from "../../core/memory/sizes";
import { RuleRef } from "../../core/rules/rules";
import { mayChangeUser } from "../../seam/host";
import { Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isText } from "../../wire/octets/text";
import { reportRange, reportTooMany, reportValue } from "../options/option-error";
import { Option } from "../options/options";
import { ownerGroup, ownerUser, readOwner } from "../options/user-and-group";
import { checkDirectory, checkProgramPath } from "../text/check-path";
import { placeLine, setPlaceCommandLine, setPlaceInConfiguration, worse } from "../text/diagnostic";

/** With one more, for the one that takes another's place. */
const PROCESS_COUNT_MAX: i32 = BACKEND_COUNT_MAX - 1;

/** Behind the path that was given there may be "." and a number. */
const GIVEN_BYTES_MAX: i32 = SOCKET_PATH_BYTES_MAX - 3;

/** More is no number of a user here. */
const ID_MAX: f64 = 2147483646;

const enum Key {
  /** What no program has. */
  Unknown = 0,
  Command,
  Directory,
  Socket,
  Processes,
  Mode,
  Umask,
  User,
}

/** Whether the key is of a program. */
export function isProgramKey(at: Offset, end: Offset): bool {
  return keyOf(at, end) !== Key.Unknown;
}

/** Applies KEY=VALUE; the value, without quotes, is `valueAt` to `end`. */
export function applyProgramKey(
  option: Option,
  rule: RuleRef,
  at: Offset,
  equals: Offset,
  valueAt: Offset,
  end: Offset,
): i32 {
  const key: Key = keyOf(at, equals);
  switch (key) {
    case Key.Processes:
      return applyProcesses(option, rule, at, valueAt, end);
    case Key.Mode:
    case Key.Umask:
      return applyPermissions(option, rule, key, at, valueAt, end);
    case Key.User:
      return applyUser(option, rule, at, valueAt, end);
    case Key.Socket:
      if (end - valueAt > GIVEN_BYTES_MAX) {
        return reportValue(option, at, end, "is longer than 95 octets");
      }
      return applyPath(option, rule, ProgramText.Socket, at, valueAt, end);
    default: {
      const isCommand: bool = key === Key.Command;
      const text: ProgramText = isCommand ? ProgramText.Command : ProgramText.Directory;
      return applyPath(option, rule, text, at, valueAt, end);
    }
  }
}

/** When all words are read: gives the rule its backends. Returns 0 or an exit status. */
export function finishProgram(option: Option, rule: RuleRef, at: Offset, end: Offset): i32 {
  if (!hasProgram(rule)) {
    if (!hasProgramSetting(rule)) return 0;
    return reportValue(option, at, end, "has processes=, dir=, user= or the like without spawn=");
  }
  if (hasBackends(rule)) {
    return reportValue(option, at, end, "has both spawn= and another backend");
  }
  setProgramLine(rule, placeLine);
  for (let number: i32 = 0; number <= processCount(rule); number++) {
    if (!addBackend(rule, 0, 0, UNIX)) {
      return reportTooMany(option, at, end, BACKEND_COUNT_MAX);
    }
  }
  return 0;
}

/** Sees at start whether all programs and their directories are there. Returns 0 or a status. */
export function checkPrograms(): i32 {
  let worst: i32 = 0;
  let checked: RuleRef = 0;
  for (let b: i32 = 0; b < backendCount(); b++) {
    const rule: RuleRef = backendRule(b);
    if (!isOurs(b) || rule === checked) continue;
    worst = worse(worst, checkProgram(rule));
    checked = rule;
  }
  setPlaceCommandLine();
  return worst;
}

function checkProgram(rule: RuleRef): i32 {
  setPlaceInConfiguration(programLine(rule));
  const at: i32 = programTextAt(rule, ProgramText.Command);
  const status: i32 = checkProgramPath("program", at, endOfProgram(rule));
  return status === 0 ? checkDirectory(directoryAt(rule), directoryEnd(rule)) : status;
}

function keyOf(at: Offset, end: Offset): Key {
  if (isText(at, end, "spawn")) return Key.Command;
  if (isText(at, end, "processes")) return Key.Processes;
  if (isText(at, end, "dir")) return Key.Directory;
  if (isText(at, end, "user")) return Key.User;
  if (isText(at, end, "umask")) return Key.Umask;
  if (isText(at, end, "mode")) return Key.Mode;
  return isText(at, end, "socket") ? Key.Socket : Key.Unknown;
}

/** An absolute path; of spawn= its arguments may follow. */
function applyPath(
  option: Option,
  rule: RuleRef,
  text: ProgramText,
  at: Offset,
  valueAt: Offset,
  end: Offset,
): i32 {
  if (valueAt === end || octet(valueAt) !== Octet.Slash) {
    return reportValue(option, at, end, "has no absolute path");
  }
  setProgramText(rule, text, valueAt, end);
  return 0;
}

function applyProcesses(
  option: Option,
  rule: RuleRef,
  at: Offset,
  valueAt: Offset,
  end: Offset,
): i32 {
  const count: f64 = parseDecimal(valueAt, end);
  if (count < 1 || count > PROCESS_COUNT_MAX) {
    return reportRange(option, at, end, 1, PROCESS_COUNT_MAX);
  }
  setProcessCount(rule, toInt(count));
  return 0;
}

/** Up to four octal digits, of which the first, if there are four, is 0. */
function applyPermissions(
  option: Option,
  rule: RuleRef,
  key: Key,
  at: Offset,
  valueAt: Offset,
  end: Offset,
): i32 {
  let value: i32 = valueAt < end && end - valueAt <= 4 ? 0 : -1;
  for (let i: i32 = valueAt; i < end && value >= 0; i++) {
    const digit: i32 = octet(i) - Octet.Digit0;
    value = digit >= 0 && digit <= 7 ? value * 8 + digit : -1;
  }
  if (value < 0 || value > 511) {
    return reportValue(option, at, end, "has no permissions from 000 to 777");
  }
  if (key === Key.Mode) setSocketMode(rule, value);
  else setProgramUmask(rule, value);
  return 0;
}

/** It is in no other group than the one. */
function applyUser(option: Option, rule: RuleRef, at: Offset, valueAt: Offset, end: Offset): i32 {
  const status: i32 = readOwner(option, at, valueAt, end, ID_MAX);
  if (status !== 0) return status;
  if (!mayChangeUser()) {
    return reportValue(option, at, end, "cannot be: only root starts programs as somebody else");
  }
  setProgramUser(rule, toInt(ownerUser), toInt(ownerGroup));
  return 0;
}
