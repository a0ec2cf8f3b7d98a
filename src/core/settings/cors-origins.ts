/*
 * The origins whose pages may read answers (CORS: Fetch standard, "HTTP CORS protocol").
 *
 * Rules of this file: what is sent is the text of the settings, never that of a request: no origin
 * is reflected that was not listed; nothing is sent to whoever sends no Origin, but for Vary, which
 * a cache must see in each answer.
 */

import { Offset, octet, setOctet, setWord, word } from "../../wire/octets/arena";
import { lowerCase } from "../../wire/octets/octet";
import { isSame, put, putCrlf, putOctets } from "../../wire/octets/text";
import { ORIGIN_COUNT_MAX } from "../../wire/sizes/sizes";
import { ORIGIN_WORDS, ORIGINS, Site, SiteRef } from "./site-record";
import { hasSiteFlag, SiteFlag, setSiteFlag } from "./site-settings";

/** No host is longer, with its scheme and port. */
export const ORIGIN_BYTES_MAX: i32 = 272;

/** Words of an origin's row: its text. */
const enum Row {
  At = 0,
  End,
  LENGTH,
}

/** The request has no Origin, or one that was not listed. */
export const NO_ORIGIN: i32 = -1;
/** Any may read. */
export const ANY_ORIGIN: i32 = -2;

/** Whether pages of any origin may read. */
export function isAnyOrigin(site: SiteRef): bool {
  return hasSiteFlag(site, SiteFlag.AnyOrigin);
}

export function allowAnyOrigin(site: SiteRef): void {
  setSiteFlag(site, SiteFlag.AnyOrigin);
}

/** Lists an origin; as browsers send it, in lower case. False when there are too many. */
export function addOrigin(site: SiteRef, at: Offset, end: Offset): bool {
  const count: i32 = originCount(site);
  if (count === ORIGIN_COUNT_MAX) return false;
  for (let i: i32 = at; i < end; i++) setOctet(i, lowerCase(octet(i)));
  setWord(rowOf(site, count) + Row.At, at);
  setWord(rowOf(site, count) + Row.End, end);
  setWord(site + Site.OriginCount, count + 1);
  return true;
}

/** Whether there is anything to be said to pages of other origins. */
export function hasOrigins(site: SiteRef): bool {
  return isAnyOrigin(site) || originCount(site) > 0;
}

/** Whether answers differ by Origin. */
export function variesByOrigin(site: SiteRef): bool {
  return originCount(site) > 0 && !isAnyOrigin(site);
}

/** The number of the origin `at` to `end`: ANY_ORIGIN, NO_ORIGIN, or its row. */
export function findOrigin(site: SiteRef, at: Offset, end: Offset): i32 {
  if (isAnyOrigin(site)) return ANY_ORIGIN;
  const count: i32 = originCount(site);
  for (let i: i32 = 0; i < count; i++) {
    const row: i32 = rowOf(site, i);
    if (isSame(at, end, word(row + Row.At), word(row + Row.End))) return i;
  }
  return NO_ORIGIN;
}

/** Writes Access-Control-Allow-Origin for an origin that may read. Returns the end. */
export function putAllowOrigin(at: Offset, site: SiteRef, origin: i32): Offset {
  if (origin === NO_ORIGIN) return at;
  const end: i32 = put(at, "Access-Control-Allow-Origin: ");
  if (origin === ANY_ORIGIN) return putCrlf(put(end, "*"));
  const row: i32 = rowOf(site, origin);
  return putCrlf(putOctets(end, word(row + Row.At), word(row + Row.End)));
}

function originCount(site: SiteRef): i32 {
  return word(site + Site.OriginCount);
}

function rowOf(site: SiteRef, i: i32): i32 {
  assert(Row.LENGTH === ORIGIN_WORDS);
  return site + ORIGINS + i * Row.LENGTH;
}
