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
  clearScriptFlag,
  hasScriptFlag,
  OUTPUT_BYTES,
  outputAt,
  owedBytes,
  ScriptFlag,
  ScriptRecord,
  sentBytes,
  setOwedBytes,
  setScriptFlag,
  setSentBytes,
} from "../../core/upstream/upstream-record";
import { hearScript, leaveScript } from "../../core/upstream/upstream-times";
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
import { endOutput, freeScript, letGo, readOn } from "./close-upstream";
import { logScript } from "./error-stream";
import { beginOutput } from "./response-head";

/** Output has come: it lies in the read buffer. Returns whether to go on reading. */
export function receiveOutput(s: i32, bytes: i32): bool {
  if (bytes <= 0) {
    endOutput(s);
    pumpOutput(s);
    freeScript(s);
    return false;
  }
  if (!isWanted(s)) return true;
  hearScript(s);
  if (word(s + ScriptRecord.PendingEnd) === 0) {
    setScriptFlag(s, ScriptFlag.InReadBuffer);
    setWord(s + ScriptRecord.PendingEnd, bytes);
  } else {
    keepOutput(s, bytes);
  }
  pumpOutput(s);
  // One whose output has ended may have been freed by now.
  if (hasScriptFlag(s, ScriptFlag.InReadBuffer)) gather(s);
  return !hasScriptFlag(s, ScriptFlag.OutputPaused);
}

/** The status of its process is there, or is not awaited any more: the end was held until then. */
export function endHeldOutput(s: i32): void {
  if (hasScriptFlag(s, ScriptFlag.OutputEnded)) pumpOutput(s);
}

/** The time is over in which the status mostly comes. */
export function timeOutStatus(s: i32): void {
  if (awaitsOn(s)) return;
  pumpOutput(s);
  freeScript(s);
}

/** What has come, and lies in the read buffer, is kept behind what is pending. */
export function keepOutput(s: i32, bytes: i32): void {
  const filled: i32 = word(s + ScriptRecord.PendingEnd);
  assert(filled + bytes <= OUTPUT_BYTES);
  moveOctets(outputAt(s) + filled, READ_AT, bytes);
  setWord(s + ScriptRecord.PendingEnd, filled + bytes);
}

/** What of the read buffer was not sent is kept. */
function gather(s: i32): void {
  const from: i32 = outputAt(s) + word(s + ScriptRecord.PendingAt);
  const bytes: i32 = word(s + ScriptRecord.PendingEnd) - word(s + ScriptRecord.PendingAt);
  clearScriptFlag(s, ScriptFlag.InReadBuffer);
  moveOctets(outputAt(s), from, bytes);
  setWord(s + ScriptRecord.PendingAt, 0);
  setWord(s + ScriptRecord.PendingEnd, bytes);
}

/** Sends what is pending as far as the client takes it; reads on when all of it is sent. */
export function pumpOutput(s: i32): void {
  if (!isWanted(s)) return;
  if (canSend(s) && !hasScriptFlag(s, ScriptFlag.HeadSent)) {
    const end: i32 = beginOutput(s);
    if (end > 0) sendPending(s, end);
  }
  if (hasScriptFlag(s, ScriptFlag.HeadSent)) {
    while (canSend(s) && hasPending(s))
      sendPending(s, responseAt(word(s + ScriptRecord.Connection)));
    if (canSend(s) && isComplete(s)) concludeOutput(s);
  }
  if (isWanted(s)) pauseOrResume(s);
}

/** Output that nobody waits for is thrown away. */
function isWanted(s: i32): bool {
  return word(s + ScriptRecord.Connection) !== 0 && !hasScriptFlag(s, ScriptFlag.Redirecting);
}

function canSend(s: i32): bool {
  const c: i32 = word(s + ScriptRecord.Connection);
  return c !== 0 && !hasFlag(c, Flag.Lent);
}

function hasPending(s: i32): bool {
  return word(s + ScriptRecord.PendingEnd) > word(s + ScriptRecord.PendingAt);
}

