/*
 * The head of a request (RFC 9112 §3, §5, §6): its field lines, and what follows from them for the
 * connection and for the content.
 *
 * Rules of this file: framing is decided here, once, and any doubt is a refusal; nothing is stored
 * but offsets and numbers, valid until the next head is parsed.
 */

import { findControl, findOctet, octet, setWord, word } from "../octets/arena";
import { parseDecimal } from "../octets/decimal";
import { Octet } from "../octets/octet";
import { isFieldValueOctet, isSpaceOrTab, isTokenOctet } from "../octets/octet-class";
import { isTextAnyCase, skipSpace, spaceTrimmed } from "../octets/text";
import { Field, identifyField } from "./field";
import { LINE_BYTES_MAX } from "./head-scan";
import { isHost } from "./host-field";
import {
  REFUSE_BARE_CR,
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
} from "./refusal";
import { minorVersion, parseRequestLine } from "./request-line";

/** Most field lines of a head: Apache's limit. */
export const FIELD_COUNT_MAX: i32 = 100;

/** Words of a field line's record: which field, name from and to, value from and to. */
const RECORD_WORDS: i32 = 5;
export const FIELD_TABLE_WORDS: i32 = FIELD_COUNT_MAX * RECORD_WORDS;

let tableAt: i32 = 0;
export let fieldCount: i32 = 0;
/** A bit for each `Field` that there is: most requests lack most of those that are asked for. */
let seenFields: i32 = 0;

/** Octets of the content; 0 when there is none; -1 when it is chunked. */
export let contentLength: f64 = 0;
/** Whether there was a Content-Length, be it 0. */
export let hasLength: bool = false;
export let isChunked: bool = false;
/** Whether the client lets the connection persist (9112 §9.3). */
export let isPersistent: bool = false;
export let expectsContinue: bool = false;
/** Whether the answer depends on more than its path: a precondition, or a range. */
export let isConditional: bool = false;
let hasClose: bool = false;
let hasKeepAlive: bool = false;
let hostRecord: i32 = -1;

/** Results of `takeMember`. */
let memberAt: i32 = 0;
let memberEnd: i32 = 0;

/**
 * Reads the head `at` to `end`, which ends with its empty line. `recordsAt`: index of
 * FIELD_TABLE_WORDS words. Returns 0 or a refusal.
 */
export function parseRequestHead(at: i32, end: i32, recordsAt: i32): i32 {
  tableAt = recordsAt;
  forget();
  let lineEnd: i32 = endOfLine(at, end);
  let refusal: i32 = parseRequestLine(at, lineEnd);
  if (refusal < 0) return refusal;
  for (let lineAt: i32 = lineEnd + 2; lineAt < end - 2; lineAt = lineEnd + 2) {
    lineEnd = endOfLine(lineAt, end);
    refusal = parseFieldLine(lineAt, lineEnd);
    if (refusal < 0) return refusal;
  }
  return conclude();
}

/** Whether there is a field line of this name. */
export function hasField(id: Field): bool {
  return (seenFields & (1 << id)) !== 0;
}

/** As `findField`; -1 as well when there are several, of a field that is no list. */
export function findOnlyField(id: Field): i32 {
  const record: i32 = findField(id, 0);
  return record >= 0 && findField(id, record + 1) < 0 ? record : -1;
}

/** Where the value of the first field `id` from record `from` on is; -1 when there is none. */
export function findField(id: Field, from: i32): i32 {
  if (!hasField(id)) return -1;
  for (let i: i32 = from; i < fieldCount; i++) {
    if (word(tableAt + i * RECORD_WORDS) === id) return i;
  }
  return -1;
}

/** The first field of this name, which is given in lower case; -1 when there is none. */
export function findFieldNamed(name: string): i32 {
  for (let i: i32 = 0; i < fieldCount; i++) {
    if (isTextAnyCase(fieldNameAt(i), fieldNameEnd(i), name)) return i;
  }
  return -1;
}

export function fieldId(record: i32): Field {
  return word(tableAt + record * RECORD_WORDS);
}

export function fieldNameAt(record: i32): i32 {
  return word(tableAt + record * RECORD_WORDS + 1);
}

export function fieldNameEnd(record: i32): i32 {
  return word(tableAt + record * RECORD_WORDS + 2);
}

export function fieldValueAt(record: i32): i32 {
  return word(tableAt + record * RECORD_WORDS + 3);
}

export function fieldValueEnd(record: i32): i32 {
  return word(tableAt + record * RECORD_WORDS + 4);
}

/** The record of Host, -1 when there is none. */
export function hostField(): i32 {
  return hostRecord;
}

function forget(): void {
  fieldCount = 0;
  seenFields = 0;
  contentLength = 0;
  hasLength = false;
  isChunked = false;
  hasClose = false;
  hasKeepAlive = false;
  expectsContinue = false;
  isConditional = false;
  hostRecord = -1;
}

/** The scan has seen that each line ends in CR LF; the first LF is the end. */
function endOfLine(at: i32, end: i32): i32 {
  return findOctet(Octet.Lf, at, end) - 1;
}

