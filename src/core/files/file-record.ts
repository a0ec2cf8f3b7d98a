/*
 * The record of an open file: what `openFile` said of it, who uses it, and the path it was opened
 * by and the fields of its answers when it is kept for the next request.
 */

import { Stat } from "../../seam/results";
import { double, Offset, setWord, word } from "../../wire/octets/arena";
import { putOctets } from "../../wire/octets/text";
import { isTaken, itemAt, Pool } from "../memory/pool";
import { SiteRef } from "../settings/site-record";

/** Words of the record; the stat record (six doubles) comes first. */
export const enum FileRecord {
  Handle = 12,
  /** Connections that send from it. */
  Users,
  /** 1 while it may be found by its path. */
  IsKept,
  Hash,
  PathBytes,
  /** When it was opened, in milliseconds of the monotonic clock. */
  OpenedMs,
  /**
   * The codings that there is a coded form in: a set of `Coding`; or the one that it is in itself,
   * and CODED_ITSELF; or CODINGS_UNKNOWN.
   */
  Codings,
  /** Octets of the fields that were kept, 0 when there are none. */
  FieldsBytes,
  /** The site that it was asked for, and how often its home directory had been another one. */
  Site,
  HomeChanges,
  /** The path's octets begin here. */
  Path = 22,
  /** The octets of the fields that describe it: what each answer with it repeats. */
  Fields = 80,
  LENGTH = 160,
}

/** Nobody has looked for coded forms yet. */
export const CODINGS_UNKNOWN: i32 = -1;

/** A bit beside those of `Coding`. */
export const CODED_ITSELF: i32 = 8;

/** Paths up to this length are kept. */
export const KEPT_PATH_BYTES_MAX: i32 = (FileRecord.Fields - FileRecord.Path) * 4;

/** As many octets of fields are kept; they are some 200 (a long media type makes them more). */
export const KEPT_FIELDS_BYTES_MAX: i32 = (FileRecord.LENGTH - FileRecord.Fields) * 4;

/** Index of the first word of an item's record. */
export function fileAt(item: i32): i32 {
  return itemAt(Pool.Files, item) >> 2;
}

/** As `openFile` names it. */
export function fileHandle(item: i32): i32 {
  return fileWord(item, FileRecord.Handle);
}

export function setFileHandle(item: i32, value: i32): void {
  setFileWord(item, FileRecord.Handle, value);
}

/** Connections that send from it. */
export function fileUsers(item: i32): i32 {
  return fileWord(item, FileRecord.Users);
}

export function setFileUsers(item: i32, value: i32): void {
  setFileWord(item, FileRecord.Users, value);
}

/** Of the path that it was opened by. */
export function filePathHash(item: i32): i32 {
  return fileWord(item, FileRecord.Hash);
}

export function setFilePathHash(item: i32, value: i32): void {
  setFileWord(item, FileRecord.Hash, value);
}

/** Octets of that path. */
export function filePathBytes(item: i32): i32 {
  return fileWord(item, FileRecord.PathBytes);
}

export function setFilePathBytes(item: i32, value: i32): void {
  setFileWord(item, FileRecord.PathBytes, value);
}

/** When it was opened, in milliseconds of the monotonic clock. */
export function fileOpenedMs(item: i32): i32 {
  return fileWord(item, FileRecord.OpenedMs);
}

export function setFileOpened(item: i32, value: i32): void {
  setFileWord(item, FileRecord.OpenedMs, value);
}

/** The codings that there is a coded form in: see `FileRecord.Codings`. */
export function fileCodings(item: i32): i32 {
  return fileWord(item, FileRecord.Codings);
}

export function setFileCodings(item: i32, value: i32): void {
  setFileWord(item, FileRecord.Codings, value);
}

/** The site that it was asked for. */
export function fileSite(item: i32): SiteRef {
  return fileWord(item, FileRecord.Site);
}

export function setFileSite(item: i32, value: SiteRef): void {
  setFileWord(item, FileRecord.Site, value);
}

/** How often that site's home directory had been another one. */
export function fileHomeChanges(item: i32): i32 {
  return fileWord(item, FileRecord.HomeChanges);
}

export function setFileHomeChanges(item: i32, value: i32): void {
  setFileWord(item, FileRecord.HomeChanges, value);
}

/** Whether it may be found by its path. */
export function isFileKept(item: i32): bool {
  return fileWord(item, FileRecord.IsKept) !== 0;
}

export function setFileKept(item: i32, value: bool): void {
  setFileWord(item, FileRecord.IsKept, value ? 1 : 0);
}

/** Where the path's octets lie. */
export function filePathAt(item: i32): i32 {
  return (fileAt(item) + FileRecord.Path) << 2;
}

/** Double index of the item's stat record. */
export function fileStatAt(item: i32): i32 {
  expect((fileAt(item) & 1) === 0);
  return fileAt(item) >> 1;
}

export function fileStat(item: i32, field: Stat): f64 {
  return double(fileStatAt(item) + field);
}

export function hasKeptFields(item: i32): bool {
  return fileWord(item, FileRecord.FieldsBytes) > 0;
}

/** None are kept. */
export function forgetFields(item: i32): void {
  setFileWord(item, FileRecord.FieldsBytes, 0);
}

/** Keeps the fields `at` to `end` for the next answer with this file, when there is room. */
export function keepFields(item: i32, at: Offset, end: Offset): void {
  expect(at <= end);
  if (end - at > KEPT_FIELDS_BYTES_MAX) return;
  putOctets(keptFieldsAt(item), at, end);
  setFileWord(item, FileRecord.FieldsBytes, end - at);
}

/** Writes the fields that were kept. Returns the end. */
export function putKeptFields(at: Offset, item: i32): Offset {
  expect(fileWord(item, FileRecord.FieldsBytes) <= KEPT_FIELDS_BYTES_MAX);
  const from: i32 = keptFieldsAt(item);
  return putOctets(at, from, from + fileWord(item, FileRecord.FieldsBytes));
}

function keptFieldsAt(item: i32): i32 {
  return (fileAt(item) + FileRecord.Fields) << 2;
}

function fileWord(item: i32, field: FileRecord): i32 {
  expect(isTaken(Pool.Files, item));
  return word(fileAt(item) + field);
}

function setFileWord(item: i32, field: FileRecord, value: i32): void {
  expect(isTaken(Pool.Files, item));
  setWord(fileAt(item) + field, value);
}
