/*
 * The processes of servers that we start, and their times: a record for each backend that is ours.
 *
 * Rules of this file: only what is waited for has a time; who ends for the first time, or has lived
 * long enough or answered something, is started again at once, any other one after a wait, twice as
 * long each time: so no program that cannot start makes this server busy.
 */
import { setWord, word } from "../../wire/octets/arena";
import { startLogShare } from "../log/log-budget";
import { NONE } from "../memory/pool";
import { WORKER_BYTES } from "../memory/sizes";
import { aheadMs, elapsedMs, nowMs } from "../time/clock";
import { Backend, backendCount, backendWord, setBackendWord } from "./backends";
import { hasPrograms, isOurs } from "./spawned-programs";

export const enum WorkerState {
  /** No process, and none is wanted: the row is for one that takes another's place. */
  Spare = 0,
  /** No process yet: one is started when its time comes. */
  Waiting,
  Running,
  /** It is to take another's place, once it has lasted for a moment. */
  Joining,
  /** Another has taken its place: it is told to end when its requests are answered. */
  Draining,
  /** It was told to end, and is killed when its time is over. */
  Ending,
}

let tableAt: i32 = 0;

/** Words of a record. */
export const enum Worker {
  State = 0,
  Process,
  /** The socket + 1, 0 when there is none. */
  Socket,
  /** Channels of its output, and of the process's before, which may still hold some: or NONE. */
  Output,
  Error,
  OldOutput,
  OldError,
  OldProcess,
  StartedMs,
  /** When something is to be done, in the states that have a time. */
  DueMs,
  /** How long the next restart waits. */
  DelayMs,
  Restarts,
  /** What its backend had answered when it was started. */
  AnsweredBefore,
  /** Reloads that were asked for when it was started. */
  Round,
  /** Whose place it is to take. */
  Follows,
  /** 1 while its socket is not at its backend's path, but beside it. */
  IsAside,
  /** Until when it is not replaced for the sake of its socket. */
  RenewedMs,
  /** Its share of the log (src/core/log/log-budget.ts). */
  LogPaidMs,
  LogDropped,
  /** Octets of a line that is not complete, and whose it is. */
  LineBytes,
  LineChannel,
  /** 1 when it has ended, and its number may be another's. */
  IsReaped,
  /** While it waits for long: when requests that it has not taken are given up. */
  GiveUpMs,
  LENGTH = 24,
}

/** Octets of a line that are kept; one more is counted when it is longer. */
export const WORKER_LINE_BYTES: i32 = 480; // What is left of WORKER_BYTES.

const FIRST_DELAY_MS: i32 = 100;
const DELAY_MS_MAX: i32 = 10000;

/** Requests that it has not taken wait for the next one, if that is to come so soon. */
const SOON_MS: i32 = 1000;

/** What the last one has written, and that it is gone, is heard first. */
const HEARD_MS: i32 = 50;
const LONG_ENOUGH_MS: i32 = 10000;

/** All rows as they are before anything is started. */
export function resetWorkers(): void {
  for (let b: i32 = 0; b < workerCount(); b++) {
    for (let i: i32 = 0; i < Worker.LENGTH; i++) setWorkerWord(b, i, 0);
    for (let i: i32 = Worker.Output; i <= Worker.OldError; i++) setWorkerWord(b, i, NONE);
    setWorkerWord(b, Worker.LineChannel, NONE);
    startLogShare(workerAt(b) + Worker.LogPaidMs);
    if (isOurs(b)) setBackendWord(b, Backend.IsOff, 1);
  }
}

/** Rows: one for each backend, if any is ours. */
export function workerCount(): i32 {
  return hasPrograms() ? backendCount : 0;
}

export function workerWord(b: i32, field: Worker): i32 {
  return word(workerAt(b) + field);
}

export function setWorkerWord(b: i32, field: Worker, value: i32): void {
  setWord(workerAt(b) + field, value);
}

export function workerState(b: i32): WorkerState {
  return workerWord(b, Worker.State);
}

/** Gives the records their place, a word index; once, in the full arena. */
export function openWorkerTable(at: i32): void {
  tableAt = at;
}

/** Index of the record; its line's octets lie behind its words. */
export function workerAt(b: i32): i32 {
  return tableAt + b * (WORKER_BYTES >> 2);
}

