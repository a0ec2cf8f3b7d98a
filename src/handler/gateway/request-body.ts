/*
 * A request's content on its way to a backend: as records of STDIN in FastCGI, as it is in SCGI;
 * what was kept in a file because its length was not known is read from there.
 *
 * Rules of this file: content goes only to a backend that has taken what comes before it; a backend
 * that takes no more may have answered already, so what it says is still read.
 */

import { Flag, hasFlag } from "../../core/connection/connection-record";
import { sendContinue } from "../../core/connection/response";
import { READ_BYTES } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { speaksScgi } from "../../core/rules/rules";
import {
  hasScriptFlag,
  inputAt,
  passedBytes,
  ScriptFlag,
  ScriptRecord,
  setPassedBytes,
  setScriptFlag,
} from "../../core/upstream/upstream-record";
import { awaitTaking } from "../../core/upstream/upstream-times";
import { readFile, send } from "../../seam/host";
import { Sent } from "../../seam/results";
import { putRecordHeader, RECORD_HEADER_BYTES, RecordType } from "../../wire/cgi/fastcgi";
import { moveOctets, word } from "../../wire/octets/arena";
import { setScriptDeadline, wantsScriptContent } from "../upstream/await-upstream";
import { endInput } from "../upstream/close-upstream";

/** Pieces of a file that are passed on in one event, so that others get their turns. */
const PIECES_MAX: i32 = 16;

/** The backend has taken all that was sent. */
export function goOnToBackend(s: i32): void {
  const isFirst: bool = !hasScriptFlag(s, ScriptFlag.Connected);
  const c: i32 = word(s + ScriptRecord.Connection);
  setScriptFlag(s, ScriptFlag.Connected);
  if (c === 0 || hasScriptFlag(s, ScriptFlag.InputEnded)) {
    if (c !== 0) setScriptDeadline(c);
    return;
  }
  if (word(s + ScriptRecord.File) !== NONE) {
    passFile(s, c);
    return;
  }
  setScriptDeadline(c);
  // A backend may have answered before; then nobody asks for the content (RFC 9110 §10.1.1).
  const hasResponded: bool = hasScriptFlag(s, ScriptFlag.HeadSent | ScriptFlag.Redirecting);
  if (isFirst && wantsScriptContent(c) && hasFlag(c, Flag.Expecting) && !hasResponded)
    sendContinue(c);
}

/** Passes content at `at` on; it is the last. */
export function passToBackend(s: i32, at: i32, bytes: i32, isLast: bool): void {
  moveOctets(contentAt(s), at, bytes);
  setScriptFlag(s, ScriptFlag.Spent);
  sendPiece(s, bytes, isLast);
}

/** Passes on what was kept of the content, as far as the backend takes it at once. */
export function passFile(s: i32, c: i32): void {
  const file: i32 = word(s + ScriptRecord.File);
  for (let piece: i32 = 0; piece < PIECES_MAX; piece++) {
    if (hasScriptFlag(s, ScriptFlag.InputLent | ScriptFlag.InputEnded)) break;
    const bytes: i32 = readFile(file, passedBytes(s), contentAt(s), READ_BYTES);
    // A file that cannot be read ends too soon: the backend sees that content is missing.
    const got: i32 = bytes > 0 ? bytes : 0;
    setPassedBytes(s, passedBytes(s) + got);
    sendPiece(s, got, got === 0);
  }
  setScriptDeadline(c);
}

/** Sends content that lies in its place; `isLast` ends the stream. */
function sendPiece(s: i32, bytes: i32, isLast: bool): void {
  const isScgi: bool = speaksScgi(word(s + ScriptRecord.Rule));
  const from: i32 = isScgi ? contentAt(s) : inputAt(s);
  let end: i32 = contentAt(s) + bytes;
  if (!isScgi) {
    if (bytes > 0) putRecordHeader(from, RecordType.Stdin, bytes);
    else end = from;
    if (isLast) end = putRecordHeader(end, RecordType.Stdin, 0);
  }
  const sent: i32 = end > from ? send(word(s + ScriptRecord.Output), from, end - from, false) : 0;
  if (sent === Sent.Lent) awaitTaking(s);
  if (sent === Sent.Gone || isLast) endInput(s);
}

function contentAt(s: i32): i32 {
  return inputAt(s) + RECORD_HEADER_BYTES;
}
