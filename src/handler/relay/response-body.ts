/*
 * What a script writes on its way to the client: the head is gathered and translated, the content
 * is passed on as it comes, with back-pressure.
 *
 * Rules of this file: the script's output is read only while the client takes what came before; the
 * octets PendingAt to PendingEnd were read and not sent: in the event that brought them they lie in
 * the read buffer, later in the output region, which most never need; a script without a client is
 * read and its output thrown away, until it ends or is made to.
 */

import { release } from "../../core/connection/connection";
import { ConnectionRef, Flag, hasFlag } from "../../core/connection/connection-record";
import { finishResponse, responseAt, sendSlot } from "../../core/connection/response";
import { logStreamed, offerStreamed, takeStreamed } from "../../core/connection/streamed";
import { READ_AT } from "../../core/memory/layout";
import { awaitStatus, awaitsOn, isEndSure } from "../../core/upstream/exit-status";
import {
  isGateway,
  isOutputEnded,
  isRedirecting,
  isStreaming,
  pauseOutput,
} from "../../core/upstream/upstream-progress";
import {
  clearUpstreamFlag,
  clientOf,
  hasUpstreamFlag,
  outputChannel,
  owedBytes,
  pendingAt,
  pendingBytes,
  pendingEnd,
  sentBytes,
  setOwedBytes,
  setPending,
  setSentBytes,
  setUpstreamFlag,
  streamedOf,
  UpstreamFlag,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import { OUTPUT_BYTES, outputAt } from "../../core/upstream/upstream-slot";
import {
  enterResponse,
  Framing,
  framingOf,
  OutputState,
  outputState,
  PeerState,
  peerState,
  ResponseState,
  responseState,
  setFraming,
} from "../../core/upstream/upstream-state";
import { hearUpstream, pauseTimers } from "../../core/upstream/upstream-times";
import { endFollows } from "../../seam/host";
import { Sent } from "../../seam/results";
import { moveOctets } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { putOctets } from "../../wire/octets/text";
import { READ_BYTES, SEND_SLOT_BYTES } from "../../wire/sizes/sizes";
import { isAnsweredBy, isOpenUpstream } from "../request/entry-conditions";
import {
  CHUNK_END_BYTES,
  CHUNK_START_BYTES,
  putLastChunk,
  sealChunk,
} from "../response/chunk-writer";
import { detach, endOutput, freeUpstream, readOn } from "../upstream/close-upstream";
import { logUpstream } from "../upstream/error-stream";
import { beginOutput } from "./response-head";

/** Output has come: it lies in the read buffer. Returns whether to go on reading. */
export function receiveOutput(u: UpstreamRef, bytes: i32): bool {
  expect(isOpenUpstream(u) && bytes <= READ_BYTES);
  if (bytes <= 0) {
    endOutput(u);
    pumpOutput(u);
    freeUpstream(u);
    return false;
  }
  if (!isWanted(u)) return true;
  if (responseState(u) === ResponseState.Awaited) enterResponse(u, ResponseState.Head);
  hearUpstream(u);
  if (pendingEnd(u) === 0) {
    setUpstreamFlag(u, UpstreamFlag.InReadBuffer);
    setPending(u, 0, bytes);
  } else {
    keepOutput(u, bytes);
  }
  pumpOutput(u);
  // One whose output has ended may have been freed by now.
  if (hasUpstreamFlag(u, UpstreamFlag.InReadBuffer)) gather(u);
  return outputState(u) !== OutputState.Paused;
}

/** The status of its process is there, or is not awaited any more: the end was held until then. */
export function endHeldOutput(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  if (isOutputEnded(u)) pumpOutput(u);
}

/** The time is over in which the status mostly comes. */
export function timeOutStatus(u: UpstreamRef): void {
  expect(isOpenUpstream(u) && isOutputEnded(u));
  if (awaitsOn(u)) return;
  pumpOutput(u);
  freeUpstream(u);
}

/** What has come, and lies in the read buffer, is kept behind what is pending. */
export function keepOutput(u: UpstreamRef, bytes: i32): void {
  expect(bytes > 0 && !hasUpstreamFlag(u, UpstreamFlag.InReadBuffer));
  const filled: i32 = pendingEnd(u);
  assert(filled + bytes <= OUTPUT_BYTES);
  moveOctets(outputAt(u) + filled, READ_AT, bytes);
  setPending(u, pendingAt(u), filled + bytes);
}

/** What of the read buffer was not sent is kept. */
function gather(u: UpstreamRef): void {
  expect(hasUpstreamFlag(u, UpstreamFlag.InReadBuffer));
  const from: i32 = outputAt(u) + pendingAt(u);
  const bytes: i32 = pendingBytes(u);
  clearUpstreamFlag(u, UpstreamFlag.InReadBuffer);
  moveOctets(outputAt(u), from, bytes);
  setPending(u, 0, bytes);
}

/** Sends what is pending as far as the client takes it; reads on when all of it is sent. */
export function pumpOutput(u: UpstreamRef): void {
  if (!isWanted(u)) return;
  if (canSend(u) && !isStreaming(u)) {
    const end: i32 = beginOutput(u);
    if (end > 0) sendPending(u, end);
  }
  if (isStreaming(u)) {
    while (canSend(u) && hasPending(u)) sendPending(u, responseAt(clientOf(u)));
    if (canSend(u) && isComplete(u)) concludeOutput(u);
  }
  if (isWanted(u)) pauseOrResume(u);
}

/** Output that nobody waits for is thrown away. */
function isWanted(u: UpstreamRef): bool {
  return clientOf(u) !== 0 && !isRedirecting(u);
}

function canSend(u: UpstreamRef): bool {
  const c: ConnectionRef = clientOf(u);
  return c !== 0 && !hasFlag(c, Flag.Lent);
}

function hasPending(u: UpstreamRef): bool {
  return pendingEnd(u) > pendingAt(u);
}

/** The script has ended its output, or has written all that it announced. */
function isComplete(u: UpstreamRef): bool {
  if (isOutputEnded(u)) return true;
  return framingOf(u) === Framing.Length && owedBytes(u) === 0;
}

function pauseOrResume(u: UpstreamRef): void {
  expect(isAnsweredBy(clientOf(u), u));
  if (hasFlag(clientOf(u), Flag.Lent)) {
    pauseOutput(u);
    pauseTimers(u);
  } else {
    readOn(u);
  }
}

/** Sends pending content behind what is composed already in the send slot up to `from`. */
function sendPending(u: UpstreamRef, from: i32): void {
  expect(isStreaming(u) && canSend(u) && from >= responseAt(clientOf(u)));
  const c: ConnectionRef = clientOf(u);
  const start: i32 = responseAt(c);
  const bytes: i32 = takePending(
    u,
    start + SEND_SLOT_BYTES - CHUNK_START_BYTES - CHUNK_END_BYTES - from,
  );
  const contentFrom: i32 = outputAt(u) + pendingAt(u) - bytes;
  let end: i32 = from;
  if (bytes > 0 && framingOf(u) === Framing.Chunked) {
    const contentAt: i32 = from + CHUNK_START_BYTES;
    end = sealChunk(contentAt, putOctets(contentAt, contentFrom, contentFrom + bytes));
    if (isLast(u) && isEndSure(u) && !hasPending(u)) {
      setFraming(u, Framing.None);
      end = putLastChunk(end);
    }
  } else if (bytes > 0) {
    end = putOctets(from, contentFrom, contentFrom + bytes);
  }
  if (!hasPending(u)) setPending(u, 0, 0);
  if (end === start) return;
  const given: i32 = end - start;
  setSentBytes(u, sentBytes(u) + given);
  offerStreamed(streamedOf(u), bytes);
  if (sendSlot(c, end, false) === Sent.Done) takeStreamed(streamedOf(u));
}

/** Whether nothing comes behind what is pending. */
function isLast(u: UpstreamRef): bool {
  expect(isStreaming(u));
  if (isOutputEnded(u)) return true;
  return !isGateway(u) && endFollows(outputChannel(u));
}

/** Takes up to `room` pending octets; those beyond the length that was announced are dropped. */
function takePending(u: UpstreamRef, room: i32): i32 {
  expect((room >= 0 && owedBytes(u) >= 0) || framingOf(u) !== Framing.Length);
  const pending: i32 = pendingBytes(u);
  let end: i32 = pendingEnd(u);
  let bytes: i32 = pending < room ? pending : room;
  if (framingOf(u) === Framing.Length) {
    const owed: f64 = owedBytes(u);
    if (owed < bytes) bytes = toInt(owed);
    setOwedBytes(u, owed - bytes);
    if (bytes === 0) end = pendingAt(u);
  }
  setPending(u, pendingAt(u) + bytes, end);
  return bytes;
}

/**
 * All is sent: ends the answer, once it is known to be whole. The script may go on for a while
 * without a client.
 */
function concludeOutput(u: UpstreamRef): void {
  expect(isStreaming(u) && canSend(u) && !hasPending(u));
  const c: ConnectionRef = clientOf(u);
  if (framingOf(u) !== Framing.Length && !isEndSure(u)) {
    if (peerState(u) === PeerState.Killed) release(c);
    else awaitStatus(u);
    return;
  }
  if (framingOf(u) === Framing.Chunked) {
    setFraming(u, Framing.None);
    if (sendSlot(c, putLastChunk(responseAt(c)), false) !== Sent.Done) return;
  }
  if (framingOf(u) === Framing.Length && owedBytes(u) > 0) {
    // The client learns by the connection's end that content is missing.
    logUpstream(u, "wrote less than the Content-Length it announced");
    release(c);
    return;
  }
  logStreamed(c);
  detach(c, u);
  finishResponse(c);
  freeUpstream(u);
}
