/*
 * The head of a script's answer (RFC 3875 §6): field lines ended by LF or CRLF, an empty line.
 * Before them a status-line of HTTP/1.x may stand (RFC 9112 §4): haserl writes it, php-cgi with
 * cgi.rfc2616_headers, many shell scripts. It is what Status is; where both are, Status holds:
 * it is the field that RFC 3875 has for this.
 *
 * Rules of this file: nothing is stored but offsets and numbers, valid until the next head is
 * parsed; what the script says of framing and of the connection is looked at here and never passed
 * on.
 */

import {
  REFUSE_RESPONSE,
  REFUSE_RESPONSE_FIELD,
  REFUSE_RESPONSE_FRAMING,
  REFUSE_RESPONSE_LOCATION,
  REFUSE_RESPONSE_STATUS,
  REFUSE_RESPONSE_TWICE,
} from "../http/refusal";
import { findOctet, octet } from "../octets/arena";
import { parseDecimal } from "../octets/decimal";
import { Octet } from "../octets/octet";
import { isDigit, isFieldValueOctet, isSpaceOrTab, isTokenOctet } from "../octets/octet-class";
import { isSameAnyCase, isText, skipSpace, spaceTrimmed } from "../octets/text";
import { identifyScriptField, OUR_FIELDS, ScriptField, SINGLE_FIELDS } from "./script-field";

/** The head goes on after the octets that there are. */
export const SCRIPT_HEAD_INCOMPLETE: i32 = 0;

/** "HTTP/" */
const PROTOCOL_BYTES: i32 = 5;
/** "HTTP/1.1" */
const VERSION_BYTES: i32 = 8;

/** The status that the script gave, 0 when it gave none, and its reason phrase. */
export let scriptStatus: i32 = 0;
export let reasonAt: i32 = 0;
export let reasonEnd: i32 = 0;
/** Octets of content that the script announced, -1 when it did not. */
export let scriptLength: f64 = -1;
/** Values of fields, where there are such fields. */
export let locationAt: i32 = 0;
export let locationEnd: i32 = 0;
export let sendfileAt: i32 = 0;
export let sendfileEnd: i32 = 0;
/** Octets of all lines as we write them. */
export let linesBytes: i32 = 0;
/** The line for which a head was refused. */
export let faultAt: i32 = 0;
export let faultEnd: i32 = 0;
let lineCount: i32 = 0;
/** Bits of the fields that there are. */
let seenFields: i32 = 0;

/** Results of `parseScriptLine`. */
export let lineField: ScriptField = ScriptField.Other;
export let lineNameAt: i32 = 0;
export let lineNameEnd: i32 = 0;
export let lineValueAt: i32 = 0;
export let lineValueEnd: i32 = 0;

/** Reads a head at `at`. Returns its end, SCRIPT_HEAD_INCOMPLETE, or a refusal. */
export function parseScriptHead(at: i32, end: i32): i32 {
  const headEnd: i32 = endOfHead(at, end);
  faultAt = at;
  faultEnd = findOctet(Octet.Lf, at, end);
  if (headEnd === SCRIPT_HEAD_INCOMPLETE) return looksLikeHead(at, end);
  forget();
  let lineAt: i32 = at;
  while (!isEmptyLine(lineAt)) {
    faultAt = lineAt;
    faultEnd = findOctet(Octet.Lf, lineAt, end);
    const next: i32 = parseScriptLine(lineAt);
    if (next < 0) return lineAt === at && !beginsLikeHead(at, end) ? REFUSE_RESPONSE : next;
    if (lineField === ScriptField.StatusLine && lineAt !== at) return REFUSE_RESPONSE_FIELD;
    const refusal: i32 = applyLine();
    if (refusal < 0) return refusal;
    lineAt = next;
  }
  // A head of no fields is no head: what follows was meant to be seen in another way (3875 §6.2).
  return lineAt === at ? REFUSE_RESPONSE : headEnd;
}

