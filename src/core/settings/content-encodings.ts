/*
 * In which content coding a file is by the extension of its name (RFC 9110 §8.4): it is sent with
 * Content-Encoding to whoever asks for it by that name. By --encoding, and .svgz always.
 *
 * Rule of this file: of two codings for an extension the later holds.
 */
import { Coding } from "../../wire/http/accept-encoding";
import { extensionAt } from "../../wire/http/media-type";
import { setWord, word } from "../../wire/octets/arena";
import { isOneOf, isSameAnyCase } from "../../wire/octets/text";
import { ENCODING_ROWS_AT } from "../memory/layout";

export const ENCODING_ROW_COUNT_MAX: i32 = 8;

/** Words of a row: where its extension begins and ends, and its `Coding`. */
const enum Row {
  ExtensionAt = 0,
  ExtensionEnd,
  Coding,
  LENGTH,
}

export const ENCODING_ROWS_WORDS: i32 = ENCODING_ROW_COUNT_MAX * Row.LENGTH;

/** Codings that were given. */
export let encodingRowCount: i32 = 0;

/** Gives a coding to the extension `at` to `end`, without its dot. False without room. */
export function addEncodingRow(at: i32, end: i32, coding: Coding): bool {
  if (encodingRowCount === ENCODING_ROW_COUNT_MAX) return false;
  const row: i32 = rowOf(encodingRowCount);
  setWord(row + Row.ExtensionAt, at);
  setWord(row + Row.ExtensionEnd, end);
  setWord(row + Row.Coding, coding);
  encodingRowCount++;
  return true;
}

export function forgetEncodings(): void {
  encodingRowCount = 0;
}

/** The coding that the file with this name (or path) is in, all of it. */
export function codingOfName(nameAt: i32, nameEnd: i32): Coding {
  const at: i32 = extensionAt(nameAt, nameEnd);
  for (let i: i32 = encodingRowCount - 1; i >= 0; i--) {
    const row: i32 = rowOf(i);
    if (isSameAnyCase(at, nameEnd, word(row + Row.ExtensionAt), word(row + Row.ExtensionEnd))) {
      return word(row + Row.Coding);
    }
  }
  return isOneOf(at, nameEnd, "svgz") ? Coding.Gzip : Coding.Identity;
}

function rowOf(i: i32): i32 {
  return ENCODING_ROWS_AT + i * Row.LENGTH;
}