export function workerLineAt(b: i32): i32 {
  return (workerAt(b) + Worker.LENGTH) << 2;
}

/** A state that lasts so long at most. */
export function enterState(b: i32, state: WorkerState, ms: i32): void {
  setWorkerWord(b, Worker.State, state);
  setWorkerWord(b, Worker.DueMs, (nowMs + ms) | 0);
}

/** No process serves, and the next one comes in so many milliseconds. */
export function enterWait(b: i32, ms: i32): void {
  enterState(b, WorkerState.Waiting, ms);
  setWorkerWord(b, Worker.GiveUpMs, (nowMs + (ms > SOON_MS ? HEARD_MS : ms)) | 0);
}

/** Whether requests wait at its socket that nobody will take soon. */
export function isForsaken(b: i32): bool {
  return untilGivenUp(b) === 0 && !isDue(b);
}

export function hasWorkerProcess(b: i32): bool {
  return workerState(b) >= WorkerState.Running;
}

/** It was started just now. */
export function noteStart(b: i32): void {
  setWorkerWord(b, Worker.State, WorkerState.Running);
  setWorkerWord(b, Worker.StartedMs, nowMs);
  setWorkerWord(b, Worker.AnsweredBefore, backendWord(b, Backend.Answered));
}

/** Milliseconds to wait before it is started again, 0 for at once; the next wait is longer. */
export function takeDelay(b: i32): i32 {
  const delay: i32 = workerWord(b, Worker.DelayMs);
  const doubled: i32 = delay === 0 ? FIRST_DELAY_MS : delay * 2;
  setWorkerWord(b, Worker.DelayMs, doubled < DELAY_MS_MAX ? doubled : DELAY_MS_MAX);
  return delay;
}

/** The process that was started last has ended: as `takeDelay`. */
export function takeDelayAfterExit(b: i32): i32 {
  const livedMs: i32 = elapsedMs(workerWord(b, Worker.StartedMs));
  // Below 0 it has lived for so long that the clock has wrapped.
  const isLong: bool = livedMs >= LONG_ENOUGH_MS || livedMs < 0;
  if (isLong || hasResponded(b)) setWorkerWord(b, Worker.DelayMs, 0);
  return takeDelay(b);
}

/** Whether it has answered something since it was started. */
export function hasResponded(b: i32): bool {
  return backendWord(b, Backend.Answered) !== workerWord(b, Worker.AnsweredBefore);
}

/** Whether it may be replaced for the sake of its socket: not again for a while. */
export function takeRenewal(b: i32): bool {
  if (aheadMs(workerWord(b, Worker.RenewedMs), DELAY_MS_MAX) > 0) return false;
  setWorkerWord(b, Worker.RenewedMs, (nowMs + DELAY_MS_MAX) | 0);
  return true;
}

/** Whether it was started in vain so often that it is not said any more. */
export function isHopeless(b: i32): bool {
  return workerWord(b, Worker.DelayMs) === DELAY_MS_MAX;
}

/** Whether its time is over, or what it waits for has come. */
export function isDue(b: i32): bool {
  return untilDue(b) === 0;
}

/** Milliseconds until something is to be done for a worker, -1 when nothing is. */
export function untilWorkers(): i32 {
  let soonest: i32 = -1;
  for (let b: i32 = 0; b < workerCount(); b++) {
    soonest = sooner(sooner(soonest, untilDue(b)), untilGivenUp(b));
  }
  return soonest;
}

/** The smaller of two times, of which -1 is never. */
function sooner(a: i32, b: i32): i32 {
  if (a < 0) return b;
  return b < 0 || a < b ? a : b;
}

function untilDue(b: i32): i32 {
  const state: WorkerState = workerState(b);
  if (state === WorkerState.Spare || state === WorkerState.Running) return -1;
  if (state === WorkerState.Draining && backendWord(b, Backend.Requests) === 0) return 0;
  const passed: i32 = elapsedMs(workerWord(b, Worker.DueMs));
  return passed < 0 ? -passed : 0;
}

/** Milliseconds until requests at its socket are given up; -1 when none are to be. */
function untilGivenUp(b: i32): i32 {
  if (workerState(b) !== WorkerState.Waiting || backendWord(b, Backend.Requests) === 0) return -1;
  const passed: i32 = elapsedMs(workerWord(b, Worker.GiveUpMs));
  return passed < 0 ? -passed : 0;
}
