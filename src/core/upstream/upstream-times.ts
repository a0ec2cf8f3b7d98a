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
import { RuleSetting } from "../rules/rule-setting";
import { ruleSetting, UNSET } from "../rules/rules";
import { elapsedMs, nowMs } from "../time/clock";
import { durationOf, Phase } from "../time/deadlines";
import {
  clearUpstreamFlag,
  hasUpstreamFlag,
  nextScript,
  setUpstreamFlag,
  Upstream,
  UpstreamFlag,
} from "./upstream-record";

/** More milliseconds than any time has. */
const NEVER: i32 = 0x7fffffff;

/** How much a backend has taken is looked at so often, and four times in its time at least. */
const LOOK_MS: i32 = 1000;
const UNKNOWN: i32 = -1;

let isDue: bool = false;
let soonestMs: i32 = 0;

/** The script begins. Nobody waits for it yet. */
export function startUpstreamClock(u: i32): void {
  clearUpstreamFlag(u, UpstreamFlag.Awaited);
  setWord(u + Upstream.StartedMs, nowMs);
  noteUpstreamTimes(u);
}

/** From now on what the script says is waited for, if it was not before. */
export function awaitUpstream(u: i32): void {
  if (hasUpstreamFlag(u, UpstreamFlag.Awaited)) return;
  setUpstreamFlag(u, UpstreamFlag.Awaited);
  setWord(u + Upstream.AwaitedMs, nowMs);
  setWord(u + Upstream.HeardMs, nowMs);
  noteUpstreamTimes(u);
}

/** It is the client that is waited for: its content, or that it takes what was sent. */
export function pauseTimers(u: i32): void {
  clearUpstreamFlag(u, UpstreamFlag.Awaited);
}

/** The backend is to take what is lent to it, and the connection first. */
export function awaitSend(u: i32): void {
  setUpstreamFlag(u, UpstreamFlag.InputLent);
  setWord(u + Upstream.LentMs, nowMs);
  setWord(u + Upstream.LookedMs, nowMs);
  setWord(u + Upstream.LentLeft, UNKNOWN);
  noteUpstreamTimes(u);
}

/** The backend has begun to answer, or taken all: from now on it is its answer that is awaited. */
export function endSend(u: i32): void {
  if (!hasUpstreamFlag(u, UpstreamFlag.Awaited)) return;
  pauseTimers(u);
  awaitUpstream(u);
}

/**
 * Whether a backend that is to take what was lent is still given time, because it has taken some.
 * A machine holds much of it, and says that there is room only when much is.
 */
export function isSendProgressing(u: i32): bool {
  if (!hasUpstreamFlag(u, UpstreamFlag.Connected)) return false;
  const left: i32 = toInt(unsent(word(u + Upstream.Output)));
  if (left !== word(u + Upstream.LentLeft)) {
    // At the first look nobody knows how much it was before.
    if (word(u + Upstream.LentLeft) !== UNKNOWN) setWord(u + Upstream.LentMs, nowMs);
    setWord(u + Upstream.LentLeft, left);
  }
  setWord(u + Upstream.LookedMs, nowMs);
  noteUpstreamTimes(u);
  return leftOf(u, RuleSetting.Send, word(u + Upstream.LentMs)) > 0;
}

/** Whether the request's time in all is over. */
export function isTotalOver(u: i32): bool {
  return leftOf(u, RuleSetting.Total, word(u + Upstream.StartedMs)) <= 0;
}

/** The script has written something. */
export function hearUpstream(u: i32): void {
  setWord(u + Upstream.HeardMs, nowMs);
}

/** Other times hold for the script than before. */
export function noteUpstreamTimes(u: i32): void {
  noteDue(leftMs(u));
}

/** A script whose time is over, 0 when there is none. */
export function overdueUpstream(): i32 {
  if (!isDue || elapsedMs(soonestMs) < 0) return 0;
  isDue = false;
  for (let u: i32 = nextScript(0); u !== 0; u = nextScript(u)) {
    const left: i32 = leftMs(u);
    noteDue(left);
    if (left <= 0) return u;
  }
  return 0;
}

/** Milliseconds until a script's time may be over, 0 when it may be now, -1 when there is none. */
export function untilUpstreamDue(): i32 {
  if (!isDue) return -1;
  const passed: i32 = elapsedMs(soonestMs);
  return passed < 0 ? -passed : 0;
}

function noteDue(left: i32): void {
  if (left === NEVER || (isDue && -elapsedMs(soonestMs) <= left)) return;
  isDue = true;
  soonestMs = (nowMs + left) | 0;
}

/** What is left of the script's shortest time; 0 or less when that is over, or NEVER. */
function leftMs(u: i32): i32 {
  // Whose output has ended has nothing more to say: the rest is between the client and us.
  const isOver: bool = hasUpstreamFlag(u, UpstreamFlag.OutputEnded);
  if (word(u + Upstream.Connection) === 0 || isOver) return NEVER;
  let left: i32 = leftOf(u, RuleSetting.Total, word(u + Upstream.StartedMs));
  if (isSending(u)) return sooner(left, sendingLeft(u));
  const isAwaited: bool = hasUpstreamFlag(u, UpstreamFlag.Awaited);
  if (!isAwaited || hasUpstreamFlag(u, UpstreamFlag.Redirecting)) return left;
  const heard: i32 = word(u + Upstream.HeardMs);
  if (hasUpstreamFlag(u, UpstreamFlag.HeadSent)) {
    return sooner(left, leftOf(u, RuleSetting.Idle, heard));
  }
  left = sooner(left, leftOf(u, RuleSetting.Silence, heard));
  return sooner(left, leftOf(u, RuleSetting.Head, word(u + Upstream.AwaitedMs)));
}

/**
 * Whether a backend has still to take something, be it the connection, of a request that it has not
 * begun to answer.
 */
export function isSending(u: i32): bool {
  const flags: i32 = word(u + Upstream.Flags);
  const wanted: i32 = UpstreamFlag.Gateway | UpstreamFlag.InputLent;
  return (flags & (wanted | UpstreamFlag.ResponseStarted)) === wanted;
}

/** What is left until it is to be looked at, or of the time in which it may take nothing. */
function sendingLeft(u: i32): i32 {
  const since: i32 = word(u + Upstream.LentMs);
  if (!hasUpstreamFlag(u, UpstreamFlag.Connected)) return leftOf(u, RuleSetting.Connect, since);
  const left: i32 = leftOf(u, RuleSetting.Send, since);
  if (left === NEVER) return NEVER;
  const often: i32 = (left + elapsedMs(since)) >> 2;
  const look: i32 = (often < LOOK_MS ? often : LOOK_MS) - elapsedMs(word(u + Upstream.LookedMs));
  return sooner(left, look);
}

function leftOf(u: i32, setting: RuleSetting, since: i32): i32 {
  const own: i32 = ruleSetting(word(u + Upstream.Rule), setting);
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
  return a < b ? a : b;
}
