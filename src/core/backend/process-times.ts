/*
 * When something is to be done for a process of a server that we start.
 *
 * Rules of this file: only what is waited for has a time; who ends for the first time, or has lived
 * long enough or answered something, is started again at once, any other one after a wait, twice as
 * long each time: so no program that cannot start makes this server busy.
 */

import { aheadMs, elapsedMs, nowMs, sooner } from "../time/clock";
import { BackendRef, backendAnswered, backendRequests } from "./backends";
import {
  AppProcessFlag,
  answeredBefore,
  appDelayMs,
  appDueMs,
  appGiveUpMs,
  appProcessCount,
  appRenewedMs,
  appStartedMs,
  hasAppProcessFlag,
  setAnsweredBefore,
  setAppDelay,
  setAppDue,
  setAppGiveUp,
  setAppRenewed,
  setAppStarted,
} from "./process-record";
import { AppProcessState, appProcessState, enterAppProcess } from "./process-state";

const FIRST_DELAY_MS: i32 = 100;
const DELAY_MS_MAX: i32 = 10000;

/** Requests that it has not taken wait for the next one, if that is to come so soon. */
const SOON_MS: i32 = 1000;

/** What the last one has written, and that it is gone, is heard first. */
const HEARD_MS: i32 = 50;
const LONG_ENOUGH_MS: i32 = 10000;

/** A state that lasts so long at most. */
export function enterFor(b: BackendRef, state: AppProcessState, ms: i32): void {
  enterAppProcess(b, state);
  setAppDue(b, (nowMs + ms) | 0);
}

/** No process serves, and the next one comes in so many milliseconds. */
export function enterWait(b: BackendRef, ms: i32): void {
  enterFor(b, AppProcessState.Waiting, ms);
  setAppGiveUp(b, (nowMs + (ms > SOON_MS ? HEARD_MS : ms)) | 0);
}

/** Whether requests wait at its socket that nobody will take soon. */
export function isForsaken(b: BackendRef): bool {
  return untilGivenUp(b) === 0 && !isDue(b);
}

/** It was started just now. */
export function noteStart(b: BackendRef): void {
  setAppStarted(b, nowMs);
  setAnsweredBefore(b, backendAnswered(b));
}

/** Milliseconds to wait before it is started again, 0 for at once; the next wait is longer. */
export function takeDelay(b: BackendRef): i32 {
  const delay: i32 = appDelayMs(b);
  const doubled: i32 = delay === 0 ? FIRST_DELAY_MS : delay * 2;
  setAppDelay(b, doubled < DELAY_MS_MAX ? doubled : DELAY_MS_MAX);
  return delay;
}

/** The process that was started last has ended: as `takeDelay`. */
export function takeDelayAfterExit(b: BackendRef): i32 {
  const livedMs: i32 = elapsedMs(appStartedMs(b));
  // Below 0 it has lived for so long that the clock has wrapped.
  const isLong: bool = livedMs >= LONG_ENOUGH_MS || livedMs < 0;
  if (isLong || hasResponded(b)) setAppDelay(b, 0);
  return takeDelay(b);
}

/** Whether it has answered something since it was started. */
export function hasResponded(b: BackendRef): bool {
  return backendAnswered(b) !== answeredBefore(b);
}

/** Whether it may be replaced for the sake of its socket: not again for a while. */
export function takeRenewal(b: BackendRef): bool {
  if (aheadMs(appRenewedMs(b), DELAY_MS_MAX) > 0) return false;
  setAppRenewed(b, (nowMs + DELAY_MS_MAX) | 0);
  return true;
}

/** Whether it was started in vain so often that it is not said any more. */
export function isHopeless(b: BackendRef): bool {
  return appDelayMs(b) === DELAY_MS_MAX;
}

/** Whether its time is over, or what it waits for has come. */
export function isDue(b: BackendRef): bool {
  return untilDue(b) === 0;
}

/** Milliseconds until something is to be done for a process, -1 when nothing is. */
export function untilAppProcesses(): i32 {
  let soonest: i32 = -1;
  for (let b: BackendRef = 0; b < appProcessCount(); b++) {
    soonest = sooner(sooner(soonest, untilDue(b)), untilGivenUp(b));
  }
  return soonest;
}

function untilDue(b: BackendRef): i32 {
  if (hasAppProcessFlag(b, AppProcessFlag.Exited)) return 0;
  const state: AppProcessState = appProcessState(b);
  if (state === AppProcessState.Spare || state === AppProcessState.Running) return -1;
  if (state === AppProcessState.Draining && backendRequests(b) === 0) return 0;
  const passed: i32 = elapsedMs(appDueMs(b));
  return passed < 0 ? -passed : 0;
}

/** Milliseconds until requests at its socket are given up; -1 when none are to be. */
function untilGivenUp(b: BackendRef): i32 {
  if (appProcessState(b) !== AppProcessState.Waiting || backendRequests(b) === 0) return -1;
  const passed: i32 = elapsedMs(appGiveUpMs(b));
  return passed < 0 ? -passed : 0;
}