/** field-line = field-name ":" OWS field-value OWS */
function parseFieldLine(at: i32, end: i32): i32 {
  if (end + 2 - at > LINE_BYTES_MAX) return REFUSE_FIELD_LENGTH;
  if (isSpaceOrTab(octet(at))) return REFUSE_OBS_FOLD;
  let nameEnd: i32 = at;
  while (nameEnd < end && isTokenOctet(octet(nameEnd))) nameEnd++;
  if (nameEnd === at || nameEnd === end || octet(nameEnd) !== Octet.Colon) return REFUSE_FIELD_NAME;
  let valueAt: i32 = nameEnd + 1;
  let valueEnd: i32 = end;
  while (valueAt < end && isSpaceOrTab(octet(valueAt))) valueAt++;
  while (valueEnd > valueAt && isSpaceOrTab(octet(valueEnd - 1))) valueEnd--;
  const control: i32 = findForbidden(valueAt, valueEnd);
  if (control < valueEnd) return octet(control) === Octet.Cr ? REFUSE_BARE_CR : REFUSE_FIELD_VALUE;
  if (fieldCount === FIELD_COUNT_MAX) return REFUSE_FIELD_COUNT;
  const id: Field = identifyField(at, nameEnd);
  store(id, at, nameEnd, valueAt, valueEnd);
  return id === Field.Other ? 0 : applyField(id, valueAt, valueEnd);
}

/** Where the first octet is that no field value may have (9110 §5.5); `end` when there is none. */
function findForbidden(at: i32, end: i32): i32 {
  let i: i32 = findControl(at, end);
  while (i < end && isFieldValueOctet(octet(i))) i = findControl(i + 1, end);
  return i;
}

function store(id: Field, nameAt: i32, nameEnd: i32, valueAt: i32, valueEnd: i32): void {
  const record: i32 = tableAt + fieldCount * RECORD_WORDS;
  setWord(record, id);
  setWord(record + 1, nameAt);
  setWord(record + 2, nameEnd);
  setWord(record + 3, valueAt);
  setWord(record + 4, valueEnd);
  seenFields = seenFields | (1 << id);
  fieldCount++;
}

function applyField(id: Field, at: i32, end: i32): i32 {
  switch (id) {
    case Field.Host:
      if (hostRecord !== -1) return REFUSE_HOST_TWICE;
      hostRecord = fieldCount - 1;
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
      if (id >= Field.IfMatch && id <= Field.Range) isConditional = true;
      return 0;
  }
}

/** Expect = #expectation (9110 §10.1.1); only 100-continue is understood. */
function applyExpect(at: i32, end: i32): i32 {
  let from: i32 = at;
  while (from < end) {
    from = takeMember(from, end);
    if (memberEnd === memberAt) continue;
    if (!isTextAnyCase(memberAt, memberEnd, "100-continue")) return REFUSE_EXPECTATION;
    expectsContinue = true;
  }
  return 0;
}

/** Connection = #connection-option (9110 §7.6.1) */
function applyConnection(at: i32, end: i32): void {
  let from: i32 = at;
  while (from < end) {
    from = takeMember(from, end);
    if (isTextAnyCase(memberAt, memberEnd, "close")) hasClose = true;
    if (isTextAnyCase(memberAt, memberEnd, "keep-alive")) hasKeepAlive = true;
  }
}

/** Finds the first member of a list (9110 §5.6.1). Returns where the list goes on. */
function takeMember(at: i32, end: i32): i32 {
  const until: i32 = findOctet(Octet.Comma, at, end);
  memberAt = skipSpace(at, until);
  memberEnd = spaceTrimmed(memberAt, until);
  return until + 1;
}

/** A list of equal lengths could be accepted (9112 §6.3); it only ever comes from an attack. */
function applyContentLength(at: i32, end: i32): i32 {
  if (hasLength) return REFUSE_LENGTH_TWICE;
  const length: f64 = parseDecimal(at, end);
  if (length < 0) return REFUSE_LENGTH_VALUE;
  hasLength = true;
  contentLength = length;
  return 0;
}

/** Only "chunked", alone and once. A coding in front of it could not be decoded anyway. */
function applyTransferEncoding(at: i32, end: i32): i32 {
  if (isChunked) return REFUSE_CODING_VALUE;
  if (!isTextAnyCase(at, end, "chunked")) return codingRefusal(at, end);
  isChunked = true;
  return 0;
}

/**
 * Another coding, alone or before chunked, is one that we lack (501). In any other list chunked is
 * not the last or not the only one, and where the content ends is uncertain (400); so it is with
 * chunked and an empty member, which a lenient neighbour may take for something else.
 */
function codingRefusal(at: i32, end: i32): i32 {
  let i: i32 = at;
  while (i < end && isTokenOctet(octet(i))) i++;
  if (i === end && i > at) return REFUSE_CODING_UNKNOWN;
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

function conclude(): i32 {
  if (isChunked) {
    if (hasLength) return REFUSE_LENGTH_AND_CODING;
    if (minorVersion === 0) return REFUSE_CODING_IN_1_0;
    contentLength = -1;
  }
  if (hostRecord === -1 && minorVersion > 0) return REFUSE_HOST_MISSING;
  // 9112 §9.3: "close" wins; 1.0 persists only where it is asked for.
  isPersistent = !hasClose && (minorVersion > 0 || hasKeepAlive);
  // 9110 §10.1.1: a 1.0 client's expectation is ignored.
  if (minorVersion === 0) expectsContinue = false;
  return 0;
}
