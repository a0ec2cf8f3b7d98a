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
import { APP_PROCESS_BYTES } from "../memory/sizes";
import { HAS_GATEWAYS } from "../product/profile";
import { aheadMs, elapsedMs, nowMs, sooner } from "../time/clock";
import { backendAnswered, backendCount, backendRequests, setBackendOff } from "./backends";
import { hasPrograms, isOurs } from "./spawned-programs";

export const enum AppProcessState {
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
export const enum AppProcess {
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
export const APP_PROCESS_LINE_BYTES: i32 = 480; // What is left of APP_PROCESS_BYTES.

const FIRST_DELAY_MS: i32 = 100;
const DELAY_MS_MAX: i32 = 10000;

/** Requests that it has not taken wait for the next one, if that is to come so soon. */
const SOON_MS: i32 = 1000;

/** What the last one has written, and that it is gone, is heard first. */
const HEARD_MS: i32 = 50;
const LONG_ENOUGH_MS: i32 = 10000;

/** All rows as they are before anything is started. */
export function resetAppProcesses(): void {
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    for (let i: i32 = 0; i < AppProcess.LENGTH; i++) setAppProcessWord(b, i, 0);
    for (let i: i32 = AppProcess.Output; i <= AppProcess.OldError; i++)
      setAppProcessWord(b, i, NONE);
    setAppProcessWord(b, AppProcess.LineChannel, NONE);
    startLogShare(appProcessAt(b) + AppProcess.LogPaidMs);
    if (isOurs(b)) setBackendOff(b, true);
  }
}

/** Rows: one for each backend, if any is ours. */
export function appProcessCount(): i32 {
  return HAS_GATEWAYS && hasPrograms() ? backendCount() : 0;
}

export function appProcessWord(b: i32, field: AppProcess): i32 {
  return word(appProcessAt(b) + field);
}

export function setAppProcessWord(b: i32, field: AppProcess, value: i32): void {
  setWord(appProcessAt(b) + field, value);
}

export function appProcessState(b: i32): AppProcessState {
  return appProcessWord(b, AppProcess.State);
}

/** Gives the records their place, a word index; once, in the full arena. */
export function openAppProcessTable(at: i32): void {
  tableAt = at;
}

/** Index of the record; its line's octets lie behind its words. */
export function appProcessAt(b: i32): i32 {
  return tableAt + b * (APP_PROCESS_BYTES >> 2);
}

export function appProcessLineAt(b: i32): i32 {
  return (appProcessAt(b) + AppProcess.LENGTH) << 2;
}

/** A state that lasts so long at most. */
export function enterState(b: i32, state: AppProcessState, ms: i32): void {
  setAppProcessWord(b, AppProcess.State, state);
  setAppProcessWord(b, AppProcess.DueMs, (nowMs + ms) | 0);
}

/** No process serves, and the next one comes in so many milliseconds. */
export function enterWait(b: i32, ms: i32): void {
  enterState(b, AppProcessState.Waiting, ms);
  setAppProcessWord(b, AppProcess.GiveUpMs, (nowMs + (ms > SOON_MS ? HEARD_MS : ms)) | 0);
}

/** Whether requests wait at its socket that nobody will take soon. */
export function isForsaken(b: i32): bool {
  return untilGivenUp(b) === 0 && !isDue(b);
}

export function hasAppProcess(b: i32): bool {
  return appProcessState(b) >= AppProcessState.Running;
}

/** It was started just now. */
export function noteStart(b: i32): void {
  setAppProcessWord(b, AppProcess.State, AppProcessState.Running);
  setAppProcessWord(b, AppProcess.StartedMs, nowMs);
  setAppProcessWord(b, AppProcess.AnsweredBefore, backendAnswered(b));
}

/** Milliseconds to wait before it is started again, 0 for at once; the next wait is longer. */
export function takeDelay(b: i32): i32 {
  const delay: i32 = appProcessWord(b, AppProcess.DelayMs);
  const doubled: i32 = delay === 0 ? FIRST_DELAY_MS : delay * 2;
  setAppProcessWord(b, AppProcess.DelayMs, doubled < DELAY_MS_MAX ? doubled : DELAY_MS_MAX);
  return delay;
}

/** The process that was started last has ended: as `takeDelay`. */
export function takeDelayAfterExit(b: i32): i32 {
  const livedMs: i32 = elapsedMs(appProcessWord(b, AppProcess.StartedMs));
  // Below 0 it has lived for so long that the clock has wrapped.
  const isLong: bool = livedMs >= LONG_ENOUGH_MS || livedMs < 0;
  if (isLong || hasResponded(b)) setAppProcessWord(b, AppProcess.DelayMs, 0);
  return takeDelay(b);
}

/** Whether it has answered something since it was started. */
export function hasResponded(b: i32): bool {
  return backendAnswered(b) !== appProcessWord(b, AppProcess.AnsweredBefore);
}

/** Whether it may be replaced for the sake of its socket: not again for a while. */
export function takeRenewal(b: i32): bool {
  if (aheadMs(appProcessWord(b, AppProcess.RenewedMs), DELAY_MS_MAX) > 0) return false;
  setAppProcessWord(b, AppProcess.RenewedMs, (nowMs + DELAY_MS_MAX) | 0);
  return true;
}

/** Whether it was started in vain so often that it is not said any more. */
export function isHopeless(b: i32): bool {
  return appProcessWord(b, AppProcess.DelayMs) === DELAY_MS_MAX;
}

/** Whether its time is over, or what it waits for has come. */
export function isDue(b: i32): bool {
  return untilDue(b) === 0;
}

/** Milliseconds until something is to be done for a process, -1 when nothing is. */
export function untilAppProcesses(): i32 {
  let soonest: i32 = -1;
  for (let b: i32 = 0; b < appProcessCount(); b++) {
    soonest = sooner(sooner(soonest, untilDue(b)), untilGivenUp(b));
  }
  return soonest;
}

function untilDue(b: i32): i32 {
  const state: AppProcessState = appProcessState(b);
  if (state === AppProcessState.Spare || state === AppProcessState.Running) return -1;
  if (state === AppProcessState.Draining && backendRequests(b) === 0) return 0;
  const passed: i32 = elapsedMs(appProcessWord(b, AppProcess.DueMs));
  return passed < 0 ? -passed : 0;
}

/** Milliseconds until requests at its socket are given up; -1 when none are to be. */
function untilGivenUp(b: i32): i32 {
  if (appProcessState(b) !== AppProcessState.Waiting || backendRequests(b) === 0) return -1;
  const passed: i32 = elapsedMs(appProcessWord(b, AppProcess.GiveUpMs));
  return passed < 0 ? -passed : 0;
}
