/*
 * Media types that the configuration gives to extensions: they extend and override the built-in
 * table (src/wire/http/media-type.ts). And what it gives to all others: the charset of text, the
 * type of names that say nothing.
 *
 * Rules of this file: what there will be is counted first, and takes memory of its own only where
 * something was given; a look-up is one hash and mostly one comparison; of two types for an
 * extension the later holds, and those that were given one by one hold over the file's, and are
 * sent as they were given.
 */
import { Coding } from "../../wire/http/accept-encoding";
import { extensionAt, lacksCharset, putMediaType } from "../../wire/http/media-type";
import { octet, setWord, word } from "../../wire/octets/arena";
import { isOneOf, isSameAnyCase, lowerCase, put, putOctets } from "../../wire/octets/text";
import { SETTINGS_TEXT_END, TYPE_ROWS_AT } from "../memory/layout";
import { codingOfName, encodingRowCount } from "./content-encodings";

export const TYPE_ROW_COUNT_MAX: i32 = 32;

/** Words of an entry: where its extension and its type begin and end. */
const enum Entry {
  ExtensionAt = 0,
  ExtensionEnd,
  TypeAt,
  TypeEnd,
  LENGTH,
}

export const TYPE_ROWS_WORDS: i32 = TYPE_ROW_COUNT_MAX * Entry.LENGTH;

/** A 16-bit hash of an extension; the bound keeps both compilers' numbers the same. */
const HASH_MASK: i32 = 0xffff;

/** Types that were given one by one. */
export let typeRowCount: i32 = 0;
/** Of the file: how many extensions, and the octets of all types and extensions. */
let extensionCount: i32 = 0;
let textBytes: i32 = 0;

let isCharsetGiven: bool = false;
let charsetAt: i32 = 0;
let charsetEnd: i32 = 0;
let defaultTypeAt: i32 = 0;
let defaultTypeEnd: i32 = 0;

/** The table: slots (a power of two; entry + 1, or 0), entries, text. */
let slotsAt: i32 = 0;
let slotMask: i32 = 0;
let entriesAt: i32 = 0;
let entryCount: i32 = 0;
let textAt: i32 = 0;
let textEnd: i32 = 0;

/** Adds a type for the extension `at` to `end`, without its dot. False when there are too many. */
export function addTypeRow(at: i32, end: i32, typeAt: i32, typeEnd: i32): bool {
  if (typeRowCount === TYPE_ROW_COUNT_MAX) return false;
  setEntry(TYPE_ROWS_AT + typeRowCount * Entry.LENGTH, at, end, typeAt, typeEnd);
  typeRowCount++;
  return true;
}

export function forgetTypes(): void {
  typeRowCount = 0;
  extensionCount = 0;
  textBytes = 0;
  slotMask = 0;
  isCharsetGiven = false;
  setDefaultType(0, 0);
}

/** There will be a type of so many octets, for so many extensions of so many octets in all. */
export function countType(bytes: i32, extensions: i32, extensionBytes: i32): void {
  extensionCount += extensions;
  textBytes += bytes + extensionBytes;
}

/** Octets of the table; 0 where nothing was given. */
export function typeTableBytes(): i32 {
  const entries: i32 = extensionCount + typeRowCount;
  if (entries === 0) return 0;
  return ((slotCount() * 4 + entries * Entry.LENGTH * 4 + textBytes + 7) >> 3) << 3;
}

/** Lays the table out at `at`, a multiple of 8, in memory that is zero. */
export function defineTypeTable(at: i32): void {
  if (typeTableBytes() === 0) return;
  slotsAt = at >> 2;
  slotMask = slotCount() - 1;
  entriesAt = slotsAt + slotCount();
  entryCount = 0;
  textAt = (entriesAt + (extensionCount + typeRowCount) * Entry.LENGTH) << 2;
  textEnd = textAt + textBytes;
}

/** Copies text of the file's to the table. Returns where it lies, 0 when there is no room. */
export function keepTypeText(at: i32, end: i32): i32 {
  if (end - at > textEnd - textAt) return 0;
  const kept: i32 = textAt;
  textAt = putOctets(kept, at, end);
  return kept;
}

/** Gives a type to an extension; both stay where they lie. False when there is no room. */
export function setType(at: i32, end: i32, typeAt: i32, typeEnd: i32): bool {
  const slot: i32 = slotOf(at, end);
  let entry: i32 = word(slot) - 1;
  if (entry < 0) {
    if (entryCount === extensionCount + typeRowCount) return false;
    entry = entryCount;
    entryCount++;
    setWord(slot, entry + 1);
  }
  setEntry(entriesAt + entry * Entry.LENGTH, at, end, typeAt, typeEnd);
  return true;
}

