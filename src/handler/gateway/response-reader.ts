/*
 * What a backend says: its answer goes the way that scripts' answers go, its standard error to the
 * log, and the end of its request decides what becomes of the connection.
 *
 * Rules of this file: an answer whose end did not come is cut, and its client is told by a reset;
 * what FastCGI says of a request that it does not take is believed.
 */

import { backendAnswered, setBackendAnswered } from "../../core/backend/backends";
import { dropBackend, keepBackend } from "../../core/gateway/backend-connection";
import { fastCgiOutput } from "../../core/gateway/fastcgi-record";
import { backendOf } from "../../core/gateway/gateway-record";
import { NONE } from "../../core/memory/pool";
import { speaksScgi } from "../../core/rules/rules";
import {
  clientOf,
  hasUpstreamFlag,
  outputChannel,
  owedBytes,
  pendingBytes,
  UpstreamFlag,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import { ruleOf } from "../../core/upstream/upstream-request";
import {
  enterResponse,
  Framing,
  framingOf,
  InputState,
  inputState,
  PeerState,
  peerState,
  ResponseState,
  responseState,
} from "../../core/upstream/upstream-state";
import { endSend, hearUpstream, isSending } from "../../core/upstream/upstream-times";
import { ProtocolStatus } from "../../wire/cgi/fastcgi";
import {
  REFUSE_BACKEND_GONE,
  REFUSE_BACKEND_RECORD,
  REFUSE_BACKEND_ROLE,
  REFUSE_BACKENDS_DOWN,
} from "../../wire/http/refusal";
import { READ_BYTES } from "../../wire/sizes/sizes";
import { keepOutput, pumpOutput, receiveOutput } from "../relay/response-body";
import { isRedirect } from "../relay/response-head";
import { isOpenUpstream } from "../request/entry-conditions";
import { endOutput, freeUpstream } from "../upstream/close-upstream";
import { endErrorOutput, logUpstream, logUpstreamNumber } from "../upstream/error-stream";
import { deferResponse, mayDefer } from "./deferred-response";
import { endAppStatus, endProtocolStatus, Reading, readRecords } from "./fastcgi-reader";
import { failConnecting, giveUp, loseBackend } from "./gateway";

/** Octets have come, in the read buffer, or the connection's end. Returns whether to read on. */
export function receiveFromBackend(u: UpstreamRef, bytes: i32): bool {
  expect(isOpenUpstream(u) && outputChannel(u) !== NONE && bytes <= READ_BYTES);
  if (bytes <= 0) {
    endBackend(u, bytes);
    return false;
  }
  hearUpstream(u);
  if (speaksScgi(ruleOf(u))) return receiveAnswer(u, bytes);
  const reading: Reading = readRecords(u, bytes);
  if (reading === Reading.Broken) {
    logUpstream(u, "sent what is no FastCGI record of this request");
    giveUp(u, REFUSE_BACKEND_RECORD);
    return false;
  }
  if (reading === Reading.Open) return takeOutput(u);
  return endRequest(u, reading === Reading.Ended);
}

/** What there is of STDOUT in what was read. Returns whether to read on. */
function takeOutput(u: UpstreamRef): bool {
  const bytes: i32 = fastCgiOutput(u);
  return bytes === 0 || receiveAnswer(u, bytes);
}

function receiveAnswer(u: UpstreamRef, bytes: i32): bool {
  expect(bytes > 0);
  beginResponse(u);
  return receiveOutput(u, bytes);
}

/** The backend has begun to answer, whatever it has taken of the request. */
function beginResponse(u: UpstreamRef): void {
  if (responseState(u) !== ResponseState.Awaited) return;
  const wasSending: bool = isSending(u);
  enterResponse(u, ResponseState.Head);
  if (wasSending) endSend(u);
}

/** END_REQUEST has come. Returns whether the connection is read on. */
function endRequest(u: UpstreamRef, isClean: bool): bool {
  expect(outputChannel(u) !== NONE && !speaksScgi(ruleOf(u)));
  const bytes: i32 = fastCgiOutput(u);
  endErrorOutput(u);
  const appStatus: f64 = endAppStatus(u);
  if (appStatus !== 0) logUpstreamNumber(u, "ended with the status ", appStatus);
  if (endProtocolStatus(u) !== ProtocolStatus.RequestComplete) {
    refuseByStatus(u);
    return false;
  }
  countAnswer(u);
  const isOver: bool = inputState(u) === InputState.Ended;
  const isOpen: bool = isClean && isOver && keepBackend(u);
  endOutput(u);
  if (bytes > 0 && mayDefer(u)) {
    beginResponse(u);
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

function countAnswer(u: UpstreamRef): void {
  expect(backendOf(u) !== NONE);
  const b: i32 = backendOf(u);
  setBackendAnswered(b, backendAnswered(b) + 1);
}

/** The backend does not take the request. */
function refuseByStatus(u: UpstreamRef): void {
  expect(endProtocolStatus(u) !== ProtocolStatus.RequestComplete);
  const status: i32 = endProtocolStatus(u);
  if (status === ProtocolStatus.Overloaded) {
    logUpstream(u, "is overloaded");
    // As if it had not connected: it has not begun the request, which any other may be given.
    dropBackend(u);
    loseBackend(u, REFUSE_BACKENDS_DOWN);
    return;
  }
  logUpstreamNumber(u, "does not take requests like this: protocol status ", status);
  giveUp(u, REFUSE_BACKEND_ROLE);
}

/** The backend has closed the connection, or it has failed: a `Failure`. */
function endBackend(u: UpstreamRef, failure: i32): void {
  expect(failure <= 0);
  const isAwaited: bool = responseState(u) === ResponseState.Awaited && clientOf(u) !== 0;
  if (failure < 0 && isAwaited && peerState(u) === PeerState.Connecting) {
    failConnecting(u, failure);
    return;
  }
  if (isWhole(u, failure)) {
    if (responseState(u) !== ResponseState.Awaited) countAnswer(u);
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
function isWhole(u: UpstreamRef, failure: i32): bool {
  if (clientOf(u) === 0) return true;
  const isScgi: bool = speaksScgi(ruleOf(u));
  if (isScgi && failure === 0 && responseState(u) !== ResponseState.Awaited) return true;
  if (framingOf(u) !== Framing.Length) return false;
  return owedBytes(u) <= pendingBytes(u);
}
