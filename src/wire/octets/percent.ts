/*
 * Percent-encoding (RFC 3986 §2.1): decoding, once, and encoding a path for a URL.
 */
import { findOutside, isIn, Offset, octet, setOctet } from "./arena";
import { hexValue } from "./hexadecimal";
import { Octet } from "./octet";
import { putOctets } from "./text";

/** Most octets that `putEncodedSegment` writes for one. */
export const ENCODED_OCTET_BYTES_MAX: i32 = 3;

/** Result of `decodeTo`: "%" without two hexadecimal digits. */
export const ESCAPE_MALFORMED: i32 = -1;

/**
 * Writes the octets that `at` to `end` stand for at `target`, which may be `at` or lie before it.
 * Decodes once: a second time would turn "%252e" into a dot that nobody checked. "+" stays.
 * Returns the end, or ESCAPE_MALFORMED.
 */
export function decodeTo(target: Offset, at: Offset, end: Offset): i32 {
  let write: i32 = target;
  for (let i: i32 = at; i < end; i++) {
    let c: i32 = octet(i);
    if (c === Octet.Percent) {
      c = escapedOctet(i, end);
      if (c < 0) return ESCAPE_MALFORMED;
      i += 2;
    }
    setOctet(write, c);
    write++;
  }
  return write;
}

/** The octet that the escape at `at`, a "%", stands for; ESCAPE_MALFORMED when it is none. */
export function escapedOctet(at: Offset, end: Offset): i32 {
  if (at + 3 > end) return ESCAPE_MALFORMED;
  const high: i32 = hexValue(octet(at + 1));
  const low: i32 = hexValue(octet(at + 2));
  if (high < 0 || low < 0) return ESCAPE_MALFORMED;
  return (high << 4) | low;
}

/**
 * Writes the segment `from` to `end` for a URL: what is unreserved stays, all else is encoded, as
 * encodeURIComponent and nginx have it. So the result is a relative reference as it is: it has no
 * ":" that would end a scheme (3986 §4.2), nothing that a quoted attribute could not hold, and no
 * "+" or ";", which some readers of listings take for something else. Returns the end.
 */
export function putEncodedSegment(at: Offset, from: Offset, end: Offset): Offset {
  return putEncoded(at, from, end, false);
}

/** As `putEncodedSegment` for a path, whose slashes stay. */
export function putEncodedPath(at: Offset, from: Offset, end: Offset): Offset {
  return putEncoded(at, from, end, true);
}

function putEncoded(at: Offset, from: Offset, end: Offset, isPath: bool): Offset {
  let write: i32 = at;
  let i: i32 = from;
  while (true) {
    const stayAt: i32 = i;
    i = endOfUnreserved(i, end, isPath);
    write = putOctets(write, stayAt, i);
    if (i === end) return write;
    // 3986 §2.1: upper case, so that equal paths make equal URLs.
    setOctet(write, Octet.Percent);
    setOctet(write + 1, upperHexDigit(octet(i) >> 4));
    setOctet(write + 2, upperHexDigit(octet(i) & 15));
    write += ENCODED_OCTET_BYTES_MAX;
    i++;
  }
}

/** Letters and "_", letters and "~": what is unreserved of 64 to 95 and of 96 to 127. */
const UNRESERVED_64: i32 = -0x78000002;
const UNRESERVED_96: i32 = 0x47fffffe;

/** What is unreserved or a sub-delim of 32 to 63. */
const SUB_DELIMS_32: i32 = 0x2bff7fd2;

/** sub-delims = "!" / "$" / "&" / "'" / "(" / ")" / "*" / "+" / "," / ";" / "=" */
export function isUnreservedOrSubDelim(c: i32): bool {
  return isIn(c, SUB_DELIMS_32, UNRESERVED_64, UNRESERVED_96);
}

/** Where those at `at` end; at `end` at the latest. */
export function endOfUnreservedOrSubDelims(at: Offset, end: Offset): i32 {
  return findOutside(at, end, SUB_DELIMS_32, UNRESERVED_64, UNRESERVED_96);
}

/**
 * Where octets that are unreserved, or slashes of a path, end.
 *
 * unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"
 */
function endOfUnreserved(at: Offset, end: Offset, isPath: bool): i32 {
  return findOutside(at, end, isPath ? 0x03ffe000 : 0x03ff6000, UNRESERVED_64, UNRESERVED_96);
}

function upperHexDigit(value: i32): i32 {
  return value < 10 ? Octet.Digit0 + value : Octet.UpperA - 10 + value;
}
