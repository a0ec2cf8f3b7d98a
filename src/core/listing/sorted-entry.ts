/*
 * An entry of a directory as a record of src/core/listing/sorted-names.ts, and the order of two.
 *
 * Rule of this file: a record's address is in octets, a multiple of eight, and so is its length.
 */
import { double, octet, setDouble, setWord, word } from "../../wire/octets/arena";

/** Words of a record; the name's octets follow. */
enum Entry {
  /** A double. */
  Key = 0,
  /** `mark << 17 | rank << 16 | octets of the name`. */
  Bits = 2,
  /** Its place in the index while records are moved. */
  Place,
  LENGTH = 4,
}

/** Names are shorter. */
export const ENTRY_NAME_BYTES_MAX: i32 = 256;
const NAME_OFFSET: i32 = Entry.LENGTH * 4;
export const ENTRY_BYTES_MAX: i32 = NAME_OFFSET + ENTRY_NAME_BYTES_MAX;

/** Writes all of a record but the name, which is there or follows. */
export function setEntry(record: i32, rank: i32, key: f64, mark: i32, bytes: i32): void {
  setDouble(record >> 3, key);
  setWord((record >> 2) + Entry.Bits, (mark << 17) | (rank << 16) | bytes);
}

export function entryNameAt(record: i32): i32 {
  return record + NAME_OFFSET;
}

export function entryNameEnd(record: i32): i32 {
  return record + NAME_OFFSET + nameBytes(record);
}

/** What `addName` was told of the entry. */
export function entryMark(record: i32): i32 {
  return bitsOf(record) >> 17;
}

/** Octets of the record. */
export function entryBytes(record: i32): i32 {
  return (NAME_OFFSET + nameBytes(record) + 7) & ~7;
}

export function entryPlace(record: i32): i32 {
  return word((record >> 2) + Entry.Place);
}

export function setEntryPlace(record: i32, place: i32): void {
  setWord((record >> 2) + Entry.Place, place);
}

/** Order of two records by rank, by key, and then by octets: negative, 0 or positive. */
export function compareEntries(record: i32, other: i32, isReversed: bool): i32 {
  const rankDifference: i32 = (bitsOf(record) & 0x10000) - (bitsOf(other) & 0x10000);
  if (rankDifference !== 0) return rankDifference;
  const key: f64 = double(record >> 3);
  const otherKey: f64 = double(other >> 3);
  if (key !== otherKey) return key < otherKey ? -1 : 1;
  return isReversed ? compareNames(other, record) : compareNames(record, other);
}

function compareNames(record: i32, other: i32): i32 {
  const bytes: i32 = nameBytes(record);
  const otherBytes: i32 = nameBytes(other);
  const end: i32 = NAME_OFFSET + (bytes < otherBytes ? bytes : otherBytes);
  let i: i32 = NAME_OFFSET;
  // Names often begin alike: four octets at once.
  while (i + 4 <= end && word((record + i) >> 2) === word((other + i) >> 2)) i += 4;
  for (; i < end; i++) {
    const difference: i32 = octet(record + i) - octet(other + i);
    if (difference !== 0) return difference;
  }
  return bytes - otherBytes;
}

function nameBytes(record: i32): i32 {
  return bitsOf(record) & 0xffff;
}

function bitsOf(record: i32): i32 {
  return word((record >> 2) + Entry.Bits);
}
