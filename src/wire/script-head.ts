/*
 * The head of a script's answer (RFC 3875 §6): field lines ended by LF or CRLF, an empty line.
 *
 * Rules of this file: nothing is stored but offsets and numbers, valid until the next head is
 * parsed; what the script says of framing and of the connection is looked at here and never passed
 * on.
 */
import { octet } from "./arena";
import { parseDecimal } from "./decimal";
import { isDigit, isFieldValueOctet, isSpaceOrTab, isTokenOctet } from "./octet-class";
import { REFUSE_ANSWER } from "./refusal";
import { isTextAnyCase, lowerCase } from "./text";

/** The head goes on after the octets that there are. */
export const SCRIPT_HEAD_INCOMPLETE: i32 = 0;

const LF: i32 = 10;
const CR: i32 = 13;
const COLON: i32 = 58;

/** The status that the script gave, 0 when it gave none, and its reason phrase. */
export let scriptStatus: i32 = 0;
export let reasonAt: i32 = 0;
export let reasonEnd: i32 = 0;
/** Octets of content that the script announced, -1 when it did not. */
export let scriptLength: f64 = -1;
export let hasLocation: bool = false;
export let hasScriptDate: bool = false;

/** Results of `parseScriptLine`. */
export let lineNameAt: i32 = 0;
export let lineNameEnd: i32 = 0;
export let lineValueAt: i32 = 0;
export let lineValueEnd: i32 = 0;

/** Reads a head at `at`. Returns its end, SCRIPT_HEAD_INCOMPLETE, or a refusal. */
export function parseScriptHead(at: i32, end: i32): i32 {
  const headEnd: i32 = endOfHead(at, end);
  if (headEnd === SCRIPT_HEAD_INCOMPLETE) return looksLikeHead(at, end);
  forget();
  let lineAt: i32 = at;
  while (!isEmptyLine(lineAt)) {
    const next: i32 = parseScriptLine(lineAt);
    if (next < 0) return next;
    const refusal: i32 = applyLine();
    if (refusal < 0) return refusal;
    lineAt = next;
  }
  // A head of no fields is no head: what follows was meant to be seen in another way (3875 §6.2).
  return lineAt === at ? REFUSE_ANSWER : headEnd;
}

/** Reads the field line at `at`. Returns where the next line begins, or a refusal. */
export function parseScriptLine(at: i32): i32 {
  let lineEnd: i32 = at;
  while (octet(lineEnd) !== LF) lineEnd++;
  let end: i32 = lineEnd;
  if (end > at && octet(end - 1) === CR) end--;
  lineNameAt = at;
  lineNameEnd = at;
  while (lineNameEnd < end && isTokenOctet(octet(lineNameEnd))) lineNameEnd++;
  if (lineNameEnd === at || lineNameEnd === end) return REFUSE_ANSWER;
  if (octet(lineNameEnd) !== COLON) return REFUSE_ANSWER;
  lineValueAt = lineNameEnd + 1;
  lineValueEnd = end;
  while (lineValueAt < end && isSpaceOrTab(octet(lineValueAt))) lineValueAt++;
  while (lineValueEnd > lineValueAt && isSpaceOrTab(octet(lineValueEnd - 1))) lineValueEnd--;
  for (let i: i32 = lineValueAt; i < lineValueEnd; i++) {
    if (!isFieldValueOctet(octet(i))) return REFUSE_ANSWER;
  }
  return lineEnd + 1;
}

/** Whether the empty line that ends a head is at `at`. */
export function isEmptyLine(at: i32): bool {
  return octet(at) === LF || (octet(at) === CR && octet(at + 1) === LF);
}

/**
 * Whether the field of the last line is passed on: not those of the connection and of framing,
 * which are ours (3875 §6.3.4), and not Status, which was for us.
 */
export function isForClient(): bool {
  switch (lowerCase(octet(lineNameAt))) {
    case 99: // c
      return !isName("connection") && !isName("content-length");
    case 107: // k
      return !isName("keep-alive");
    case 115: // s
      return !isName("status") && !isName("server");
    case 116: // t
      return !isName("te") && !isName("trailer");
    case 117: // u
      return !isName("upgrade");
    case 112: // p
      return !isName("proxy-connection");
    default:
      return true;
  }
}

function forget(): void {
  scriptStatus = 0;
  reasonAt = 0;
  reasonEnd = 0;
  scriptLength = -1;
  hasLocation = false;
  hasScriptDate = false;
}

function endOfHead(at: i32, end: i32): i32 {
  let isLineStart: bool = true;
  for (let i: i32 = at; i < end; i++) {
    const c: i32 = octet(i);
    if (c === LF) {
      if (isLineStart) return i + 1;
      isLineStart = true;
    } else if (c !== CR || !isLineStart) {
      isLineStart = false;
    }
  }
  return SCRIPT_HEAD_INCOMPLETE;
}

/** A script that forgot its head is told from one that is slow by its first complete line. */
function looksLikeHead(at: i32, end: i32): i32 {
  let i: i32 = at;
  while (i < end && isTokenOctet(octet(i))) i++;
  if (i === end) return SCRIPT_HEAD_INCOMPLETE;
  return i > at && octet(i) === COLON ? SCRIPT_HEAD_INCOMPLETE : REFUSE_ANSWER;
}

function applyLine(): i32 {
  if (isName("status")) return applyStatus();
  if (isName("location")) hasLocation = true;
  else if (isName("date")) hasScriptDate = true;
  else if (isName("content-length")) {
    const length: f64 = parseDecimal(lineValueAt, lineValueEnd);
    if (length < 0 || scriptLength >= 0) return REFUSE_ANSWER;
    scriptLength = length;
  } else if (isName("transfer-encoding")) {
    // Content that is framed already would be framed twice.
    return REFUSE_ANSWER;
  }
  return 0;
}

/** Status = "Status:" status-code SP reason-phrase NL (3875 §6.3.3), the phrase not insisted on. */
function applyStatus(): i32 {
  if (scriptStatus !== 0 || lineValueEnd - lineValueAt < 3) return REFUSE_ANSWER;
  let status: i32 = 0;
  for (let i: i32 = lineValueAt; i < lineValueAt + 3; i++) {
    if (!isDigit(octet(i))) return REFUSE_ANSWER;
    status = status * 10 + (octet(i) - 48);
  }
  reasonAt = lineValueAt + 3;
  reasonEnd = lineValueEnd;
  if (reasonAt < reasonEnd && !isSpaceOrTab(octet(reasonAt))) return REFUSE_ANSWER;
  while (reasonAt < reasonEnd && isSpaceOrTab(octet(reasonAt))) reasonAt++;
  // An interim response is not a script's to send.
  if (status < 200 || status > 599) return REFUSE_ANSWER;
  scriptStatus = status;
  return 0;
}

function isName(name: string): bool {
  return isTextAnyCase(lineNameAt, lineNameEnd, name);
}
