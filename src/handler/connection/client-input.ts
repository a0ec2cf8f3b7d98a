/*
 * The exchange of requests and answers on a connection: what comes in is taken apart into heads and
 * content, in order, one request at a time.
 *
 *   Idle -> Head -> (answered) Answering | Script -> Discarding -> Idle … -> Lingering
 *                -> (held) Keeping -> Waiting -> (answered)
 *
 * Rules of this file: a request that is whole in the read buffer is handled there and takes no
 * slot; only a remainder is copied to a head slot, to its start or behind the request that is held
 * there; while an answer is on its way no further request is looked at. It is read on only while
 * the slot has room for a whole read.
 */

import { closeAfterResponse, release, releaseHead } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  channelOf,
  connectionNumber,
  Flag,
  hasFlag,
  headFilledOf,
  headSlotAt,
  headSlotOf,
  heldOf,
  setFlag,
  setHeadFilled,
  setHeadSlot,
  stateOf,
  upstreamOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { Held, heldBytes, heldWord } from "../../core/connection/held-record";
import { READ_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { HEAD_SLOT_BYTES, VARIABLES_BYTES_MAX } from "../../core/memory/sizes";
import { HAS_SCRIPTS } from "../../core/product/profile";
import { endsWithClient } from "../../core/rules/rules";
import { ruleOf } from "../../core/upstream/upstream-request";
import { resume } from "../../seam/host";
import { moveOctets, Offset } from "../../wire/octets/arena";
import { READ_BYTES } from "../../wire/sizes/sizes";
import { takeBufferedContent } from "../queue/buffered-content";
import { takeHeadSlot } from "../queue/head-slots";
import { wantsScriptContent } from "../upstream/await-upstream";
import { discardContent } from "./discard-content";
import { followRedirect } from "./follow-redirect";
import { takeScriptContent } from "./request-content";
import { takeRequest } from "./request-reader";

/** Octets have come: they lie in the read buffer. Returns whether to go on reading. */
export function receiveFromClient(c: ConnectionRef, bytes: i32): bool {
  expect(stateOf(c) !== State.Free);
  if (bytes <= 0) {
    if (bytes < 0) release(c);
    else endOfClient(c);
    return false;
  }
  if (stateOf(c) === State.Lingering) {
    setFlag(c, Flag.PeerSending);
    return true;
  }
  // Behind the connection's last answer no request is looked for.
  if (stateOf(c) === State.Responding && hasFlag(c, Flag.Close)) return false;
  if (headFilledOf(c) === heldBytes(c)) {
    saveRemainder(c, consume(c, READ_AT, READ_AT + bytes), READ_AT + bytes);
  } else {
    receiveBehind(c, bytes);
  }
  return wantsRead(c);
}

/**
 * An answer has ended or a script has done something: goes on with what came meanwhile, if the
 * connection is still there.
 */
export function advance(c: ConnectionRef): void {
  if (HAS_SCRIPTS) followRedirect(c);
  if (stateOf(c) === State.Free) return;
  const filled: i32 = headFilledOf(c);
  const held: i32 = heldBytes(c);
  if (filled > held) consumeBuffered(c, headSlotAt(c) + held, headSlotAt(c) + filled);
  else readOn(c);
}

/** Goes on with what lies in the head slot from `at` to `end`; all before it was used. */
export function consumeBuffered(c: ConnectionRef, at: Offset, end: Offset): void {
  expect(at <= end);
  saveRemainder(c, consume(c, at, end), end);
  readOn(c);
}

function readOn(c: ConnectionRef): void {
  if (hasFlag(c, Flag.PeerFinished)) endStranded(c);
  else if (wantsRead(c)) resume(channelOf(c));
}

/** While nothing is read: the client has ended its side (`how` is 0), or its connection failed. */
export function hangUpClient(c: ConnectionRef, how: i32): void {
  expect(how <= 0 && stateOf(c) !== State.Free);
  if (how < 0 || isLeftByEnd(c)) release(c);
}

/**
 * The client has ended its side. What it has asked for it may still want (RFC 9112 §9.6): that a
 * client closes whole looks the same, and is seen when something is sent to it.
 */
function endOfClient(c: ConnectionRef): void {
  expect(stateOf(c) !== State.Free);
  setFlag(c, Flag.PeerFinished);
  if (isLeftByEnd(c)) release(c);
  else endStranded(c);
}

/** Ends a connection that waits for octets which do not come any more. */
function endStranded(c: ConnectionRef): void {
  if (isStranded(c)) release(c);
}

function isStranded(c: ConnectionRef): bool {
  switch (stateOf(c)) {
    case State.Free:
    case State.Responding:
      return false;
    case State.Waiting:
    case State.Upstream:
      return connectionNumber(c, ConnectionNumber.ContentRemaining) > behindHeld(c);
    default:
      return true;
  }
}

/** Octets in the head slot behind what is held there. */
function behindHeld(c: ConnectionRef): i32 {
  expect(headFilledOf(c) >= heldBytes(c));
  return headFilledOf(c) - heldBytes(c);
}

/** Whether its rule takes the end of its side, of a request that is whole too, for its leave. */
function isLeftByEnd(c: ConnectionRef): bool {
  if (!HAS_SCRIPTS) return false;
  if (stateOf(c) === State.Waiting) {
    return endsWithClient(heldWord(heldOf(c), Held.Rule));
  }
  if (stateOf(c) !== State.Upstream) return false;
  return endsWithClient(ruleOf(upstreamOf(c)));
}

function wantsRead(c: ConnectionRef): bool {
  switch (stateOf(c)) {
    case State.Idle:
    case State.Head:
    case State.Discarding:
    case State.Buffering:
    case State.Lingering:
      return true;
    case State.Waiting:
      return HEAD_SLOT_BYTES - headFilledOf(c) >= READ_BYTES + variablesToCome(c);
    case State.Upstream:
      // What comes behind the content is kept, once; reading on shows that the client is gone.
      return (HAS_SCRIPTS && wantsScriptContent(c)) || headFilledOf(c) === 0;
    default:
      return false;
  }
}

/** The room that an authorizer's variables may need, who is asked when the request has its turn. */
function variablesToCome(c: ConnectionRef): i32 {
  expect(stateOf(c) === State.Waiting && heldOf(c) !== NONE);
  return VARIABLES_BYTES_MAX - heldWord(heldOf(c), Held.VariableBytes);
}

/** Octets behind those in the head slot, which has room for a read. */
function receiveBehind(c: ConnectionRef, bytes: i32): void {
  expect(headSlotOf(c) !== NONE && bytes <= READ_BYTES);
  const filled: i32 = headFilledOf(c);
  const from: i32 = headSlotAt(c);
  assert(filled + bytes <= HEAD_SLOT_BYTES);
  moveOctets(from + filled, READ_AT, bytes);
  setHeadFilled(c, filled + bytes);
  const end: i32 = from + filled + bytes;
  saveRemainder(c, consume(c, from + heldBytes(c), end), end);
}

/** Takes apart `at` to `end` as far as the connection's state allows. Returns where it stopped. */
function consume(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(at <= end);
  let from: i32 = at;
  while (from < end) {
    const next: i32 = consumeOnce(c, from, end);
    if (next === from) return from;
    from = next;
  }
  return from;
}

function consumeOnce(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(at < end);
  switch (stateOf(c)) {
    case State.Idle:
    case State.Head:
      return takeRequest(c, at, end);
    case State.Discarding:
      return discardContent(c, at, end);
    case State.Buffering:
      return HAS_SCRIPTS ? takeBufferedContent(c, at, end) : at;
    case State.Upstream:
      return HAS_SCRIPTS ? takeScriptContent(c, at, end) : at;
    default:
      return at;
  }
}

/** Keeps what was not taken apart in a head slot, at its start or behind what is held. */
function saveRemainder(c: ConnectionRef, at: Offset, end: Offset): void {
  expect(at <= end);
  const state: i32 = stateOf(c);
  if (state === State.Free || state === State.Lingering) return;
  const held: i32 = heldBytes(c);
  if (at === end && held === 0) {
    releaseHead(c);
    return;
  }
  if (headSlotOf(c) === NONE) {
    const slot: i32 = takeHeadSlot(c);
    if (slot === NONE) {
      // The client learns by the connection's end that no more is answered, and asks again.
      closeAfterResponse(c);
      return;
    }
    setHeadSlot(c, slot);
  }
  const target: i32 = headSlotAt(c) + held;
  if (at !== target) moveOctets(target, at, end - at);
  setHeadFilled(c, held + end - at);
}
