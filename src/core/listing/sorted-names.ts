/*
 * The entries of a directory that come next in order: a bounded set, filled by looking at all
 * entries, however many there are, and keeping the smallest that come after the last one sent.
 *
 *   header   what is below
 *   two records: the candidate, which is looked at, and the last one that was sent
 *   index    where the record of each entry lies: a heap, the largest first, while the set is
 *            filled, and in order when it has been sorted
 *   records  packed; when there is no room, the largest entries are dropped and what stays moves up
 *
 * Rules of this file: an order is by rank, by key, and then by octets; names that were dropped are
 * found again when the directory is read once more. To add one costs as many looks as its place in
 * the heap is deep: no other is moved. A record's address is in octets, a multiple of eight, and so
 * is its length.
 */
import { double, moveOctets, octet, setDouble, setWord, word } from "../../wire/octets/arena";

/** Words of the header. */
const enum Header {
  Count = 0,
  /** Octets of records, those of entries that were dropped among them. */
  Used,
  /** 1 when an entry was dropped or passed over for want of room. */
  IsCut,
  /** 1 when names of one rank and key come from the greatest to the smallest. */
  IsReversed,
  /** 1 when the record of the last entry that was sent holds one. */
  HasLast,
  /** Entries at the start of the index that are a heap still; those behind are in order. */
  Heap,
  LENGTH = 8,
}

/** Words of a record; the name's octets follow. */
const enum Entry {
  /** A double. */
  Key = 0,
  /** `mark << 17 | rank << 16 | octets of the name`. */
  Bits = 2,
  /** Its place in the index while records are moved; NOWHERE once it was dropped. */
  Place,
  LENGTH = 4,
}

const NOWHERE: i32 = -1;
const NAME_BYTES_MAX: i32 = 256;
const NAME_OFFSET: i32 = Entry.LENGTH * 4;
const RECORD_BYTES_MAX: i32 = NAME_OFFSET + NAME_BYTES_MAX;
/** Octets of all records: a directory of 100,000 entries is read about ten times. */
const RECORDS_BYTES: i32 = 393216;
const ENTRY_COUNT_MAX: i32 = 12000;

const CANDIDATE_OFFSET: i32 = Header.LENGTH * 4;
const LAST_OFFSET: i32 = CANDIDATE_OFFSET + RECORD_BYTES_MAX;
const INDEX_OFFSET: i32 = LAST_OFFSET + RECORD_BYTES_MAX;
const RECORDS_OFFSET: i32 = INDEX_OFFSET + ENTRY_COUNT_MAX * 4;
/** Octets that the structure takes. */
export const SORTED_NAMES_BYTES: i32 = RECORDS_OFFSET + RECORDS_BYTES;

/** Makes the set at word `setAt` (an even one) empty, with nothing sent yet. */
export function startNames(setAt: i32, isReversed: bool): void {
  setWord(setAt + Header.IsReversed, isReversed ? 1 : 0);
  setWord(setAt + Header.HasLast, 0);
  setWord(setAt + Header.Count, 0);
  clearNames(setAt);
}

/** Empties the set, which was sorted, and takes what comes after its last entry from now on. */
export function clearNames(setAt: i32): void {
  const count: i32 = nameCount(setAt);
  if (count > 0) {
    const last: i32 = recordAt(setAt, count - 1);
    moveOctets((setAt << 2) + LAST_OFFSET, last, recordBytes(last));
    setWord(setAt + Header.HasLast, 1);
  }
  setWord(setAt + Header.Count, 0);
  setWord(setAt + Header.Heap, 0);
  setWord(setAt + Header.Used, 0);
  setWord(setAt + Header.IsCut, 0);
}

/**
 * Puts so many entries of the set, which is filled, in order, the largest first. Returns whether
 * all are, and each is there once: a directory that changes may give a name twice.
 */
