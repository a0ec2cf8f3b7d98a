/*
 * The arena: one block of memory for everything that the server holds, reserved once at start.
 *
 * Rules of this file: it alone touches the three views, and nothing reads them before `adoptArena`.
 * An octet is an i32 of 0 to 255 everywhere else: arithmetic on elements of a Uint8Array differs
 * between the two compilers (u8 wraps in one of them). A fresh arena is zero and is never filled:
 * an untouched page costs nothing.
 */
import { CASE_BIT, Octet } from "./octet";

/** Where an octet lies, counted from the arena's start. */
export type Offset = i32;

let octets: Uint8Array = new Uint8Array(0);
let words: Int32Array = new Int32Array(0);
let doubles: Float64Array = new Float64Array(0);
let arenaBytes: i32 = 0;

/** Takes the views of one block, which must all begin at its first octet and be of one length. */
export function adoptArena(
  octetView: Uint8Array,
  wordView: Int32Array,
  doubleView: Float64Array,
): void {
  assert(octetView.length === wordView.length << 2);
  assert(octetView.length === doubleView.length << 3);
  octets = octetView;
  words = wordView;
  doubles = doubleView;
  arenaBytes = octetView.length;
}

/** The octet at `at`: 0 to 255. */
export function octet(at: Offset): i32 {
  assert(at >= 0 && at < arenaBytes);
  return unchecked(octets[at]);
}

/** Stores the low eight bits of `value`. */
export function setOctet(at: Offset, value: i32): void {
  assert(at >= 0 && at < arenaBytes);
  unchecked((octets[at] = value as u8));
}

/** Where the first octet `value` is from `at` on; `end` when there is none before it. */
export function findOctet(value: i32, at: Offset, end: Offset): i32 {
  assert(at >= 0 && at <= end && end <= arenaBytes);
  for (let i: i32 = at; i < end; i++) if (unchecked(octets[i]) === value) return i;
  return end;
}

/** Where the first control octet is from `at` on (below 32, or DEL); `end` when there is none. */
export function findControl(at: Offset, end: Offset): i32 {
  assert(at >= 0 && at <= end && end <= arenaBytes);
  for (let i: i32 = at; i < end; i++) {
    const c: i32 = unchecked(octets[i]);
    if (c < Octet.Space || c === Octet.Delete) return i;
  }
  return end;
}

/**
 * Where the first octet is from `at` on that is not in a class; `end` when there is none. The masks
 * have a bit for each octet of 32 to 63, 64 to 95 and 96 to 127; no other octet is in the class,
 * and letters, digits and "-" are in each.
 */
export function findOutside(at: Offset, end: Offset, from32: i32, from64: i32, from96: i32): i32 {
  assert(at >= 0 && at <= end && end <= arenaBytes);
  let i: i32 = at;
  while (i < end && isIn(unchecked(octets[i]), from32, from64, from96)) i++;
  return i;
}

/** Whether the bit of `c` is set in the masks for 32–63, 64–95 and 96–127. */
export function isIn(c: i32, from32: i32, from64: i32, from96: i32): bool {
  if (c < 32 || c > 127) return false;
  const mask: i32 = c < 64 ? from32 : c < 96 ? from64 : from96;
  return ((mask >> (c & 31)) & 1) === 1;
}

/** Whether two runs of `bytes` octets are the same. */
export function isEqual(at: Offset, otherAt: Offset, bytes: i32): bool {
  assert(bytes >= 0 && at >= 0 && at <= arenaBytes - bytes);
  assert(otherAt >= 0 && otherAt <= arenaBytes - bytes);
  for (let i: i32 = 0; i < bytes; i++) {
    if (unchecked(octets[at + i]) !== unchecked(octets[otherAt + i])) return false;
  }
  return true;
}

/** The word at `index`, which counts in words from the arena's start. */
export function word(index: i32): i32 {
  assert(index >= 0 && index < arenaBytes >> 2);
  return unchecked(words[index]);
}

export function setWord(index: i32, value: i32): void {
  assert(index >= 0 && index < arenaBytes >> 2);
  unchecked((words[index] = value));
}

/** The double at `index`, which counts in doubles from the arena's start. */
export function double(index: i32): f64 {
  assert(index >= 0 && index < arenaBytes >> 3);
  return unchecked(doubles[index]);
}

export function setDouble(index: i32, value: f64): void {
  assert(index >= 0 && index < arenaBytes >> 3);
  unchecked((doubles[index] = value));
}

/**
 * Copies the name of a field, of ASCII, as it stands in the name of its variable (3875 §4.1.18):
 * small letters become capital ones and "-" becomes "_". The two runs do not overlap.
 */
export function moveFieldName(target: Offset, source: i32, bytes: i32): void {
  assert(target >= 0 && source >= 0 && bytes >= 0);
  assert(target + bytes <= arenaBytes && source + bytes <= arenaBytes);
  for (let i: i32 = 0; i < bytes; i++) {
    const c: i32 = unchecked(octets[source + i]);
    let changed: i32 = c >= Octet.LowerA && c <= Octet.LowerZ ? c - CASE_BIT : c;
    if (c === Octet.Hyphen) changed = Octet.Underscore;
    unchecked((octets[target + i] = changed as u8));
  }
}

/** Copies `bytes` octets; the regions may overlap. */
export function moveOctets(target: Offset, source: i32, bytes: i32): void {
  assert(bytes >= 0 && source >= 0 && source <= arenaBytes - bytes);
  assert(target >= 0 && target <= arenaBytes - bytes);
  octets.copyWithin(target, source, source + bytes);
}
