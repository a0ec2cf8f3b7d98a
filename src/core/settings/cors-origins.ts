/*
 * The origins whose pages may read answers (CORS: Fetch standard, "HTTP CORS protocol").
 *
 * Rules of this file: what is sent is the text of the settings, never that of a request: no origin
 * is reflected that was not listed; nothing is sent to whoever sends no Origin, but for Vary, which
 * a cache must see in each answer.
 */
import { octet, setOctet, setWord, word } from "../../wire/octets/arena";
import { isSame, lowerCase, put, putCrlf, putOctets } from "../../wire/octets/text";
import { ORIGINS_AT } from "../memory/layout";

export const ORIGIN_COUNT_MAX: i32 = 16;
/** No host is longer, with its scheme and port. */
export const ORIGIN_BYTES_MAX: i32 = 272;

/** Words of an origin's row: its text. */
const ROW_WORDS: i32 = 2;
export const ORIGINS_WORDS: i32 = ORIGIN_COUNT_MAX * ROW_WORDS;

/** The request has no Origin, or one that was not listed. */
export const NO_ORIGIN: i32 = -1;
/** Any may read. */
export const ANY_ORIGIN: i32 = -2;

export let originCount: i32 = 0;
/** Whether pages of any origin may read. */
export let isAnyOrigin: bool = false;

export function allowAnyOrigin(): void {
  isAnyOrigin = true;
}

/** Lists an origin; as browsers send it, in lower case. False when there are too many. */
export function addOrigin(at: i32, end: i32): bool {
  if (originCount === ORIGIN_COUNT_MAX) return false;
  for (let i: i32 = at; i < end; i++) setOctet(i, lowerCase(octet(i)));
  setWord(ORIGINS_AT + originCount * ROW_WORDS, at);
  setWord(ORIGINS_AT + originCount * ROW_WORDS + 1, end);
  originCount++;
  return true;
}

export function forgetOrigins(): void {
  originCount = 0;
  isAnyOrigin = false;
}

/** Whether there is anything to be said to pages of other origins. */
export function hasOrigins(): bool {
  return isAnyOrigin || originCount > 0;
}

/** Whether answers differ by Origin. */
export function variesByOrigin(): bool {
  return originCount > 0 && !isAnyOrigin;
}

/** The number of the origin `at` to `end`: ANY_ORIGIN, NO_ORIGIN, or its row. */
export function findOrigin(at: i32, end: i32): i32 {
  if (isAnyOrigin) return ANY_ORIGIN;
  for (let i: i32 = 0; i < originCount; i++) {
    const row: i32 = ORIGINS_AT + i * ROW_WORDS;
    if (isSame(at, end, word(row), word(row + 1))) return i;
  }
  return NO_ORIGIN;
}

/** Writes Access-Control-Allow-Origin for an origin that may read. Returns the end. */
export function putAllowOrigin(at: i32, origin: i32): i32 {
  if (origin === NO_ORIGIN) return at;
  const end: i32 = put(at, "Access-Control-Allow-Origin: ");
  if (origin === ANY_ORIGIN) return putCrlf(put(end, "*"));
  const row: i32 = ORIGINS_AT + origin * ROW_WORDS;
  return putCrlf(putOctets(end, word(row), word(row + 1)));
}