export function sortNames(setAt: i32, most: i32): bool {
  let left: i32 = most;
  while (left > 0 && word(setAt + Header.Heap) > 1) {
    const last: i32 = word(setAt + Header.Heap) - 1;
    const largest: i32 = recordAt(setAt, 0);
    const record: i32 = recordAt(setAt, last);
    setWord(setAt + Header.Heap, last);
    sink(setAt, record);
    setWord(entryAt(setAt, last), largest);
    left--;
  }
  if (word(setAt + Header.Heap) > 1) return false;
  setWord(setAt + Header.Heap, 0);
  dropTwins(setAt);
  return true;
}

export function nameCount(setAt: i32): i32 {
  return word(setAt + Header.Count);
}

/** Whether there are entries beyond those in the set. */
export function isCut(setAt: i32): bool {
  return word(setAt + Header.IsCut) !== 0;
}

export function sortedNameAt(setAt: i32, index: i32): i32 {
  return recordAt(setAt, index) + NAME_OFFSET;
}

export function sortedNameEnd(setAt: i32, index: i32): i32 {
  return sortedNameAt(setAt, index) + nameBytes(recordAt(setAt, index));
}

/** What `addName` was told of the entry. */
export function sortedMark(setAt: i32, index: i32): i32 {
  return bitsOf(recordAt(setAt, index)) >> 17;
}

/** Where the name (of up to 255 octets) must lie that `addName` adds. */
export function candidateNameAt(setAt: i32): i32 {
  return (setAt << 2) + CANDIDATE_OFFSET + NAME_OFFSET;
}

/**
 * Adds the candidate with its rank (0 or 1), its key and a mark (0 or 1) that is kept for the
 * caller, unless it does not come after the last that was sent, or comes after all that there is
 * room for.
 */
export function addName(setAt: i32, rank: i32, key: f64, mark: i32, bytes: i32): void {
  const candidate: i32 = (setAt << 2) + CANDIDATE_OFFSET;
  assert(bytes < NAME_BYTES_MAX);
  setDouble(candidate >> 3, key);
  setWord((candidate >> 2) + Entry.Bits, (mark << 17) | (rank << 16) | bytes);
  if (word(setAt + Header.HasLast) !== 0) {
    if (compare(setAt, candidate, (setAt << 2) + LAST_OFFSET) <= 0) return;
  }
  if (nameCount(setAt) === ENTRY_COUNT_MAX) setWord(setAt + Header.IsCut, 1);
  if (comesTooLate(setAt, candidate)) return;
  insert(setAt, candidate);
}

/** Most entries of a large directory come after all that are kept: one look tells. */
function comesTooLate(setAt: i32, candidate: i32): bool {
  return isCut(setAt) && compare(setAt, candidate, recordAt(setAt, 0)) >= 0;
}

function insert(setAt: i32, candidate: i32): void {
  if (nameCount(setAt) === ENTRY_COUNT_MAX) dropLargest(setAt);
  const bytes: i32 = recordBytes(candidate);
  if (word(setAt + Header.Used) + bytes > RECORDS_BYTES) {
    makeRoom(setAt);
    // What was dropped may come before it.
    if (comesTooLate(setAt, candidate)) return;
  }
  const record: i32 = recordsAt(setAt) + word(setAt + Header.Used);
  moveOctets(record, candidate, bytes);
  setWord(setAt + Header.Used, word(setAt + Header.Used) + bytes);
  rise(setAt, record);
}

/** Puts a record into the heap, which has one entry more. */
function rise(setAt: i32, record: i32): void {
  let place: i32 = nameCount(setAt);
  setCount(setAt, place + 1);
  while (place > 0) {
    const above: i32 = (place - 1) >> 1;
    if (compare(setAt, record, recordAt(setAt, above)) <= 0) break;
    setWord(entryAt(setAt, place), recordAt(setAt, above));
    place = above;
  }
  setWord(entryAt(setAt, place), record);
}

/** Puts a record into the heap in the place of the largest. */
function sink(setAt: i32, record: i32): void {
  const count: i32 = word(setAt + Header.Heap);
  let place: i32 = 0;
  while (place * 2 + 1 < count) {
    let below: i32 = place * 2 + 1;
    if (below + 1 < count && compare(setAt, recordAt(setAt, below), recordAt(setAt, below + 1)) < 0)
      below++;
    if (compare(setAt, record, recordAt(setAt, below)) >= 0) break;
    setWord(entryAt(setAt, place), recordAt(setAt, below));
    place = below;
  }
  setWord(entryAt(setAt, place), record);
}

