/*
 * What is done when a deadline has passed, phase by phase.
 */

import { closeAfterResponse, release } from "../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  clearFlag,
  connectionNumber,
  Flag,
  hasFlag,
  headFilledOf,
  headSlotOf,
  lingerExtensionsOf,
  setLingerExtensions,
  stateOf,
  upstreamOf,
} from "../core/connection/connection-record";
import { State } from "../core/connection/connection-state";
import { isTooSlow } from "../core/connection/rate";
import { dropIdle } from "../core/gateway/backend-connection";
import { itemAt, NONE, Pool } from "../core/memory/pool";
import { HAS_GATEWAYS, HAS_SCRIPTS } from "../core/product/profile";
import { firstSite, serving } from "../core/settings/generations";
import { hasServerFlag, ServerFlag } from "../core/settings/server-settings";
import { Deadline, expiredIn, Phase, setDeadline, untilNextDeadline } from "../core/time/deadlines";
import { isGateway, isStreaming } from "../core/upstream/upstream-progress";
import { clientOf, UpstreamRef } from "../core/upstream/upstream-record";
import {
  isSending,
  isSendProgressing,
  isTotalOver,
  overdueUpstream,
} from "../core/upstream/upstream-times";
import { advance } from "../handler/connection/client-input";
import { timeOutBackend } from "../handler/gateway/gateway";
import { passFile } from "../handler/gateway/request-body";
import { continueListing } from "../handler/listing/listing";
import { timeOutStatus } from "../handler/relay/response-body";
import { noteRequestLine } from "../handler/request/current-request";
import { isOpenUpstream } from "../handler/request/entry-conditions";
import { refuseAndClose } from "../handler/response/refuse";
import { abortUpstream, killScript } from "../handler/upstream/close-upstream";
import { logUpstream } from "../handler/upstream/error-stream";
import { failUpstream } from "../handler/upstream/fail-upstream";
import {
  REFUSE_NO_SLOT,
  REFUSE_TIME_OF_CONTENT,
  REFUSE_TIME_OF_HEAD,
  REFUSE_TIME_OF_PASSWORD,
  REFUSE_TIME_OF_QUEUE,
  REFUSE_TIME_OF_SCRIPT,
} from "../wire/http/refusal";
import { word } from "../wire/octets/arena";
import { LISTING_COUNT } from "../wire/sizes/sizes";
import { enterConnectionScope, enterUpstreamScope, leaveScope } from "./fault-scope";
import { dequeue, refuseQueued } from "./run-queue";

/** With 2 s for each time, half a minute in all, as nginx has it. */
const PROLONGED_MAX: i32 = 14;

/** Acts on every deadline that has passed. Each act takes its record out of the phase's list. */
export function actOnDeadlines(): void {
  if (untilNextDeadline() === 0) actOnConnections();
  if (HAS_SCRIPTS) actOnOverdue();
  if (untilNextDeadline() === 0) actOnOthers();
  leaveScope();
}

function actOnConnections(): void {
  for (let phase: i32 = Phase.Idle; phase <= Phase.ScriptWait; phase++) {
    for (let c: ConnectionRef = expiredIn(phase); c !== 0; c = expiredIn(phase)) {
      enterConnectionScope(c);
      act(c, phase);
    }
  }
}

function actOnOverdue(): void {
  for (let u: UpstreamRef = overdueUpstream(); u !== 0; u = overdueUpstream())
    actOnUpstream(u, Phase.ScriptTotal);
}

function actOnOthers(): void {
  if (HAS_SCRIPTS) actOnUpstreams();
  leaveScope();
  if (HAS_GATEWAYS) dropIdleOnes();
  resumeYielded();
}

function actOnUpstreams(): void {
  for (let phase: i32 = Phase.ScriptKill; phase < Phase.COUNT; phase++) {
    for (let u: UpstreamRef = expiredIn(phase); u !== 0; u = expiredIn(phase))
      actOnUpstream(u, phase);
  }
}

function dropIdleOnes(): void {
  for (let k: i32 = expiredIn(Phase.GatewayKeep); k !== 0; k = expiredIn(Phase.GatewayKeep))
    dropIdle(k);
}

