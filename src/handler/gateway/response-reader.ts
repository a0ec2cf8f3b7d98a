/*
 * What a backend says: its answer goes the way that scripts' answers go, its standard error to the
 * log, and the end of its request decides what becomes of the connection.
 *
 * Rules of this file: an answer whose end did not come is cut, and its client is told by a reset;
 * what FastCGI says of a request that it does not take is believed.
 */
import { speaksScgi } from "../../core/rules/rules";
import { keepBackend } from "../../core/upstream/backend-connection";
import { Backend, backendWord, setBackendWord } from "../../core/upstream/backends";
import {
  clearUpstreamFlag,
  hasUpstreamFlag,
  owedBytes,
  setUpstreamFlag,
  Upstream,
  UpstreamFlag,
} from "../../core/upstream/upstream-record";
import { endSend, hearUpstream, isSending } from "../../core/upstream/upstream-times";
import { ProtocolStatus } from "../../wire/cgi/fastcgi";
import {
  REFUSE_BACKEND_GONE,
  REFUSE_BACKEND_RECORD,
  REFUSE_BACKEND_ROLE,
  REFUSE_BACKENDS_DOWN,
} from "../../wire/http/refusal";
import { word } from "../../wire/octets/arena";
import { endOutput, freeUpstream } from "../upstream/close-upstream";
import { endErrorOutput, logUpstream, logUpstreamNumber } from "../upstream/error-stream";
import { keepOutput, pumpOutput, receiveOutput } from "../upstream/response-body";
import { isRedirect } from "../upstream/response-head";
import { deferResponse, mayDefer } from "./deferred-response";
import { appStatus, outputBytes, protocolStatus, Reading, readRecords } from "./fastcgi-reader";
import { failConnecting, giveUp, loseBackend } from "./gateway";

/** Octets have come, in the read buffer, or the connection's end. Returns whether to read on. */
export function receiveFromBackend(u: i32, bytes: i32): bool {
  if (bytes <= 0) {
    endBackend(u, bytes);
    return false;
  }
  hearUpstream(u);
  if (speaksScgi(word(u + Upstream.Rule))) return receiveAnswer(u, bytes);
  const reading: Reading = readRecords(u, bytes);
  if (reading === Reading.Broken) {
    logUpstream(u, "sent what is no FastCGI record of this request");
    giveUp(u, REFUSE_BACKEND_RECORD);
    return false;
  }
  if (reading === Reading.Open) return outputBytes === 0 || receiveAnswer(u, outputBytes);
  return endRequest(u, reading === Reading.Ended);
}

function receiveAnswer(u: i32, bytes: i32): bool {
  const hasTaken: bool = !isSending(u);
  setUpstreamFlag(u, UpstreamFlag.ResponseStarted);
  if (!hasTaken) endSend(u);
  return receiveOutput(u, bytes);
}

/** END_REQUEST has come. Returns whether the connection is read on. */
function endRequest(u: i32, isClean: bool): bool {
  const bytes: i32 = outputBytes;
  endErrorOutput(u);
  if (appStatus !== 0) logUpstreamNumber(u, "ended with the status ", appStatus);
  if (protocolStatus !== ProtocolStatus.RequestComplete) {
    refuseByStatus(u);
    return false;
  }
  countAnswer(u);
  const isOver: bool =
    hasUpstreamFlag(u, UpstreamFlag.InputEnded) && !hasUpstreamFlag(u, UpstreamFlag.InputLent);
  const isOpen: bool = isClean && isOver && keepBackend(u);
  endOutput(u);
  if (bytes > 0 && mayDefer(u)) {
    keepOutput(u, bytes);
    if (!isRedirect(u)) {
      deferResponse(u);
      return isOpen;
    }
    pumpOutput(u);
  } else if (bytes > 0) {
    receiveAnswer(u, bytes);
  } else {
    pumpOutput(u);
  }
  freeUpstream(u);
  return isOpen;
}

function countAnswer(u: i32): void {
  const b: i32 = word(u + Upstream.Backend);
  setBackendWord(b, Backend.Answered, backendWord(b, Backend.Answered) + 1);
}

/** The backend does not take the request. */
function refuseByStatus(u: i32): void {
  if (protocolStatus === ProtocolStatus.Overloaded) {
    logUpstream(u, "is overloaded");
    // As if it had not connected: it has not begun the request, which any other may be given.
    clearUpstreamFlag(u, UpstreamFlag.Connected);
    loseBackend(u, REFUSE_BACKENDS_DOWN);
    return;
  }
  logUpstreamNumber(u, "does not take requests like this: protocol status ", protocolStatus);
  giveUp(u, REFUSE_BACKEND_ROLE);
}

/** The backend has closed the connection, or it has failed: a `Failure`. */
function endBackend(u: i32, failure: i32): void {
  const hasConnected: bool = hasUpstreamFlag(u, UpstreamFlag.Connected);
  if (failure < 0 && !hasConnected && word(u + Upstream.Connection) !== 0) {
    failConnecting(u, failure);
    return;
  }
  if (isWhole(u, failure)) {
    if (hasUpstreamFlag(u, UpstreamFlag.ResponseStarted)) countAnswer(u);
    receiveOutput(u, 0);
    return;
  }
  endErrorOutput(u);
  if (!hasUpstreamFlag(u, UpstreamFlag.Reused)) {
    logUpstream(u, "closed the connection before the end of its answer");
  }
  loseBackend(u, REFUSE_BACKEND_GONE);
}

/** Whether nothing of the answer can be missing: SCGI's ends so, and what had a length has come. */
function isWhole(u: i32, failure: i32): bool {
  if (word(u + Upstream.Connection) === 0) return true;
  const isScgi: bool = speaksScgi(word(u + Upstream.Rule));
  if (isScgi && failure === 0 && hasUpstreamFlag(u, UpstreamFlag.ResponseStarted)) return true;
  if (!hasUpstreamFlag(u, UpstreamFlag.HasLength)) return false;
  const pending: i32 = word(u + Upstream.PendingEnd) - word(u + Upstream.PendingAt);
  return owedBytes(u) <= pending;
}