/** Last, so that they hold over the file's. */
export function applyTypeRows(): void {
  for (let i: i32 = 0; i < typeRowCount; i++) {
    const row: i32 = TYPE_ROWS_AT + i * Entry.LENGTH;
    setType(
      word(row + Entry.ExtensionAt),
      word(row + Entry.ExtensionEnd),
      word(row + Entry.TypeAt),
      word(row + Entry.TypeEnd),
    );
  }
}

/** The charset of text that has none of its own, in place of utf-8; empty for none at all. */
export function setCharset(at: i32, end: i32): void {
  isCharsetGiven = true;
  charsetAt = at;
  charsetEnd = end;
}

/** The type of names that say nothing, in place of application/octet-stream. */
export function setDefaultType(at: i32, end: i32): void {
  defaultTypeAt = at;
  defaultTypeEnd = end;
}

/**
 * Writes the media type of the file with this name (or path): of one in a coding
 * (src/core/settings/content-encodings.ts) that of the content in it. Returns the end.
 */
export function putTypeOfName(at: i32, nameAt: i32, nameEnd: i32): i32 {
  const isCoded: bool = encodingRowCount > 0 && codingOfName(nameAt, nameEnd) !== Coding.Identity;
  const dotAt: i32 = isCoded ? extensionAt(nameAt, nameEnd) - 1 : nameEnd;
  const isCodingAlone: bool = isCoded && isOneOf(dotAt, nameEnd, ".gz,.br,.zst");
  let end: i32 = isCodingAlone ? at : putKnownType(at, nameAt, nameEnd);
  if (end === at && isCoded) end = putKnownType(at, nameAt, dotAt);
  if (end > at) return end;
  if (defaultTypeEnd > defaultTypeAt) return putOctets(at, defaultTypeAt, defaultTypeEnd);
  return put(at, "application/octet-stream");
}

/** The same; the end is `at` where the name says nothing. */
function putKnownType(at: i32, nameAt: i32, nameEnd: i32): i32 {
  if (slotMask > 0) {
    const entry: i32 = word(slotOf(extensionAt(nameAt, nameEnd), nameEnd)) - 1;
    if (entry >= 0) return putEntry(at, entriesAt + entry * Entry.LENGTH);
  }
  const end: i32 = putMediaType(at, nameAt, nameEnd);
  return end > at ? putCharset(end, at) : at;
}

function putEntry(at: i32, entry: i32): i32 {
  const typeAt: i32 = word(entry + Entry.TypeAt);
  const end: i32 = putOctets(at, typeAt, word(entry + Entry.TypeEnd));
  // The types of the file are in the table, and those given one by one where they were given.
  return typeAt < SETTINGS_TEXT_END ? end : putCharset(end, at);
}

/** Writes the parameter that text has behind the type that begins at `typeAt`. Returns the end. */
function putCharset(at: i32, typeAt: i32): i32 {
  if (!lacksCharset(typeAt, at)) return at;
  if (!isCharsetGiven) return put(at, "; charset=utf-8");
  if (charsetEnd === charsetAt) return at;
  return putOctets(put(at, "; charset="), charsetAt, charsetEnd);
}

/** At most half of the slots are used: a search ends soon. */
function slotCount(): i32 {
  let count: i32 = 4;
  while (count < (extensionCount + typeRowCount) * 2) count = count * 2;
  return count;
}

/** The slot of an extension, or the free one where it would be. */
function slotOf(at: i32, end: i32): i32 {
  let hash: i32 = end - at;
  for (let i: i32 = at; i < end; i++) hash = (hash * 31 + lowerCase(octet(i))) & HASH_MASK;
  let slot: i32 = hash & slotMask;
  while (word(slotsAt + slot) !== 0) {
    const row: i32 = entriesAt + (word(slotsAt + slot) - 1) * Entry.LENGTH;
    if (isSameAnyCase(at, end, word(row + Entry.ExtensionAt), word(row + Entry.ExtensionEnd)))
      break;
    slot = (slot + 1) & slotMask;
  }
  return slotsAt + slot;
}

function setEntry(row: i32, at: i32, end: i32, typeAt: i32, typeEnd: i32): void {
  setWord(row + Entry.ExtensionAt, at);
  setWord(row + Entry.ExtensionEnd, end);
  setWord(row + Entry.TypeAt, typeAt);
  setWord(row + Entry.TypeEnd, typeEnd);
}
