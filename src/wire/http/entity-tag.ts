/*
 * Entity-tags (RFC 9110 §8.8.3) and the lists of them in If-Match and If-None-Match (§13.1.1,
 * §13.1.2).
 *
 *   entity-tag = [ "W/" ] DQUOTE *etagc DQUOTE
 *   etagc      = %x21 / %x23-7E / obs-text
 *
 * Rules of this file: a list is read to its end before anything matches; one that is malformed
 * matches nothing, and an entity-tag is found as a whole, never as a part of the text.
 */

import { Offset, octet, setOctet } from "../octets/arena";
import { HEX_BYTES_MAX, putHex } from "../octets/hexadecimal";
import { Octet } from "../octets/octet";
import { isSpaceOrTab } from "../octets/octet-class";
import { isSame, skipSpace } from "../octets/text";
import { CODING_BYTES_MAX, Coding, putCoding } from "./accept-encoding";

/** Most octets that `putEntityTag` writes: numbers, a sign, hyphens, a coding and the quotes. */
export const ENTITY_TAG_BYTES_MAX: i32 = HEX_BYTES_MAX + HEX_BYTES_MAX + 5 + CODING_BYTES_MAX;

/**
 * Writes the entity-tag of a file: "<modification>-<size>" in hexadecimal, and behind it the name
 * of its coding, as no two representations may share one (§8.8.3.3). `modifiedMs` is whole and may
 * lie before 1970. Returns the end.
 */
export function putEntityTag(at: Offset, modifiedMs: f64, size: f64, coding: Coding): Offset {
  let write: i32 = at + 1;
  setOctet(at, Octet.Quote);
  if (modifiedMs < 0) {
    setOctet(write, Octet.Hyphen);
    write++;
  }
  write = putHex(write, Math.abs(modifiedMs));
  setOctet(write, Octet.Hyphen);
  write = putHex(write + 1, size);
  if (coding !== Coding.Identity) {
    setOctet(write, Octet.Hyphen);
    write = putCoding(write + 1, coding);
  }
  setOctet(write, Octet.Quote);
  return write + 1;
}

/**
 * Whether the field value `at` to `end` is "*" or a list that has the entity-tag `tagAt` to
 * `tagEnd`, by weak or strong comparison (§8.8.3.2). "*" stands for any representation: that there
 * is one is for the caller to know.
 */
export function matchesEntityTag(
  at: Offset,
  end: Offset,
  tagAt: Offset,
  tagEnd: Offset,
  weak: bool,
): bool {
  if (end - at === 1 && octet(at) === Octet.Asterisk) return true;
  let isFound: bool = false;
  let i: i32 = skipEmptyElements(at, end);
  while (i < end) {
    const elementEnd: i32 = endOfEntityTag(i, end);
    if (elementEnd < 0) return false;
    if (isSameTag(i, elementEnd, tagAt, tagEnd, weak)) isFound = true;
    i = skipSpace(elementEnd, end);
    if (i < end && octet(i) !== Octet.Comma) return false;
    i = skipEmptyElements(i, end);
  }
  return isFound;
}

function isSameTag(at: Offset, end: Offset, otherAt: Offset, otherEnd: Offset, weak: bool): bool {
  if (weak) return isSame(opaqueTagAt(at), end, opaqueTagAt(otherAt), otherEnd);
  return octet(at) === Octet.Quote && isSame(at, end, otherAt, otherEnd);
}

/** Where the part begins that a weak comparison compares. */
function opaqueTagAt(at: Offset): i32 {
  return octet(at) === Octet.Quote ? at : at + 2;
}

/** The end of the entity-tag that begins at `at`, -1 when none does. "W/" is case-sensitive. */
function endOfEntityTag(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  if (end - at > 2 && octet(at) === Octet.UpperW && octet(at + 1) === Octet.Slash) i += 2;
  if (octet(i) !== Octet.Quote) return -1;
  for (i++; i < end; i++) {
    const c: i32 = octet(i);
    if (c === Octet.Quote) return i + 1;
    if (c <= Octet.Space || c === Octet.Delete) return -1;
  }
  return -1;
}

/** §5.6.1.2: empty elements of a list are passed over. */
function skipEmptyElements(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && (octet(i) === Octet.Comma || isSpaceOrTab(octet(i)))) i++;
  return i;
}
