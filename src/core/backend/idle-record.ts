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
import { Backend, backendCount, backendWord } from "./backends";

/** Words of the record; the four of its deadline (src/core/time/deadlines.ts) come first. */
export const enum IdleConnection {
  Channel = 4,
  Backend,
  LENGTH = 6,
}

/** Connections that may be kept, of all backends. */
export function idleCountMax(): i32 {
  if (!HAS_GATEWAYS) return 0;
  let count: i32 = 0;
  for (let b: i32 = 0; b < backendCount(); b++) count += idleMaxOf(b);
  return count;
}

/** Connections that may be kept to this backend. */
export function idleMaxOf(b: i32): i32 {
  const keep: i32 = ruleSetting(backendWord(b, Backend.Rule), RuleSetting.Keep);
  return keep === UNSET ? 0 : keep;
}

export function idleAt(item: i32): i32 {
  return itemAt(Pool.Idle, item) >> 2;
}

export function idleItem(k: i32): i32 {
  return itemOf(Pool.Idle, k << 2);
}

export function startIdle(k: i32, channel: i32, backend: i32): void {
  setWord(k + Deadline.Phase, 0);
  setWord(k + IdleConnection.Channel, channel);
  setWord(k + IdleConnection.Backend, backend);
}

export function idleWord(k: i32, field: IdleConnection): i32 {
  return word(k + field);
}
