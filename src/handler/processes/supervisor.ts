/*
 * The servers that are started: from the server's start to its end each has its processes.
 *
 * Rules of this file: a process that ends is followed by another, at once or after a while
 * (src/core/backend/process-record.ts). On reload one after the other is replaced
 * (src/handler/processes/rolling-restart.ts).
 */

import { BackendRef, backendRequests, setBackendOff } from "../../core/backend/backends";
import {
  AppProcessFlag,
  appExitStatus,
  appProcessCount,
  appProcessOf,
  appRestarts,
  clearAppProcessFlag,
  followedBy,
  hasAppProcessFlag,
  setAppExitStatus,
  setAppProcessFlag,
  setAppRestarts,
} from "../../core/backend/process-record";
import {
  AppProcessState,
  appProcessState,
  enterAppProcess,
  hasAppProcess,
} from "../../core/backend/process-state";
import {
  enterFor,
  enterWait,
  hasResponded,
  isDue,
  isHopeless,
  takeDelay,
  takeDelayAfterExit,
  takeRenewal,
} from "../../core/backend/process-times";
import { serving } from "../../core/settings/generations";
import { hasServerFlag, ServerFlag } from "../../core/settings/server-settings";
import { ProcessRef, Signal } from "../../seam/results";
import { putDecimal } from "../../wire/octets/decimal";
import { put } from "../../wire/octets/text";
import {
  closeAppChannels,
  closeAppSocket,
  reapAppProcess,
  signalAppProcess,
  startAppProcess,
} from "./app-process";
import { beginLine, endLine, logAppProcess } from "./process-log";
import { beginRound, join, noteCurrent, noteOutdated, replaceNext } from "./rolling-restart";

/** What a process has for its end after SIGTERM. */
const END_MS: i32 = 3000;

/** After a fault during a start another one is tried. */
const FAULT_MS: i32 = 1000;

let isEnding: bool = false;

/** A process has ended. False when it is no server's. */
export function exitAppProcess(process: ProcessRef, status: i32): bool {
  for (let b: BackendRef = 0; b < appProcessCount(); b++) {
    const isGone: bool =
      hasAppProcessFlag(b, AppProcessFlag.Exited) || hasAppProcessFlag(b, AppProcessFlag.Reaped);
    if (!hasAppProcess(b) || isGone || appProcessOf(b) !== process) continue;
    setAppExitStatus(b, status);
    setAppProcessFlag(b, AppProcessFlag.Exited);
    followExit(b);
    return true;
  }
  return false;
}

/** Does what is due, and replaces who is to be replaced. */
export function actOnAppProcesses(): void {
  for (let b: BackendRef = 0; b < appProcessCount(); b++) if (isDue(b)) act(b);
}

/** SIGHUP. False when there is nothing that could be replaced. */
export function replaceAppProcesses(): bool {
  if (appProcessCount() === 0) return false;
  beginRound();
  if (!isEnding) replaceNext();
  return true;
}

/** Its socket is not at its path, as a cleaner of old files may have it: it is replaced. */
export function renewAppProcess(b: BackendRef): void {
  if (isEnding || !takeRenewal(b)) return;
  noteOutdated(b);
  replaceNext();
}

/** Tells all processes to end. True when none is left. */
export function endAppProcesses(): bool {
  isEnding = true;
  let areGone: bool = true;
  for (let b: BackendRef = 0; b < appProcessCount(); b++) {
    if (hasAppProcess(b) && appProcessState(b) !== AppProcessState.Ending) end(b);
    if (hasAppProcess(b)) areGone = false;
    else retire(b);
  }
  return areGone;
}

/** Makes all processes end now. */
export function killAppProcesses(): void {
  isEnding = true;
  for (let b: BackendRef = 0; b < appProcessCount(); b++) {
    if (hasAppProcess(b)) signalAppProcess(b, Signal.Kill);
    retire(b);
  }
}

/** After a fault in the name of one of its channels: it is started again. */
export function dropAppProcess(b: BackendRef): void {
  closeAppChannels(b);
  if (hasAppProcess(b)) signalAppProcess(b, Signal.Kill);
}

/** Starts a process, now or, when it cannot be, later. */
export function startOrWait(b: BackendRef): void {
  expect(!isEnding && !hasAppProcess(b));
  noteCurrent(b);
  // For the case that this does not come to its end.
  enterWait(b, FAULT_MS);
  if (!startAppProcess(b)) {
    wait(b, takeDelay(b));
    return;
  }
  enterAppProcess(b, AppProcessState.Running);
  setBackendOff(b, false);
}

