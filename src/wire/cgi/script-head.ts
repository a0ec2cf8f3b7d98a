/*
 * The head of a script's answer (RFC 3875 §6): field lines ended by LF or CRLF, an empty line.
 * Before them a status-line of HTTP/1.x may stand (RFC 9112 §4): haserl writes it, php-cgi with
 * cgi.rfc2616_headers, many shell scripts. It is what Status is; where both are, Status holds:
 * it is the field that RFC 3875 has for this.
 *
 * Rule of this file: what the script says of framing and of the connection is looked at here and
 * never passed on.
 */

import {
  REFUSE_RESPONSE,
  REFUSE_RESPONSE_FIELD,
  REFUSE_RESPONSE_FRAMING,
  REFUSE_RESPONSE_LOCATION,
  REFUSE_RESPONSE_STATUS,
  REFUSE_RESPONSE_TWICE,
  Refusal,
} from "../http/refusal";
import { findControl, findOctet, Offset, octet, setWord, word } from "../octets/arena";
import { parseDecimal } from "../octets/decimal";
import { Octet } from "../octets/octet";
import { endOfToken, isDigit, isFieldValueOctet, isSpaceOrTab } from "../octets/octet-class";
import { isSameAnyCase, isText, skipSpace, spaceTrimmed } from "../octets/text";
import { identifyScriptField, OUR_FIELDS, ScriptField, SINGLE_FIELDS } from "./script-field";
import {
  hasScriptField,
  lineField,
  lineNameAt,
  lineNameEnd,
  linesBytes,
  lineValueAt,
  lineValueEnd,
  locationAt,
  locationEnd,
  ScriptHead,
  ScriptHeadRef,
  setScriptLength,
} from "./script-head-record";

/** The head goes on after the octets that there are. */
export const SCRIPT_HEAD_INCOMPLETE: i32 = 0;

/** "HTTP/" */
const PROTOCOL_BYTES: i32 = 5;
/** "HTTP/1.1" */
const VERSION_BYTES: i32 = 8;

/**
 * Reads a head at `at`, as far as the octets go, into the record `head`. Returns its end,
 * SCRIPT_HEAD_INCOMPLETE, or a refusal.
 */
export function parseScriptHead(at: Offset, end: Offset, head: ScriptHeadRef): i32 {
  const headEnd: i32 = endOfHead(at, end);
  noteFault(at, end, head);
  if (headEnd === SCRIPT_HEAD_INCOMPLETE) return looksLikeHead(at, end, head);
  forget(head);
  let lineAt: i32 = at;
  while (!isEmptyLine(lineAt)) {
    noteFault(lineAt, end, head);
    const next: i32 = readLine(lineAt, word(head + ScriptHead.FaultEnd), head);
    if (next < 0) return lineAt === at && !beginsLikeHead(at, end) ? REFUSE_RESPONSE : next;
    if (lineField(head) === ScriptField.StatusLine && lineAt !== at) return REFUSE_RESPONSE_FIELD;
    const refusal: Refusal = applyLine(head);
    if (refusal < 0) return refusal;
    lineAt = next;
  }
  // A head of no fields is no head: what follows was meant to be seen in another way (3875 §6.2).
  return lineAt === at ? REFUSE_RESPONSE : headEnd;
}

/** If the head is refused, it is for the line at `at`. */
function noteFault(at: Offset, end: Offset, head: ScriptHeadRef): void {
  setWord(head + ScriptHead.FaultAt, at);
  setWord(head + ScriptHead.FaultEnd, findOctet(Octet.Lf, at, end));
}

/** Reads the field or status-line at `at`. Returns where the next line begins, or a refusal. */
export function parseScriptLine(at: Offset, head: ScriptHeadRef): i32 {
  let lineEnd: i32 = at;
  while (octet(lineEnd) !== Octet.Lf) lineEnd++;
  return readLine(at, lineEnd, head);
}

/** As `parseScriptLine`, where the LF is at `lineEnd`. */
function readLine(at: Offset, lineEnd: Offset, head: ScriptHeadRef): i32 {
  let end: i32 = lineEnd;
  if (end > at && octet(end - 1) === Octet.Cr) end--;
  const nameEnd: i32 = isProtocol(at, end) ? readVersion(at, end, head) : readName(at, end, head);
  if (nameEnd < 0) return nameEnd;
  const valueAt: i32 = skipSpace(nameEnd + 1, end);
  const valueEnd: i32 = spaceTrimmed(valueAt, end);
  for (let i: i32 = findControl(valueAt, valueEnd); i < valueEnd; ) {
    if (!isFieldValueOctet(octet(i))) return REFUSE_RESPONSE_FIELD;
    i = findControl(i + 1, valueEnd);
  }
  setWord(head + ScriptHead.LineNameAt, at);
  setWord(head + ScriptHead.LineNameEnd, nameEnd);
  setWord(head + ScriptHead.LineValueAt, valueAt);
  setWord(head + ScriptHead.LineValueEnd, valueEnd);
  return lineEnd + 1;
}

