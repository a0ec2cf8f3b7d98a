/*
 * The entries of a directory that come next in order: a bounded set, filled by looking at all
 * entries, however many there are, and keeping the smallest that come after the last one sent.
 *
 *   header   what is below
 *   two records: the candidate, which is looked at, and the last one that was sent
 *   index    where the record of each entry lies: in order while they are few; then a heap, the
 *            largest first, while the set is filled, and in order when it has been sorted
 *   records  packed; when there is no room, the largest entries are dropped and what stays moves up
 *
 * Rules of this file: an order is by rank, by key, and then by octets; names that were dropped are
 * found again when the directory is read once more. To add one costs as many looks as its place in
 * the heap is deep: no other is moved. What a record is says sorted-entry.ts.
 */
import { moveOctets, setWord, word } from "../../wire/octets/arena";
import {
  ORDERED_NAME_COUNT_MAX,
  SORTED_NAME_COUNT_MAX,
  SORTED_RECORDS_BYTES,
} from "../../wire/sizes/sizes";
import {
  compareEntries,
  ENTRY_BYTES_MAX,
  ENTRY_NAME_BYTES_MAX,
  entryBytes,
  entryNameAt,
  entryPlace,
  setEntry,
  setEntryPlace,
} from "./sorted-entry";

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
  /** Entries at the start of the index that are a heap; those behind are in order. */
  Heap,
  LENGTH = 8,
}

/** The place of a record that was dropped. */
const NOWHERE: i32 = -1;
/** What stays when room is made: an eighth is free then, and room for one entry. */
const STAYING_BYTES: i32 = SORTED_RECORDS_BYTES - (SORTED_RECORDS_BYTES >> 3) - ENTRY_BYTES_MAX;

const CANDIDATE_OFFSET: i32 = Header.LENGTH * 4;
const LAST_OFFSET: i32 = CANDIDATE_OFFSET + ENTRY_BYTES_MAX;
const INDEX_OFFSET: i32 = LAST_OFFSET + ENTRY_BYTES_MAX;
const RECORDS_OFFSET: i32 = INDEX_OFFSET + SORTED_NAME_COUNT_MAX * 4;
/** Octets that the structure takes. */
export const SORTED_NAMES_BYTES: i32 = RECORDS_OFFSET + SORTED_RECORDS_BYTES;

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
    moveOctets((setAt << 2) + LAST_OFFSET, last, entryBytes(last));
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
  if (word(setAt + Header.Heap) === 0) return true;
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

/** The record of an entry of the set, which is in order. */
export function sortedEntry(setAt: i32, index: i32): i32 {
  return recordAt(setAt, index);
}

/** Where the name (of up to 255 octets) must lie that `addName` adds. */
export function candidateNameAt(setAt: i32): i32 {
  return entryNameAt((setAt << 2) + CANDIDATE_OFFSET);
}

/**
 * Adds the candidate with its rank (0 or 1), its key and a mark (0 or 1) that is kept for the
 * caller, unless it does not come after the last that was sent, or comes after all that there is
 * room for.
 */
export function addName(setAt: i32, rank: i32, key: f64, mark: i32, bytes: i32): void {
  const candidate: i32 = (setAt << 2) + CANDIDATE_OFFSET;
  assert(bytes < ENTRY_NAME_BYTES_MAX);
  setEntry(candidate, rank, key, mark, bytes);
  if (word(setAt + Header.HasLast) !== 0) {
    if (compare(setAt, candidate, (setAt << 2) + LAST_OFFSET) <= 0) return;
  }
  if (nameCount(setAt) === SORTED_NAME_COUNT_MAX) setWord(setAt + Header.IsCut, 1);
  if (comesTooLate(setAt, candidate)) return;
  insert(setAt, candidate);
}

/** Most entries of a large directory come after all that are kept: one look tells. */
function comesTooLate(setAt: i32, candidate: i32): bool {
  return isCut(setAt) && compare(setAt, candidate, recordAt(setAt, 0)) >= 0;
}

