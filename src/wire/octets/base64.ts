/*
 * Base64 (RFC 4648 §4).
 *
 * Rule of this file: what no encoder writes is refused: other octets, padding that is missing or in
 * the middle, bits at the end that are not 0.
 */
import { Offset, octet, setOctet } from "./arena";
import { Octet } from "./octet";
import { isDigit } from "./octet-class";

/** It is no Base64. */
export const NO_BASE64: i32 = -1;

/**
 * Decodes the octets `at` to `end` to `to`, which may be the same place: four become three. Returns
 * the end, or NO_BASE64.
 */
export function decodeBase64(to: i32, at: Offset, end: Offset): i32 {
  if (((end - at) & 3) !== 0) return NO_BASE64;
  let target: i32 = to;
  for (let i: i32 = at; i < end; i += 4) {
    const padding: i32 = i + 4 === end ? paddingBefore(end) : 0;
    const bits: i32 = readBits(i, 4 - padding);
    // Bits of octets that there are not.
    if (bits < 0 || (bits & ((1 << (padding * 8)) - 1)) !== 0) return NO_BASE64;
    for (let k: i32 = 0; k < 3 - padding; k++) setOctet(target + k, bits >> (16 - 8 * k));
    target += 3 - padding;
  }
  return target;
}

function paddingBefore(end: Offset): i32 {
  if (octet(end - 1) !== Octet.Equals) return 0;
  return octet(end - 2) === Octet.Equals ? 2 : 1;
}

/** 24 bits of four letters, of which the first `count` are there; -1 when one is none. */
function readBits(at: Offset, count: i32): i32 {
  let bits: i32 = 0;
  for (let i: i32 = 0; i < 4; i++) {
    const value: i32 = i < count ? letterValue(octet(at + i)) : 0;
    if (value < 0) return -1;
    bits = (bits << 6) | value;
  }
  return bits;
}

function letterValue(c: i32): i32 {
  if (c >= Octet.UpperA && c <= Octet.UpperZ) return c - Octet.UpperA;
  if (c >= Octet.LowerA && c <= Octet.LowerZ) return c - Octet.LowerA + 26;
  if (isDigit(c)) return c - Octet.Digit0 + 52;
  if (c === Octet.Plus) return 62;
  return c === Octet.Slash ? 63 : -1;
}
