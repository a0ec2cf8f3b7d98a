/*
 * Deadlines: one list for each phase, and in each phase one duration, so that a list is sorted by
 * appending and only its first record need be looked at.
 *
 * Rules of this file: a record (of a connection or of a script) is in at most one list; its three
 * words stand at the same place in both kinds of record. All times are of the monotonic clock.
 */

import { setWord, word } from "../../wire/octets/arena";
import { DEADLINES_AT, DEADLINES_WORDS } from "../memory/layout";
import { serving } from "../settings/generations";
import { DURATIONS, DURATIONS_WORDS, SettingsRef } from "../settings/settings-record";
import { elapsedMs, nowMs, sooner } from "./clock";

export const enum Phase {
  None = 0,
  /** Waiting for a request, nothing of which has come: closed without a word. */
  Idle,
  /** A head has begun: 408. */
  Head,
  /** Content is awaited: when it comes too slowly (src/core/connection/rate.ts), 408 or the end. */
  Content,
  /** The client takes what is sent: when too slowly, the end. */
  Send,
  /** Half-closed, so that the last answer is not lost to a reset; what comes is thrown away. */
  Linger,
  /** The start of the request's script was put off: it is tried again. */
  ScriptRetry,
  /** The request waits until one more directory can be listed: 503. The list is the queue. */
  ListingWait,
  /** The request waits until its password was compared: 503. The list is the queue. */
  PasswordWait,
  /** The request waits until a script may be started for it: 503. The list is the queue. */
  ScriptWait,
  /** More is to be done at once, after the other events. */
  Yield,
  /** Times of a script, each of which may differ from script to script (upstream-times.ts). */
  ScriptHead,
  ScriptSilence,
  ScriptIdle,
  ScriptTotal,
  /** Times of a backend, likewise: until it is connected, and without an octet that it takes. */
  GatewayConnect,
  GatewaySend,
  /** A connection to a backend waits for a next request: closed. */
  GatewayKeep,
  /** An answer is whole and on its way, once its backend has its next request. */
  ScriptWhole,
  /** A script was told to end: SIGKILL follows. */
  ScriptKill,
  /** A script has closed its output and its process goes on. */
  ScriptRest,
  /** The client of a script is gone: it is told to end at once. */
  ScriptOrphan,
  /** A script has ended its output, and its process's status is to follow (exit-status.ts). */
  ScriptStatus,
  COUNT,
}

/** Words at the start of each record that can have a deadline. */
export const enum Deadline {
  Phase = 0,
  Previous,
  Next,
  Since,
  LENGTH,
}

/** 20 s: Apache's RequestReadTimeout for a head. */
const HEAD_MS: i32 = 20000;
const IDLE_MS: i32 = 15000;
const CONTENT_MS: i32 = 30000;
const SEND_MS: i32 = 30000;
/** 2 s: lighttpd and Apache wait as long for the client's FIN. */
const LINGER_MS: i32 = 2000;
/** 30 s: as long as a script has for the head of its answer. */
const SCRIPT_WAIT_MS: i32 = 30000;
/** For the head, and for each octet of it; a quiet stream of events is none of our business. */
const SCRIPT_HEAD_MS: i32 = 30000;
/** 5 s: a SYN that was lost is sent again after 1 s and after 3 s. */
const GATEWAY_CONNECT_MS: i32 = 5000;
const GATEWAY_SEND_MS: i32 = 30000;
/** Short: a worker of the backend waits as long for us, and for nobody else. */
const GATEWAY_KEEP_MS: i32 = 5000;
/** Twice as long as it takes to know of a reader that it is slow. */
const LISTING_WAIT_MS: i32 = 10000;
/** A check of the highest cost takes as long on a small board, and others are before it. */
const PASSWORD_WAIT_MS: i32 = 30000;
const SCRIPT_KILL_MS: i32 = 3000;
const SCRIPT_REST_MS: i32 = 30000;
/** Long enough for nearly every status, and too short for a person to see. */
const SCRIPT_STATUS_MS: i32 = 50;

/** Long enough for a short file to be written, and too short for a person to wait for. */
const SCRIPT_RETRY_MS: i32 = 100;

/** The phases that somebody is in, as bits: asked for at each wait. No list is of Phase.None. */
const OCCUPIED_AT: i32 = DEADLINES_AT;

/** In the table of durations, where 0 is what was not set. */
const ENDLESS: i32 = -1;

/** Bounds of a duration that is set: a second, and a day. */
export const DURATION_SECONDS_MIN: i32 = 1;
export const DURATION_SECONDS_MAX: i32 = 86400;

/** The least that can be set: 0 where a time can be without end. */
export function durationSecondsMin(phase: Phase): i32 {
  expect(phase > Phase.None && phase < Phase.COUNT);
  return phase >= Phase.ScriptHead && phase <= Phase.ScriptTotal ? 0 : DURATION_SECONDS_MIN;
}

/** Sets how long a phase lasts, before the first record is in its list. */
export function setDuration(settings: SettingsRef, phase: Phase, seconds: i32): void {
  assert(DURATIONS_WORDS >= Phase.COUNT);
  assert(seconds >= durationSecondsMin(phase) && seconds <= DURATION_SECONDS_MAX);
  setWord(settings + DURATIONS + phase, seconds > 0 ? seconds * 1000 : ENDLESS);
}