function insert(setAt: i32, candidate: i32): void {
  const bytes: i32 = entryBytes(candidate);
  if (word(setAt + Header.Heap) === 0) {
    const hasRoom: bool = word(setAt + Header.Used) + bytes <= SORTED_RECORDS_BYTES;
    if (hasRoom && nameCount(setAt) < ORDERED_NAME_COUNT_MAX) {
      insertInOrder(setAt, candidate, bytes);
      return;
    }
    becomeHeap(setAt);
  }
  if (nameCount(setAt) === SORTED_NAME_COUNT_MAX) dropLargest(setAt);
  if (word(setAt + Header.Used) + bytes > SORTED_RECORDS_BYTES) {
    makeRoom(setAt);
    // What was dropped may come before it.
    if (comesTooLate(setAt, candidate)) return;
  }
  rise(setAt, keep(setAt, candidate, bytes));
}

/** Copies the candidate, for which there is room. Returns where its record is. */
function keep(setAt: i32, candidate: i32, bytes: i32): i32 {
  const used: i32 = word(setAt + Header.Used);
  const record: i32 = recordsAt(setAt) + used;
  moveOctets(record, candidate, bytes);
  setWord(setAt + Header.Used, used + bytes);
  return record;
}

/** Adds the candidate to a set that is in order, unless it is there. */
function insertInOrder(setAt: i32, candidate: i32, bytes: i32): void {
  const count: i32 = nameCount(setAt);
  const isReversed: bool = word(setAt + Header.IsReversed) !== 0;
  let low: i32 = 0;
  let high: i32 = count;
  while (low < high) {
    const middle: i32 = (low + high) >> 1;
    const order: i32 = compareEntries(candidate, recordAt(setAt, middle), isReversed);
    if (order === 0) return;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  const place: i32 = entryAt(setAt, low);
  moveOctets((place + 1) << 2, place << 2, (count - low) << 2);
  setWord(place, keep(setAt, candidate, bytes));
  setWord(setAt + Header.Count, count + 1);
}

/** From the greatest to the smallest, a set in order is a heap. */
function becomeHeap(setAt: i32): void {
  const count: i32 = nameCount(setAt);
  for (let i: i32 = 0; i < count >> 1; i++) {
    const small: i32 = recordAt(setAt, i);
    setWord(entryAt(setAt, i), recordAt(setAt, count - 1 - i));
    setWord(entryAt(setAt, count - 1 - i), small);
  }
  setWord(setAt + Header.Heap, count);
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

function compare(setAt: i32, record: i32, other: i32): i32 {
  return compareEntries(record, other, word(setAt + Header.IsReversed) !== 0);
}

function dropLargest(setAt: i32): void {
  const last: i32 = nameCount(setAt) - 1;
  const record: i32 = recordAt(setAt, last);
  setEntryPlace(recordAt(setAt, 0), NOWHERE);
  setCount(setAt, last);
  if (last > 0) sink(setAt, record);
  setWord(setAt + Header.IsCut, 1);
}

/** Drops entries until there is room for more, and moves the records together. */
function makeRoom(setAt: i32): void {
  let live: i32 = 0;
  for (let i: i32 = 0; i < nameCount(setAt); i++) live += entryBytes(recordAt(setAt, i));
  while (live > STAYING_BYTES) {
    live -= entryBytes(recordAt(setAt, 0));
    dropLargest(setAt);
  }
  for (let i: i32 = 0; i < nameCount(setAt); i++) setEntryPlace(recordAt(setAt, i), i);
  const usedEnd: i32 = recordsAt(setAt) + word(setAt + Header.Used);
  let target: i32 = recordsAt(setAt);
  let record: i32 = target;
  while (record < usedEnd) {
    const bytes: i32 = entryBytes(record);
    const place: i32 = entryPlace(record);
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
