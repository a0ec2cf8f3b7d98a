/*
 * Sizes as people read them: in the largest binary unit (IEC 80000-13) of which there is one, with
 * a decimal below ten.
 */
import { Offset, octet, setOctet } from "./arena";
import { parseDecimal, putDecimal, toInt, WHOLE_MAX } from "./decimal";
import { Octet } from "./octet";
import { put } from "./text";

/** Most octets that `putSize` writes. */
export const SIZE_BYTES_MAX: i32 = 10;

/** Writes a number of octets: "0 B", "1.5 KiB", "20 MiB". Returns the end. */
export function putSize(at: Offset, bytes: f64): Offset {
  let unit: i32 = 0;
  let count: f64 = bytes;
  // What would be rounded to 1024 of a unit is 1.0 of the next.
  while (count >= 1023.5) {
    count = count * 0.0009765625;
    unit++;
  }
  if (unit === 0) return put(putDecimal(at, bytes), " B");
  const tenths: f64 = Math.floor(count * 10 + 0.5);
  if (tenths >= 100) return putUnit(putDecimal(at, Math.floor(count + 0.5)), unit);
  const digits: i32 = toInt(tenths);
  const end: i32 = putDecimal(at, (digits / 10) | 0);
  setOctet(end, Octet.Dot);
  return putUnit(putDecimal(end + 1, digits % 10), unit);
}

function putUnit(at: Offset, unit: i32): Offset {
  setOctet(at, Octet.Space);
  setOctet(at + 1, prefixOf(unit));
  return put(at + 2, "iB");
}

function prefixOf(unit: i32): i32 {
  switch (unit) {
    case 1:
      return 75; // Ki
    case 2:
      return 77; // Mi
    case 3:
      return 71; // Gi
    case 4:
      return 84; // Ti
    default:
      return 80; // Pi
  }
}

/** A number with or without a letter of sizes; negative when it is none, or too large. */
export function parseSize(at: Offset, end: Offset): f64 {
  const factor: f64 = end > at ? factorOf(octet(end - 1)) : 1;
  const number: f64 = parseDecimal(at, factor > 1 ? end - 1 : end);
  return number * factor > WHOLE_MAX ? -1 : number * factor;
}

function factorOf(letter: i32): f64 {
  switch (letter | 32) {
    case 107:
      return 1024;
    case 109:
      return 1048576;
    case 103:
      return 1073741824;
    default:
      return 1;
  }
}