/** Puts the record into a phase's list, out of any other, with its time beginning now. */
export function setDeadline(record: i32, phase: Phase): void {
  expect(record > 0 && phase < Phase.COUNT && durationOf(phase) >= 0);
  assert(DEADLINES_WORDS >= 2 * Phase.COUNT && Phase.COUNT < 31);
  assert(phase !== Phase.None);
  clearDeadline(record);
  const last: i32 = word(lastAt(phase));
  setWord(record + Deadline.Phase, phase);
  setWord(record + Deadline.Previous, last);
  setWord(record + Deadline.Next, 0);
  setWord(record + Deadline.Since, nowMs);
  if (last === 0) {
    setWord(firstAt(phase), record);
    setWord(OCCUPIED_AT, word(OCCUPIED_AT) | (1 << phase));
  } else setWord(last + Deadline.Next, record);
  setWord(lastAt(phase), record);
  expect(isLinked(record));
}

/** Milliseconds since the record was put into its list. */
export function waitedMs(record: i32): i32 {
  expect(word(record + Deadline.Phase) !== Phase.None);
  return elapsedMs(word(record + Deadline.Since));
}

export function clearDeadline(record: i32): void {
  expect(isLinked(record));
  const phase: Phase = word(record + Deadline.Phase);
  if (phase === Phase.None) return;
  const previous: i32 = word(record + Deadline.Previous);
  const next: i32 = word(record + Deadline.Next);
  if (previous === 0) setWord(firstAt(phase), next);
  else setWord(previous + Deadline.Next, next);
  if (next === 0) setWord(lastAt(phase), previous);
  else setWord(next + Deadline.Previous, previous);
  if (previous === 0 && next === 0) setWord(OCCUPIED_AT, word(OCCUPIED_AT) & ~(1 << phase));
  setWord(record + Deadline.Phase, Phase.None);
  expect((longestIn(phase) === 0) === ((word(OCCUPIED_AT) & (1 << phase)) === 0));
}

/** Whether the record is in no list, or its neighbours there are its neighbours too. */
function isLinked(record: i32): bool {
  const phase: Phase = word(record + Deadline.Phase);
  if (phase === Phase.None) return true;
  const previous: i32 = word(record + Deadline.Previous);
  const next: i32 = word(record + Deadline.Next);
  const before: i32 = previous === 0 ? word(firstAt(phase)) : word(previous + Deadline.Next);
  const after: i32 = next === 0 ? word(lastAt(phase)) : word(next + Deadline.Previous);
  return before === record && after === record;
}

/** The record that has been in this phase for longest, 0 when there is none. */
export function longestIn(phase: Phase): i32 {
  return word(firstAt(phase));
}

/** The record that has been in the same phase for longest after this one, 0 when there is none. */
export function nextIn(record: i32): i32 {
  expect(isLinked(record) && word(record + Deadline.Phase) !== Phase.None);
  return word(record + Deadline.Next);
}

/** Records that are in this phase. */
export function countIn(phase: Phase): i32 {
  let count: i32 = 0;
  for (let record: i32 = longestIn(phase); record !== 0; record = nextIn(record)) count++;
  return count;
}

/** A record of this phase whose time is over, 0 when there is none. */
export function expiredIn(phase: Phase): i32 {
  expect(phase > Phase.None && phase < Phase.COUNT);
  const first: i32 = longestIn(phase);
  if (first === 0) return 0;
  return waitedMs(first) >= durationOf(phase) ? first : 0;
}

/** Milliseconds until the next deadline, 0 when one has passed, -1 when there is none. */
export function untilNextDeadline(): i32 {
  let soonest: i32 = -1;
  let phase: i32 = Phase.None;
  for (let rest: i32 = word(OCCUPIED_AT); rest !== 0; rest = rest >> 1) {
    if ((rest & 1) !== 0) {
      const left: i32 = durationOf(phase) - waitedMs(longestIn(phase));
      if (left <= 0) return 0;
      soonest = sooner(soonest, left);
    }
    phase++;
  }
  return soonest;
}

/** Milliseconds; 0 for a time of scripts that has no end. */
export function durationOf(phase: Phase): i32 {
  expect(phase > Phase.None && phase < Phase.COUNT);
  const set: i32 = word(serving() + DURATIONS + phase);
  if (set === ENDLESS) return 0;
  return set > 0 ? set : usualDurationOf(phase);
}

function usualDurationOf(phase: Phase): i32 {
  switch (phase) {
    case Phase.Idle:
      return IDLE_MS;
    case Phase.Head:
      return HEAD_MS;
    case Phase.Content:
      return CONTENT_MS;
    case Phase.Send:
      return SEND_MS;
    case Phase.Linger:
      return LINGER_MS;
    case Phase.ListingWait:
      return LISTING_WAIT_MS;
    case Phase.PasswordWait:
      return PASSWORD_WAIT_MS;
    case Phase.ScriptWait:
      return SCRIPT_WAIT_MS;
    case Phase.ScriptHead:
    case Phase.ScriptSilence:
      return SCRIPT_HEAD_MS;
    case Phase.GatewayConnect:
      return GATEWAY_CONNECT_MS;
    case Phase.GatewaySend:
      return GATEWAY_SEND_MS;
    case Phase.GatewayKeep:
      return GATEWAY_KEEP_MS;
    case Phase.ScriptKill:
      return SCRIPT_KILL_MS;
    case Phase.ScriptRest:
      return SCRIPT_REST_MS;
    case Phase.ScriptRetry:
      return SCRIPT_RETRY_MS;
    case Phase.ScriptStatus:
      return SCRIPT_STATUS_MS;
    default:
      return 0;
  }
}

function firstAt(phase: Phase): i32 {
  return DEADLINES_AT + phase * 2;
}

function lastAt(phase: Phase): i32 {
  return DEADLINES_AT + phase * 2 + 1;
}
