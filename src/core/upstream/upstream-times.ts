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
  clearScriptFlag,
  hasScriptFlag,
  nextScript,
  ScriptFlag,
  ScriptRecord,
  setScriptFlag,
} from "./upstream-record";

/** More milliseconds than any time has. */
const NEVER: i32 = 0x7fffffff;

/** How much a backend has taken is looked at so often, and four times in its time at least. */
const LOOK_MS: i32 = 1000;
const UNKNOWN: i32 = -1;

let isDue: bool = false;
let soonestMs: i32 = 0;

/** The script begins. Nobody waits for it yet. */
export function startScriptClock(s: i32): void {
  clearScriptFlag(s, ScriptFlag.Awaited);
  setWord(s + ScriptRecord.StartedMs, nowMs);
  noteScriptTimes(s);
}

/** From now on what the script says is waited for, if it was not before. */
export function awaitScript(s: i32): void {
  if (hasScriptFlag(s, ScriptFlag.Awaited)) return;
  setScriptFlag(s, ScriptFlag.Awaited);
  setWord(s + ScriptRecord.AwaitedMs, nowMs);
  setWord(s + ScriptRecord.HeardMs, nowMs);
  noteScriptTimes(s);
}

/** It is the client that is waited for: its content, or that it takes what was sent. */
export function leaveScript(s: i32): void {
  clearScriptFlag(s, ScriptFlag.Awaited);
}

/** The backend is to take what is lent to it, and the connection first. */
export function awaitTaking(s: i32): void {
  setScriptFlag(s, ScriptFlag.InputLent);
  setWord(s + ScriptRecord.LentMs, nowMs);
  setWord(s + ScriptRecord.LookedMs, nowMs);
  setWord(s + ScriptRecord.LentLeft, UNKNOWN);
  noteScriptTimes(s);
}

/** The backend has begun to answer, or taken all: from now on it is its answer that is awaited. */
export function endTaking(s: i32): void {
  if (!hasScriptFlag(s, ScriptFlag.Awaited)) return;
  leaveScript(s);
  awaitScript(s);
}

/**
 * Whether a backend that is to take what was lent is still given time, because it has taken some.
 * A machine holds much of it, and says that there is room only when much is.
 */
export function takesOn(s: i32): bool {
  if (!hasScriptFlag(s, ScriptFlag.Connected)) return false;
  const left: i32 = toInt(unsent(word(s + ScriptRecord.Output)));
  if (left !== word(s + ScriptRecord.LentLeft)) {
    // At the first look nobody knows how much it was before.
    if (word(s + ScriptRecord.LentLeft) !== UNKNOWN) setWord(s + ScriptRecord.LentMs, nowMs);
    setWord(s + ScriptRecord.LentLeft, left);
  }
  setWord(s + ScriptRecord.LookedMs, nowMs);
  noteScriptTimes(s);
  return leftOf(s, RuleSetting.Send, word(s + ScriptRecord.LentMs)) > 0;
}

/** Whether the request's time in all is over. */
export function isTotalOver(s: i32): bool {
  return leftOf(s, RuleSetting.Total, word(s + ScriptRecord.StartedMs)) <= 0;
}

/** The script has written something. */
export function hearScript(s: i32): void {
  setWord(s + ScriptRecord.HeardMs, nowMs);
}

/** Other times hold for the script than before. */
export function noteScriptTimes(s: i32): void {
  noteDue(leftMs(s));
}

/** A script whose time is over, 0 when there is none. */
export function overdueScript(): i32 {
  if (!isDue || elapsedMs(soonestMs) < 0) return 0;
  isDue = false;
  for (let s: i32 = nextScript(0); s !== 0; s = nextScript(s)) {
    const left: i32 = leftMs(s);
    noteDue(left);
    if (left <= 0) return s;
  }
  return 0;
}

/** Milliseconds until a script's time may be over, 0 when it may be now, -1 when there is none. */
export function untilScriptDue(): i32 {
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
function leftMs(s: i32): i32 {
  // Whose output has ended has nothing more to say: the rest is between the client and us.
  const isOver: bool = hasScriptFlag(s, ScriptFlag.OutputEnded);
  if (word(s + ScriptRecord.Connection) === 0 || isOver) return NEVER;
  let left: i32 = leftOf(s, RuleSetting.Total, word(s + ScriptRecord.StartedMs));
  if (isTaking(s)) return sooner(left, takingLeft(s));
  const isAwaited: bool = hasScriptFlag(s, ScriptFlag.Awaited);
  if (!isAwaited || hasScriptFlag(s, ScriptFlag.Redirecting)) return left;
  const heard: i32 = word(s + ScriptRecord.HeardMs);
  if (hasScriptFlag(s, ScriptFlag.HeadSent)) {
    return sooner(left, leftOf(s, RuleSetting.Idle, heard));
  }
  left = sooner(left, leftOf(s, RuleSetting.Silence, heard));
  return sooner(left, leftOf(s, RuleSetting.Head, word(s + ScriptRecord.AwaitedMs)));
}

/**
 * Whether a backend has still to take something, be it the connection, of a request that it has not
 * begun to answer.
 */
export function isTaking(s: i32): bool {
  const flags: i32 = word(s + ScriptRecord.Flags);
  const wanted: i32 = ScriptFlag.Gateway | ScriptFlag.InputLent;
  return (flags & (wanted | ScriptFlag.Heard)) === wanted;
}

/** What is left until it is to be looked at, or of the time in which it may take nothing. */
function takingLeft(s: i32): i32 {
  const since: i32 = word(s + ScriptRecord.LentMs);
  if (!hasScriptFlag(s, ScriptFlag.Connected)) return leftOf(s, RuleSetting.Connect, since);
  const left: i32 = leftOf(s, RuleSetting.Send, since);
  if (left === NEVER) return NEVER;
  const often: i32 = (left + elapsedMs(since)) >> 2;
  const look: i32 =
    (often < LOOK_MS ? often : LOOK_MS) - elapsedMs(word(s + ScriptRecord.LookedMs));
  return sooner(left, look);
}

function leftOf(s: i32, setting: RuleSetting, since: i32): i32 {
  const own: i32 = ruleSetting(word(s + ScriptRecord.Rule), setting);
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
