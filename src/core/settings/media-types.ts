/*
 * As what a site's files are sent: media types that are given to extensions one by one, and what
 * holds for all others: the table of a file (src/core/settings/type-table.ts), the built-in table
 * (src/wire/http/media-type.ts), the charset of text, the type of names that say nothing.
 *
 * Rule of this file: what was given one by one holds over all else, the later of two for an
 * extension, and is sent as it was given.
 */

import { Coding } from "../../wire/http/accept-encoding";
import { extensionAt, lacksCharset, putMediaType } from "../../wire/http/media-type";
import { Offset, setWord, word } from "../../wire/octets/arena";
import { isOneOf, put, putOctets } from "../../wire/octets/text";
import { TYPE_ROW_COUNT_MAX } from "../../wire/sizes/sizes";
import { codingOfName, encodingRowCount } from "./content-encodings";
import { Site, SiteRef, settingsOf, TYPE_ROWS, TYPE_WORDS } from "./site-record";
import { hasSiteFlag, SiteFlag, setSiteFlag } from "./site-settings";
import { findType, isTypeOf, setTypeEntry, TypeEntry } from "./type-table";

/** Adds a type for the extension `at` to `end`, without its dot. False when there are too many. */
export function addTypeRow(
  site: SiteRef,
  at: Offset,
  end: Offset,
  typeAt: Offset,
  typeEnd: Offset,
): bool {
  const count: i32 = typeRowCount(site);
  if (count === TYPE_ROW_COUNT_MAX) return false;
  setTypeEntry(rowOf(site, count), at, end, typeAt, typeEnd);
  setWord(site + Site.TypeRowCount, count + 1);
  return true;
}

/** The charset of text that has none of its own, in place of utf-8; empty for none at all. */
export function setCharset(site: SiteRef, at: Offset, end: Offset): void {
  setSiteFlag(site, SiteFlag.Charset);
  setWord(site + Site.CharsetAt, at);
  setWord(site + Site.CharsetEnd, end);
}

/** The type of names that say nothing, in place of application/octet-stream. */
export function setDefaultType(site: SiteRef, at: Offset, end: Offset): void {
  setWord(site + Site.DefaultTypeAt, at);
  setWord(site + Site.DefaultTypeEnd, end);
}

/**
 * Writes the media type of the file with this name (or path): of one in a coding
 * (src/core/settings/content-encodings.ts) that of the content in it. Returns the end.
 */
export function putTypeOfName(at: Offset, site: SiteRef, nameAt: Offset, nameEnd: Offset): Offset {
  const isCoded: bool =
    encodingRowCount(site) > 0 && codingOfName(site, nameAt, nameEnd) !== Coding.Identity;
  const dotAt: i32 = isCoded ? extensionAt(nameAt, nameEnd) - 1 : nameEnd;
  const isCodingAlone: bool = isCoded && isOneOf(dotAt, nameEnd, ".gz,.br,.zst");
  let end: i32 = isCodingAlone ? at : putKnownType(at, site, nameAt, nameEnd);
  if (end === at && isCoded) end = putKnownType(at, site, nameAt, dotAt);
  if (end > at) return end;
  const typeAt: i32 = word(site + Site.DefaultTypeAt);
  const typeEnd: i32 = word(site + Site.DefaultTypeEnd);
  return typeEnd > typeAt ? putOctets(at, typeAt, typeEnd) : put(at, "application/octet-stream");
}

/** The same; the end is `at` where the name says nothing. */
function putKnownType(at: Offset, site: SiteRef, nameAt: Offset, nameEnd: Offset): Offset {
  const extension: i32 = extensionAt(nameAt, nameEnd);
  const row: i32 = findRow(site, extension, nameEnd);
  if (row !== 0) return putEntry(at, row);
  const entry: i32 = findType(settingsOf(site), extension, nameEnd);
  const end: i32 = entry !== 0 ? putEntry(at, entry) : putMediaType(at, nameAt, nameEnd);
  return end > at ? putCharset(end, site, at) : at;
}

/** The row of an extension; 0 when there is none. */
function findRow(site: SiteRef, at: Offset, end: Offset): i32 {
  for (let i: i32 = typeRowCount(site) - 1; i >= 0; i--) {
    if (isTypeOf(rowOf(site, i), at, end)) return rowOf(site, i);
  }
  return 0;
}

function putEntry(at: Offset, entry: i32): Offset {
  return putOctets(at, word(entry + TypeEntry.TypeAt), word(entry + TypeEntry.TypeEnd));
}

/** Writes the parameter that text has behind the type that begins at `typeAt`. Returns the end. */
function putCharset(at: Offset, site: SiteRef, typeAt: Offset): Offset {
  if (!lacksCharset(typeAt, at)) return at;
  if (!hasSiteFlag(site, SiteFlag.Charset)) return put(at, "; charset=utf-8");
  const charsetAt: i32 = word(site + Site.CharsetAt);
  const charsetEnd: i32 = word(site + Site.CharsetEnd);
  if (charsetEnd === charsetAt) return at;
  return putOctets(put(at, "; charset="), charsetAt, charsetEnd);
}

function typeRowCount(site: SiteRef): i32 {
  return word(site + Site.TypeRowCount);
}

function rowOf(site: SiteRef, i: i32): i32 {
  assert(TypeEntry.LENGTH === TYPE_WORDS);
  return site + TYPE_ROWS + i * TypeEntry.LENGTH;
}