function act(b: BackendRef): void {
  expect(isDue(b));
  if (hasAppProcessFlag(b, AppProcessFlag.Exited)) {
    followExit(b); // After a fault when it was told.
    return;
  }
  switch (appProcessState(b)) {
    case AppProcessState.Waiting:
      restart(b);
      return;
    case AppProcessState.Joining:
      join(b);
      return;
    case AppProcessState.Draining:
      end(b);
      return;
    default:
      signalAppProcess(b, Signal.Kill);
      enterFor(b, AppProcessState.Ending, END_MS);
  }
}

/** Its process is reaped, and its row is what it is without one, before anything can fail. */
function followExit(b: BackendRef): void {
  expect(hasAppProcessFlag(b, AppProcessFlag.Exited) && hasAppProcess(b));
  reapAppProcess(b);
  clearAppProcessFlag(b, AppProcessFlag.Exited);
  if (appProcessState(b) === AppProcessState.Running && !isEnding) followRunning(b);
  else followOther(b, appProcessState(b));
}

function followRunning(b: BackendRef): void {
  expect(appProcessState(b) === AppProcessState.Running);
  const isKnown: bool = isHopeless(b);
  const delay: i32 = takeDelayAfterExit(b);
  if (delay > 0) wait(b, delay);
  else enterWait(b, FAULT_MS);
  if (!isKnown || !isHopeless(b)) noteExit(b, delay);
  if (delay === 0) restart(b);
}

function followOther(b: BackendRef, before: AppProcessState): void {
  expect(before >= AppProcessState.Joining || isEnding);
  enterAppProcess(b, AppProcessState.Spare);
  if (before === AppProcessState.Draining && goOnDraining(b)) return;
  if (before === AppProcessState.Joining) noteFailedSuccessor(b);
  // Its successor has its path, unless the server ends.
  closeAppSocket(b, isEnding);
  if (!isEnding) replaceNext();
}

function restart(b: BackendRef): void {
  expect(appProcessState(b) === AppProcessState.Waiting);
  setAppRestarts(b, appRestarts(b) + 1);
  startOrWait(b);
}

/** Until then its backend gets no requests. */
function wait(b: BackendRef, delay: i32): void {
  expect(delay >= 0);
  setBackendOff(b, true);
  enterWait(b, delay);
}

/**
 * A process that is to end when its requests are answered has ended before, as one does that
 * answers so many and no more: what waits at its socket is for another one. False when there is
 * none.
 */
function goOnDraining(b: BackendRef): bool {
  if (backendRequests(b) === 0 || !hasResponded(b)) return false;
  if (!startAppProcess(b)) return false;
  // It drains for as long as the one before was to.
  enterAppProcess(b, AppProcessState.Draining);
  return true;
}

function noteFailedSuccessor(b: BackendRef): void {
  endLine(putExit(b));
  logAppProcess(followedBy(b), "is not replaced: its successor did not last");
}

function noteExit(b: BackendRef, delay: i32): void {
  const status: i32 = appExitStatus(b);
  const isVerbose: bool = hasServerFlag(serving(), ServerFlag.Verbose);
  if (delay === 0 && status === 0 && !isVerbose) return; // It has done what it was to do.
  let line: i32 = putExit(b);
  if (isHopeless(b)) line = put(line, "; it is tried on, which is not said any more");
  endLine(line);
}

function putExit(b: BackendRef): i32 {
  const status: i32 = appExitStatus(b);
  const signal: i32 = status - 256;
  const line: i32 = beginLine(b, appProcessOf(b));
  if (status < 0) return put(line, "could not be started");
  if (status > 255) return putDecimal(put(line, "was ended by signal "), signal);
  return putDecimal(put(line, "ended with exit status "), status);
}

/** Told to end; killed when it does not. */
function end(b: BackendRef): void {
  expect(hasAppProcess(b));
  setBackendOff(b, true);
  signalAppProcess(b, Signal.Terminate);
  enterFor(b, AppProcessState.Ending, END_MS);
}

/** The row of a process that is no more, and that none follows. */
function retire(b: BackendRef): void {
  setBackendOff(b, true);
  if (appProcessState(b) !== AppProcessState.Spare) enterAppProcess(b, AppProcessState.Spare);
  closeAppSocket(b, true);
  closeAppChannels(b);
}
