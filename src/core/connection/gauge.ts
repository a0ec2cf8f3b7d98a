/*
 * How fast a client moves that holds what others may need: octets that it has sent and taken,
 * measured over whole windows.
 *
 * Rules of this file: a window counts only if at each look it was the client's turn: to send what
 * is awaited, or to take what is lent. So nobody is to blame for a script that computes, says
 * nothing or does not read. What is known holds until the next window is over.
 */

import { unsent } from "../../seam/host";
import { double, setDouble, setWord, word } from "../../wire/octets/arena";
import { elapsedMs, nowMs } from "../time/clock";
import { Deadline, Phase } from "../time/deadlines";
import { ConnectionRef, channelOf, stateOf } from "./connection-record";
import { State } from "./connection-state";

/** A client's pauses, and what machines hold back, even out in five seconds. */
const WINDOW_MS: i32 = 5000;

/** Nothing is known against the client. */
const UNKNOWN: f64 = -1;

/** Words of a gauge, which begins at an even index. */
const enum Gauge {
  /** 1 while a window is open; and since when it is. */
  IsOpen = 0,
  SinceMs,
  /** Doubles: octets that had moved when it was opened; octets a second in the one before it. */
  Moved,
  Rate = 4,
  LENGTH = 6,
}

export const GAUGE_WORDS: i32 = Gauge.LENGTH;

/** Nothing is known yet, or any more. */
export function resetGauge(g: i32): void {
  expect(g > 0 && (g & 1) === 0);
  setWord(g + Gauge.IsOpen, 0);
  setDouble((g + Gauge.Rate) >> 1, UNKNOWN);
}

/**
 * Looks at the client of the connection, to whom `given` octets were sent, or lent, in all, and
 * from whom `awaited` are still to come.
 */
export function lookAtClient(g: i32, c: ConnectionRef, given: f64, awaited: f64): void {
  expect((g & 1) === 0 && given >= 0 && stateOf(c) !== State.Free);
  if (!isClientsTurn(c)) {
    resetGauge(g);
    return;
  }
  // What is not lent any more was taken: to ask the machine costs a call.
  const held: f64 = isSending(c) ? unsent(channelOf(c)) : 0;
  const moved: f64 = given - held - awaited;
  const ms: i32 = elapsedMs(word(g + Gauge.SinceMs));
  if (word(g + Gauge.IsOpen) !== 0) {
    if (ms < WINDOW_MS) return;
    expect(ms > 0);
    const before: f64 = double((g + Gauge.Moved) >> 1);
    setDouble((g + Gauge.Rate) >> 1, ((moved - before) * 1000) / (ms as f64));
  }
  setWord(g + Gauge.IsOpen, 1);
  setWord(g + Gauge.SinceMs, nowMs);
  setDouble((g + Gauge.Moved) >> 1, moved);
}

/** Octets a second that were measured; -1 when nothing is known, or it is not the client's turn. */
export function clientRate(g: i32, c: ConnectionRef): f64 {
  expect(stateOf(c) !== State.Free);
  return isClientsTurn(c) ? double((g + Gauge.Rate) >> 1) : UNKNOWN;
}

/** Whether nothing goes on before the client has sent or taken something. */
function isClientsTurn(c: ConnectionRef): bool {
  return isSending(c) || word(c + Deadline.Phase) === Phase.Content;
}

function isSending(c: ConnectionRef): bool {
  return word(c + Deadline.Phase) === Phase.Send;
}
