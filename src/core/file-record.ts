/*
 * The record of an open file: what `openFile` said of it, who uses it, and the path it was opened
 * by when it is kept for the next request.
 */

import { Stat } from "../host/results";
import { double, setWord, word } from "../wire/arena";
import { itemAt, Pool } from "./pool";

/** Words of the record; the stat record (four doubles) comes first. */
export const enum FileRecord {
  Handle = 8,
  /** Connections that send from it. */
  Users,
  /** 1 while it may be found by its path. */
  IsKept,
  Hash,
  PathBytes,
  /** When it was opened, in milliseconds of the monotonic clock. */
  OpenedMs,
  /** The codings that there is a coded form in: a set of `Coding`, or CODED_FORMS_UNKNOWN. */
  CodedForms,
  /** The path's octets begin here. */
  Path = 15,
  LENGTH = 74,
}

/** Nobody has looked for coded forms yet. */
export const CODED_FORMS_UNKNOWN: i32 = -1;

/** Paths up to this length are kept. */
export const KEPT_PATH_BYTES_MAX: i32 = (FileRecord.LENGTH - FileRecord.Path) * 4;

/** Index of the first word of an item's record. */
export function fileAt(item: i32): i32 {
  return itemAt(Pool.Files, item) >> 2;
}

export function fileWord(item: i32, field: FileRecord): i32 {
  return word(fileAt(item) + field);
}

export function setFileWord(item: i32, field: FileRecord, value: i32): void {
  setWord(fileAt(item) + field, value);
}

/** Double index of the item's stat record. */
export function fileStatAt(item: i32): i32 {
  return fileAt(item) >> 1;
}

export function fileStat(item: i32, field: Stat): f64 {
  return double(fileStatAt(item) + field);
}
