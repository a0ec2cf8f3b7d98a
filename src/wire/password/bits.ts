/*
 * Words of 32 bits as the digests and Blowfish take them: shifted without a sign, turned, and read
 * from octets in either order.
 *
 * Rule of this file: bits to shift by are 1 to 31.
 */
import { Offset, octet, setOctet } from "../octets/arena";

/** The word shifted to the right, with zeroes for what comes in. */
export function shiftRight(x: i32, bits: i32): i32 {
  return (x >> bits) & ((1 << (32 - bits)) - 1);
}

/** What the word `low` becomes when both are shifted to the right, with bits of `high` in it. */
export function shiftPair(high: i32, low: i32, bits: i32): i32 {
  return shiftRight(low, bits) | (high << (32 - bits));
}

export function rotateRight(x: i32, bits: i32): i32 {
  return shiftPair(x, x, bits);
}

export function rotateLeft(x: i32, bits: i32): i32 {
  return shiftPair(x, x, 32 - bits);
}

/** The word whose most significant octet comes first. */
export function bigEndian(at: Offset): i32 {
  return (octet(at) << 24) | (octet(at + 1) << 16) | (octet(at + 2) << 8) | octet(at + 3);
}

/** The word whose least significant octet comes first. */
export function littleEndian(at: Offset): i32 {
  return octet(at) | (octet(at + 1) << 8) | (octet(at + 2) << 16) | (octet(at + 3) << 24);
}

export function putBigEndian(at: Offset, x: i32): void {
  for (let i: i32 = 0; i < 4; i++) setOctet(at + i, (x >> (24 - 8 * i)) & 255);
}

export function putLittleEndian(at: Offset, x: i32): void {
  for (let i: i32 = 0; i < 4; i++) setOctet(at + i, (x >> (8 * i)) & 255);
}
