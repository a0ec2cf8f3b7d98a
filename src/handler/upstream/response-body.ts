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
import { Flag, hasFlag } from "../../core/connection/connection-record";
import { finishResponse, responseAt, sendSlot } from "../../core/connection/response";
import { logStreamed, offerStreamed, takeStreamed } from "../../core/connection/streamed";
import { READ_AT } from "../../core/memory/layout";
import { SEND_SLOT_BYTES } from "../../core/memory/sizes";
import { awaitStatus, awaitsOn, isEndSure } from "../../core/upstream/exit-status";
import {
  clearUpstreamFlag,
  hasUpstreamFlag,
  OUTPUT_BYTES,
  outputAt,
  owedBytes,
  sentBytes,
  setOwedBytes,
  setSentBytes,
  setUpstreamFlag,
  Upstream,
  UpstreamFlag,
} from "../../core/upstream/upstream-record";
import { hearUpstream, pauseTimers } from "../../core/upstream/upstream-times";
import { endFollows } from "../../seam/host";
import { Sent } from "../../seam/results";
import { moveOctets, setWord, word } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { putOctets } from "../../wire/octets/text";
import {
  CHUNK_END_BYTES,
  CHUNK_START_BYTES,
  putLastChunk,
  sealChunk,
} from "../response/chunk-writer";
import { detach, endOutput, freeUpstream, readOn } from "./close-upstream";
import { logUpstream } from "./error-stream";
import { beginOutput } from "./response-head";

/** Output has come: it lies in the read buffer. Returns whether to go on reading. */
export function receiveOutput(u: i32, bytes: i32): bool {
  if (bytes <= 0) {
    endOutput(u);
    pumpOutput(u);
    freeUpstream(u);
    return false;
  }
  if (!isWanted(u)) return true;
  hearUpstream(u);
  if (word(u + Upstream.PendingEnd) === 0) {
    setUpstreamFlag(u, UpstreamFlag.InReadBuffer);
    setWord(u + Upstream.PendingEnd, bytes);
  } else {
    keepOutput(u, bytes);
  }
  pumpOutput(u);
  // One whose output has ended may have been freed by now.
  if (hasUpstreamFlag(u, UpstreamFlag.InReadBuffer)) gather(u);
  return !hasUpstreamFlag(u, UpstreamFlag.OutputPaused);
}

/** The status of its process is there, or is not awaited any more: the end was held until then. */
export function endHeldOutput(u: i32): void {
  if (hasUpstreamFlag(u, UpstreamFlag.OutputEnded)) pumpOutput(u);
}

/** The time is over in which the status mostly comes. */
export function timeOutStatus(u: i32): void {
  if (awaitsOn(u)) return;
  pumpOutput(u);
  freeUpstream(u);
}

/** What has come, and lies in the read buffer, is kept behind what is pending. */
export function keepOutput(u: i32, bytes: i32): void {
  const filled: i32 = word(u + Upstream.PendingEnd);
  assert(filled + bytes <= OUTPUT_BYTES);
  moveOctets(outputAt(u) + filled, READ_AT, bytes);
  setWord(u + Upstream.PendingEnd, filled + bytes);
}

/** What of the read buffer was not sent is kept. */
function gather(u: i32): void {
  const from: i32 = outputAt(u) + word(u + Upstream.PendingAt);
  const bytes: i32 = word(u + Upstream.PendingEnd) - word(u + Upstream.PendingAt);
  clearUpstreamFlag(u, UpstreamFlag.InReadBuffer);
  moveOctets(outputAt(u), from, bytes);
  setWord(u + Upstream.PendingAt, 0);
  setWord(u + Upstream.PendingEnd, bytes);
}

/** Sends what is pending as far as the client takes it; reads on when all of it is sent. */
export function pumpOutput(u: i32): void {
  if (!isWanted(u)) return;
  if (canSend(u) && !hasUpstreamFlag(u, UpstreamFlag.HeadSent)) {
    const end: i32 = beginOutput(u);
    if (end > 0) sendPending(u, end);
  }
  if (hasUpstreamFlag(u, UpstreamFlag.HeadSent)) {
    while (canSend(u) && hasPending(u)) sendPending(u, responseAt(word(u + Upstream.Connection)));
    if (canSend(u) && isComplete(u)) concludeOutput(u);
  }
  if (isWanted(u)) pauseOrResume(u);
}

