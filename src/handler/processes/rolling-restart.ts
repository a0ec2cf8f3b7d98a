/*
 * Processes of servers that take the place of others, on reload.
 *
 * Rules of this file: a successor is started with a socket of its own, and only when it has lasted
 * for a moment that socket takes the old one's path, so that no request can come to the old process
 * any more; that is told to end when those that it has are answered. Where the successor cannot be
 * started, or does not last, the old one goes on. For each rule at most one is being replaced:
 * there is one row more than processes.
 */

import {
  backendAddressAt,
  backendAddressEnd,
  backendNumber,
  backendRule,
  setBackendAddress,
  setBackendNumber,
  setBackendOff,
} from "../../core/backend/backends";
import {
  AppProcess,
  AppProcessState,
  appProcessCount,
  appProcessState,
  appProcessWord,
  enterState,
  setAppProcessWord,
} from "../../core/backend/process-record";
import { dropAllIdle } from "../../core/gateway/backend-connection";
import { Failure, Signal } from "../../seam/results";
import {
  closeAppSocket,
  openAppSocket,
  placeAppSocket,
  signalAppProcess,
  startAppProcess,
} from "./app-process";
import { logAppProcess } from "./process-log";

/** How long a successor must last, and what the old one has for its requests then. */
const JOIN_MS: i32 = 2000;
const DRAIN_MS: i32 = 60000;

/** Times that a reload was asked for. */
let round: i32 = 0;

/** All that were started before are to be replaced. */
export function beginRound(): void {
  round++;
}

/** The process is started now. */
export function noteCurrent(b: i32): void {
  setAppProcessWord(b, AppProcess.Round, round);
}

/** The process is to be replaced, as if it had been started before the last reload. */
export function noteOutdated(b: i32): void {
  setAppProcessWord(b, AppProcess.Round, round - 1);
}

/** Begins to replace who is to be and can be now. */
export function replaceNext(): void {
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    const isOfBefore: bool = appProcessWord(b, AppProcess.Round) !== round;
    if (!isOfBefore || appProcessState(b) !== AppProcessState.Running) continue;
    const spare: i32 = spareOf(backendRule(b));
    if (spare >= 0) replace(b, spare);
  }
}

/** The row of the rule that has no process, or -1. */
function spareOf(rule: i32): i32 {
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    if (appProcessState(b) === AppProcessState.Spare && backendRule(b) === rule) return b;
  }
  return -1;
}

function replace(b: i32, spare: i32): void {
  noteCurrent(b);
  noteCurrent(spare);
  closeAppSocket(spare, false); // After a fault in an earlier attempt.
  setBackendAddress(spare, backendAddressAt(b), backendAddressEnd(b));
  setBackendNumber(spare, backendNumber(b));
  if (openAppSocket(spare, true) < 0) {
    logAppProcess(b, "is not replaced: no socket could be made for another");
    return;
  }
  setAppProcessWord(spare, AppProcess.DelayMs, 0);
  setAppProcessWord(spare, AppProcess.Follows, b);
  setAppProcessWord(spare, AppProcess.Restarts, appProcessWord(b, AppProcess.Restarts) + 1);
  if (!startAppProcess(spare)) {
    closeAppSocket(spare, false);
    logAppProcess(b, "is not replaced");
    return;
  }
  setBackendOff(spare, true);
  enterState(spare, AppProcessState.Joining, JOIN_MS);
}

/** The successor has lasted: it serves, and the old one no more. */
export function join(b: i32): void {
  const old: i32 = appProcessWord(b, AppProcess.Follows);
  const failure: i32 = placeAppSocket(b);
  // What is not there has been moved, before a fault: if not, it is found out by who connects.
  if (failure !== 0 && failure !== Failure.NotFound) {
    logAppProcess(old, "is not replaced: its socket's path cannot be written");
    signalAppProcess(b, Signal.Kill);
    enterState(b, AppProcessState.Joining, JOIN_MS);
    return;
  }
  setAppProcessWord(b, AppProcess.State, AppProcessState.Running);
  setBackendOff(b, false);
  setBackendOff(old, true);
  dropAllIdle(old);
  if (appProcessState(old) === AppProcessState.Running) {
    enterState(old, AppProcessState.Draining, DRAIN_MS);
    return;
  }
  // It has ended meanwhile, and was to be started again.
  closeAppSocket(old, false);
  setAppProcessWord(old, AppProcess.State, AppProcessState.Spare);
}