/** Reads the name and the colon at `at`. Returns the name's end, or a refusal. */
function readName(at: Offset, end: Offset, head: ScriptHeadRef): i32 {
  const nameEnd: i32 = endOfToken(at, end);
  if (nameEnd === at || nameEnd === end) return REFUSE_RESPONSE_FIELD;
  if (octet(nameEnd) !== Octet.Colon) return REFUSE_RESPONSE_FIELD;
  setWord(head + ScriptHead.LineField, identifyScriptField(at, nameEnd));
  return nameEnd;
}

/** Reads "HTTP/1." DIGIT SP as a name; what follows is a Status. Returns its end, or a refusal. */
function readVersion(at: Offset, end: Offset, head: ScriptHeadRef): i32 {
  const nameEnd: i32 = at + VERSION_BYTES;
  if (nameEnd >= end || octet(nameEnd) !== Octet.Space) return REFUSE_RESPONSE_STATUS;
  if (!isText(at, nameEnd - 1, "HTTP/1.")) return REFUSE_RESPONSE_STATUS;
  if (!isDigit(octet(nameEnd - 1))) return REFUSE_RESPONSE_STATUS;
  setWord(head + ScriptHead.LineField, ScriptField.StatusLine);
  return nameEnd;
}

/** Whether the line at `at` begins as a status-line: no name of a field has a slash. */
function isProtocol(at: Offset, end: Offset): bool {
  return end - at >= PROTOCOL_BYTES && isText(at, at + PROTOCOL_BYTES, "HTTP/");
}

/** Whether the empty line that ends a head is at `at`. */
export function isEmptyLine(at: Offset): bool {
  return octet(at) === Octet.Lf || (octet(at) === Octet.Cr && octet(at + 1) === Octet.Lf);
}

/** Reads the first line of this field in the head at `at`. False when there is none. */
export function findScriptField(at: Offset, field: ScriptField, head: ScriptHeadRef): bool {
  for (let i: i32 = at; hasScriptField(head, field) && !isEmptyLine(i); ) {
    i = parseScriptLine(i, head);
    if (lineField(head) === field) return true;
  }
  return false;
}

/**
 * Whether the field of the last line of the head at `at` is passed on: not those of the
 * connection and of framing, which are ours (3875 §6.3.4), not what was for us, and not `dropped`.
 */
export function isForClient(at: Offset, dropped: i32, head: ScriptHeadRef): bool {
  if ((lineField(head) & (OUR_FIELDS | dropped)) !== 0) return false;
  return !hasScriptField(head, ScriptField.Connection) || !isOfConnection(at, head);
}

/**
 * Whether the only field is a Location, and a path of ours (3875 §6.2.2). A fragment is the
 * client's to see, and a second slash begins another host's name.
 */
export function isLocalRedirect(head: ScriptHeadRef): bool {
  const isAlone: bool = word(head + ScriptHead.LineCount) === 1;
  if (!isAlone || !hasScriptField(head, ScriptField.Location)) return false;
  const at: i32 = locationAt(head);
  const end: i32 = locationEnd(head);
  if (octet(at) !== Octet.Slash) return false;
  if (end > at + 1 && octet(at + 1) === Octet.Slash) return false;
  return findOctet(Octet.NumberSign, at, end) === end;
}

/** Whether the last line's field is one that Connection names (9110 §7.6.1). */
function isOfConnection(headAt: Offset, head: ScriptHeadRef): bool {
  const nameAt: i32 = lineNameAt(head);
  const nameEnd: i32 = lineNameEnd(head);
  let isNamed: bool = false;
  for (let at: i32 = headAt; !isNamed && !isEmptyLine(at); ) {
    at = parseScriptLine(at, head);
    if (lineField(head) === ScriptField.Connection) isNamed = isListed(nameAt, nameEnd, head);
  }
  // The last line is what it was.
  parseScriptLine(nameAt, head);
  return isNamed;
}

/** Whether the name is a member of the last line's list. */
function isListed(nameAt: Offset, nameEnd: Offset, head: ScriptHeadRef): bool {
  const end: i32 = lineValueEnd(head);
  for (let at: i32 = lineValueAt(head); at < end; ) {
    const until: i32 = findOctet(Octet.Comma, at, end);
    const from: i32 = skipSpace(at, until);
    if (isSameAnyCase(from, spaceTrimmed(from, until), nameAt, nameEnd)) return true;
    at = until + 1;
  }
  return false;
}

