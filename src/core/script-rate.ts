/*
 * How fast the clients of running scripts move their content and answers, where as many run as may:
 * a script, or a place at a backend, that is held at a slow client's pace may be needed by others.
 *
 * Rules of this file: it is looked at once a second, and judged over whole windows. A window counts
 * only if the client was waited for at each look: to send content that the script would take, or
 * to take what is lent. So nobody is to blame for a script that computes, says nothing, or does not
 * read. What is known holds until the next window is over.
 */
import { unsent } from "../host/host";
import { setWord, word } from "../wire/arena";
import { elapsedMs, nowMs } from "./clock";
import { ConnectionNumber, channelOf, connectionNumber } from "./connection-record";
import { Deadline, Phase } from "./deadlines";
import { highWater, NONE, ownerOf, Pool } from "./pool";
import {
  clearScriptFlag,
  hasScriptFlag,
  measuredRate,
  movedBytes,
  ScriptFlag,
  ScriptRecord,
  scriptAt,
  sentBytes,
  setMeasuredRate,
  setMovedBytes,
  setScriptFlag,
  setSentBytes,
} from "./script-record";
import { rateFor } from "./script-rules";
import { hasFullShare, isShareFull, isSharing } from "./script-share";
import { scriptRate } from "./settings";

/** Clients are looked at so often. */
const LOOK_MS: i32 = 1000;
/** A client's pauses, and what machines hold back, even out in five seconds. */
const WINDOW_MS: i32 = 5000;

/** Nothing is known against the client. */
const UNKNOWN: f64 = -1;

let hasLooked: bool = false;
let lookedMs: i32 = 0;

/** The script begins, and nothing is known of its client. */
export function startMeasuring(s: i32): void {
  clearScriptFlag(s, ScriptFlag.Measured);
  setSentBytes(s, 0);
  setMeasuredRate(s, UNKNOWN);
}

/** Milliseconds until clients are to be looked at; -1 while of each number more scripts may run. */
export function untilLook(): i32 {
  if (!hasFullShare()) return -1;
  if (!hasLooked) return 0;
  const left: i32 = LOOK_MS - elapsedMs(lookedMs);
  return left > 0 ? left : 0;
}

/** Looks at the clients of all scripts that others may have to wait for. */
export function lookAtClients(): void {
  hasLooked = true;
  lookedMs = nowMs;
  for (let item: i32 = 0; item < highWater(Pool.Scripts); item++) {
    if (ownerOf(Pool.Scripts, item) === NONE) continue;
    const s: i32 = scriptAt(item);
    if (isShareFull(word(s + ScriptRecord.Rule))) measure(s);
    else forget(s);
  }
}

/** The script, of those that share this rule's number, whose client moves least; 0 for none. */
export function slowestSharing(rule: i32): i32 {
  let slowest: i32 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Scripts); item++) {
    if (ownerOf(Pool.Scripts, item) === NONE) continue;
    const s: i32 = scriptAt(item);
    if (!isSharing(rule, word(s + ScriptRecord.Rule)) || !isSlow(s)) continue;
    if (slowest === 0 || measuredRate(s) < measuredRate(slowest)) slowest = s;
  }
  return slowest;
}

/** Scripts of this rule's number that were told to end, and whose places will be free. */
export function endingCount(rule: i32): i32 {
  let count: i32 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Scripts); item++) {
    if (ownerOf(Pool.Scripts, item) === NONE) continue;
    const s: i32 = scriptAt(item);
    if (word(s + ScriptRecord.Connection) !== 0) continue;
    const phase: Phase = word(s + Deadline.Phase);
    const isEnding: bool = phase === Phase.ScriptOrphan || phase === Phase.ScriptKill;
    if (isEnding && isSharing(rule, word(s + ScriptRecord.Rule))) count++;
  }
  return count;
}

function isSlow(s: i32): bool {
  if (word(s + ScriptRecord.Connection) === 0 || measuredRate(s) < 0) return false;
  // It may have been its turn last a moment ago.
  return isClientsTurn(s) && measuredRate(s) < rateFor(word(s + ScriptRecord.Rule), scriptRate);
}

function measure(s: i32): void {
  if (word(s + ScriptRecord.Connection) === 0 || !isClientsTurn(s)) {
    forget(s);
    return;
  }
  const moved: f64 = movedNow(s);
  if (hasScriptFlag(s, ScriptFlag.Measured)) {
    const ms: i32 = elapsedMs(word(s + ScriptRecord.MeasuredMs));
    if (ms < WINDOW_MS) return;
    setMeasuredRate(s, ((moved - movedBytes(s)) * 1000) / (ms as f64));
  }
  setScriptFlag(s, ScriptFlag.Measured);
  setWord(s + ScriptRecord.MeasuredMs, nowMs);
  setMovedBytes(s, moved);
}

function forget(s: i32): void {
  clearScriptFlag(s, ScriptFlag.Measured);
  setMeasuredRate(s, UNKNOWN);
}

/** Whether nothing goes on before the script's client has sent or taken something. */
function isClientsTurn(s: i32): bool {
  const phase: Phase = word(word(s + ScriptRecord.Connection) + Deadline.Phase);
  return phase === Phase.Send || phase === Phase.Content;
}

/** Octets that the client has taken and sent, less a number that stays the same. */
function movedNow(s: i32): f64 {
  const c: i32 = word(s + ScriptRecord.Connection);
  const isTaking: bool = word(c + Deadline.Phase) === Phase.Send;
  const held: f64 = isTaking ? unsent(channelOf(c)) : 0;
  return sentBytes(s) - held - connectionNumber(c, ConnectionNumber.ContentRemaining);
}