/** Output that nobody waits for is thrown away. */
function isWanted(u: i32): bool {
  return word(u + Upstream.Connection) !== 0 && !hasUpstreamFlag(u, UpstreamFlag.Redirecting);
}

function canSend(u: i32): bool {
  const c: i32 = word(u + Upstream.Connection);
  return c !== 0 && !hasFlag(c, Flag.Lent);
}

function hasPending(u: i32): bool {
  return word(u + Upstream.PendingEnd) > word(u + Upstream.PendingAt);
}

/** The script has ended its output, or has written all that it announced. */
function isComplete(u: i32): bool {
  if (hasUpstreamFlag(u, UpstreamFlag.OutputEnded)) return true;
  return hasUpstreamFlag(u, UpstreamFlag.HasLength) && owedBytes(u) === 0;
}

function pauseOrResume(u: i32): void {
  if (hasFlag(word(u + Upstream.Connection), Flag.Lent)) {
    setUpstreamFlag(u, UpstreamFlag.OutputPaused);
    pauseTimers(u);
  } else {
    readOn(u);
  }
}

/** Sends pending content behind what is composed already in the send slot up to `from`. */
function sendPending(u: i32, from: i32): void {
  const c: i32 = word(u + Upstream.Connection);
  const start: i32 = responseAt(c);
  const bytes: i32 = takePending(
    u,
    start + SEND_SLOT_BYTES - CHUNK_START_BYTES - CHUNK_END_BYTES - from,
  );
  const pendingAt: i32 = outputAt(u) + word(u + Upstream.PendingAt) - bytes;
  let end: i32 = from;
  if (bytes > 0 && hasUpstreamFlag(u, UpstreamFlag.Chunked)) {
    const contentAt: i32 = from + CHUNK_START_BYTES;
    end = sealChunk(contentAt, putOctets(contentAt, pendingAt, pendingAt + bytes));
    if (isLast(u) && isEndSure(u) && !hasPending(u)) {
      clearUpstreamFlag(u, UpstreamFlag.Chunked);
      end = putLastChunk(end);
    }
  } else if (bytes > 0) {
    end = putOctets(from, pendingAt, pendingAt + bytes);
  }
  if (!hasPending(u)) {
    setWord(u + Upstream.PendingAt, 0);
    setWord(u + Upstream.PendingEnd, 0);
  }
  if (end === start) return;
  const given: i32 = end - start;
  setSentBytes(u, sentBytes(u) + given);
  offerStreamed(u + Upstream.Streamed, bytes);
  if (sendSlot(c, end, false) === Sent.Done) takeStreamed(u + Upstream.Streamed);
}

/** Whether nothing comes behind what is pending. */
function isLast(u: i32): bool {
  if (hasUpstreamFlag(u, UpstreamFlag.OutputEnded)) return true;
  return !hasUpstreamFlag(u, UpstreamFlag.Gateway) && endFollows(word(u + Upstream.Output));
}

/** Takes up to `room` pending octets; those beyond the length that was announced are dropped. */
function takePending(u: i32, room: i32): i32 {
  const pending: i32 = word(u + Upstream.PendingEnd) - word(u + Upstream.PendingAt);
  let bytes: i32 = pending < room ? pending : room;
  if (hasUpstreamFlag(u, UpstreamFlag.HasLength)) {
    const owed: f64 = owedBytes(u);
    if (owed < bytes) bytes = toInt(owed);
    setOwedBytes(u, owed - bytes);
    if (bytes === 0) setWord(u + Upstream.PendingEnd, word(u + Upstream.PendingAt));
  }
  setWord(u + Upstream.PendingAt, word(u + Upstream.PendingAt) + bytes);
  return bytes;
}

/**
 * All is sent: ends the answer, once it is known to be whole. The script may go on for a while
 * without a client.
 */
function concludeOutput(u: i32): void {
  const c: i32 = word(u + Upstream.Connection);
  if (!hasUpstreamFlag(u, UpstreamFlag.HasLength) && !isEndSure(u)) {
    if (hasUpstreamFlag(u, UpstreamFlag.Killed)) release(c);
    else awaitStatus(u);
    return;
  }
  if (hasUpstreamFlag(u, UpstreamFlag.Chunked)) {
    clearUpstreamFlag(u, UpstreamFlag.Chunked);
    if (sendSlot(c, putLastChunk(responseAt(c)), false) !== Sent.Done) return;
  }
  if (hasUpstreamFlag(u, UpstreamFlag.HasLength) && owedBytes(u) > 0) {
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
