/*
 * Who gives way when a pool is empty.
 *
 * Rules of this file: whoever loses least by it goes first; a client that is served at a fair rate
 * never does. It is called before anything is taken, never in the name of who gives way.
 */

import { isExhausted, NONE, Pool, takenCount } from "../memory/pool";
import { serving } from "../settings/generations";
import { connectionCount } from "../settings/server-settings";
import { longestIn, nextIn, Phase, setDeadline, waitedMs } from "../time/deadlines";
import { release } from "./connection";
import { ConnectionRef, Flag, hasFlag, headSlotOf, stateOf } from "./connection-record";
import { State } from "./connection-state";
import { isTooSlow } from "./rate";

/** When all is in use a reader's rate is looked at after so long, not only at its deadline. */
const PRESSED_MS: i32 = 5000;

/** Readers that are looked at for one request: each look is a call. */
const LOOKS_MAX: i32 = 8;

/**
 * Sees to it that a new connection has a record. False when it must be refused, because as many as
 * may be are in use and none gives way; those that only linger are not in use any more.
 */
export function evictForConnection(): bool {
  const taken: i32 = takenCount(Pool.Connections);
  if (taken < connectionCount(serving())) return true;
  const hasRoom: bool = taken - lingeringCount() < connectionCount(serving()) || closeOne();
  const lingering: i32 = longestIn(Phase.Linger);
  if (lingering !== 0 && isExhausted(Pool.Connections)) release(lingering);
  expect(!hasRoom || !isExhausted(Pool.Connections));
  return hasRoom;
}

/**
 * Closes the connection that has been idle for longest; that was answered and still sends content;
 * whose head has not come; that takes its answer too slowly.
 */
function closeOne(): bool {
  let c: ConnectionRef = longestIn(Phase.Idle);
  if (c === 0) c = longestDiscarding();
  if (c === 0) c = longestIn(Phase.Head);
  if (c === 0) return closeSlowReader();
  release(c);
  return true;
}

function lingeringCount(): i32 {
  let count: i32 = 0;
  for (let c: ConnectionRef = longestIn(Phase.Linger); c !== 0; c = nextIn(c)) count++;
  return count;
}

/** Closes a client that takes its answer too slowly. False when none is known to. */
export function closeSlowReader(): bool {
  for (let i: i32 = 0; i < LOOKS_MAX; i++) {
    const c: ConnectionRef = longestIn(Phase.Send);
    expect(c === 0 || hasFlag(c, Flag.Lent));
    if (c === 0 || waitedMs(c) < PRESSED_MS) return false;
    if (isTooSlow(c)) {
      release(c);
      return true;
    }
    setDeadline(c, Phase.Send);
  }
  return false;
}

/** The connection but `c` that holds a head slot and has waited for the rest longest, or 0. */
export function longestWithHead(c: ConnectionRef): i32 {
  let other: ConnectionRef = longestIn(Phase.Head);
  while (other !== 0 && (other === c || headSlotOf(other) === NONE)) {
    other = nextIn(other);
  }
  return other;
}

/** Scripts, which await content too, are few. */
function longestDiscarding(): i32 {
  let c: ConnectionRef = longestIn(Phase.Content);
  while (c !== 0 && stateOf(c) !== State.Discarding) c = nextIn(c);
  return c;
}