/** Reads the field or status-line at `at`. Returns where the next line begins, or a refusal. */
export function parseScriptLine(at: i32): i32 {
  let lineEnd: i32 = at;
  while (octet(lineEnd) !== Octet.Lf) lineEnd++;
  let end: i32 = lineEnd;
  if (end > at && octet(end - 1) === Octet.Cr) end--;
  const refusal: i32 = isProtocol(at, end) ? readVersion(at, end) : readName(at, end);
  if (refusal < 0) return refusal;
  lineValueAt = skipSpace(lineNameEnd + 1, end);
  lineValueEnd = spaceTrimmed(lineValueAt, end);
  for (let i: i32 = lineValueAt; i < lineValueEnd; i++) {
    if (!isFieldValueOctet(octet(i))) return REFUSE_RESPONSE_FIELD;
  }
  return lineEnd + 1;
}

/** Reads the name and the colon at `at`. Returns 0 or a refusal. */
function readName(at: i32, end: i32): i32 {
  lineNameAt = at;
  lineNameEnd = at;
  while (lineNameEnd < end && isTokenOctet(octet(lineNameEnd))) lineNameEnd++;
  if (lineNameEnd === at || lineNameEnd === end) return REFUSE_RESPONSE_FIELD;
  if (octet(lineNameEnd) !== Octet.Colon) return REFUSE_RESPONSE_FIELD;
  lineField = identifyScriptField(lineNameAt, lineNameEnd);
  return 0;
}

/** Reads "HTTP/1." DIGIT SP as a name; what follows is a Status. Returns 0 or a refusal. */
function readVersion(at: i32, end: i32): i32 {
  lineNameAt = at;
  lineNameEnd = at + VERSION_BYTES;
  if (lineNameEnd >= end || octet(lineNameEnd) !== Octet.Space) return REFUSE_RESPONSE_STATUS;
  if (!isText(at, lineNameEnd - 1, "HTTP/1.")) return REFUSE_RESPONSE_STATUS;
  if (!isDigit(octet(lineNameEnd - 1))) return REFUSE_RESPONSE_STATUS;
  lineField = ScriptField.StatusLine;
  return 0;
}

/** Whether the line at `at` begins as a status-line: no name of a field has a slash. */
function isProtocol(at: i32, end: i32): bool {
  return end - at >= PROTOCOL_BYTES && isText(at, at + PROTOCOL_BYTES, "HTTP/");
}

/** Whether the empty line that ends a head is at `at`. */
export function isEmptyLine(at: i32): bool {
  return octet(at) === Octet.Lf || (octet(at) === Octet.Cr && octet(at + 1) === Octet.Lf);
}

/** Whether the head has one of these fields. */
export function hasScriptField(fields: i32): bool {
  return (seenFields & fields) !== 0;
}

/** Reads the first line of this field in the head at `headAt`. False when there is none. */
export function findScriptField(headAt: i32, field: ScriptField): bool {
  for (let at: i32 = headAt; hasScriptField(field) && !isEmptyLine(at); ) {
    at = parseScriptLine(at);
    if (lineField === field) return true;
  }
  return false;
}

/**
 * Whether the field of the last line of the head at `headAt` is passed on: not those of the
 * connection and of framing, which are ours (3875 §6.3.4), not what was for us, and not `dropped`.
 */
export function isForClient(headAt: i32, dropped: i32): bool {
  if ((lineField & (OUR_FIELDS | dropped)) !== 0) return false;
  return !hasScriptField(ScriptField.Connection) || !isOfConnection(headAt);
}

/**
 * Whether the only field is a Location, and a path of ours (3875 §6.2.2). A fragment is the
 * client's to see, and a second slash begins another host's name.
 */
export function isLocalRedirect(): bool {
  if (!hasScriptField(ScriptField.Location) || lineCount !== 1) return false;
  if (octet(locationAt) !== Octet.Slash) return false;
  if (locationEnd > locationAt + 1 && octet(locationAt + 1) === Octet.Slash) return false;
  return findOctet(Octet.NumberSign, locationAt, locationEnd) === locationEnd;
}

/** Whether the last line's field is one that Connection names (9110 §7.6.1). */
function isOfConnection(headAt: i32): bool {
  const nameAt: i32 = lineNameAt;
  const nameEnd: i32 = lineNameEnd;
  const valueAt: i32 = lineValueAt;
  const valueEnd: i32 = lineValueEnd;
  let isNamed: bool = false;
  for (let at: i32 = headAt; !isNamed && !isEmptyLine(at); ) {
    at = parseScriptLine(at);
    if (lineField === ScriptField.Connection) isNamed = isListed(nameAt, nameEnd);
  }
  lineNameAt = nameAt;
  lineNameEnd = nameEnd;
  lineValueAt = valueAt;
  lineValueEnd = valueEnd;
  return isNamed;
}

