/*
 * Octets that others chose (names of files, targets, fields) as text in a page, in JSON or in a log
 * line, where none of them may end what they stand in.
 */
import { Offset, octet, setOctet } from "./arena";
import { putHexPadded } from "./hexadecimal";
import { Octet } from "./octet";
import { put } from "./text";

/** Most octets that `putHtml` writes for one. */
export const HTML_OCTET_BYTES_MAX: i32 = 5;

/** Most octets that `putJson` writes for one. */
export const JSON_OCTET_BYTES_MAX: i32 = 6;

/** Most octets that `putLogText` writes for one. */
export const LOG_OCTET_BYTES_MAX: i32 = 4;

/**
 * Writes `from` to `end` for a page in UTF-8, for use as text and between the quotes of an
 * attribute. What is no UTF-8 becomes U+FFFD, one for each maximal part of a sequence as the
 * Encoding Standard has it: in some decoders a cut sequence would swallow the quote behind it.
 * Returns the end.
 */
export function putHtml(at: Offset, from: Offset, end: Offset): Offset {
  return putEscaped(at, from, end, false);
}

/**
 * Writes `from` to `end` for use between the quotes of a string (RFC 8259 §7). What is no UTF-8
 * becomes U+FFFD as in a page. Returns the end.
 */
export function putJson(at: Offset, from: Offset, end: Offset): Offset {
  return putEscaped(at, from, end, true);
}

function putEscaped(at: Offset, from: Offset, end: Offset, isJson: bool): Offset {
  let write: i32 = at;
  let i: i32 = from;
  while (i < end) {
    const c: i32 = octet(i);
    if (c < 128) {
      write = isJson ? putJsonAscii(write, c) : putHtmlAscii(write, c);
      i++;
      continue;
    }
    const bytes: i32 = sequenceBytes(i, end);
    if (bytes < 0) {
      write = putReplacement(write);
      i -= bytes;
      continue;
    }
    for (const next: i32 = i + bytes; i < next; i++) {
      setOctet(write, octet(i));
      write++;
    }
  }
  return write;
}

/**
 * Writes `from` to `end` for a log line: control octets, DEL, the quote, the backslash and what is
 * no ASCII as \xNN, so that no request writes a line of its own or commands to a terminal.
 * Returns the end.
 */
export function putLogText(at: Offset, from: Offset, end: Offset): Offset {
  let write: i32 = at;
  for (let i: i32 = from; i < end; i++) {
    const c: i32 = octet(i);
    if (c >= Octet.Space && c < Octet.Delete && c !== Octet.Quote && c !== Octet.Backslash) {
      setOctet(write, c);
      write++;
    } else {
      write = putHexPadded(put(write, "\\x"), c, 2);
    }
  }
  return write;
}

function putHtmlAscii(at: Offset, c: i32): Offset {
  switch (c) {
    case 34:
      return put(at, "&#34;");
    case 38:
      return put(at, "&amp;");
    case 39:
      return put(at, "&#39;");
    case 60:
      return put(at, "&lt;");
    case 62:
      return put(at, "&gt;");
    default:
      setOctet(at, c);
      return at + 1;
  }
}

function putJsonAscii(at: Offset, c: i32): Offset {
  if (c < Octet.Space) return putHexPadded(put(at, "\\u"), c, 4);
  let write: i32 = at;
  if (c === Octet.Quote || c === Octet.Backslash) {
    setOctet(write, Octet.Backslash);
    write++;
  }
  setOctet(write, c);
  return write + 1;
}

/** U+FFFD in UTF-8. */
function putReplacement(at: Offset): Offset {
  setOctet(at, 0xef);
  setOctet(at + 1, 0xbf);
  setOctet(at + 2, 0xbd);
  return at + 3;
}

/**
 * Octets of the UTF-8 sequence at `at`, 2 to 4 (RFC 3629 §4); when it is none, minus the octets up
 * to the one that could not follow.
 */
export function sequenceBytes(at: Offset, end: Offset): i32 {
  const lead: i32 = octet(at);
  const bytes: i32 = bytesByLead(lead);
  if (bytes === 0) return -1;
  for (let i: i32 = 1; i < bytes; i++) {
    if (at + i === end) return -i;
    const c: i32 = octet(at + i);
    if (i === 1 && !maySecondFollow(lead, c)) return -1;
    if (c < 0x80 || c > 0xbf) return -i;
  }
  return bytes;
}

/** Shuts out overlong forms, surrogates and what is above U+10FFFF. */
function maySecondFollow(lead: i32, second: i32): bool {
  switch (lead) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second <= 0x9f;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second <= 0x8f;
    default:
      return true;
  }
}

function bytesByLead(lead: i32): i32 {
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf5 ? 4 : 0;
}
