/*
 * The table of the media types that a file gives to extensions (--mime-types).
 *
 * Rules of this file: what there will be is counted first, and takes memory only where a file was
 * given; a look-up is one hash and mostly one comparison; the later type of an extension holds.
 */

import { Offset, octet, setWord, word } from "../../wire/octets/arena";
import { lowerCase } from "../../wire/octets/octet";
import { isSameAnyCase, putOctets } from "../../wire/octets/text";
import { Setting, SettingsRef } from "./settings-record";

/** Words of an entry: where its extension and its type begin and end. */
export const enum TypeEntry {
  ExtensionAt = 0,
  ExtensionEnd,
  TypeAt,
  TypeEnd,
  LENGTH,
}

/** A 16-bit hash of an extension; the bound keeps both compilers' numbers the same. */
const HASH_MASK: i32 = 0xffff;

/** Memory for the tables. */
let reservedAt: i32 = 0;
let reservedBytes: i32 = 0;

/** The file, named in this line of the configuration file; empty when there is none. */
export function setTypeFile(settings: SettingsRef, at: Offset, end: Offset, line: i32): void {
  setWord(settings + Setting.TypeFileAt, at);
  setWord(settings + Setting.TypeFileEnd, end);
  setWord(settings + Setting.TypeFileLine, line);
}

export function typeFileAt(settings: SettingsRef): i32 {
  return word(settings + Setting.TypeFileAt);
}

export function typeFileEnd(settings: SettingsRef): i32 {
  return word(settings + Setting.TypeFileEnd);
}

export function typeFileLine(settings: SettingsRef): i32 {
  return word(settings + Setting.TypeFileLine);
}

/** There will be a type of so many octets, for so many extensions of so many octets in all. */
export function countType(
  settings: SettingsRef,
  bytes: i32,
  extensions: i32,
  extensionBytes: i32,
): void {
  setWord(settings + Setting.ExtensionCount, extensionCount(settings) + extensions);
  setWord(settings + Setting.TypeTextBytes, textBytes(settings) + bytes + extensionBytes);
}

/** Octets of the table; 0 where nothing was given. */
export function typeTableBytes(settings: SettingsRef): i32 {
  const entries: i32 = extensionCount(settings);
  if (entries === 0) return 0;
  const words: i32 = slotCount(settings) + entries * TypeEntry.LENGTH;
  return ((words * 4 + textBytes(settings) + 7) >> 3) << 3;
}

/** From `at` on, a multiple of 8, so many octets are reserved for the table of each generation. */
export function reserveTypeTables(at: Offset, bytes: i32): void {
  reservedAt = at;
  reservedBytes = bytes;
}

/**
 * Lays the table out, in the memory of the settings' region: that of the other one may be in use.
 * False when it is larger than was reserved.
 */
export function defineTypeTable(settings: SettingsRef, region: i32): bool {
  const bytes: i32 = typeTableBytes(settings);
  if (bytes === 0) return true;
  if (bytes > reservedBytes) return false;
  const slotsAt: i32 = (reservedAt + region * reservedBytes) >> 2;
  for (let i: i32 = 0; i < slotCount(settings); i++) setWord(slotsAt + i, 0);
  const entriesAt: i32 = slotsAt + slotCount(settings);
  const textAt: i32 = (entriesAt + extensionCount(settings) * TypeEntry.LENGTH) << 2;
  setWord(settings + Setting.TypeSlotsAt, slotsAt);
  setWord(settings + Setting.TypeSlotMask, slotCount(settings) - 1);
  setWord(settings + Setting.TypeEntriesAt, entriesAt);
  setWord(settings + Setting.TypeEntryCount, 0);
  setWord(settings + Setting.TypeTextAt, textAt);
  setWord(settings + Setting.TypeTextEnd, textAt + textBytes(settings));
  return true;
}

/** Copies text of the file's to the table. Returns where it lies, 0 when there is no room. */
export function keepTypeText(settings: SettingsRef, at: Offset, end: Offset): i32 {
  const kept: i32 = word(settings + Setting.TypeTextAt);
  if (end - at > word(settings + Setting.TypeTextEnd) - kept) return 0;
  setWord(settings + Setting.TypeTextAt, putOctets(kept, at, end));
  return kept;
}

/** Gives a type to an extension; both stay where they lie. False when there is no room. */
export function setType(
  settings: SettingsRef,
  at: Offset,
  end: Offset,
  typeAt: Offset,
  typeEnd: Offset,
): bool {
  const slot: i32 = slotOf(settings, at, end);
  let entry: i32 = word(slot);
  if (entry === 0) {
    const count: i32 = word(settings + Setting.TypeEntryCount);
    if (count === extensionCount(settings)) return false;
    entry = word(settings + Setting.TypeEntriesAt) + count * TypeEntry.LENGTH;
    setWord(settings + Setting.TypeEntryCount, count + 1);
    setWord(slot, entry);
  }
  setTypeEntry(entry, at, end, typeAt, typeEnd);
  return true;
}

/** Index of the first word of the entry of an extension; 0 when there is none. */
export function findType(settings: SettingsRef, at: Offset, end: Offset): i32 {
  if (word(settings + Setting.TypeSlotMask) === 0) return 0;
  return word(slotOf(settings, at, end));
}

export function setTypeEntry(
  entry: i32,
  at: Offset,
  end: Offset,
  typeAt: Offset,
  typeEnd: Offset,
): void {
  setWord(entry + TypeEntry.ExtensionAt, at);
  setWord(entry + TypeEntry.ExtensionEnd, end);
  setWord(entry + TypeEntry.TypeAt, typeAt);
  setWord(entry + TypeEntry.TypeEnd, typeEnd);
}

/** Whether the entry is of this extension. */
export function isTypeOf(entry: i32, at: Offset, end: Offset): bool {
  const extensionAt: i32 = word(entry + TypeEntry.ExtensionAt);
  return isSameAnyCase(at, end, extensionAt, word(entry + TypeEntry.ExtensionEnd));
}

function extensionCount(settings: SettingsRef): i32 {
  return word(settings + Setting.ExtensionCount);
}

function textBytes(settings: SettingsRef): i32 {
  return word(settings + Setting.TypeTextBytes);
}

/** A power of two; at most half of the slots are used: a search ends soon. */
function slotCount(settings: SettingsRef): i32 {
  let count: i32 = 4;
  while (count < extensionCount(settings) * 2) count = count * 2;
  return count;
}

/** The slot of an extension, which holds its entry, or the free one where it would be. */
function slotOf(settings: SettingsRef, at: Offset, end: Offset): i32 {
  const slotsAt: i32 = word(settings + Setting.TypeSlotsAt);
  const mask: i32 = word(settings + Setting.TypeSlotMask);
  let hash: i32 = end - at;
  for (let i: i32 = at; i < end; i++) hash = (hash * 31 + lowerCase(octet(i))) & HASH_MASK;
  let slot: i32 = hash & mask;
  while (word(slotsAt + slot) !== 0 && !isTypeOf(word(slotsAt + slot), at, end)) {
    slot = (slot + 1) & mask;
  }
  return slotsAt + slot;
}
