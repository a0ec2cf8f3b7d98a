/*
 * An answer on its way to a client: composed in a send slot, given to the host, and finished when
 * all of it is sent.
 *
 * Rules of this file: the slot is the connection's from `openResponse` until `finishResponse` or
 * `release`; while it is lent nothing is written into it; every answer ends in `finishResponse`.
 */

import { send, sendFile } from "../../seam/host";
import { Sent } from "../../seam/results";
import { putDate } from "../../wire/http/http-date";
import { putStatusLine } from "../../wire/http/status";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put, putCrlf, putOctets } from "../../wire/octets/text";
import { SEND_SLOT_BYTES } from "../../wire/sizes/sizes";
import { fileHandle } from "../files/file-record";
import { DATE_AT, DATE_BYTES } from "../memory/layout";
import { isExhausted, itemAt, NONE, ownerOf, Pool, take } from "../memory/pool";
import { DISCARD_BYTES_MAX } from "../memory/sizes";
import { putName } from "../product/product";
import { isClockBelievable, wallSeconds } from "../time/clock";
import { Phase, setDeadline } from "../time/deadlines";
import { byterangesAt } from "./byteranges-record";
import {
  closeAfterResponse,
  endConnection,
  release,
  releaseResponse,
  releaseSendSlot,
} from "./connection";
import {
  ConnectionNumber,
  ConnectionRef,
  channelOf,
  clearFlag,
  connectionItem,
  connectionNumber,
  Flag,
  fileOf,
  hasFlag,
  headFilledOf,
  listingOf,
  sendSlotOf,
  setConnectionNumber,
  setFlag,
  setSendSlot,
  setState,
  stateOf,
} from "./connection-record";
import { State } from "./connection-state";
import { closeSlowReader } from "./eviction";
import { awaitContent, awaitSend } from "./rate";

/** The second that the text at DATE_AT is of. */
let dateSeconds: f64 = -1;
let dateEnd: i32 = 0;

/**
 * Takes a send slot for an answer. Returns its first octet. There always is one: the last is for
 * answers that leave at once, and who would keep it must give it back.
 */
export function openResponse(c: ConnectionRef): i32 {
  expect(stateOf(c) !== State.Free);
  assert(!hasFlag(c, Flag.Lent));
  if (sendSlotOf(c) === NONE) {
    const slot: i32 = take(Pool.Sends, connectionItem(c));
    assert(slot !== NONE);
    setSendSlot(c, slot);
  }
  return responseAt(c);
}

/** Whether the connection is answered: for assertions. */
function isAnswering(c: ConnectionRef): bool {
  return stateOf(c) === State.Responding || stateOf(c) === State.Upstream;
}

/** Whether an open answer may take its time. When not, only what leaves at once may be sent. */
export function mayKeepSlot(): bool {
  return !isExhausted(Pool.Sends) || closeSlowReader();
}

/** First octet of the connection's send slot. */
export function responseAt(c: ConnectionRef): i32 {
  expect(ownerOf(Pool.Sends, sendSlotOf(c)) === connectionItem(c));
  return itemAt(Pool.Sends, sendSlotOf(c));
}

/** The end of what of the slot may be composed in and lent. */
export function responseEnd(c: ConnectionRef): i32 {
  expect(sendSlotOf(c) !== NONE);
  return hasFlag(c, Flag.Byteranges) ? byterangesAt(c) : responseAt(c) + SEND_SLOT_BYTES;
}

/** Writes the status-line and the fields that every final answer has. Returns the end. */
export function putResponseStart(at: Offset, status: i32): Offset {
  expect(status >= 200 && status <= 599);
  return putServer(putDateField(putStatusLine(at, status)));
}

/** 9110 §6.6.1: no Date from a server without a clock. */
export function putDateField(at: Offset): Offset {
  if (!isClockBelievable()) return at;
  if (dateSeconds !== wallSeconds) {
    dateSeconds = wallSeconds;
    dateEnd = putDate(DATE_AT, wallSeconds);
    expect(dateEnd <= DATE_AT + DATE_BYTES);
  }
  return putCrlf(putOctets(put(at, "Date: "), DATE_AT, dateEnd));
}

export function putServer(at: Offset): Offset {
  return putCrlf(putName(put(at, "Server: ")));
}

export function putContentLength(at: Offset, bytes: f64): Offset {
  return putCrlf(putDecimal(put(at, "Content-Length: "), bytes));
}

/**
 * Writes Connection where the client must be told, and the empty line. Here it is decided whether
 * the connection goes on. Returns the end.
 */
export function putResponseEnd(at: Offset, c: ConnectionRef): Offset {
  expect(at > responseAt(c) && at < responseEnd(c));
  if (hasTooMuchContent(c)) closeAfterResponse(c);
  let end: i32 = at;
  if (hasFlag(c, Flag.Close)) end = put(end, "Connection: close\r\n");
  else if (hasFlag(c, Flag.Version10)) end = put(end, "Connection: keep-alive\r\n");
  return putCrlf(end);
}

/**
 * Content that is still to come is read and thrown away within a bound. A client that was not told
 * to continue may send it or not (RFC 9110 §10.1.1): nobody can tell what its next octets are.
 */