function setCount(setAt: i32, count: i32): void {
  setWord(setAt + Header.Count, count);
  setWord(setAt + Header.Heap, count);
}

/** Of entries that are the same the first stays. */
function dropTwins(setAt: i32): void {
  let kept: i32 = 0;
  for (let i: i32 = 0; i < nameCount(setAt); i++) {
    const record: i32 = recordAt(setAt, i);
    if (kept > 0 && compare(setAt, record, recordAt(setAt, kept - 1)) === 0) continue;
    setWord(entryAt(setAt, kept), record);
    kept++;
  }
  setWord(setAt + Header.Count, kept);
}

/** Order of two records: negative, 0 or positive. */
function compare(setAt: i32, record: i32, other: i32): i32 {
  const rankDifference: i32 = (bitsOf(record) & 0x10000) - (bitsOf(other) & 0x10000);
  if (rankDifference !== 0) return rankDifference;
  const key: f64 = double(record >> 3);
  const otherKey: f64 = double(other >> 3);
  if (key !== otherKey) return key < otherKey ? -1 : 1;
  const difference: i32 = compareNames(record, other);
  return word(setAt + Header.IsReversed) === 0 ? difference : -difference;
}

function compareNames(record: i32, other: i32): i32 {
  const bytes: i32 = nameBytes(record);
  const otherBytes: i32 = nameBytes(other);
  const common: i32 = bytes < otherBytes ? bytes : otherBytes;
  for (let i: i32 = NAME_OFFSET; i < NAME_OFFSET + common; i++) {
    const difference: i32 = octet(record + i) - octet(other + i);
    if (difference !== 0) return difference;
  }
  return bytes - otherBytes;
}

function dropLargest(setAt: i32): void {
  const last: i32 = nameCount(setAt) - 1;
  const record: i32 = recordAt(setAt, last);
  setWord((recordAt(setAt, 0) >> 2) + Entry.Place, NOWHERE);
  setCount(setAt, last);
  if (last > 0) sink(setAt, record);
  setWord(setAt + Header.IsCut, 1);
}

/** Drops entries until an eighth of the room is free, and moves the records together. */
function makeRoom(setAt: i32): void {
  let live: i32 = 0;
  for (let i: i32 = 0; i < nameCount(setAt); i++) live += recordBytes(recordAt(setAt, i));
  while (live > RECORDS_BYTES - (RECORDS_BYTES >> 3)) {
    live -= recordBytes(recordAt(setAt, 0));
    dropLargest(setAt);
  }
  for (let i: i32 = 0; i < nameCount(setAt); i++) {
    setWord((recordAt(setAt, i) >> 2) + Entry.Place, i);
  }
  const usedEnd: i32 = recordsAt(setAt) + word(setAt + Header.Used);
  let target: i32 = recordsAt(setAt);
  let record: i32 = target;
  while (record < usedEnd) {
    const bytes: i32 = recordBytes(record);
    const place: i32 = word((record >> 2) + Entry.Place);
    if (place !== NOWHERE) {
      moveOctets(target, record, bytes);
      setWord(entryAt(setAt, place), target);
      target += bytes;
    }
    record += bytes;
  }
  setWord(setAt + Header.Used, target - recordsAt(setAt));
}

function entryAt(setAt: i32, index: i32): i32 {
  return setAt + (INDEX_OFFSET >> 2) + index;
}

function recordAt(setAt: i32, index: i32): i32 {
  return word(entryAt(setAt, index));
}

function recordsAt(setAt: i32): i32 {
  return (setAt << 2) + RECORDS_OFFSET;
}

function bitsOf(record: i32): i32 {
  return word((record >> 2) + Entry.Bits);
}

function nameBytes(record: i32): i32 {
  return bitsOf(record) & 0xffff;
}

function recordBytes(record: i32): i32 {
  return (NAME_OFFSET + nameBytes(record) + 7) & ~7;
}
