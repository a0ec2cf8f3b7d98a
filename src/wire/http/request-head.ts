/*
 * The head of a request (RFC 9112 §3, §5, §6): its field lines, and what follows from them for the
 * connection and for the content.
 *
 * Rules of this file: framing is decided here, once, and any doubt is a refusal; what is read is
 * written in the record of the head (head-record.ts).
 */

import { findControl, findOctet, Offset, octet, setWord } from "../octets/arena";
import { parseDecimal } from "../octets/decimal";
import { Octet } from "../octets/octet";
import { endOfToken, isSpaceOrTab } from "../octets/octet-class";
import { isTextAnyCase, skipSpace, spaceTrimmed } from "../octets/text";
import { FIELD_COUNT_MAX, LINE_BYTES_MAX } from "../sizes/sizes";
import { Field, identifyField } from "./field";
import { Head, HeadFlag, HeadRef, minorVersion, setContentLength, storeField } from "./head-record";
import { isHost } from "./host-field";
import {
  REFUSE_BARE_CR,
  REFUSE_BARE_LF,
  REFUSE_CODING_IN_1_0,
  REFUSE_CODING_UNKNOWN,
  REFUSE_CODING_VALUE,
  REFUSE_EXPECTATION,
  REFUSE_FIELD_COUNT,
  REFUSE_FIELD_LENGTH,
  REFUSE_FIELD_NAME,
  REFUSE_FIELD_VALUE,
  REFUSE_HOST_MISSING,
  REFUSE_HOST_TWICE,
  REFUSE_HOST_VALUE,
  REFUSE_LENGTH_AND_CODING,
  REFUSE_LENGTH_TWICE,
  REFUSE_LENGTH_VALUE,
  REFUSE_OBS_FOLD,
  REFUSE_TARGET_LENGTH,
  Refusal,
} from "./refusal";
import { parseRequestLine } from "./request-line";

/** What was seen of the head that is being read: bits of `HeadFlag` and of `Field`, and lines. */
let flags: i32 = 0;
let seenFields: i32 = 0;
let count: i32 = 0;
let hostIndex: i32 = -1;
let hasClose: bool = false;
let hasKeepAlive: bool = false;
let length: f64 = 0;

/** Results of `takeMember`. */
let memberAt: i32 = 0;
let memberEnd: i32 = 0;

/** Result of `parseHeadWithin`: its octets end before the head does. */
export const HEAD_INCOMPLETE: i32 = -1;

/**
 * Reads the head `at` to `end`, which ends with its empty line, into the record `head`. Returns 0
 * or a refusal; then what was read before is in the record.
 */
export function parseRequestHead(at: Offset, end: Offset, head: HeadRef): Refusal {
  const found: i32 = parseHeadWithin(at, end, head);
  assert(found < HEAD_INCOMPLETE || found === end);
  return found < 0 ? found : 0;
}

/**
 * Reads the head at `at` into the record `head`. Returns where it ends, which is before `end` or
 * there, HEAD_INCOMPLETE, or a refusal; which of several, only who has found the head's end may say
 * (head-scan.ts): then it does not depend on the pieces in which the head comes.
 */
export function parseHeadWithin(at: Offset, end: Offset, head: HeadRef): i32 {
  forget();
  const found: i32 = readLines(at, end, head);
  setWord(head + Head.At, at);
  setWord(head + Head.Flags, flags);
  setWord(head + Head.FieldCount, count);
  setWord(head + Head.SeenFields, seenFields);
  setWord(head + Head.Host, hostIndex);
  setContentLength(head, length);
  return found;
}

