/*
 * The servers that are started: from the server's start to its end each has its processes.
 *
 * Rules of this file: a process that ends is followed by another, at once or after a while
 * (src/core/worker-record.ts). On reload one after the other is replaced: its successor gets a
 * socket of its own at the same path first, so that no request can come to it any more; it is told
 * to end when those that it has are answered.
 */
import { dropAllKept } from "../core/backend-channel";
import { Backend, backendWord, setBackendWord } from "../core/backends";
import { isVerbose } from "../core/settings";
import {
  enterState,
  hasWorkerProcess,
  isDue,
  isHopeless,
  setWorkerWord,
  takeDelay,
  takeDelayAfterExit,
  Worker,
  WorkerState,
  workerCount,
  workerState,
  workerWord,
} from "../core/worker-record";
import { Signal } from "../host/results";
import { putDecimal } from "../wire/decimal";
import { put } from "../wire/text";
import {
  closeWorkerChannels,
  closeWorkerSocket,
  openWorkerSocket,
  signalWorker,
  startWorker,
} from "./worker";
import { beginLine, endLine, logWorker } from "./worker-log";

/** What a process has for its end after SIGTERM, and for its requests when it is replaced. */
const END_MS: i32 = 3000;
const DRAIN_MS: i32 = 60000;

/** After a fault during a start another one is tried. */
const FAULT_MS: i32 = 1000;

/** Times that a reload was asked for. */
let round: i32 = 0;
let isEnding: bool = false;

/** A process has ended. False when it is no server's. */
export function exitWorker(process: i32, status: i32): bool {
  for (let b: i32 = 0; b < workerCount(); b++) {
    if (!hasWorkerProcess(b) || workerWord(b, Worker.Process) !== process) continue;
    signalWorker(b, Signal.Kill); // What it has left behind in its group has no purpose.
    afterExit(b, status);
    return true;
  }
  return false;
}

/** Does what is due, and replaces who is to be replaced. */
export function actOnWorkers(): void {
  for (let b: i32 = 0; b < workerCount(); b++) if (isDue(b)) act(b);
}

/** SIGHUP. False when there is nothing that could be replaced. */
export function replaceWorkers(): bool {
  if (workerCount() === 0) return false;
  round++;
  if (!isEnding) replaceNext();
  return true;
}

/** Tells all processes to end. True when none is left. */
export function endWorkers(): bool {
  isEnding = true;
  let areGone: bool = true;
  for (let b: i32 = 0; b < workerCount(); b++) {
    if (workerState(b) === WorkerState.Running || workerState(b) === WorkerState.Draining) end(b);
    if (hasWorkerProcess(b)) areGone = false;
    else retire(b);
  }
  return areGone;
}

/** Makes all processes end now. */
export function killWorkers(): void {
  isEnding = true;
  for (let b: i32 = 0; b < workerCount(); b++) {
    if (hasWorkerProcess(b)) signalWorker(b, Signal.Kill);
    retire(b);
  }
}

/** After a fault in the name of one of its channels: it is started again. */
export function dropWorker(b: i32): void {
  closeWorkerChannels(b);
  if (hasWorkerProcess(b)) signalWorker(b, Signal.Kill);
}

/** Starts a process, now or, when it cannot be, later. */
export function startOrWait(b: i32): void {
  setWorkerWord(b, Worker.Round, round);
  enterState(b, WorkerState.Waiting, FAULT_MS); // For the case that this does not come to its end.
  if (!startWorker(b)) wait(b, takeDelay(b));
}

function act(b: i32): void {
  switch (workerState(b)) {
    case WorkerState.Waiting:
      restart(b);
      return;
    case WorkerState.Draining:
      end(b);
      return;
    default:
      signalWorker(b, Signal.Kill);
      enterState(b, WorkerState.Ending, END_MS);
  }
}

function afterExit(b: i32, status: i32): void {
  if (workerState(b) !== WorkerState.Running) {
    // Its successor has its path, unless the server ends.
    closeWorkerSocket(b, isEnding);
    setWorkerWord(b, Worker.State, WorkerState.Spare);
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
  setWorkerWord(b, Worker.Restarts, workerWord(b, Worker.Restarts) + 1);
  startOrWait(b);
}

/** Until then its backend gets no requests. */
function wait(b: i32, delay: i32): void {
  setBackendWord(b, Backend.IsOff, 1);
  enterState(b, WorkerState.Waiting, delay);
}

function noteExit(b: i32, status: i32, delay: i32): void {
  if (delay === 0 && status === 0 && !isVerbose) return; // It has done what it was to do.
  const signal: i32 = status - 256;
  let line: i32 = beginLine(b, workerWord(b, Worker.Process));
  if (status < 0) line = put(line, "could not be started");
  else if (status > 255) line = putDecimal(put(line, "was ended by signal "), signal);
  else line = putDecimal(put(line, "ended with exit status "), status);
  if (isHopeless(b)) line = put(line, "; it is tried on, which is not said any more");
  endLine(line);
}

/** Told to end; killed when it does not. */
function end(b: i32): void {
  setBackendWord(b, Backend.IsOff, 1);
  signalWorker(b, Signal.Terminate);
  enterState(b, WorkerState.Ending, END_MS);
}

/** The row of a process that is no more, and that none follows. */
function retire(b: i32): void {
  setBackendWord(b, Backend.IsOff, 1);
  setWorkerWord(b, Worker.State, WorkerState.Spare);
  closeWorkerSocket(b, true);
  closeWorkerChannels(b);
}

/** For each rule at most one is being replaced: there is one row more than processes. */
function replaceNext(): void {
  for (let b: i32 = 0; b < workerCount(); b++) {
    const isOfBefore: bool = workerWord(b, Worker.Round) !== round;
    if (!isOfBefore || workerState(b) !== WorkerState.Running) continue;
    const spare: i32 = spareOf(backendWord(b, Backend.Rule));
    if (spare >= 0) replace(b, spare);
  }
}

/** The row of the rule that has no process, or -1. */
function spareOf(rule: i32): i32 {
  for (let b: i32 = 0; b < workerCount(); b++) {
    if (workerState(b) === WorkerState.Spare && backendWord(b, Backend.Rule) === rule) return b;
  }
  return -1;
}

function replace(b: i32, spare: i32): void {
  setWorkerWord(b, Worker.Round, round);
  setBackendWord(spare, Backend.AddressAt, backendWord(b, Backend.AddressAt));
  setBackendWord(spare, Backend.AddressEnd, backendWord(b, Backend.AddressEnd));
  if (openWorkerSocket(spare, true) < 0) {
    logWorker(b, "is not replaced: no socket could be made for another");
    return;
  }
  setWorkerWord(spare, Worker.Restarts, workerWord(b, Worker.Restarts) + 1);
  startOrWait(spare);
  setBackendWord(b, Backend.IsOff, 1);
  dropAllKept(b);
  enterState(b, WorkerState.Draining, DRAIN_MS);
}
