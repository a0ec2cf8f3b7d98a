/*
 * Credentials of the Basic scheme (RFC 7617) in the head of a request, which was accepted.
 *
 * Rules of this file: there is one field Authorization, or nobody has said who he is. What is no
 * UTF-8 is ISO 8859-1, which some clients send whatever they are told, and becomes UTF-8.
 */
import { findOctet, Offset, octet, setOctet } from "../octets/arena";
import { decodeBase64 } from "../octets/base64";
import { sequenceBytes } from "../octets/escape";
import { Octet } from "../octets/octet";
import { isTextAnyCase, putOctets, skipSpace, spaceTrimmed } from "../octets/text";
import { PASSWORD_BYTES_MAX } from "../password/password-hash";

export const enum Credentials {
  /** There is no field Authorization. */
  None = 0,
  /** Of another scheme, twice, without a colon, with control octets, or too long. */
  Malformed,
  Read,
}

/** Octets of a name that are read, in UTF-8. */
export const USER_BYTES_MAX: i32 = 128;

/** Octets that are used to read them. */
export const CREDENTIALS_BYTES_MAX: i32 = 1280;

/** In Base64. */
const TEXT_BYTES_MAX: i32 = 516;
/** Where what was decoded lies, behind room for what becomes of it. */
const DECODED_OFFSET: i32 = 2 * (USER_BYTES_MAX + 1 + PASSWORD_BYTES_MAX);

/** Octets of "authorization" and of "basic". */
const FIELD_BYTES: i32 = 13;
const SCHEME_BYTES: i32 = 5;

/** Results of `readCredentials`. */
export let userAt: i32 = 0;
export let userEnd: i32 = 0;
export let passwordAt: i32 = 0;
export let passwordEnd: i32 = 0;

/** Reads the credentials in the head `at` to `end`, which begins with its request-line. */
export function readCredentials(at: Offset, end: Offset, to: i32): Credentials {
  let valueAt: i32 = 0;
  let valueEnd: i32 = 0;
  for (let line: i32 = at; line < end; ) {
    const lineEnd: i32 = findOctet(Octet.Lf, line, end);
    if (isField(line, lineEnd)) {
      if (valueAt > 0) return Credentials.Malformed;
      valueAt = skipSpace(line + FIELD_BYTES + 1, lineEnd);
      // Each line of a head that was accepted ends in CR LF.
      valueEnd = spaceTrimmed(valueAt, lineEnd - 1);
    }
    line = lineEnd + 1;
  }
  if (valueAt === 0) return Credentials.None;
  return readValue(valueAt, valueEnd, to) ? Credentials.Read : Credentials.Malformed;
}

function isField(at: Offset, end: Offset): bool {
  const nameEnd: i32 = at + FIELD_BYTES;
  return (
    end > nameEnd && octet(nameEnd) === Octet.Colon && isTextAnyCase(at, nameEnd, "authorization")
  );
}

/** "Basic" 1*SP token68 */
function readValue(at: Offset, end: Offset, to: i32): bool {
  const schemeEnd: i32 = at + SCHEME_BYTES;
  if (schemeEnd >= end || !isTextAnyCase(at, schemeEnd, "basic")) return false;
  const textAt: i32 = skipSpace(schemeEnd, end);
  if (textAt === schemeEnd || end - textAt > TEXT_BYTES_MAX) return false;
  const decodedAt: i32 = to + DECODED_OFFSET;
  const decodedEnd: i32 = decodeBase64(decodedAt, textAt, end);
  if (decodedEnd < decodedAt || hasControl(decodedAt, decodedEnd)) return false;
  const textEnd: i32 = isUtf8(decodedAt, decodedEnd)
    ? putOctets(to, decodedAt, decodedEnd)
    : putLatin1(to, decodedAt, decodedEnd);
  userAt = to;
  userEnd = findOctet(Octet.Colon, to, textEnd);
  passwordAt = userEnd + 1;
  passwordEnd = textEnd;
  if (userEnd === textEnd || userEnd - userAt > USER_BYTES_MAX) return false;
  return passwordEnd - passwordAt <= PASSWORD_BYTES_MAX;
}

/** CTL (RFC 7617 §2); of UTF-8 what is above US-ASCII is none. */
function hasControl(at: Offset, end: Offset): bool {
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) < Octet.Space || octet(i) === Octet.Delete) return true;
  }
  return false;
}

function isUtf8(at: Offset, end: Offset): bool {
  let i: i32 = at;
  while (i < end) {
    const bytes: i32 = octet(i) < 128 ? 1 : sequenceBytes(i, end);
    if (bytes < 0) return false;
    i += bytes;
  }
  return true;
}

/** Each octet of ISO 8859-1 above US-ASCII is two of UTF-8. */
function putLatin1(at: Offset, from: Offset, until: Offset): Offset {
  let end: i32 = at;
  for (let i: i32 = from; i < until; i++) {
    const c: i32 = octet(i);
    if (c < 128) setOctet(end, c);
    else {
      setOctet(end, 0xc0 | (c >> 6));
      end++;
      setOctet(end, 0x80 | (c & 63));
    }
    end++;
  }
  return end;
}