function readLines(at: Offset, end: Offset, head: HeadRef): i32 {
  const lineFeed: i32 = findOctet(Octet.Lf, at, end);
  if (lineFeed === end) return HEAD_INCOMPLETE;
  if (lineFeed === at || octet(lineFeed - 1) !== Octet.Cr) return REFUSE_BARE_LF;
  if (lineFeed + 1 - at > LINE_BYTES_MAX) return REFUSE_TARGET_LENGTH;
  const refusal: Refusal = parseRequestLine(at, lineFeed - 1, head);
  if (refusal < 0) return refusal;
  let lineAt: i32 = lineFeed + 1;
  while (!isEmptyLine(lineAt, end)) {
    lineAt = parseFieldLine(lineAt, end, head);
    if (lineAt < 0) return lineAt;
  }
  const conclusion: i32 = conclude(minorVersion(head));
  return conclusion < 0 ? conclusion : lineAt + 2;
}

function isEmptyLine(at: Offset, end: Offset): bool {
  return end - at >= 2 && octet(at) === Octet.Cr && octet(at + 1) === Octet.Lf;
}

function forget(): void {
  flags = 0;
  seenFields = 0;
  count = 0;
  hostIndex = -1;
  hasClose = false;
  hasKeepAlive = false;
  length = 0;
}

/**
 * field-line = field-name ":" OWS field-value OWS. Reads the one at `at` of octets that end at
 * `end`. Returns where the next line begins, HEAD_INCOMPLETE, or a refusal.
 */
function parseFieldLine(at: Offset, end: Offset, head: HeadRef): i32 {
  const nameEnd: i32 = endOfToken(at, end);
  if (nameEnd === end) return HEAD_INCOMPLETE;
  if (isSpaceOrTab(octet(at))) return REFUSE_OBS_FOLD;
  if (nameEnd === at || octet(nameEnd) !== Octet.Colon) return REFUSE_FIELD_NAME;
  const valueAt: i32 = skipSpace(nameEnd + 1, end);
  const lineEnd: i32 = findForbidden(valueAt, end);
  if (lineEnd + 1 >= end) return HEAD_INCOMPLETE;
  if (octet(lineEnd) !== Octet.Cr) return REFUSE_FIELD_VALUE;
  if (octet(lineEnd + 1) !== Octet.Lf) return REFUSE_BARE_CR;
  if (lineEnd + 2 - at > LINE_BYTES_MAX) return REFUSE_FIELD_LENGTH;
  const valueEnd: i32 = spaceTrimmed(valueAt, lineEnd);
  if (count === FIELD_COUNT_MAX) return REFUSE_FIELD_COUNT;
  const id: Field = identifyField(at, nameEnd);
  storeField(head, count, id, at, nameEnd, valueAt, valueEnd);
  seenFields = seenFields | (1 << id);
  count++;
  const refusal: Refusal = id === Field.Other ? 0 : applyField(id, valueAt, valueEnd);
  return refusal < 0 ? refusal : lineEnd + 2;
}

/** Where the first octet is that no field value may have (9110 §5.5), be it the line's end. */
function findForbidden(at: Offset, end: Offset): i32 {
  let i: i32 = findControl(at, end);
  while (i < end && octet(i) === Octet.Tab) i = findControl(i + 1, end);
  return i;
}

function applyField(id: Field, at: Offset, end: Offset): Refusal {
  switch (id) {
    case Field.Host:
      if (hostIndex !== -1) return REFUSE_HOST_TWICE;
      hostIndex = count - 1;
      return isHost(at, end) ? 0 : REFUSE_HOST_VALUE;
    case Field.Connection:
      applyConnection(at, end);
      return 0;
    case Field.ContentLength:
      return applyContentLength(at, end);
    case Field.TransferEncoding:
      return applyTransferEncoding(at, end);
    case Field.Expect:
      return applyExpect(at, end);
    default:
      if (id >= Field.IfMatch && id <= Field.Range) note(HeadFlag.Conditional);
      return 0;
  }
}