function forget(head: ScriptHeadRef): void {
  setWord(head + ScriptHead.Status, 0);
  setWord(head + ScriptHead.ReasonAt, 0);
  setWord(head + ScriptHead.ReasonEnd, 0);
  setWord(head + ScriptHead.LinesBytes, 0);
  setWord(head + ScriptHead.LineCount, 0);
  setWord(head + ScriptHead.SeenFields, 0);
  setScriptLength(head, -1);
}

function endOfHead(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (true) {
    const lineEnd: i32 = findOctet(Octet.Lf, i, end);
    if (lineEnd === end) return SCRIPT_HEAD_INCOMPLETE;
    while (octet(i) === Octet.Cr) i++;
    if (i === lineEnd) return lineEnd + 1;
    i = lineEnd + 1;
  }
}

/** A script that forgot its head is told from one that is slow by its first complete line. */
function looksLikeHead(at: Offset, end: Offset, head: ScriptHeadRef): i32 {
  if (!beginsLikeHead(at, end)) return REFUSE_RESPONSE;
  if (!isProtocol(at, end) || findOctet(Octet.Lf, at, end) === end) return SCRIPT_HEAD_INCOMPLETE;
  return parseScriptLine(at, head) < 0 ? REFUSE_RESPONSE_STATUS : SCRIPT_HEAD_INCOMPLETE;
}

/** Whether what there is of the first line may become a status-line or a field. */
function beginsLikeHead(at: Offset, end: Offset): bool {
  if (isProtocol(at, end)) return true;
  const i: i32 = endOfToken(at, end);
  return i === end || (i > at && octet(i) === Octet.Colon);
}

function applyLine(head: ScriptHeadRef): i32 {
  const field: ScriptField = lineField(head);
  const valueAt: i32 = lineValueAt(head);
  const valueEnd: i32 = lineValueEnd(head);
  const seen: i32 = word(head + ScriptHead.SeenFields);
  if ((field & SINGLE_FIELDS & seen) !== 0) return REFUSE_RESPONSE_TWICE;
  setWord(head + ScriptHead.SeenFields, seen | field);
  setWord(head + ScriptHead.LineCount, word(head + ScriptHead.LineCount) + 1);
  const bytes: i32 = lineNameEnd(head) - lineNameAt(head) + (valueEnd - valueAt) + 4;
  setWord(head + ScriptHead.LinesBytes, linesBytes(head) + bytes);
  switch (field) {
    case ScriptField.Status:
    case ScriptField.StatusLine:
      return applyStatus(valueAt, valueEnd, head);
    case ScriptField.Location:
      setWord(head + ScriptHead.LocationAt, valueAt);
      setWord(head + ScriptHead.LocationEnd, valueEnd);
      return valueEnd === valueAt ? REFUSE_RESPONSE_LOCATION : 0;
    case ScriptField.Sendfile:
      setWord(head + ScriptHead.SendfileAt, valueAt);
      setWord(head + ScriptHead.SendfileEnd, valueEnd);
      return 0;
    case ScriptField.ContentLength:
      return applyLength(parseDecimal(valueAt, valueEnd), head);
    case ScriptField.TransferEncoding:
      // Content that is framed already would be framed twice.
      return REFUSE_RESPONSE_FRAMING;
    default:
      return 0;
  }
}

function applyLength(bytes: f64, head: ScriptHeadRef): i32 {
  setScriptLength(head, bytes);
  return bytes < 0 ? REFUSE_RESPONSE_FRAMING : 0;
}

/** Status = "Status:" status-code SP reason-phrase NL (3875 §6.3.3), the phrase not insisted on. */
function applyStatus(at: Offset, end: Offset, head: ScriptHeadRef): i32 {
  if (end - at < 3) return REFUSE_RESPONSE_STATUS;
  let status: i32 = 0;
  for (let i: i32 = at; i < at + 3; i++) {
    if (!isDigit(octet(i))) return REFUSE_RESPONSE_STATUS;
    status = status * 10 + (octet(i) - Octet.Digit0);
  }
  if (at + 3 < end && !isSpaceOrTab(octet(at + 3))) return REFUSE_RESPONSE_STATUS;
  setWord(head + ScriptHead.Status, status);
  setWord(head + ScriptHead.ReasonAt, skipSpace(at + 3, end));
  setWord(head + ScriptHead.ReasonEnd, end);
  // An interim response is not a script's to send.
  return status < 200 || status > 599 ? REFUSE_RESPONSE_STATUS : 0;
}