function act(c: ConnectionRef, phase: Phase): void {
  expect(stateOf(c) !== State.Free && word(c + Deadline.Phase) === phase);
  switch (phase) {
    case Phase.Head:
      timeOutHead(c);
      return;
    case Phase.Content:
      if (isTooSlow(c)) timeOutContent(c);
      else setDeadline(c, Phase.Content);
      return;
    case Phase.Send:
      if (isTooSlow(c)) release(c);
      else setDeadline(c, Phase.Send);
      return;
    case Phase.Linger:
      lingerOn(c);
      return;
    case Phase.ScriptRetry:
      // Not while something else is on its way to the client.
      if (hasFlag(c, Flag.Lent)) setDeadline(c, Phase.ScriptRetry);
      else dequeue(c);
      return;
    case Phase.ListingWait:
      refuseQueued(c, REFUSE_NO_SLOT);
      return;
    case Phase.PasswordWait:
      refuseQueued(c, REFUSE_TIME_OF_PASSWORD);
      return;
    case Phase.ScriptWait:
      refuseQueued(c, REFUSE_TIME_OF_QUEUE);
      return;
    default:
      release(c);
  }
}

/**
 * A client that is still sending when its connection is closed is reset, and may lose the answer
 * that it has not read yet: it is listened to while something comes, within a bound.
 */
function lingerOn(c: ConnectionRef): void {
  expect(stateOf(c) === State.Lingering);
  const times: i32 = lingerExtensionsOf(c);
  if (!hasFlag(c, Flag.PeerSending) || times === PROLONGED_MAX) {
    release(c);
    return;
  }
  clearFlag(c, Flag.PeerSending);
  setLingerExtensions(c, times + 1);
  setDeadline(c, Phase.Linger);
}

function actOnUpstream(u: UpstreamRef, phase: Phase): void {
  expect(isOpenUpstream(u));
  const c: ConnectionRef = clientOf(u);
  enterUpstreamScope(u);
  if (phase === Phase.ScriptTotal) timeOutUpstream(u);
  else if (phase === Phase.ScriptKill) killScript(u);
  else if (phase === Phase.ScriptStatus) timeOutStatus(u);
  else {
    if (phase === Phase.ScriptOrphan && hasServerFlag(serving(), ServerFlag.Verbose)) {
      logUpstream(u, "is given up: its client's connection has ended");
    }
    abortUpstream(u);
  }
  if (c !== 0) advance(c);
}

/** Once each: what goes on is in the list again, for the next time. */
function resumeYielded(): void {
  for (let i: i32 = 0; i < LISTING_COUNT; i++) {
    const c: ConnectionRef = expiredIn(Phase.Yield);
    if (c === 0) return;
    enterConnectionScope(c);
    if (HAS_GATEWAYS && stateOf(c) === State.Upstream) passFile(upstreamOf(c), c);
    else continueListing(c);
    advance(c);
    leaveScope();
  }
}

function timeOutHead(c: ConnectionRef): void {
  expect(stateOf(c) === State.Head);
  // Only empty lines have come, in pieces: nothing was asked, and no slot is held.
  if (headSlotOf(c) === NONE) {
    release(c);
    return;
  }
  const at: i32 = itemAt(Pool.Heads, headSlotOf(c));
  noteRequestLine(firstSite(serving()), at, at + headFilledOf(c));
  refuseAndClose(c, REFUSE_TIME_OF_HEAD);
}

function timeOutContent(c: ConnectionRef): void {
  expect(connectionNumber(c, ConnectionNumber.ContentRemaining) !== 0);
  closeAfterResponse(c);
  switch (stateOf(c)) {
    case State.Buffering:
      refuseQueued(c, REFUSE_TIME_OF_CONTENT);
      return;
    case State.Upstream:
      if (HAS_SCRIPTS) failUpstream(upstreamOf(c), REFUSE_TIME_OF_CONTENT);
      return;
    default:
      release(c);
  }
}

/** One of the script's times is over: 504, or where its answer has begun the end of its client. */
export function timeOutUpstream(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  if (isSending(u) && !isTotalOver(u) && isSendProgressing(u)) return;
  const hasBegun: bool = isStreaming(u);
  if (isSending(u)) logUpstream(u, "did not take the connection or the request in time");
  else logUpstream(u, hasBegun ? "did not go on in time" : "did not answer in time");
  if (isGateway(u)) timeOutBackend(u);
  else failUpstream(u, REFUSE_TIME_OF_SCRIPT);
}
