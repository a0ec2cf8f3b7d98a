/*
 * What becomes of a request that was held: its turn comes and it is answered as if its head had
 * just come, or it is refused.
 */

import { releaseHeld } from "../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  connectionNumber,
  headFilledOf,
  headSlotAt,
  heldOf,
  setConnectionNumber,
  stateOf,
} from "../core/connection/connection-record";
import { State } from "../core/connection/connection-state";
import { heldBytes, heldBytesBeforeContent, isKept } from "../core/connection/held-record";
import { NONE } from "../core/memory/pool";
import { HAS_PASSWORDS, HAS_SCRIPTS } from "../core/product/profile";
import { clientOf, UpstreamRef } from "../core/upstream/upstream-record";
import { advance, consumeBuffered } from "../handler/connection/client-input";
import { refuseHeld, resumeRequest } from "../handler/queue/held-request";
import { nextListing } from "../handler/queue/listing-queue";
import { nextPassword } from "../handler/queue/password-queue";
import {
  hasNewcomer,
  longestUnheard,
  nextQueued,
  nextRedirect,
  untilPressed,
} from "../handler/queue/queue";
import { isAnsweredBy } from "../handler/request/entry-conditions";
import { answerRequest } from "../handler/route/route";
import { abortUpstream } from "../handler/upstream/close-upstream";
import { Refusal } from "../wire/http/refusal";
import { lookAtClients, untilLook } from "./client-looks";
import { enterConnectionScope, enterUpstreamScope, leaveScope } from "./fault-scope";
import { pressUpstreams } from "./pressure";

/** Answers all whose turn it is, and sees to it that there are turns. */
export function runQueued(): void {
  if (HAS_SCRIPTS) makeTurns();
  else lookAtClients();
  for (let c: ConnectionRef = nextWaiting(); c !== 0; c = nextWaiting()) {
    enterConnectionScope(c);
    dequeue(c);
    leaveScope();
  }
}

function makeTurns(): void {
  pressUpstreams();
  while (untilPressed() === 0) {
    const u: UpstreamRef = longestUnheard();
    expect(clientOf(u) === 0);
    enterUpstreamScope(u);
    abortUpstream(u);
    leaveScope();
  }
  for (let u: UpstreamRef = nextRedirect(); u !== 0; u = nextRedirect()) {
    const c: ConnectionRef = clientOf(u);
    expect(isAnsweredBy(c, u));
    enterUpstreamScope(u);
    advance(c);
    leaveScope();
  }
}

function nextWaiting(): i32 {
  const c: ConnectionRef = HAS_SCRIPTS ? nextQueued() : 0;
  if (c !== 0) return c;
  const listed: ConnectionRef = nextListing();
  return listed === 0 && HAS_PASSWORDS ? nextPassword() : listed;
}

/** Milliseconds until somebody's turn, or until one is made; -1 when it depends on other events. */
export function untilRun(): i32 {
  if (nextWaiting() !== 0) return 0;
  if (!HAS_SCRIPTS) return untilLook();
  if (nextRedirect() !== 0 || hasNewcomer()) return 0;
  const press: i32 = untilPressed();
  const look: i32 = untilLook();
  return press < 0 || (look >= 0 && look < press) ? look : press;
}

/** Looked up anew: the script may be another by now, or none. */
export function dequeue(c: ConnectionRef): void {
  expect(stateOf(c) === State.Waiting);
  const at: i32 = headSlotAt(c);
  const end: i32 = at + headFilledOf(c);
  const contentAt: i32 = at + heldBytesBeforeContent(c);
  resumeRequest(c);
  // As if what was kept in memory came now, before what has not come yet.
  const left: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  const kept: i32 = heldBytes(c) - heldBytesBeforeContent(c);
  if (isKept(c)) setConnectionNumber(c, ConnectionNumber.ContentRemaining, left + kept);
  answerRequest(c);
  if (stateOf(c) === State.Free) return;
  if (stateOf(c) === State.Waiting) {
    // By another rule it has to wait on; what is kept is none that comes behind it.
    if (isKept(c)) setConnectionNumber(c, ConnectionNumber.ContentRemaining, left);
    return;
  }
  releaseHeld(c);
  consumeBuffered(c, contentAt, end);
}

/** Refuses a request that is held, and goes on with what came behind it. */
export function refuseQueued(c: ConnectionRef, refusal: Refusal): void {
  expect(heldOf(c) !== NONE);
  const at: i32 = headSlotAt(c);
  const restAt: i32 = at + heldBytes(c);
  const end: i32 = at + headFilledOf(c);
  refuseHeld(c, refusal);
  consumeBuffered(c, restAt, end);
}
