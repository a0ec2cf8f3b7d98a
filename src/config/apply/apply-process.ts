/*
 * Options about the processes of scripts: bounds, niceness, user.
 *
 * Rules of this file: the host keeps what it is told; whether it can be is asked when the option is
 * read, so that a complaint has its place.
 */

import { building, serving } from "../../core/settings/generations";
import { noteScriptLimit } from "../../core/settings/server-settings";
import { limitScripts } from "../../seam/host";
import { Failure, ScriptLimit } from "../../seam/results";
import { findOctet, Offset } from "../../wire/octets/arena";
import { parseDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { parseSize } from "../../wire/octets/size";
import { isText } from "../../wire/octets/text";
import { reportRange, reportValue } from "../options/option-error";
import { Option } from "../options/options";
import { ScriptOption } from "../options/script-options";
import { hasOwnGroup, ownerGroup, ownerUser, readOwner } from "../options/user-and-group";
import { beginGroups, ID_MAX, NO_ID, nextGroup } from "../text/user-database";

/** As nice as a process can be. */
const NICE_MAX: i32 = 19;

/** KEY=NUMBER, with the letter of a size. */
export function applyScriptLimit(at: Offset, end: Offset): i32 {
  const equals: i32 = findOctet(Octet.Equals, at, end);
  const limit: i32 = findLimit(at, equals);
  const value: f64 = equals < end ? parseSize(equals + 1, end) : -1;
  if (limit < 0 || value < 1) {
    return reportValue(
      ScriptOption.ScriptLimit,
      at,
      end,
      "is not cpu=N, memory=N, files=N, processes=N or file-size=N, with N as 60, 64k, 10m or 2g",
    );
  }
  noteScriptLimit(building(), limit);
  return checked(tell(limit, value), ScriptOption.ScriptLimit, at, end);
}

function findLimit(at: Offset, end: Offset): i32 {
  if (isText(at, end, "cpu")) return ScriptLimit.Cpu;
  if (isText(at, end, "memory")) return ScriptLimit.Memory;
  if (isText(at, end, "files")) return ScriptLimit.Files;
  if (isText(at, end, "processes")) return ScriptLimit.Processes;
  return isText(at, end, "file-size") ? ScriptLimit.FileSize : -1;
}

export function applyScriptNice(at: Offset, end: Offset): i32 {
  const value: f64 = parseDecimal(at, end);
  if (value < 0 || value > NICE_MAX)
    return reportRange(ScriptOption.ScriptNice, at, end, 0, NICE_MAX);
  return checked(tell(ScriptLimit.Nice, value), ScriptOption.ScriptNice, at, end);
}

/** USER or USER:GROUP, names or numbers. With a group of its own it is in no other. */
export function applyScriptUser(at: Offset, end: Offset): i32 {
  const status: i32 = readOwner(ScriptOption.ScriptUser, at, at, end, ID_MAX);
  if (status !== 0) return status;
  let result: i32 = tell(ScriptLimit.User, ownerUser);
  if (result === 0) result = tell(ScriptLimit.Group, ownerGroup);
  if (!hasOwnGroup) {
    beginGroups();
    for (let next: f64 = nextGroup(); next !== NO_ID; next = nextGroup()) {
      if (result === 0) result = tell(ScriptLimit.Group, next);
    }
  }
  return checked(result, ScriptOption.ScriptUser, at, end);
}

/** Tells the host, once: it keeps it. */
function tell(limit: ScriptLimit, value: f64): i32 {
  return building() === serving() ? limitScripts(limit, value) : 0;
}

function checked(result: i32, option: Option, at: Offset, end: Offset): i32 {
  if (result === 0) return 0;
  if (result === Failure.Forbidden) {
    return reportValue(option, at, end, "cannot be: only root starts scripts as somebody else");
  }
  if (result === Failure.TooBig) return reportValue(option, at, end, "is in too many groups");
  return reportValue(option, at, end, "is not possible on this machine");
}
