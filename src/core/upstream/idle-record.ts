/*
 * The record of a connection to a backend that waits for a next request.
 *
 * Rule of this file: it is one backend's, so a backend of a rule without `keep=` has none.
 */
import { setWord, word } from "../../wire/octets/arena";
import { itemAt, itemOf, Pool } from "../memory/pool";
import { RuleSetting } from "../rules/rule-setting";
import { ruleSetting, UNSET } from "../rules/rules";
import { Deadline } from "../time/deadlines";
import { Backend, backendCount, backendWord } from "./backends";

/** Words of the record; the four of its deadline (src/core/time/deadlines.ts) come first. */
export const enum Kept {
  Channel = 4,
  Backend,
  LENGTH = 6,
}

/** Connections that may be kept, of all backends. */
export function keptCountMax(): i32 {
  let count: i32 = 0;
  for (let b: i32 = 0; b < backendCount; b++) count += keptMaxOf(b);
  return count;
}

/** Connections that may be kept to this backend. */
export function keptMaxOf(b: i32): i32 {
  const keep: i32 = ruleSetting(backendWord(b, Backend.Rule), RuleSetting.Keep);
  return keep === UNSET ? 0 : keep;
}

export function keptAt(item: i32): i32 {
  return itemAt(Pool.Kept, item) >> 2;
}

export function keptItem(k: i32): i32 {
  return itemOf(Pool.Kept, k << 2);
}

export function startKept(k: i32, channel: i32, backend: i32): void {
  setWord(k + Deadline.Phase, 0);
  setWord(k + Kept.Channel, channel);
  setWord(k + Kept.Backend, backend);
}

export function keptWord(k: i32, field: Kept): i32 {
  return word(k + field);
}