/** The script has ended its output, or has written all that it announced. */
function isComplete(s: i32): bool {
  if (hasScriptFlag(s, ScriptFlag.OutputEnded)) return true;
  return hasScriptFlag(s, ScriptFlag.HasLength) && owedBytes(s) === 0;
}

function pauseOrResume(s: i32): void {
  if (hasFlag(word(s + ScriptRecord.Connection), Flag.Lent)) {
    setScriptFlag(s, ScriptFlag.OutputPaused);
    leaveScript(s);
  } else {
    readOn(s);
  }
}

/** Sends pending content behind what is composed already in the send slot up to `from`. */
function sendPending(s: i32, from: i32): void {
  const c: i32 = word(s + ScriptRecord.Connection);
  const start: i32 = responseAt(c);
  const bytes: i32 = takePending(
    s,
    start + SEND_SLOT_BYTES - CHUNK_START_BYTES - CHUNK_END_BYTES - from,
  );
  const pendingAt: i32 = outputAt(s) + word(s + ScriptRecord.PendingAt) - bytes;
  let end: i32 = from;
  if (bytes > 0 && hasScriptFlag(s, ScriptFlag.Chunked)) {
    const contentAt: i32 = from + CHUNK_START_BYTES;
    end = sealChunk(contentAt, putOctets(contentAt, pendingAt, pendingAt + bytes));
    if (isLast(s) && isEndSure(s) && !hasPending(s)) {
      clearScriptFlag(s, ScriptFlag.Chunked);
      end = putLastChunk(end);
    }
  } else if (bytes > 0) {
    end = putOctets(from, pendingAt, pendingAt + bytes);
  }
  if (!hasPending(s)) {
    setWord(s + ScriptRecord.PendingAt, 0);
    setWord(s + ScriptRecord.PendingEnd, 0);
  }
  if (end === start) return;
  const given: i32 = end - start;
  setSentBytes(s, sentBytes(s) + given);
  offerStreamed(s + ScriptRecord.Streamed, bytes);
  if (sendSlot(c, end, false) === Sent.Done) takeStreamed(s + ScriptRecord.Streamed);
}

/** Whether nothing comes behind what is pending. */
function isLast(s: i32): bool {
  if (hasScriptFlag(s, ScriptFlag.OutputEnded)) return true;
  return !hasScriptFlag(s, ScriptFlag.Gateway) && endFollows(word(s + ScriptRecord.Output));
}

/** Takes up to `room` pending octets; those beyond the length that was announced are dropped. */
function takePending(s: i32, room: i32): i32 {
  const pending: i32 = word(s + ScriptRecord.PendingEnd) - word(s + ScriptRecord.PendingAt);
  let bytes: i32 = pending < room ? pending : room;
  if (hasScriptFlag(s, ScriptFlag.HasLength)) {
    const owed: f64 = owedBytes(s);
    if (owed < bytes) bytes = toInt(owed);
    setOwedBytes(s, owed - bytes);
    if (bytes === 0) setWord(s + ScriptRecord.PendingEnd, word(s + ScriptRecord.PendingAt));
  }
  setWord(s + ScriptRecord.PendingAt, word(s + ScriptRecord.PendingAt) + bytes);
  return bytes;
}

/**
 * All is sent: ends the answer, once it is known to be whole. The script may go on for a while
 * without a client.
 */
function concludeOutput(s: i32): void {
  const c: i32 = word(s + ScriptRecord.Connection);
  if (!hasScriptFlag(s, ScriptFlag.HasLength) && !isEndSure(s)) {
    if (hasScriptFlag(s, ScriptFlag.Killed)) release(c);
    else awaitStatus(s);
    return;
  }
  if (hasScriptFlag(s, ScriptFlag.Chunked)) {
    clearScriptFlag(s, ScriptFlag.Chunked);
    if (sendSlot(c, putLastChunk(responseAt(c)), false) !== Sent.Done) return;
  }
  if (hasScriptFlag(s, ScriptFlag.HasLength) && owedBytes(s) > 0) {
    // The client learns by the connection's end that content is missing.
    logScript(s, "wrote less than the Content-Length it announced");
    release(c);
    return;
  }
  logStreamed(c);
  letGo(c, s);
  finishResponse(c);
  freeScript(s);
}
