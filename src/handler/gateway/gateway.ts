/*
 * Gateways: requests that a backend answers, over FastCGI or SCGI.
 *
 * Rules of this file: a backend that cannot be reached is left out for a while and the next one is
 * asked; so it is when one fails later, as long as nothing of an answer has come and the request
 * may be made again: always when no connection came about, else when its method says so (RFC 9110
 * §9.2.2) and its content is still there.
 */

import { backendAddressAt, backendAddressEnd, backendPort } from "../../core/backend/backends";
import { isOurs } from "../../core/backend/spawned-programs";
import { ConnectionRef, upstreamOf } from "../../core/connection/connection-record";
import { takeHeldFile } from "../../core/connection/held-record";
import {
  attachBackend,
  dropBackend,
  evictAtBackend,
  takeIdle,
} from "../../core/gateway/backend-connection";
import {
  backendOf,
  contentFile,
  forgetTried,
  hasTried,
  noteTried,
  requestBytes,
  setBackend,
  setContentFile,
} from "../../core/gateway/gateway-record";
import { BLOCK_AT, HEAD_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { speaksScgi } from "../../core/rules/rules";
import { serving } from "../../core/settings/generations";
import { hasServerFlag, ServerFlag } from "../../core/settings/server-settings";
import { isGateway, isInputEnded, isInputLent } from "../../core/upstream/upstream-progress";
import {
  clearUpstreamFlag,
  clientOf,
  hasUpstreamFlag,
  outputChannel,
  setPassedBytes,
  setUpstreamFlag,
  UpstreamFlag,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import { gatewayRequestAt } from "../../core/upstream/upstream-slot";
import {
  enterInput,
  InputState,
  PeerState,
  peerState,
  ResponseState,
  responseState,
  UpstreamKind,
} from "../../core/upstream/upstream-state";
import { awaitSend, isSending, isTotalOver, pauseTimers } from "../../core/upstream/upstream-times";
import { connect, send } from "../../seam/host";
import { Failure, Sent } from "../../seam/results";
import { VariableForm } from "../../wire/cgi/variable";
import { headMethod } from "../../wire/http/head-record";
import { Method } from "../../wire/http/method";
import {
  REFUSE_BACKEND_GONE,
  REFUSE_BACKENDS_DOWN,
  REFUSE_TIME_OF_BACKEND,
  REFUSE_TIME_OF_SCRIPT,
  Refusal,
} from "../../wire/http/refusal";
import { Offset } from "../../wire/octets/arena";
import { renewAppProcess } from "../processes/supervisor";
import { isAuthorized, redirectCount, scriptEnd, scriptRule } from "../request/current-request";
import { isOpenUpstream, isRequestOf } from "../request/entry-conditions";
import { setUpstreamDeadline } from "../upstream/await-upstream";
import { endOutput, freeUpstream } from "../upstream/close-upstream";
import { logUpstream } from "../upstream/error-stream";
import { failUpstream } from "../upstream/fail-upstream";
import { openUpstream } from "../upstream/open-upstream";
import {
  contentBytes,
  putAuthorizerVariables,
  putMetaVariables,
} from "../variables/meta-variables";
import { chooseBackend, markDown } from "./balance";
import { goOnToBackend } from "./request-body";
import { composeRequest } from "./request-encoder";

/** Answers with a backend of the rule by which the script was found. */
export function startGateway(c: ConnectionRef): void {
  expect(isRequestOf(c) && upstreamOf(c) === 0);
  // The request's fields may lie where its head is kept next.
  const form: VariableForm = formOf(scriptRule());
  const blockEnd: i32 = putMetaVariables(BLOCK_AT, c, scriptEnd(), form);
  const bytes: f64 = contentBytes(c);
  const u: UpstreamRef = openGateway(c, UpstreamKind.Gateway, bytes);
  if (redirectCount() === 0) setContentFile(u, takeHeldFile(c));
  begin(u, blockEnd, bytes);
}

function formOf(rule: i32): VariableForm {
  return speaksScgi(rule) ? VariableForm.Scgi : VariableForm.FastCgi;
}

/** Asks a backend of the authorizer's rule that was found. The content is not for it. */
export function startAuthorizer(c: ConnectionRef): void {
  expect(isRequestOf(c) && upstreamOf(c) === 0 && !isAuthorized());
  const blockEnd: i32 = putAuthorizerVariables(BLOCK_AT, c);
  begin(openGateway(c, UpstreamKind.Authorizer, 0), blockEnd, 0);
}

function begin(u: UpstreamRef, blockEnd: Offset, contentBytes: f64): void {
  expect(isGateway(u) && peerState(u) === PeerState.None);
  forgetTried(u);
  composeRequest(u, blockEnd, contentBytes);
  tryBackends(u, REFUSE_BACKENDS_DOWN);
}

/** A record for the request, with so many octets of content for the backend. */
function openGateway(c: i32, kind: UpstreamKind, bytes: f64): UpstreamRef {
  const u: UpstreamRef = openUpstream(c, kind, bytes === 0 ? InputState.Ended : InputState.Open);
  const method: Method = headMethod(HEAD_AT);
  const isSafe: bool = method === Method.Get || method === Method.Head || method === Method.Options;
  if (isSafe) setUpstreamFlag(u, UpstreamFlag.Idempotent);
  return u;
}

/** The request goes to the next backend; when there is none it is refused. */
function tryBackends(u: UpstreamRef, refusal: Refusal): void {
  expect(refusal < 0 && outputChannel(u) === NONE);
  let why: i32 = refusal;
  for (let b: i32 = chooseBackend(u); b !== NONE; b = chooseBackend(u)) {
    why = beginAt(u, b, why);
    if (why === 0) return;
  }
  giveUp(u, why);
}

/**
 * Sends the request to a backend, over a connection that was kept if there is one. Returns 0, or
 * what the client is refused with if no other takes it: `refusal`, if nothing is known beside it.
 */
function beginAt(u: UpstreamRef, b: i32, refusal: Refusal): i32 {
  expect(!hasTried(u, b) && requestBytes(u) > 0 && clientOf(u) !== 0);
  pauseTimers(u); // Its times begin anew.
  rewindFile(u);
  // Whether a kept one is still good shows only when it is used: no request may be lost so, and
  // where one was not, another would not be either.
  const isSure: bool = hasUpstreamFlag(u, UpstreamFlag.Idempotent) && isInputEnded(u);
  const kept: i32 = isSure && !hasUpstreamFlag(u, UpstreamFlag.Reused) ? takeIdle(b) : NONE;
  const channel: i32 = kept === NONE ? connectTo(u, b) : kept;
  if (channel < 0) return refusal;
  attachBackend(u, b, channel);
  if (kept === NONE) clearUpstreamFlag(u, UpstreamFlag.Reused);
  else setUpstreamFlag(u, UpstreamFlag.Reused);
  const sent: i32 = send(channel, gatewayRequestAt(u), requestBytes(u), false);
  if (sent === Sent.Gone) {
    dropBackend(u);
    if (kept !== NONE) return refusal;
    logUpstream(u, "closed the connection before it had taken the request");
    return REFUSE_BACKEND_GONE;
  }
  if (sent === Sent.Done) {
    goOnToBackend(u);
    return 0;
  }
  awaitSend(u);
  setUpstreamDeadline(clientOf(u));
  return 0;
}

/** What was kept of the content is passed on from its start, whatever another backend has had. */
function rewindFile(u: UpstreamRef): void {
  expect(!isInputLent(u));
  if (contentFile(u) === NONE) return;
  if (isInputEnded(u)) enterInput(u, InputState.Open);
  setPassedBytes(u, 0);
}

/** Returns a channel, or a `Failure`. */
function connectTo(u: UpstreamRef, b: i32): i32 {
  const at: i32 = backendAddressAt(b);
  const bytes: i32 = backendAddressEnd(b) - at;
  noteTried(u, b);
  setBackend(u, b);
  evictAtBackend(b);
  const channel: i32 = connect(at, bytes, backendPort(b));
  if (channel < 0) noteUnreachable(u, channel);
  return channel;
}

/** Its connection to the backend could not be made. Busy is not down: it takes others' requests. */
function noteUnreachable(u: UpstreamRef, failure: i32): void {
  expect(failure < 0 && backendOf(u) !== NONE);
  if (failure === Failure.Busy || failure === Failure.NoDescriptors) {
    if (hasServerFlag(serving(), ServerFlag.Verbose)) logUnreachable(u, failure);
    return;
  }
  const b: i32 = backendOf(u);
  markDown(b);
  logUnreachable(u, failure);
  // Its socket is kept as long as it is: so the file at its path is another one, or none.
  const isElsewhere: bool = failure === Failure.NotFound || failure === Failure.Refused;
  if (isElsewhere && isOurs(b)) renewAppProcess(b);
}

function logUnreachable(u: UpstreamRef, failure: i32): void {
  switch (failure) {
    case Failure.NotFound:
      logUpstream(u, "there is no such socket");
      return;
    case Failure.Refused:
      logUpstream(u, "nobody listens there");
      return;
    case Failure.Forbidden:
      logUpstream(u, "the server may not connect to it");
      return;
    case Failure.Busy:
      logUpstream(u, "as many requests wait there as can");
      return;
    case Failure.NoDescriptors:
      logUpstream(u, "no descriptor is left for a connection");
      return;
    default:
      logUpstream(u, "no connection could be made");
  }
}

/** The connection has failed with a `Failure` before the backend had taken it. */
export function failConnecting(u: UpstreamRef, failure: i32): void {
  expect(isOpenUpstream(u) && peerState(u) === PeerState.Connecting);
  noteUnreachable(u, failure);
  dropBackend(u);
  tryBackends(u, REFUSE_BACKENDS_DOWN);
}

/**
 * A time is over. A backend that takes nothing is left out for a while; one that does not answer
 * may only have a slow request. When it is the time of the whole request, no other is asked.
 */
export function timeOutBackend(u: UpstreamRef): void {
  expect(isOpenUpstream(u) && isGateway(u));
  if (isTotalOver(u)) giveUp(u, REFUSE_TIME_OF_SCRIPT);
  else if (!isSending(u)) loseBackend(u, REFUSE_TIME_OF_SCRIPT);
  else {
    markDown(backendOf(u));
    loseBackend(u, REFUSE_TIME_OF_BACKEND);
  }
}

/** The backend has failed: another one is asked where that is possible, else `refusal` is said. */
export function loseBackend(u: UpstreamRef, refusal: Refusal): void {
  expect(isOpenUpstream(u) && isGateway(u) && refusal < 0);
  const isRepeated: bool = mayRepeat(u);
  dropBackend(u);
  if (isRepeated) tryBackends(u, refusal);
  else giveUp(u, refusal);
}

/** The request is refused; where its answer has begun its client is reset. */
export function giveUp(u: UpstreamRef, refusal: Refusal): void {
  expect(isOpenUpstream(u) && refusal < 0);
  endOutput(u);
  failUpstream(u, refusal);
  freeUpstream(u);
}

function mayRepeat(u: UpstreamRef): bool {
  const isBegun: bool =
    responseState(u) !== ResponseState.Awaited || hasUpstreamFlag(u, UpstreamFlag.ContentConsumed);
  if (clientOf(u) === 0 || isBegun) return false;
  return hasUpstreamFlag(u, UpstreamFlag.Idempotent) || peerState(u) !== PeerState.Connected;
}
