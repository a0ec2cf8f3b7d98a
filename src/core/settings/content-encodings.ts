/*
 * In which content coding a file is by the extension of its name (RFC 9110 §8.4): it is sent with
 * Content-Encoding to whoever asks for it by that name. By --encoding, and .svgz always.
 *
 * Rule of this file: of two codings for an extension the later holds.
 */

import { Coding } from "../../wire/http/accept-encoding";
import { extensionAt } from "../../wire/http/media-type";
import { Offset, setWord, word } from "../../wire/octets/arena";
import { isOneOf, isSameAnyCase } from "../../wire/octets/text";
import { ENCODING_ROW_COUNT_MAX } from "../../wire/sizes/sizes";
import { ENCODING_ROWS, ENCODING_WORDS, Site, SiteRef } from "./site-record";

/** Words of a row: where its extension begins and ends, and its `Coding`. */
const enum Row {
  ExtensionAt = 0,
  ExtensionEnd,
  Coding,
  LENGTH,
}

/** Codings that were given. */
export function encodingRowCount(site: SiteRef): i32 {
  return word(site + Site.EncodingRowCount);
}

/** Gives a coding to the extension `at` to `end`, without its dot. False without room. */
export function addEncodingRow(site: SiteRef, at: Offset, end: Offset, coding: Coding): bool {
  const count: i32 = encodingRowCount(site);
  if (count === ENCODING_ROW_COUNT_MAX) return false;
  const row: i32 = rowOf(site, count);
  setWord(row + Row.ExtensionAt, at);
  setWord(row + Row.ExtensionEnd, end);
  setWord(row + Row.Coding, coding);
  setWord(site + Site.EncodingRowCount, count + 1);
  return true;
}

/** The coding that the file with this name (or path) is in, all of it. */
export function codingOfName(site: SiteRef, nameAt: Offset, nameEnd: Offset): Coding {
  const at: i32 = extensionAt(nameAt, nameEnd);
  for (let i: i32 = encodingRowCount(site) - 1; i >= 0; i--) {
    const row: i32 = rowOf(site, i);
    if (isSameAnyCase(at, nameEnd, word(row + Row.ExtensionAt), word(row + Row.ExtensionEnd))) {
      return word(row + Row.Coding);
    }
  }
  return isOneOf(at, nameEnd, "svgz") ? Coding.Gzip : Coding.Identity;
}

function rowOf(site: SiteRef, i: i32): i32 {
  assert(Row.LENGTH === ENCODING_WORDS);
  return site + ENCODING_ROWS + i * Row.LENGTH;
}
