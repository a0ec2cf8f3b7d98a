/*
 * The entries of a directory that come next in order: a bounded set, filled by looking at all
 * entries, however many there are, and keeping the smallest that come after the last one sent.
 *
 *   index   two words an entry, in order: where its name lies; rank << 16 | octets
 *   halves  names, packed; when one half is full, the largest entries are dropped and what stays is
 *           copied to the other
 *
 * Rules of this file: an order is by rank and then by octets; names that were dropped are found
 * again when the directory is read once more.
 */
import { moveOctets, octet, setWord, word } from "../wire/arena";
import { putOctets } from "../wire/text";

/** Words of the header. */
const enum Header {
  Count = 0,
  /** First octet of the half in use, and of the other. */
  Half,
  Other,
  /** Octets used in the half. */
  Used,
  /** 1 when an entry was dropped or passed over for want of room. */
  IsCut,
  LENGTH,
}

const HALF_BYTES: i32 = 22528;
const ENTRY_COUNT_MAX: i32 = 1400;
/** Octets that the structure takes. */
export const SORTED_NAMES_BYTES: i32 = 32 + ENTRY_COUNT_MAX * 8 + 2 * HALF_BYTES;

/** Makes the set at word `setAt` empty. */
export function clearNames(setAt: i32): void {
  const half: i32 = (setAt << 2) + 32 + ENTRY_COUNT_MAX * 8;
  setWord(setAt + Header.Count, 0);
  setWord(setAt + Header.Half, half);
  setWord(setAt + Header.Other, half + HALF_BYTES);
  setWord(setAt + Header.Used, 0);
  setWord(setAt + Header.IsCut, 0);
}

export function nameCount(setAt: i32): i32 {
  return word(setAt + Header.Count);
}

/** Whether there are entries beyond those in the set. */
export function isCut(setAt: i32): bool {
  return word(setAt + Header.IsCut) !== 0;
}

export function sortedNameAt(setAt: i32, index: i32): i32 {
  return word(entryAt(setAt, index));
}

export function sortedNameEnd(setAt: i32, index: i32): i32 {
  return sortedNameAt(setAt, index) + (word(entryAt(setAt, index) + 1) & 0xffff);
}

export function sortedRank(setAt: i32, index: i32): i32 {
  return word(entryAt(setAt, index) + 1) >> 16;
}

/** Adds a name, which is not in the set yet, unless it comes after all that there is room for. */
export function addName(setAt: i32, rank: i32, at: i32, end: i32): void {
  let place: i32 = placeOf(setAt, rank, at, end);
  if (nameCount(setAt) === ENTRY_COUNT_MAX) {
    setWord(setAt + Header.IsCut, 1);
    if (place < ENTRY_COUNT_MAX) dropLast(setAt);
  }
  if (place >= nameCount(setAt) && isCut(setAt)) return;
  if (word(setAt + Header.Used) + (end - at) > HALF_BYTES) {
    makeRoom(setAt);
    place = placeOf(setAt, rank, at, end);
  }
  const count: i32 = nameCount(setAt);
  // What comes after all that is kept comes after what was dropped or may, and must not stand here.
  if (place === count && isCut(setAt)) return;
  const nameAt: i32 = word(setAt + Header.Half) + word(setAt + Header.Used);
  putOctets(nameAt, at, end);
  const entry: i32 = entryAt(setAt, place);
  moveOctets((entry + 2) << 2, entry << 2, (count - place) * 8);
  setWord(entry, nameAt);
  setWord(entry + 1, (rank << 16) | (end - at));
  setWord(setAt + Header.Count, count + 1);
  setWord(setAt + Header.Used, word(setAt + Header.Used) + (end - at));
}

/** Order of two names: negative, 0 or positive. */
export function compareNames(
  rank: i32,
  at: i32,
  end: i32,
  otherRank: i32,
  otherAt: i32,
  otherEnd: i32,
): i32 {
  if (rank !== otherRank) return rank - otherRank;
  const bytes: i32 = end - at;
  const otherBytes: i32 = otherEnd - otherAt;
  const common: i32 = bytes < otherBytes ? bytes : otherBytes;
  for (let i: i32 = 0; i < common; i++) {
    const difference: i32 = octet(at + i) - octet(otherAt + i);
    if (difference !== 0) return difference;
  }
  return bytes - otherBytes;
}

/** Index of the first entry that comes after the name. */
function placeOf(setAt: i32, rank: i32, at: i32, end: i32): i32 {
  let low: i32 = 0;
  let high: i32 = nameCount(setAt);
  while (low < high) {
    const middle: i32 = (low + high) >> 1;
    const nameAt: i32 = sortedNameAt(setAt, middle);
    const nameEnd: i32 = sortedNameEnd(setAt, middle);
    if (compareNames(rank, at, end, sortedRank(setAt, middle), nameAt, nameEnd) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function dropLast(setAt: i32): void {
  setWord(setAt + Header.Count, nameCount(setAt) - 1);
  setWord(setAt + Header.IsCut, 1);
}

/** Drops entries until a quarter of the half is free, and packs the rest into the other half. */
function makeRoom(setAt: i32): void {
  let live: i32 = 0;
  for (let i: i32 = 0; i < nameCount(setAt); i++) {
    live += sortedNameEnd(setAt, i) - sortedNameAt(setAt, i);
  }
  while (live > HALF_BYTES - (HALF_BYTES >> 2)) {
    const last: i32 = nameCount(setAt) - 1;
    live -= sortedNameEnd(setAt, last) - sortedNameAt(setAt, last);
    dropLast(setAt);
  }
  const target: i32 = word(setAt + Header.Other);
  let end: i32 = target;
  for (let i: i32 = 0; i < nameCount(setAt); i++) {
    const from: i32 = sortedNameAt(setAt, i);
    const until: i32 = sortedNameEnd(setAt, i);
    setWord(entryAt(setAt, i), end);
    end = putOctets(end, from, until);
  }
  setWord(setAt + Header.Other, word(setAt + Header.Half));
  setWord(setAt + Header.Half, target);
  setWord(setAt + Header.Used, end - target);
}

function entryAt(setAt: i32, index: i32): i32 {
  return setAt + 8 + index * 2;
}
