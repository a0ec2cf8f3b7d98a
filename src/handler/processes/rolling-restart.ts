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
  BackendRef,
  backendAddressAt,
  backendAddressEnd,
  backendNumber,
  backendRule,
  setBackendAddress,
  setBackendNumber,
  setBackendOff,
} from "../../core/backend/backends";
import {
  appProcessCount,
  appRestarts,
  appRoundOf,
  followedBy,
  setAppDelay,
  setAppRestarts,
  setAppRound,
  setFollowed,
} from "../../core/backend/process-record";
import {
  AppProcessState,
  appProcessState,
  enterAppProcess,
} from "../../core/backend/process-state";
import { enterFor } from "../../core/backend/process-times";
import { dropAllIdle } from "../../core/gateway/backend-connection";
import { NONE } from "../../core/memory/pool";
import { RuleRef } from "../../core/rules/rules";
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
export function noteCurrent(b: BackendRef): void {
  setAppRound(b, round);
}

/** The process is to be replaced, as if it had been started before the last reload. */
export function noteOutdated(b: BackendRef): void {
  setAppRound(b, round - 1);
}

/** Begins to replace who is to be and can be now. */
export function replaceNext(): void {
  for (let b: BackendRef = 0; b < appProcessCount(); b++) {
    const isOfBefore: bool = appRoundOf(b) !== round;
    if (!isOfBefore || appProcessState(b) !== AppProcessState.Running) continue;
    const spare: BackendRef = spareOf(backendRule(b));
    if (spare !== NONE) replace(b, spare);
  }
}

/** The row of the rule that has no process, or NONE. */
function spareOf(rule: RuleRef): BackendRef {
  for (let b: BackendRef = 0; b < appProcessCount(); b++) {
    if (appProcessState(b) === AppProcessState.Spare && backendRule(b) === rule) return b;
  }
  return NONE;
}

function replace(b: BackendRef, spare: BackendRef): void {
  expect(appProcessState(b) === AppProcessState.Running);
  expect(appProcessState(spare) === AppProcessState.Spare && backendRule(b) === backendRule(spare));
  noteCurrent(b);
  noteCurrent(spare);
  closeAppSocket(spare, false); // After a fault in an earlier attempt.
  setBackendAddress(spare, backendAddressAt(b), backendAddressEnd(b));
  setBackendNumber(spare, backendNumber(b));
  if (openAppSocket(spare, true) < 0) {
    logAppProcess(b, "is not replaced: no socket could be made for another");
    return;
  }
  setAppDelay(spare, 0);
  setFollowed(spare, b);
  setAppRestarts(spare, appRestarts(b) + 1);
  if (!startAppProcess(spare)) {
    closeAppSocket(spare, false);
    logAppProcess(b, "is not replaced");
    return;
  }
  enterFor(spare, AppProcessState.Joining, JOIN_MS);
}

/** The successor has lasted: it serves, and the old one no more. */
export function join(b: BackendRef): void {
  expect(appProcessState(b) === AppProcessState.Joining && followedBy(b) !== b);
  const old: BackendRef = followedBy(b);
  const failure: i32 = placeAppSocket(b);
  // What is not there has been moved, before a fault: if not, it is found out by who connects.
  if (failure !== 0 && failure !== Failure.NotFound) {
    logAppProcess(old, "is not replaced: its socket's path cannot be written");
    signalAppProcess(b, Signal.Kill);
    enterFor(b, AppProcessState.Joining, JOIN_MS);
    return;
  }
  const isOldRunning: bool = appProcessState(old) === AppProcessState.Running;
  enterAppProcess(b, AppProcessState.Running);
  // Else it has ended meanwhile, and was to be started again.
  if (isOldRunning) enterFor(old, AppProcessState.Draining, DRAIN_MS);
  else enterAppProcess(old, AppProcessState.Spare);
  setBackendOff(b, false);
  setBackendOff(old, true);
  dropAllIdle(old);
  if (!isOldRunning) closeAppSocket(old, false);
}
