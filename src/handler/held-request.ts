/*
 * Requests that are held: a head that is complete stays at the start of the connection's head slot,
 * and is parsed again from there when the request is answered.
 *
 * Rules of this file: a request is counted when its head is parsed first, and never again; what is
 * held is given back when its answer has begun, or with the connection.
 */
import { release, releaseHeld } from "../core/connection";
import {
  Connection,
  connectionItem,
  Flag,
  hasFlag,
  headSlotAt,
  State,
  stateOf,
} from "../core/connection-record";
import { Held, heldHeadBytes, setHeldWord } from "../core/held-record";
import { NONE, Pool, take } from "../core/pool";
import { moveOctets, setWord, word } from "../wire/arena";
import { takeHeadSlot } from "./head-room";
import { parseHeadAgain } from "./kept-head";
import { refuse } from "./refuse";
import { requestHeadEnd, requestLineAt } from "./request";

/** Holds the request whose head was parsed last, for which there is a record. */
export function holdRequest(c: i32, isKept: i32): void {
  const from: i32 = requestLineAt;
  const bytes: i32 = requestHeadEnd - from;
  // Whoever gives way to it is refused, in the scratch region: this request's path is gone then.
  const slot: i32 = word(c + Connection.HeadSlot) === NONE ? takeHeadSlot(c) : NONE;
  if (slot !== NONE) setWord(c + Connection.HeadSlot, slot);
  const item: i32 = take(Pool.Held, connectionItem(c));
  assert(item !== NONE);
  setHeldWord(item, Held.HeadBytes, bytes);
  setHeldWord(item, Held.Bytes, bytes);
  setHeldWord(item, Held.File, NONE);
  setHeldWord(item, Held.IsKept, isKept);
  setWord(c + Connection.Held, item);
  moveOctets(headSlotAt(c), from, bytes);
}

/**
 * Refuses a request that is held, wherever what follows it is taken apart from. A client to whom
 * something else is on its way is closed.
 */
export function refuseHeld(c: i32, refusal: i32): void {
  if (hasFlag(c, Flag.Lent)) {
    release(c);
    return;
  }
  const at: i32 = headSlotAt(c);
  parseHeadAgain(at, at + heldHeadBytes(c));
  refuse(c, refusal);
  if (stateOf(c) !== State.Free) releaseHeld(c);
}
