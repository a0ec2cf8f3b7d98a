/*
 * The servers that are started: from the server's start to its end each has its processes.
 *
 * Rules of this file: a process that ends is followed by another, at once or after a while
 * (src/core/backend/process-record.ts). On reload one after the other is replaced
 * (src/handler/processes/rolling-restart.ts).
 */

import { backendRequests, setBackendOff } from "../../core/backend/backends";
import {
  AppProcess,
  AppProcessState,
  appProcessCount,
  appProcessState,
  appProcessWord,
  enterState,
  enterWait,
  hasAppProcess,
  hasResponded,
  isDue,
  isHopeless,
  setAppProcessWord,
  takeDelay,
  takeDelayAfterExit,
  takeRenewal,
} from "../../core/backend/process-record";
import { serving } from "../../core/settings/generations";
import { hasServerFlag, ServerFlag } from "../../core/settings/server-settings";
import { Signal } from "../../seam/results";
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
export function exitAppProcess(process: i32, status: i32): bool {
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    const isRunning: bool = hasAppProcess(b) && appProcessWord(b, AppProcess.IsReaped) === 0;
    if (!isRunning || appProcessWord(b, AppProcess.Process) !== process) continue;
    reapAppProcess(b);
    afterExit(b, status);
    return true;
  }
  return false;
}

/** Does what is due, and replaces who is to be replaced. */
export function actOnAppProcesses(): void {
  for (let b: i32 = 0; b < appProcessCount(); b++) if (isDue(b)) act(b);
}

/** SIGHUP. False when there is nothing that could be replaced. */
export function replaceAppProcesses(): bool {
  if (appProcessCount() === 0) return false;
  beginRound();
  if (!isEnding) replaceNext();
  return true;
}

/** Its socket is not at its path, as a cleaner of old files may have it: it is replaced. */
export function renewAppProcess(b: i32): void {
  if (isEnding || !takeRenewal(b)) return;
  noteOutdated(b);
  replaceNext();
}

/** Tells all processes to end. True when none is left. */
export function endAppProcesses(): bool {
  isEnding = true;
  let areGone: bool = true;
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    if (hasAppProcess(b) && appProcessState(b) !== AppProcessState.Ending) end(b);
    if (hasAppProcess(b)) areGone = false;
    else retire(b);
  }
  return areGone;
}

/** Makes all processes end now. */
export function killAppProcesses(): void {
  isEnding = true;
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    if (hasAppProcess(b)) signalAppProcess(b, Signal.Kill);
    retire(b);
  }
}

/** After a fault in the name of one of its channels: it is started again. */
export function dropAppProcess(b: i32): void {
  closeAppChannels(b);
  if (hasAppProcess(b)) signalAppProcess(b, Signal.Kill);
}

/** Starts a process, now or, when it cannot be, later. */
export function startOrWait(b: i32): void {
  noteCurrent(b);
  // For the case that this does not come to its end.
  enterState(b, AppProcessState.Waiting, FAULT_MS);
  if (!startAppProcess(b)) wait(b, takeDelay(b));
}

function act(b: i32): void {
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
      enterState(b, AppProcessState.Ending, END_MS);
  }
}

function afterExit(b: i32, status: i32): void {
  if (appProcessState(b) !== AppProcessState.Running) {
    if (appProcessState(b) === AppProcessState.Draining && goOnDraining(b)) return;
    if (appProcessState(b) === AppProcessState.Joining) noteFailedSuccessor(b, status);
    setAppProcessWord(b, AppProcess.State, AppProcessState.Spare);
    // Its successor has its path, unless the server ends.
    closeAppSocket(b, isEnding);
    if (!isEnding) replaceNext();
    return;
  }
  const isKnown: bool = isHopeless(b);
  const delay: i32 = takeDelayAfterExit(b);
  if (!isKnown || !isHopeless(b)) noteExit(b, status, delay);
  if (delay === 0) restart(b);
  else wait(b, delay);
}

function restart(b: i32): void {
  setAppProcessWord(b, AppProcess.Restarts, appProcessWord(b, AppProcess.Restarts) + 1);
  startOrWait(b);
}

/** Until then its backend gets no requests. */
function wait(b: i32, delay: i32): void {
  setBackendOff(b, true);
  enterWait(b, delay);
}

/**
 * A process that is to end when its requests are answered has ended before, as one does that
 * answers so many and no more: what waits at its socket is for another one. False when there is
 * none.
 */
function goOnDraining(b: i32): bool {
  if (backendRequests(b) === 0 || !hasResponded(b)) return false;
  const dueMs: i32 = appProcessWord(b, AppProcess.DueMs);
  if (!startAppProcess(b)) return false;
  setBackendOff(b, true);
  setAppProcessWord(b, AppProcess.State, AppProcessState.Draining);
  setAppProcessWord(b, AppProcess.DueMs, dueMs);
  return true;
}

function noteFailedSuccessor(b: i32, status: i32): void {
  endLine(putExit(b, status));
  logAppProcess(
    appProcessWord(b, AppProcess.Follows),
    "is not replaced: its successor did not last",
  );
}

function noteExit(b: i32, status: i32, delay: i32): void {
  const isVerbose: bool = hasServerFlag(serving(), ServerFlag.Verbose);
  if (delay === 0 && status === 0 && !isVerbose) return; // It has done what it was to do.
  let line: i32 = putExit(b, status);
  if (isHopeless(b)) line = put(line, "; it is tried on, which is not said any more");
  endLine(line);
}

function putExit(b: i32, status: i32): i32 {
  const signal: i32 = status - 256;
  const line: i32 = beginLine(b, appProcessWord(b, AppProcess.Process));
  if (status < 0) return put(line, "could not be started");
  if (status > 255) return putDecimal(put(line, "was ended by signal "), signal);
  return putDecimal(put(line, "ended with exit status "), status);
}

/** Told to end; killed when it does not. */
function end(b: i32): void {
  setBackendOff(b, true);
  signalAppProcess(b, Signal.Terminate);
  enterState(b, AppProcessState.Ending, END_MS);
}

/** The row of a process that is no more, and that none follows. */
function retire(b: i32): void {
  setBackendOff(b, true);
  setAppProcessWord(b, AppProcess.State, AppProcessState.Spare);
  closeAppSocket(b, true);
  closeAppChannels(b);
}
