/*
 * Addresses that have given wrong passwords: each further one is looked at later and later.
 *
 * Rules of this file: an address is known by a digest of it, with a key of this start; of an
 * address of IPv6 its network of 64 bits, which one client has to itself. Nobody waits here: who
 * comes too early is told so.
 */
import { setWord, word } from "../../wire/octets/arena";
import { FAILED_ADDRESS_COUNT } from "../../wire/sizes/sizes";
import { elapsedMs, nowMs } from "../time/clock";
import { FAILED_ADDRESS_WORDS, failedAddressesAt } from "./auth-memory";

/** As many mistakes are nobody's fault. */
const FREE_FAILURES: i32 = 5;
/** Behind them each doubles the time: up to 64 s. */
const DOUBLINGS_MAX: i32 = 6;
/** A quarter of an hour without a further one: it is forgotten. */
const FORGOTTEN_MS: i32 = 900000;

/** Words of a row. */
const enum Row {
  /** Two words of the digest. */
  High = 0,
  Low,
  Failures,
  SinceMs,
}

/** Seconds until a password of this address is looked at again; 0: now. */
export function secondsUntilCheck(high: i32, low: i32): i32 {
  const row: i32 = find(high, low);
  if (row === 0) return 0;
  const over: i32 = word(row + Row.Failures) - FREE_FAILURES;
  if (over < 0) return 0;
  const delayMs: i32 = 1000 << (over < DOUBLINGS_MAX ? over : DOUBLINGS_MAX);
  const leftMs: i32 = delayMs - ageOf(row);
  return leftMs > 0 ? ((leftMs + 999) / 1000) | 0 : 0;
}

/** The address has given a wrong password. */
export function noteFailure(high: i32, low: i32): void {
  let row: i32 = find(high, low);
  if (row === 0) {
    row = makePlace();
    setWord(row + Row.High, high);
    setWord(row + Row.Low, low);
    setWord(row + Row.Failures, 0);
  }
  setWord(row + Row.Failures, word(row + Row.Failures) + 1);
  setWord(row + Row.SinceMs, nowMs);
}

/** The address has given the right one. */
export function forgetFailures(high: i32, low: i32): void {
  const row: i32 = find(high, low);
  if (row !== 0) setWord(row + Row.Failures, 0);
}

/** A free row, or the one of whoever has failed longest ago. */
function makePlace(): i32 {
  let place: i32 = rowOf(0);
  for (let i: i32 = 1; i < FAILED_ADDRESS_COUNT && isValid(place); i++) {
    const row: i32 = rowOf(i);
    if (!isValid(row) || ageOf(row) > ageOf(place)) place = row;
  }
  return place;
}

function find(high: i32, low: i32): i32 {
  for (let i: i32 = 0; i < FAILED_ADDRESS_COUNT; i++) {
    const row: i32 = rowOf(i);
    if (isValid(row) && word(row + Row.High) === high && word(row + Row.Low) === low) return row;
  }
  return 0;
}

function isValid(row: i32): bool {
  return word(row + Row.Failures) > 0 && ageOf(row) < FORGOTTEN_MS;
}

function ageOf(row: i32): i32 {
  return elapsedMs(word(row + Row.SinceMs));
}

function rowOf(i: i32): i32 {
  return failedAddressesAt() + i * FAILED_ADDRESS_WORDS;
}
