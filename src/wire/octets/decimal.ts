/*
 * Decimal numbers: Content-Length (RFC 9110 §8.6), ports, and the fields of a date.
 *
 * Rules of this file: sizes are f64, whole and at most 2^53 - 1, where f64 is still exact; `toInt`
 * is the one place where an f64 becomes an i32.
 */
import { Offset, octet, setOctet } from "./arena";
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
export function parseDecimal(at: Offset, end: Offset): f64 {
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
export function putDecimal(at: Offset, value: f64): Offset {
  assert(value >= 0 && value <= WHOLE_MAX);
  if (value < 1000000000) {
    const small: i32 = toInt(value);
    return putDecimalPadded(at, small, digitCount(small));
  }
  assert(Math.floor(value) === value);
  // The quotient of two whole numbers below 2^53 is never rounded up to the next whole number.
  const high: f64 = Math.floor(value / 1000000000);
  const low: i32 = toInt(value - high * 1000000000);
  const high32: i32 = toInt(high);
  return putDecimalPadded(putDecimalPadded(at, high32, digitCount(high32)), low, 9);
}

/** Writes `value` in exactly `digits` digits, which must suffice. Returns the end. */
export function putDecimalPadded(at: Offset, value: i32, digits: i32): Offset {
  assert(value >= 0);
  let rest: i32 = value;
  for (let i: i32 = at + digits - 1; i >= at; i--) {
    const tens: i32 = (rest / 10) | 0;
    setOctet(i, Octet.Digit0 + rest - tens * 10);
    rest = tens;
  }
  assert(rest === 0);
  return at + digits;
}

/** Writes `value`, 0 to 99, in two digits. Returns the end. */
export function putTwoDigits(at: Offset, value: i32): Offset {
  assert(value >= 0 && value < 100);
  const tens: i32 = (value / 10) | 0;
  setOctet(at, Octet.Digit0 + tens);
  setOctet(at + 1, Octet.Digit0 + value - tens * 10);
  return at + 2;
}

/** A whole f64 of the range of i32 as i32. */
export function toInt(value: f64): i32 {
  // In JavaScript "as" does nothing, and "| 0" gives another number unless it is whole and fits.
  const whole: i32 = (value as i32) | 0;
  assert((whole as f64) === value);
  return whole;
}

function digitCount(value: i32): i32 {
  let count: i32 = 1;
  for (let bound: i32 = 10; count < 10 && value >= bound; bound = bound * 10) count++;
  return count;
}
