/*
 * A request's content on its way to a backend: as records of STDIN in FastCGI, as it is in SCGI;
 * what was kept in a file because its length was not known is read from there.
 *
 * Rules of this file: content goes only to a backend that has taken what comes before it; a backend
 * that takes no more may have answered already, so what it says is still read.
 */

import { ConnectionRef, Flag, hasFlag } from "../../core/connection/connection-record";
import { sendContinue } from "../../core/connection/response";
import { contentFile } from "../../core/gateway/gateway-record";
import { NONE } from "../../core/memory/pool";
import { speaksScgi } from "../../core/rules/rules";
import { isGateway, isInputEnded, isInputLent } from "../../core/upstream/upstream-progress";
import {
  clientOf,
  outputChannel,
  passedBytes,
  setPassedBytes,
  setUpstreamFlag,
  UpstreamFlag,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import { ruleOf } from "../../core/upstream/upstream-request";
import { inputAt } from "../../core/upstream/upstream-slot";
import {
  enterPeer,
  InputState,
  inputState,
  PeerState,
  peerState,
  ResponseState,
  responseState,
} from "../../core/upstream/upstream-state";
import { awaitSend } from "../../core/upstream/upstream-times";
import { readFile, send } from "../../seam/host";
import { Sent } from "../../seam/results";
import { putRecordHeader, RECORD_HEADER_BYTES, RecordType } from "../../wire/cgi/fastcgi";
import { moveOctets, Offset } from "../../wire/octets/arena";
import { READ_BYTES } from "../../wire/sizes/sizes";
import { isAnsweredBy } from "../request/entry-conditions";
import { setUpstreamDeadline, wantsScriptContent } from "../upstream/await-upstream";
import { endInput } from "../upstream/close-upstream";

/** Pieces of a file that are passed on in one event, so that others get their turns. */
const PIECES_MAX: i32 = 16;

/** The backend has taken all that was sent. */
export function goOnToBackend(u: UpstreamRef): void {
  expect(isGateway(u) && peerState(u) !== PeerState.None && !isInputLent(u));
  const isFirst: bool = peerState(u) === PeerState.Connecting;
  const c: ConnectionRef = clientOf(u);
  if (isFirst) enterPeer(u, PeerState.Connected);
  if (c === 0 || isInputEnded(u)) {
    if (c !== 0) setUpstreamDeadline(c);
    return;
  }
  if (contentFile(u) !== NONE) {
    passFile(u, c);
    return;
  }
  setUpstreamDeadline(c);
  // A backend may have answered before; then nobody asks for the content (RFC 9110 §10.1.1).
  const hasResponded: bool = responseState(u) >= ResponseState.Streaming;
  if (isFirst && wantsScriptContent(c) && hasFlag(c, Flag.Expecting) && !hasResponded)
    sendContinue(c);
}

/** Passes content at `at` on; it is the last. */
export function passToBackend(u: UpstreamRef, at: Offset, bytes: i32, isLast: bool): void {
  expect(bytes > 0 && bytes <= READ_BYTES);
  moveOctets(contentAt(u), at, bytes);
  setUpstreamFlag(u, UpstreamFlag.ContentConsumed);
  sendPiece(u, bytes, isLast);
}

/** Passes on what was kept of the content, as far as the backend takes it at once. */
export function passFile(u: UpstreamRef, c: ConnectionRef): void {
  expect(isAnsweredBy(c, u) && contentFile(u) !== NONE);
  const file: i32 = contentFile(u);
  for (let piece: i32 = 0; piece < PIECES_MAX; piece++) {
    if (inputState(u) !== InputState.Open) break;
    const bytes: i32 = readFile(file, passedBytes(u), contentAt(u), READ_BYTES);
    // A file that cannot be read ends too soon: the backend sees that content is missing.
    const got: i32 = bytes > 0 ? bytes : 0;
    setPassedBytes(u, passedBytes(u) + got);
    sendPiece(u, got, got === 0);
  }
  setUpstreamDeadline(c);
}

/** Sends content that lies in its place; `isLast` ends the stream. */
function sendPiece(u: UpstreamRef, bytes: i32, isLast: bool): void {
  expect(inputState(u) === InputState.Open && outputChannel(u) !== NONE);
  const isScgi: bool = speaksScgi(ruleOf(u));
  const from: i32 = isScgi ? contentAt(u) : inputAt(u);
  let end: i32 = contentAt(u) + bytes;
  if (!isScgi) {
    if (bytes > 0) putRecordHeader(from, RecordType.Stdin, bytes);
    else end = from;
    if (isLast) end = putRecordHeader(end, RecordType.Stdin, 0);
  }
  const sent: i32 = end > from ? send(outputChannel(u), from, end - from, false) : 0;
  if (sent === Sent.Lent) awaitSend(u);
  if (sent === Sent.Gone || isLast) endInput(u);
}

function contentAt(u: UpstreamRef): i32 {
  return inputAt(u) + RECORD_HEADER_BYTES;
}
