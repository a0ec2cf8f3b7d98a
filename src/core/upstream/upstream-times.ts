/*
 * The times of running scripts: each may have its own, by the rule that made it a script, so they
 * are in no list that is sorted by appending.
 *
 * Rules of this file: a script is timed while something waits for what it says; the soonest time
 * that may be over is remembered for all. It can only be too soon, because an octet of output moves
 * a script's times on without looking for the new soonest: who looks too soon looks again.
 */
import { unsent } from "../../seam/host";
import { setWord, word } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { NONE } from "../memory/pool";
import { HAS_SCRIPTS } from "../product/profile";
import { RuleSetting } from "../rules/rule-setting";
import { ruleSetting, UNSET } from "../rules/rules";
import { elapsedMs, nowMs } from "../time/clock";
import { durationOf, Phase } from "../time/deadlines";
import {
  isGateway,
  isInputLent,
  isOutputEnded,
  isRedirecting,
  isStreaming,
  lendInput,
} from "./upstream-progress";
import {
  clearUpstreamFlag,
  clientOf,
  hasUpstreamFlag,
  nextScript,
  outputChannel,
  setUpstreamFlag,
  timesOf,
  UpstreamFlag,
  UpstreamRef,
} from "./upstream-record";
import { ruleOf } from "./upstream-request";
import { PeerState, peerState, ResponseState, responseState } from "./upstream-state";

/** Words of what is remembered for them. */
const enum Times {
  /** Times of the monotonic clock: its start, since when it is waited for, its last output. */
  StartedMs = 0,
  AwaitedMs,
  HeardMs,
  /** Since when the backend is to connect, or has taken nothing of what is lent. */
  LentMs,
  /** When it was looked at how much it had taken, and octets that it had not; -1 before that. */
  LookedMs,
  LentLeft,
  LENGTH,
}

export const TIMES_WORDS: i32 = Times.LENGTH;

/** More milliseconds than any time has. */
const NEVER: i32 = 0x7fffffff;

/** How much a backend has taken is looked at so often, and four times in its time at least. */
const LOOK_MS: i32 = 1000;
const UNKNOWN: i32 = -1;

let isDue: bool = false;
let soonestMs: i32 = 0;

/** The script begins. Nobody waits for it yet. */
export function startUpstreamClock(u: UpstreamRef): void {
  clearUpstreamFlag(u, UpstreamFlag.Awaited);
  setTime(u, Times.StartedMs, nowMs);
  noteUpstreamTimes(u);
}

/** From now on what the script says is waited for, if it was not before. */
export function awaitUpstream(u: UpstreamRef): void {
  if (hasUpstreamFlag(u, UpstreamFlag.Awaited)) return;
  setUpstreamFlag(u, UpstreamFlag.Awaited);
  setTime(u, Times.AwaitedMs, nowMs);
  setTime(u, Times.HeardMs, nowMs);
  noteUpstreamTimes(u);
}

/** It is the client that is waited for: its content, or that it takes what was sent. */
export function pauseTimers(u: UpstreamRef): void {
  clearUpstreamFlag(u, UpstreamFlag.Awaited);
}

/** Since when its status is waited for (src/core/upstream/exit-status.ts). */
export function noteAwaited(u: UpstreamRef): void {
  setTime(u, Times.AwaitedMs, nowMs);
}

export function awaitedMs(u: UpstreamRef): i32 {
  return elapsedMs(timeOf(u, Times.AwaitedMs));
}

/** The backend is to take what is lent to it, and the connection first. */
export function awaitSend(u: UpstreamRef): void {
  expect(isGateway(u));
  lendInput(u);
  setTime(u, Times.LentMs, nowMs);
  setTime(u, Times.LookedMs, nowMs);
  setTime(u, Times.LentLeft, UNKNOWN);
  noteUpstreamTimes(u);
}

/** The backend has begun to answer, or taken all: from now on it is its answer that is awaited. */
export function endSend(u: UpstreamRef): void {
  expect(isGateway(u));
  if (!hasUpstreamFlag(u, UpstreamFlag.Awaited)) return;
  pauseTimers(u);
  awaitUpstream(u);
}

/**
 * Whether a backend that is to take what was lent is still given time, because it has taken some.
 * A machine holds much of it, and says that there is room only when much is.
 */
export function isSendProgressing(u: UpstreamRef): bool {
  expect(isGateway(u) && outputChannel(u) !== NONE);
  if (peerState(u) !== PeerState.Connected) return false;
  const left: i32 = toInt(unsent(outputChannel(u)));
  expect(left >= 0);
  if (left !== timeOf(u, Times.LentLeft)) {
    // At the first look nobody knows how much it was before.
    if (timeOf(u, Times.LentLeft) !== UNKNOWN) setTime(u, Times.LentMs, nowMs);
    setTime(u, Times.LentLeft, left);
  }
  setTime(u, Times.LookedMs, nowMs);
  noteUpstreamTimes(u);
  return leftOf(u, RuleSetting.Send, timeOf(u, Times.LentMs)) > 0;
}

