/*
 * Hexadecimal numbers: percent-encoding (RFC 3986 §2.1), chunk-size (RFC 9112 §7.1), entity-tags.
 */
import { Offset, setOctet } from "./arena";
import { toInt, WHOLE_MAX } from "./decimal";
import { Octet } from "./octet";

/** Most octets that `putHex` writes: 2^53 - 1 has 14 digits. */
export const HEX_BYTES_MAX: i32 = 14;

/**
 * The value of a digit; -1 when `c` is none. HEXDIG = DIGIT / "A" to "F", in either case. The
 * ranges are tested first: arithmetic alone reads "g" and ":" as digits.
 */
export function hexValue(c: i32): i32 {
  if (c >= Octet.Digit0 && c <= Octet.Digit9) return c - Octet.Digit0;
  if (c >= Octet.UpperA && c <= Octet.UpperF) return c - Octet.UpperA + 10;
  if (c >= Octet.LowerA && c <= Octet.LowerF) return c - Octet.LowerA + 10;
  return -1;
}

/** Writes a whole number of 0 to 2^53 - 1 in lower case, with no leading zero. Returns the end. */
export function putHex(at: Offset, value: f64): Offset {
  assert(value >= 0 && value <= WHOLE_MAX && Math.floor(value) === value);
  // An i32 holds no 32 bits without a sign: 24 go into the lower part and at most 29 above.
  const high: f64 = Math.floor(value / 16777216);
  const low: i32 = toInt(value - high * 16777216);
  if (high === 0) return putHexPadded(at, low, digitCount(low));
  const high32: i32 = toInt(high);
  return putHexPadded(putHexPadded(at, high32, digitCount(high32)), low, 6);
}

/** Writes the low `digits` digits of `value`, which is not negative, in lower case. */
export function putHexPadded(at: Offset, value: i32, digits: i32): Offset {
  assert(value >= 0 && digits <= 8);
  let rest: i32 = value;
  for (let i: i32 = at + digits - 1; i >= at; i--) {
    const digit: i32 = rest & 15;
    setOctet(i, digit < 10 ? Octet.Digit0 + digit : Octet.LowerA - 10 + digit);
    rest = rest >> 4;
  }
  return at + digits;
}

function digitCount(value: i32): i32 {
  let count: i32 = 1;
  for (let rest: i32 = value >> 4; rest > 0; rest = rest >> 4) count++;
  return count;
}
