/*
 * The servers that are started: their sockets, and their first processes.
 *
 * Rules of this file: what is wrong with a socket ends the start, with what to do about it; all
 * sockets are there before the first process is.
 */
import {
  beginDiagnostic,
  EXIT_MACHINE,
  EXIT_USAGE,
  putQuoted,
  report,
  setPlaceCommandLine,
  setPlaceInConfiguration,
} from "../../config/text/diagnostic";
import { backendAddressAt, backendAddressEnd, backendRule } from "../../core/backend/backends";
import { appProcessCount, resetAppProcesses } from "../../core/backend/process-record";
import {
  hasGivenPath,
  isOurs,
  processCount,
  programLine,
  putGivenPath,
  SOCKET_PATH_BYTES_MAX,
  setSocketPath,
  socketPathAt,
} from "../../core/backend/spawned-programs";
import { BLOCK_AT } from "../../core/memory/layout";
import { putName } from "../../core/product/product";
import { RuleRef } from "../../core/rules/rules";
import { serving } from "../../core/settings/generations";
import { putTempDir } from "../../core/settings/server-settings";
import { processId } from "../../seam/host";
import { Failure } from "../../seam/results";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put, putOctets } from "../../wire/octets/text";
import { openAppSocket } from "./app-process";
import { removeOldSockets, removeOldSuccessor } from "./old-sockets";
import { killAppProcesses, startOrWait } from "./supervisor";

/** Opens all sockets and starts all processes. Returns 0 or an exit status. */
export function startAppProcesses(): i32 {
  resetAppProcesses();
  if (appProcessCount() > 0) removeOldSockets();
  let rule: RuleRef = 0;
  let number: i32 = 0;
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    if (!isOurs(b)) continue;
    number = backendRule(b) === rule ? number + 1 : 1;
    rule = backendRule(b);
    if (number > processCount(rule)) continue;
    const status: i32 = openSocketOf(b, rule, number);
    if (status === 0) continue;
    killAppProcesses();
    return status;
  }
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    if (backendAddressEnd(b) > 0 && isOurs(b)) startOrWait(b);
  }
  setPlaceCommandLine();
  return 0;
}

function openSocketOf(b: i32, rule: i32, number: i32): i32 {
  expect(number > 0 && backendRule(b) === rule);
  setPlaceInConfiguration(programLine(rule));
  const end: i32 = putPath(BLOCK_AT, b, rule, number);
  if (end - BLOCK_AT > SOCKET_PATH_BYTES_MAX) {
    const place: i32 = put(beginDiagnostic(), "the path of --temp-dir is too long for a socket");
    return report(put(place, "; give socket="), EXIT_USAGE);
  }
  setSocketPath(b, putOctets(socketPathAt(b), BLOCK_AT, end));
  removeOldSuccessor(backendAddressAt(b), backendAddressEnd(b));
  const failure: i32 = openAppSocket(b, false);
  return failure === 0 ? 0 : reportSocket(b, failure);
}

/** Without a path of its own it has one that no other server has. Returns the end. */
function putPath(at: Offset, b: i32, rule: i32, number: i32): Offset {
  if (hasGivenPath(rule)) return putGivenPath(at, rule, number);
  let end: i32 = put(putName(put(putTempDir(serving(), at), "/")), "-");
  end = put(putDecimal(end, processId()), "-");
  return put(putDecimal(end, b), ".sock");
}

function reportSocket(b: i32, failure: i32): i32 {
  const at: i32 = backendAddressAt(b);
  const end: i32 = backendAddressEnd(b);
  const place: i32 = putQuoted(put(beginDiagnostic(), "socket "), at, end);
  switch (failure) {
    case Failure.AddressInUse:
      return report(
        put(place, " is in use: somebody listens there, or it is another file"),
        EXIT_MACHINE,
      );
    case Failure.NotFound:
      return report(put(place, " has no directory to be made in"), EXIT_MACHINE);
    case Failure.Forbidden:
      return report(put(place, " may not be made there"), EXIT_MACHINE);
    default:
      return report(put(place, " cannot be made"), EXIT_MACHINE);
  }
}