/** Expect = #expectation (9110 §10.1.1); only 100-continue is understood. */
function applyExpect(at: Offset, end: Offset): i32 {
  let from: i32 = at;
  while (from < end) {
    from = takeMember(from, end);
    if (memberEnd === memberAt) continue;
    if (!isTextAnyCase(memberAt, memberEnd, "100-continue")) return REFUSE_EXPECTATION;
    note(HeadFlag.ExpectsContinue);
  }
  return 0;
}

/** Connection = #connection-option (9110 §7.6.1) */
function applyConnection(at: Offset, end: Offset): void {
  let from: i32 = at;
  while (from < end) {
    from = takeMember(from, end);
    if (isTextAnyCase(memberAt, memberEnd, "close")) hasClose = true;
    if (isTextAnyCase(memberAt, memberEnd, "keep-alive")) hasKeepAlive = true;
  }
}

/** Finds the first member of a list (9110 §5.6.1). Returns where the list goes on. */
function takeMember(at: Offset, end: Offset): i32 {
  const until: i32 = findOctet(Octet.Comma, at, end);
  memberAt = skipSpace(at, until);
  memberEnd = spaceTrimmed(memberAt, until);
  return until + 1;
}

/** A list of equal lengths could be accepted (9112 §6.3); it only ever comes from an attack. */
function applyContentLength(at: Offset, end: Offset): i32 {
  if (hasSeen(HeadFlag.HasLength)) return REFUSE_LENGTH_TWICE;
  const bytes: f64 = parseDecimal(at, end);
  if (bytes < 0) return REFUSE_LENGTH_VALUE;
  note(HeadFlag.HasLength);
  length = bytes;
  return 0;
}

/** Only "chunked", alone and once. A coding in front of it could not be decoded anyway. */
function applyTransferEncoding(at: Offset, end: Offset): i32 {
  if (hasSeen(HeadFlag.Chunked)) return REFUSE_CODING_VALUE;
  if (!isTextAnyCase(at, end, "chunked")) return codingRefusal(at, end);
  note(HeadFlag.Chunked);
  return 0;
}

/**
 * Another coding, alone or before chunked, is one that we lack (501). In any other list chunked is
 * not the last or not the only one, and where the content ends is uncertain (400); so it is with
 * chunked and an empty member, which a lenient neighbour may take for something else.
 */
function codingRefusal(at: Offset, end: Offset): i32 {
  if (at < end && endOfToken(at, end) === end) return REFUSE_CODING_UNKNOWN;
  let chunkedCount: i32 = 0;
  let hasOther: bool = false;
  let isLastChunked: bool = false;
  let from: i32 = at;
  while (from < end) {
    from = takeMember(from, end);
    isLastChunked = isTextAnyCase(memberAt, memberEnd, "chunked");
    if (isLastChunked) chunkedCount++;
    else if (memberEnd > memberAt) hasOther = true;
  }
  const isSure: bool = isLastChunked && chunkedCount === 1 && hasOther;
  return isSure ? REFUSE_CODING_UNKNOWN : REFUSE_CODING_VALUE;
}

/** What follows from all lines, in this minor version of HTTP/1. Returns 0 or a refusal. */
function conclude(minor: i32): i32 {
  if (hasSeen(HeadFlag.Chunked)) {
    if (hasSeen(HeadFlag.HasLength)) return REFUSE_LENGTH_AND_CODING;
    if (minor === 0) return REFUSE_CODING_IN_1_0;
    length = -1;
  }
  if (hostIndex === -1 && minor > 0) return REFUSE_HOST_MISSING;
  // 9112 §9.3: "close" wins; 1.0 persists only where it is asked for.
  if (!hasClose && (minor > 0 || hasKeepAlive)) note(HeadFlag.Persistent);
  // 9110 §10.1.1: a 1.0 client's expectation is ignored.
  if (minor === 0) flags = flags & ~HeadFlag.ExpectsContinue;
  return 0;
}

function note(flag: HeadFlag): void {
  flags = flags | flag;
}

function hasSeen(flag: HeadFlag): bool {
  return (flags & flag) !== 0;
}
