/*
 * Decimal numbers: Content-Length (RFC 9110 §8.6), ports, and the fields of a date.
 *
 * Rules of this file: sizes are f64, whole and at most 2^53 - 1, where f64 is still exact; `toInt`
 * is the one place where an f64 becomes an i32.
 */
import { octet, setOctet } from "./arena";
import { Octet } from "./octet";
import { isDigit } from "./octet-class";

/** Most octets that `putDecimal` writes: 2^53 - 1 has 16 digits. */
export const DECIMAL_BYTES_MAX: i32 = 16;

/** The greatest whole number that f64 tells from its neighbours: 2^53 - 1. */
export const WHOLE_MAX: f64 = 9007199254740991;

/** Results of `parseDecimal`. */
export const NOT_DECIMAL: f64 = -1;
export const DECIMAL_TOO_LARGE: f64 = -2;

/**
 * Reads 1*DIGIT and nothing else: strtol's signs, spaces and "0x" let two servers read one length
 * in two ways. Returns the number, NOT_DECIMAL, or DECIMAL_TOO_LARGE above 2^53 - 1.
 */
export function parseDecimal(at: i32, end: i32): f64 {
  if (at >= end) return NOT_DECIMAL;
  let value: f64 = 0;
  for (let i: i32 = at; i < end; i++) {
    const c: i32 = octet(i);
    if (!isDigit(c)) return NOT_DECIMAL;
    const digit: i32 = c - Octet.Digit0;
    // Once too large it stays there: what follows is only looked at for its form.
    if (value <= WHOLE_MAX) value = value * 10 + (digit as f64);
  }
  return value <= WHOLE_MAX ? value : DECIMAL_TOO_LARGE;
}

/** Writes a whole number of 0 to 2^53 - 1. Returns the end. */
export function putDecimal(at: i32, value: f64): i32 {
  assert(value >= 0 && value <= WHOLE_MAX && Math.floor(value) === value);
  // The quotient of two whole numbers below 2^53 is never rounded up to the next whole number.
  const high: f64 = Math.floor(value / 1000000000);
  const low: i32 = toInt(value - high * 1000000000);
  if (high === 0) return putDecimalPadded(at, low, digitCount(low));
  const high32: i32 = toInt(high);
  return putDecimalPadded(putDecimalPadded(at, high32, digitCount(high32)), low, 9);
}

/** Writes `value` in exactly `digits` digits, which must suffice. Returns the end. */
export function putDecimalPadded(at: i32, value: i32, digits: i32): i32 {
  assert(value >= 0);
  let rest: i32 = value;
  for (let i: i32 = at + digits - 1; i >= at; i--) {
    setOctet(i, Octet.Digit0 + (rest % 10));
    rest = (rest / 10) | 0;
  }
  assert(rest === 0);
  return at + digits;
}

/** A whole f64 of the range of i32 as i32. */
export function toInt(value: f64): i32 {
  assert(value >= -2147483648 && value <= 2147483647 && Math.floor(value) === value);
  // In JavaScript "as" does nothing and "| 0" turns -0 to 0.
  return (value as i32) | 0;
}

function digitCount(value: i32): i32 {
  let count: i32 = 1;
  for (let rest: i32 = (value / 10) | 0; rest > 0; rest = (rest / 10) | 0) count++;
  return count;
}
