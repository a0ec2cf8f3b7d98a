/*
 * Octets as the letters of crypt(3): six bits each, the least significant first, in the order
 * "./0-9A-Za-z".
 */
import { Offset, setOctet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isDigit } from "../octets/octet-class";

/** Writes the lowest bits of three octets in `count` letters. Returns the end. */
export function putDigits(at: Offset, first: i32, second: i32, third: i32, count: i32): Offset {
  let bits: i32 = (first << 16) | (second << 8) | third;
  for (let i: i32 = 0; i < count; i++) {
    setOctet(at + i, digitOf(bits & 63));
    bits = bits >> 6;
  }
  return at + count;
}

function digitOf(value: i32): i32 {
  if (value < 12) return Octet.Dot + value;
  return value < 38 ? Octet.UpperA + value - 12 : Octet.LowerA + value - 38;
}

/** Whether it is one of the letters. */
export function isCryptDigit(c: i32): bool {
  if (isDigit(c) || c === Octet.Dot || c === Octet.Slash) return true;
  return (c >= Octet.UpperA && c <= Octet.UpperZ) || (c >= Octet.LowerA && c <= Octet.LowerZ);
}
