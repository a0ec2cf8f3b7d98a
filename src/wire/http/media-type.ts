/*
 * Media types (RFC 9110 §8.3.1) of files, by the last part of their names.
 *
 * Rules of this file: an extension that is known counts before the whole name; text has its charset
 * from the configuration, but for XML, which declares its own: by RFC 7303 §3.2 a parameter would
 * win over that. JSON has none (RFC 8259 §11).
 */

import { Offset, octet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isOneOf, isTextAnyCase } from "../octets/text";
import { putTypeOfExtension, putTypeOfWholeName } from "./type-rows";

/**
 * Where the extension of the file name (or path) `nameAt` to `nameEnd` begins: behind its last dot.
 * A dot at the start of a name begins none. Returns `nameEnd` when there is none.
 */
export function extensionAt(nameAt: Offset, nameEnd: Offset): i32 {
  let at: i32 = nameEnd;
  while (at > nameAt && octet(at - 1) !== Octet.Dot) {
    at--;
    if (octet(at) === Octet.Slash) return nameEnd;
  }
  // The dot is at - 1: some other octet of the name must be before it.
  return at - 1 <= nameAt || octet(at - 2) === Octet.Slash ? nameEnd : at;
}

/**
 * Writes the media type of files with this name (or path), without a charset. Returns the end,
 * which is `at` where the name says nothing.
 */
export function putMediaType(at: Offset, nameAt: Offset, nameEnd: Offset): Offset {
  const end: i32 = putTypeOfExtension(at, extensionAt(nameAt, nameEnd), nameEnd);
  if (end > at) return end;
  let baseAt: i32 = nameEnd;
  while (baseAt > nameAt && octet(baseAt - 1) !== Octet.Slash) baseAt--;
  return putTypeOfWholeName(at, baseAt, nameEnd);
}

/** Text without any parameter, of which nobody has said what charset it is in; not XML. */
export function lacksCharset(at: Offset, end: Offset): bool {
  if (end - at < 5 || !isTextAnyCase(at, at + 5, "text/")) return false;
  for (let i: i32 = at; i < end; i++) if (octet(i) === Octet.Semicolon) return false;
  if (isOneOf(at + 5, end, "xml,xml-external-parsed-entity")) return false;
  return end - at < 9 || !isTextAnyCase(end - 4, end, "+xml");
}