function hasTooMuchContent(c: ConnectionRef): bool {
  expect(hasFlag(c, Flag.Chunked) || connectionNumber(c, ConnectionNumber.ContentRemaining) >= 0);
  const remaining: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  return remaining > DISCARD_BYTES_MAX || (remaining !== 0 && hasFlag(c, Flag.Expecting));
}

/** Sends the slot's octets up to `end` as the whole answer. */
export function sendResponse(c: ConnectionRef, end: Offset): void {
  expect(isAnswering(c));
  expect(sendSlotOf(c) !== NONE);
  setConnectionNumber(c, ConnectionNumber.FileRemaining, 0);
  const sent: i32 = sendSlot(c, end, false);
  if (sent === Sent.Done) finishResponse(c);
}

/**
 * Sends the slot's octets up to `end` and behind them `bytes` octets of the connection's file from
 * `offset`.
 */
export function sendResponseAndFile(c: ConnectionRef, end: Offset, offset: f64, bytes: f64): void {
  expect(isAnswering(c) && offset >= 0 && bytes >= 0);
  expect(fileOf(c) !== NONE);
  setConnectionNumber(c, ConnectionNumber.FileOffset, offset);
  setConnectionNumber(c, ConnectionNumber.FileRemaining, bytes);
  const sent: i32 = sendSlot(c, end, true);
  if (sent === Sent.Done) continueFile(c);
}

/**
 * Offers the slot's octets up to `end` to the host. Lent: the answer goes on with `writable`. Gone:
 * the connection has been released when this returns, because its client is gone or would have kept
 * the last slot. Returns a `Sent`.
 */
export function sendSlot(c: ConnectionRef, end: Offset, isMore: bool): i32 {
  expect(!hasFlag(c, Flag.Lent));
  const at: i32 = responseAt(c);
  assert(end > at && end <= responseEnd(c));
  return settle(c, send(channelOf(c), at, end - at, isMore));
}

/** Tells the client to send the content that it holds back (RFC 9110 §10.1.1). */
export function sendContinue(c: ConnectionRef): void {
  expect(hasFlag(c, Flag.Expecting));
  clearFlag(c, Flag.Expecting);
  const end: i32 = put(openResponse(c), "HTTP/1.1 100 Continue\r\n\r\n");
  if (sendSlot(c, end, false) === Sent.Done) releaseSendSlot(c);
}

/** What was lent is sent: sends the file that follows it, if any. */
export function continueFile(c: ConnectionRef): void {
  expect(!hasFlag(c, Flag.Lent));
  if (sendPendingFile(c) === Sent.Done) finishResponse(c);
}

/** Sends the part of the connection's file that follows what was sent, if any. Returns a `Sent`. */
export function sendPendingFile(c: ConnectionRef): i32 {
  expect(!hasFlag(c, Flag.Lent));
  const bytes: f64 = connectionNumber(c, ConnectionNumber.FileRemaining);
  if (bytes === 0) return Sent.Done;
  expect(bytes > 0 && fileOf(c) !== NONE);
  const offset: f64 = connectionNumber(c, ConnectionNumber.FileOffset);
  const handle: i32 = fileHandle(fileOf(c));
  const at: i32 = responseAt(c);
  setConnectionNumber(c, ConnectionNumber.FileRemaining, 0);
  return settle(c, sendFile(channelOf(c), handle, offset, bytes, at, responseEnd(c) - at));
}

/**
 * All of the answer is sent. The connection ends, or throws away content that is still to come, or
 * waits for the next request.
 */
export function finishResponse(c: ConnectionRef): void {
  expect(isAnswering(c));
  expect(!hasFlag(c, Flag.Lent));
  releaseResponse(c);
  const hasContentLeft: bool = connectionNumber(c, ConnectionNumber.ContentRemaining) !== 0;
  if (hasFlag(c, Flag.Close)) {
    if (hasContentLeft) setFlag(c, Flag.Linger);
    endConnection(c);
    return;
  }
  if (hasContentLeft) {
    setState(c, State.Discarding);
    setConnectionNumber(c, ConnectionNumber.Discarded, 0);
    awaitContent(c);
    return;
  }
  becomeIdle(c);
}

/** Waits for the next request. A client that has ended its side has no more to ask. */
export function becomeIdle(c: ConnectionRef): void {
  expect(connectionNumber(c, ConnectionNumber.ContentRemaining) === 0);
  expect(!hasFlag(c, Flag.Lent) && sendSlotOf(c) === NONE);
  if (hasFlag(c, Flag.PeerFinished) && headFilledOf(c) === 0) {
    release(c);
    return;
  }
  if (hasFlag(c, Flag.Close)) {
    endConnection(c);
    return;
  }
  expect(fileOf(c) === NONE && listingOf(c) === NONE);
  setState(c, State.Idle);
  setDeadline(c, Phase.Idle);
}

/** The host gave the lent region back. */
export function regain(c: ConnectionRef): void {
  expect(sendSlotOf(c) !== NONE);
  expect(hasFlag(c, Flag.Lent));
  clearFlag(c, Flag.Lent);
}

function settle(c: ConnectionRef, sent: i32): i32 {
  expect(sent === Sent.Done || sent === Sent.Lent || sent === Sent.Gone);
  if (sent === Sent.Lent) {
    setFlag(c, Flag.Lent);
    awaitSend(c);
    if (!mayKeepSlot()) {
      release(c);
      return Sent.Gone;
    }
  }
  if (sent === Sent.Gone) release(c);
  return sent;
}
