/*
 * Requests that are held: a head that is complete stays at the start of the connection's head slot,
 * and what was read from it in the record of what is held.
 *
 * Rules of this file: a head is parsed once, and its request counted then; what is held is given
 * back when its answer has begun, or with the connection.
 */

import { release, releaseHeld } from "../../core/connection/connection";
import {
  ConnectionRef,
  connectionItem,
  Flag,
  hasFlag,
  headFilledOf,
  headSlotAt,
  headSlotOf,
  heldOf,
  setHeadFilled,
  setHeadSlot,
  setHeld,
  setState,
  siteOf,
  stateOf,
  upstreamOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import {
  Held,
  heldBytesBeforeContent,
  heldHead,
  heldHeadBytes,
  heldWord,
  NO_CHECK,
  setHeldWord,
} from "../../core/connection/held-record";
import { HEAD_AT } from "../../core/memory/layout";
import { NONE, Pool, take } from "../../core/memory/pool";
import { HEAD_SLOT_BYTES } from "../../core/memory/sizes";
import { AuthRuleRef } from "../../core/rules/auth-rules";
import { nowMs } from "../../core/time/clock";
import { headAt, keepHead, restoreHead } from "../../wire/http/head-record";
import { Refusal } from "../../wire/http/refusal";
import { moveOctets } from "../../wire/octets/arena";
import { noteOrigin } from "../request/cors-origin";
import {
  authorizedAt,
  authorizedEnd,
  isAuthorized,
  noteAuthorized,
  noteAuthRule,
  noteRequestLine,
  redirectCount,
  requestAuthRule,
  requestHeadEnd,
  requestLineAt,
} from "../request/current-request";
import { refuse } from "../response/refuse";
import { makeHeadSlot } from "./head-slots";

/** Holds the request whose head was parsed last, for which there is a record. */
export function holdRequest(c: ConnectionRef, isKept: i32): void {
  expect(heldOf(c) === NONE);
  const from: i32 = requestLineAt();
  const headBytes: i32 = requestHeadEnd() - from;
  const variablesAt: i32 = authorizedAt();
  const variableBytes: i32 = authorizedEnd() - variablesAt;
  const isAllowed: i32 = isAuthorized() ? 1 : 0;
  const authRule: AuthRuleRef = requestAuthRule();
  // Whoever gives way to it is refused: what is known of this request beside its head is gone then.
  const slot: i32 = headSlotOf(c) === NONE ? makeHeadSlot(c) : NONE;
  if (slot !== NONE) setHeadSlot(c, slot);
  const item: i32 = take(Pool.Held, connectionItem(c));
  assert(item !== NONE);
  setHeldWord(item, Held.HeadBytes, headBytes);
  setHeldWord(item, Held.VariableBytes, variableBytes);
  setHeldWord(item, Held.IsAuthorized, isAllowed);
  setHeldWord(item, Held.Bytes, headBytes + variableBytes);
  setHeldWord(item, Held.File, NONE);
  setHeldWord(item, Held.IsKept, isKept);
  setHeldWord(item, Held.SinceMs, nowMs);
  setHeldWord(item, Held.Retries, 0);
  setHeldWord(item, Held.AuthRule, authRule);
  setHeldWord(item, Held.Check, NO_CHECK);
  setHeld(c, item);
  assert(headAt(HEAD_AT) === from);
  keepHead(heldHead(c), HEAD_AT);
  const at: i32 = headSlotAt(c);
  if (from < at || from >= at + HEAD_SLOT_BYTES) makeRoom(c, headBytes + variableBytes);
  moveOctets(at, from, headBytes);
  moveOctets(at + headBytes, variablesAt, variableBytes);
}

/**
 * Has the request that is being answered wait for its turn, held if it is not yet. False when it
 * cannot be: as many are held as may, or it is what a redirect leads to, whose target does not lie
 * in its head. The caller gives it the deadline of its queue.
 */
export function holdForTurn(c: ConnectionRef, rule: i32, isQueueFull: bool): bool {
  expect(stateOf(c) !== State.Free && upstreamOf(c) === 0);
  if (heldOf(c) === NONE) {
    if (redirectCount() > 0 || isQueueFull) return false;
    holdRequest(c, 0);
  }
  setHeldWord(heldOf(c), Held.Rule, rule);
  setState(c, State.Waiting);
  return true;
}

/** The request that is held is handled again, wherever its head slot is now. */
export function resumeRequest(c: ConnectionRef): void {
  expect(heldOf(c) !== NONE);
  const at: i32 = headSlotAt(c);
  const variablesAt: i32 = at + heldHeadBytes(c);
  restoreHead(HEAD_AT, heldHead(c), at);
  noteRequestLine(siteOf(c), at, variablesAt);
  noteAuthRule(heldWord(heldOf(c), Held.AuthRule));
  noteOrigin();
  if (heldWord(heldOf(c), Held.IsAuthorized) === 0) return;
  noteAuthorized(variablesAt, at + heldBytesBeforeContent(c));
}

/** What came behind the request, while an authorizer was asked, is moved on, if anything did. */
function makeRoom(c: ConnectionRef, bytes: i32): void {
  expect(bytes > 0 && headSlotOf(c) !== NONE);
  const filled: i32 = headFilledOf(c);
  assert(filled + bytes <= HEAD_SLOT_BYTES);
  moveOctets(headSlotAt(c) + bytes, headSlotAt(c), filled);
  setHeadFilled(c, filled + bytes);
}

/**
 * Refuses a request that is held, wherever what follows it is taken apart from. A client to whom
 * something else is on its way is closed.
 */
export function refuseHeld(c: ConnectionRef, refusal: Refusal): void {
  expect(refusal < 0);
  expect(heldOf(c) !== NONE);
  if (hasFlag(c, Flag.Lent)) {
    release(c);
    return;
  }
  resumeRequest(c);
  refuse(c, refusal);
  if (stateOf(c) !== State.Free) releaseHeld(c);
}
