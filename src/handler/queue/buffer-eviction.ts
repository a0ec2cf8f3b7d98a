/*
 * How many requests' content is kept at once, and who gives way when there is no more room.
 *
 * Rule of this file: the one whose content has come most slowly since it is kept, if that is slower
 * than the client of a script may be who is waited for, and was for a while.
 */

import { closeAfterResponse } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  connectionAt,
  connectionNumber,
  Flag,
  hasFlag,
  stateOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { Held, heldWord, isKept } from "../../core/connection/held-record";
import { highWater, NONE, ownerOf, Pool } from "../../core/memory/pool";
import { BUFFERED_COUNT } from "../../core/memory/sizes";
import { rateFor } from "../../core/rules/rules";
import { serving } from "../../core/settings/generations";
import { scriptRate } from "../../core/settings/server-settings";
import { elapsedMs } from "../../core/time/clock";
import { REFUSE_GAVE_WAY } from "../../wire/http/refusal";
import { refuseHeld } from "./held-request";

/** A client that has begun just now is not judged. */
const PRESSED_MS: i32 = 5000;

/** Whether the content of one more request may be kept. */
export function hasBufferRoom(): bool {
  return keptCount() < BUFFERED_COUNT;
}

/** More is kept than may be: somebody but the connection gives way. False when nobody does. */
export function evictBuffered(c: ConnectionRef): bool {
  expect(isKept(c));
  if (keptCount() <= BUFFERED_COUNT) return true;
  const slowest: i32 = slowestBut(c);
  if (slowest === 0) return false;
  closeAfterResponse(slowest);
  refuseHeld(slowest, REFUSE_GAVE_WAY);
  return true;
}

function slowestBut(c: ConnectionRef): i32 {
  let slowest: i32 = 0;
  let least: f64 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Held); item++) {
    if (ownerOf(Pool.Held, item) === NONE || heldWord(item, Held.IsKept) === 0) continue;
    const other: ConnectionRef = connectionAt(ownerOf(Pool.Held, item));
    // Whose content is whole waits for its script; and who is sent 100 (Continue) cannot be told.
    if (other === c || stateOf(other) !== State.Buffering || hasFlag(other, Flag.Lent)) continue;
    const ms: i32 = elapsedMs(heldWord(item, Held.SinceMs));
    if (ms < PRESSED_MS) continue;
    const came: f64 = connectionNumber(other, ConnectionNumber.Discarded);
    const rate: f64 = (came * 1000) / (ms as f64);
    if (rate >= rateFor(heldWord(item, Held.Rule), scriptRate(serving()))) continue;
    if (slowest !== 0 && rate >= least) continue;
    slowest = other;
    least = rate;
  }
  return slowest;
}

function keptCount(): i32 {
  let count: i32 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Held); item++) {
    if (ownerOf(Pool.Held, item) !== NONE) count += heldWord(item, Held.IsKept);
  }
  return count;
}