/** Whether the name is a member of the last line's list. */
function isListed(nameAt: i32, nameEnd: i32): bool {
  for (let at: i32 = lineValueAt; at < lineValueEnd; ) {
    const until: i32 = findOctet(Octet.Comma, at, lineValueEnd);
    const from: i32 = skipSpace(at, until);
    if (isSameAnyCase(from, spaceTrimmed(from, until), nameAt, nameEnd)) return true;
    at = until + 1;
  }
  return false;
}

function forget(): void {
  scriptStatus = 0;
  reasonAt = 0;
  reasonEnd = 0;
  scriptLength = -1;
  linesBytes = 0;
  lineCount = 0;
  seenFields = 0;
}

function endOfHead(at: i32, end: i32): i32 {
  let isLineStart: bool = true;
  for (let i: i32 = at; i < end; i++) {
    const c: i32 = octet(i);
    if (c === Octet.Lf) {
      if (isLineStart) return i + 1;
      isLineStart = true;
    } else if (c !== Octet.Cr || !isLineStart) {
      isLineStart = false;
    }
  }
  return SCRIPT_HEAD_INCOMPLETE;
}

/** A script that forgot its head is told from one that is slow by its first complete line. */
function looksLikeHead(at: i32, end: i32): i32 {
  if (!beginsLikeHead(at, end)) return REFUSE_RESPONSE;
  if (!isProtocol(at, end) || findOctet(Octet.Lf, at, end) === end) return SCRIPT_HEAD_INCOMPLETE;
  return parseScriptLine(at) < 0 ? REFUSE_RESPONSE_STATUS : SCRIPT_HEAD_INCOMPLETE;
}

/** Whether what there is of the first line may become a status-line or a field. */
function beginsLikeHead(at: i32, end: i32): bool {
  if (isProtocol(at, end)) return true;
  let i: i32 = at;
  while (i < end && isTokenOctet(octet(i))) i++;
  return i === end || (i > at && octet(i) === Octet.Colon);
}

function applyLine(): i32 {
  if ((lineField & SINGLE_FIELDS & seenFields) !== 0) return REFUSE_RESPONSE_TWICE;
  seenFields = seenFields | lineField;
  lineCount++;
  linesBytes += lineNameEnd - lineNameAt + (lineValueEnd - lineValueAt) + 4;
  switch (lineField) {
    case ScriptField.Status:
    case ScriptField.StatusLine:
      return applyStatus();
    case ScriptField.Location:
      locationAt = lineValueAt;
      locationEnd = lineValueEnd;
      return locationEnd === locationAt ? REFUSE_RESPONSE_LOCATION : 0;
    case ScriptField.Sendfile:
      sendfileAt = lineValueAt;
      sendfileEnd = lineValueEnd;
      return 0;
    case ScriptField.ContentLength:
      scriptLength = parseDecimal(lineValueAt, lineValueEnd);
      return scriptLength < 0 ? REFUSE_RESPONSE_FRAMING : 0;
    case ScriptField.TransferEncoding:
      // Content that is framed already would be framed twice.
      return REFUSE_RESPONSE_FRAMING;
    default:
      return 0;
  }
}

/** Status = "Status:" status-code SP reason-phrase NL (3875 §6.3.3), the phrase not insisted on. */
function applyStatus(): i32 {
  scriptStatus = 0;
  if (lineValueEnd - lineValueAt < 3) return REFUSE_RESPONSE_STATUS;
  for (let i: i32 = lineValueAt; i < lineValueAt + 3; i++) {
    if (!isDigit(octet(i))) return REFUSE_RESPONSE_STATUS;
    scriptStatus = scriptStatus * 10 + (octet(i) - 48);
  }
  reasonAt = lineValueAt + 3;
  reasonEnd = lineValueEnd;
  if (reasonAt < reasonEnd && !isSpaceOrTab(octet(reasonAt))) return REFUSE_RESPONSE_STATUS;
  reasonAt = skipSpace(reasonAt, reasonEnd);
  // An interim response is not a script's to send.
  return scriptStatus < 200 || scriptStatus > 599 ? REFUSE_RESPONSE_STATUS : 0;
}
