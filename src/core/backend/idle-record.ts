/*
 * The record of a connection to a backend that waits for a next request.
 *
 * Rule of this file: it is one backend's, so a backend of a rule without `keep=` has none.
 */

import { setWord, word } from "../../wire/octets/arena";
import { itemAt, itemOf, Pool } from "../memory/pool";
import { HAS_GATEWAYS } from "../product/profile";
import { RuleSetting } from "../rules/rule-setting";
import { ruleSetting, UNSET } from "../rules/rules";
import { Deadline } from "../time/deadlines";
import { BackendRef, backendCount, backendRule } from "./backends";

/** Words of the record; the four of its deadline (src/core/time/deadlines.ts) come first. */
export const enum IdleConnection {
  Channel = 4,
  Backend,
  LENGTH = 6,
}

/** Index of the first word of a record; 0 for none. */
export type IdleRef = i32;

/** Connections that may be kept, of all backends. */
export function idleCountMax(): i32 {
  if (!HAS_GATEWAYS) return 0;
  let count: i32 = 0;
  for (let b: BackendRef = 0; b < backendCount(); b++) count += idleMaxOf(b);
  return count;
}

/** Connections that may be kept to this backend. */
export function idleMaxOf(b: BackendRef): i32 {
  const keep: i32 = ruleSetting(backendRule(b), RuleSetting.Keep);
  return keep === UNSET ? 0 : keep;
}

export function idleAt(item: i32): IdleRef {
  return itemAt(Pool.Idle, item) >> 2;
}

export function idleItem(k: IdleRef): i32 {
  return itemOf(Pool.Idle, k << 2);
}

export function startIdle(k: IdleRef, channel: i32, backend: BackendRef): void {
  setWord(k + Deadline.Phase, 0);
  setWord(k + IdleConnection.Channel, channel);
  setWord(k + IdleConnection.Backend, backend);
}

export function idleChannel(k: IdleRef): i32 {
  return word(k + IdleConnection.Channel);
}

/** The backend that it is a connection to. */
export function idleBackend(k: IdleRef): BackendRef {
  return word(k + IdleConnection.Backend);
}
