/*
 * The time, which the host hands in. Every time-out is measured on the monotonic clock; the wall
 * clock serves for dates alone, as a board without a battery starts in 1970 and jumps later.
 */
import { RELEASE_SECONDS } from "./product";

/** Milliseconds of a monotonic clock, modulo 2^32: only differences have a meaning. */
export let nowMs: i32 = 0;
/** Seconds since 1970. */
export let wallSeconds: f64 = 0;

export function setClock(milliseconds: i32, seconds: f64): void {
  nowMs = milliseconds;
  wallSeconds = Math.floor(seconds);
}

/** Milliseconds since `since`; right for less than 24 days. */
export function elapsedMs(since: i32): i32 {
  return (nowMs - since) | 0;
}

/** A server without a believable clock sends no Date (RFC 9110 §6.6.1). */
export function isClockBelievable(): bool {
  return wallSeconds >= RELEASE_SECONDS;
}
