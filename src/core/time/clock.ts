/*
 * The time, which the host hands in. Every time-out is measured on the monotonic clock; the wall
 * clock serves for dates alone, as a board without a battery starts in 1970 and jumps later.
 */
import { RELEASE_SECONDS } from "../product/product";

/** Milliseconds of a monotonic clock, modulo 2^32: only differences have a meaning. */
export let nowMs: i32 = 0;
/** Seconds since 1970. */
export let wallSeconds: f64 = 0;

let uptimeMs: f64 = 0;
let isStarted: bool = false;

export function setClock(milliseconds: i32, seconds: f64): void {
  expect(seconds >= 0);
  if (isStarted) uptimeMs += ((milliseconds - nowMs) | 0) as f64;
  isStarted = true;
  nowMs = milliseconds;
  wallSeconds = Math.floor(seconds);
}

/** Whole seconds since the first tick; right as long as no two ticks are 24 days apart. */
export function uptimeSeconds(): f64 {
  expect(isStarted && uptimeMs >= 0);
  return Math.floor(uptimeMs / 1000);
}

/** Milliseconds since `since`; right for less than 24 days. */
export function elapsedMs(since: i32): i32 {
  return (nowMs - since) | 0;
}

/**
 * Milliseconds until `until`, which is at most so many ahead; 0 when it is past, however long: what
 * seems to be further ahead is so long ago that the clock has wrapped.
 */
export function aheadMs(until: i32, most: i32): i32 {
  expect(most >= 0);
  const ahead: i32 = -elapsedMs(until);
  return ahead > 0 && ahead <= most ? ahead : 0;
}

/** A server without a believable clock sends no Date (RFC 9110 §6.6.1). */
export function isClockBelievable(): bool {
  return wallSeconds >= RELEASE_SECONDS;
}

/** The smaller of two times, of which -1 is never. */
export function sooner(a: i32, b: i32): i32 {
  expect(a >= -1 && b >= -1);
  if (a < 0) return b;
  return b < 0 || a < b ? a : b;
}
