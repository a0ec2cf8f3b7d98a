/*
 * How many lines scripts may write into the log: each has a share, and all together have one.
 *
 * Rules of this file: a line costs time, which is paid in advance up to a bound, and gained back
 * as time passes; so a share is one number, the time until which it is paid. Who was refused a line
 * waits until it can write a second's lines together.
 */

import { setWord, word } from "../../wire/octets/arena";
import { aheadMs, nowMs } from "../time/clock";

/** Words of a share, which lies in the record of who has it. */
export const enum Share {
  PaidMs = 0,
  Dropped,
}

/** What a line costs of its own share and of that of all: 20 and 100 lines a second. */
const OWN_LINE_MS: i32 = 50;
const LINE_MS: i32 = 10;
/** What may be paid in advance: 100 and 400 lines. */
const OWN_AHEAD_MS: i32 = 5000;
const AHEAD_MS: i32 = 4000;
const AGAIN_MS: i32 = 1000;

let paidMs: i32 = 0;

/** Who has the share has written nothing yet. */
export function startLogShare(share: i32): void {
  setWord(share + Share.PaidMs, nowMs);
  setWord(share + Share.Dropped, 0);
}

/** Whether one more line is to be logged; counted if it is not. */
export function mayLogLine(share: i32): bool {
  expect(word(share + Share.Dropped) >= 0);
  const dropped: i32 = word(share + Share.Dropped);
  const own: i32 = aheadMs(word(share + Share.PaidMs), OWN_AHEAD_MS) + OWN_LINE_MS;
  const all: i32 = aheadMs(paidMs, AHEAD_MS) + LINE_MS;
  const again: i32 = dropped > 0 ? AGAIN_MS : 0;
  if (own > OWN_AHEAD_MS - again || all > AHEAD_MS - again) {
    setWord(share + Share.Dropped, dropped + 1);
    return false;
  }
  setWord(share + Share.PaidMs, (nowMs + own) | 0);
  paidMs = (nowMs + all) | 0;
  return true;
}

/** Lines that were not logged since this was asked last. */
export function takeDropped(share: i32): i32 {
  expect(word(share + Share.Dropped) >= 0);
  const dropped: i32 = word(share + Share.Dropped);
  setWord(share + Share.Dropped, 0);
  return dropped;
}