/** Whether the request's time in all is over. */
export function isTotalOver(u: UpstreamRef): bool {
  return leftOf(u, RuleSetting.Total, timeOf(u, Times.StartedMs)) <= 0;
}

/** The script has written something. */
export function hearUpstream(u: UpstreamRef): void {
  setTime(u, Times.HeardMs, nowMs);
}

/** Other times hold for the script than before. */
export function noteUpstreamTimes(u: UpstreamRef): void {
  noteDue(leftMs(u));
}

/** A script whose time is over, 0 when there is none. */
export function overdueUpstream(): i32 {
  if (!HAS_SCRIPTS || !isDue || elapsedMs(soonestMs) < 0) return 0;
  isDue = false;
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    const left: i32 = leftMs(u);
    noteDue(left);
    if (left <= 0) return u;
  }
  return 0;
}

/** Milliseconds until a script's time may be over, 0 when it may be now, -1 when there is none. */
export function untilUpstreamDue(): i32 {
  if (!isDue) return -1;
  expect(elapsedMs(soonestMs) > -NEVER);
  const passed: i32 = elapsedMs(soonestMs);
  return passed < 0 ? -passed : 0;
}

function noteDue(left: i32): void {
  if (left === NEVER || (isDue && -elapsedMs(soonestMs) <= left)) return;
  isDue = true;
  soonestMs = (nowMs + left) | 0;
}

/** What is left of the script's shortest time; 0 or less when that is over, or NEVER. */
function leftMs(u: UpstreamRef): i32 {
  // Whose output has ended has nothing more to say: the rest is between the client and us.
  const isOver: bool = isOutputEnded(u);
  if (clientOf(u) === 0 || isOver) return NEVER;
  let left: i32 = leftOf(u, RuleSetting.Total, timeOf(u, Times.StartedMs));
  if (isSending(u)) return sooner(left, sendingLeft(u));
  const isAwaited: bool = hasUpstreamFlag(u, UpstreamFlag.Awaited);
  if (!isAwaited || isRedirecting(u)) return left;
  const heard: i32 = timeOf(u, Times.HeardMs);
  if (isStreaming(u)) {
    return sooner(left, leftOf(u, RuleSetting.Idle, heard));
  }
  left = sooner(left, leftOf(u, RuleSetting.Silence, heard));
  return sooner(left, leftOf(u, RuleSetting.Head, timeOf(u, Times.AwaitedMs)));
}

/**
 * Whether a backend has still to take something, be it the connection, of a request that it has not
 * begun to answer.
 */
export function isSending(u: UpstreamRef): bool {
  return isGateway(u) && isInputLent(u) && responseState(u) === ResponseState.Awaited;
}

/** What is left until it is to be looked at, or of the time in which it may take nothing. */
function sendingLeft(u: UpstreamRef): i32 {
  expect(isSending(u));
  const since: i32 = timeOf(u, Times.LentMs);
  if (peerState(u) !== PeerState.Connected) return leftOf(u, RuleSetting.Connect, since);
  const left: i32 = leftOf(u, RuleSetting.Send, since);
  if (left === NEVER) return NEVER;
  const often: i32 = (left + elapsedMs(since)) >> 2;
  const look: i32 = (often < LOOK_MS ? often : LOOK_MS) - elapsedMs(timeOf(u, Times.LookedMs));
  return sooner(left, look);
}

function leftOf(u: UpstreamRef, setting: RuleSetting, since: i32): i32 {
  expect(ruleSetting(ruleOf(u), setting) >= UNSET);
  const own: i32 = ruleSetting(ruleOf(u), setting);
  const whole: i32 = own === UNSET ? durationOf(commonPhase(setting)) : own * 1000;
  return whole === 0 ? NEVER : whole - elapsedMs(since);
}

function commonPhase(setting: RuleSetting): Phase {
  switch (setting) {
    case RuleSetting.Head:
      return Phase.ScriptHead;
    case RuleSetting.Silence:
      return Phase.ScriptSilence;
    case RuleSetting.Idle:
      return Phase.ScriptIdle;
    case RuleSetting.Connect:
      return Phase.GatewayConnect;
    case RuleSetting.Send:
      return Phase.GatewaySend;
    default:
      return Phase.ScriptTotal;
  }
}

function sooner(a: i32, b: i32): i32 {
  expect(a > -NEVER && b > -NEVER);
  return a < b ? a : b;
}

function timeOf(u: UpstreamRef, field: Times): i32 {
  return word(timesOf(u) + field);
}

function setTime(u: UpstreamRef, field: Times, value: i32): void {
  setWord(timesOf(u) + field, value);
}
