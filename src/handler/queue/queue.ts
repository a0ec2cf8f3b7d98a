/*
 * The queue of requests that wait for scripts to end.
 *
 * Rules of this file: the list of `Phase.ScriptWait` is the queue, in order of arrival, and a
 * connection has one request in it; who shares a number of scripts
 * (src/core/upstream/concurrency.ts) passes nobody of those who do. A turn is taken in an event of
 * its own (src/server/run-queue.ts), so that whatever ends a script need not start another.
 */
import {
  ConnectionRef,
  Flag,
  hasFlag,
  heldOf,
  stateOf,
  upstreamOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { Held, heldWord, setHeldWord } from "../../core/connection/held-record";
import { highWater, isExhausted, NONE, ownerOf, Pool, takenCount } from "../../core/memory/pool";
import { serving } from "../../core/settings/generations";
import { scriptQueueMax } from "../../core/settings/server-settings";
import { longestIn, nextIn, Phase, setDeadline, waitedMs } from "../../core/time/deadlines";
import {
  closeShares,
  hasOpenShare,
  isShareOpen,
  isSharing,
  mayStart,
  noteWaiting,
} from "../../core/upstream/concurrency";
import { isRedirecting } from "../../core/upstream/upstream-progress";
import { clientOf, UpstreamRef } from "../../core/upstream/upstream-record";
import { ruleOf } from "../../core/upstream/upstream-request";
import { REFUSE_SCRIPTS_FULL } from "../../wire/http/refusal";
import { redirectCount } from "../request/current-request";
import { refuse } from "../response/refuse";
import { holdForTurn } from "./held-request";

/** A script that was answered may go on for so long while others wait. */
const PRESSED_MS: i32 = 5000;

/** So often the start of a request's script is tried again. */
const RETRIES_MAX: i32 = 2;

/** Whether somebody waits now for whom it was not judged yet who gives way. */
let isNew: bool = false;

/** Whether the request that is being answered must wait before its script is started. */
export function mustWait(c: ConnectionRef, rule: i32): bool {
  expect(rule !== 0 && stateOf(c) !== State.Free);
  // Those of two generations of settings may be more than there are records.
  if (!mayStart(rule) || isExhausted(Pool.Upstreams)) return true;
  // The turn of one that is held has come; a redirect takes the place of the script that made it.
  return heldOf(c) === NONE && redirectCount() === 0 && isAwaited(rule);
}

/** Puts the request at the queue's end, or refuses it. */
export function waitForScript(c: ConnectionRef, rule: i32): void {
  expect(rule !== 0);
  if (!holdForTurn(c, rule, isQueueFull(rule))) {
    refuse(c, REFUSE_SCRIPTS_FULL);
    return;
  }
  setDeadline(c, Phase.ScriptWait);
  noteWaiting(rule);
  isNew = true;
}

/**
 * Puts off the start of the request's script for a moment. False where that was done often enough,
 * or cannot be done.
 */
export function putOffUpstream(c: ConnectionRef, rule: i32): bool {
  expect(rule !== 0 && upstreamOf(c) === 0);
  const before: i32 = heldOf(c);
  const retries: i32 = before === NONE ? 0 : heldWord(before, Held.Retries);
  if (retries === RETRIES_MAX || !holdForTurn(c, rule, isQueueFull(rule))) return false;
  setHeldWord(heldOf(c), Held.Retries, retries + 1);
  setDeadline(c, Phase.ScriptRetry);
  return true;
}

/** Whether somebody has begun to wait since `noteJudged`. */
export function hasNewcomer(): bool {
  return isNew;
}

/** It is judged who gives way to those who wait (src/server/pressure.ts). */
export function noteJudged(): void {
  isNew = false;
}

/** Requests that wait for a script that shares its number with this rule's. */
export function waitingFor(rule: i32): i32 {
  let count: i32 = 0;
  for (let c: ConnectionRef = longestIn(Phase.ScriptWait); c !== 0; c = nextIn(c)) {
    if (isSharing(rule, heldRuleOf(c))) count++;
  }
  return count;
}

/** The connection whose turn it is, 0 when there is none; asked before and after each wait. */
export function nextQueued(): i32 {
  if (!hasOpenShare() || isExhausted(Pool.Upstreams)) return 0;
  let isHeldUp: bool = false;
  for (let c: ConnectionRef = longestIn(Phase.ScriptWait); c !== 0; c = nextIn(c)) {
    if (!isShareOpen(heldRuleOf(c))) continue;
    if (!hasFlag(c, Flag.Lent)) return c;
    isHeldUp = true;
  }
  if (!isHeldUp) closeShares();
  return 0;
}

/**
 * Milliseconds until a script that was answered and goes on is to end, because all that may run do
 * and others wait: 0 for the one that has done so for longest; -1 for none.
 */
export function untilPressed(): i32 {
  const u: UpstreamRef = longestUnheard();
  if (u === 0 || longestIn(Phase.ScriptWait) === 0) return -1;
  const left: i32 = PRESSED_MS - waitedMs(u);
  return left > 0 ? left : 0;
}

/** A script whose redirect has waited for a place that there is now, 0 when there is none. */
export function nextRedirect(): i32 {
  let u: UpstreamRef = longestIn(Phase.ScriptRest);
  while (u !== 0 && !(awaitsRedirect(u) && mayStart(ruleOf(u)))) u = nextIn(u);
  return u;
}

function awaitsRedirect(u: UpstreamRef): bool {
  return clientOf(u) !== 0 && isRedirecting(u);
}

/**
 * The script that has gone on for longest since it was answered, 0 when there is none. One whose
 * redirect waits for its end has a client still, and a deadline of its own.
 */
export function longestUnheard(): i32 {
  let u: UpstreamRef = longestIn(Phase.ScriptRest);
  while (u !== 0 && clientOf(u) !== 0) u = nextIn(u);
  return u;
}

/** Whether somebody waits for a script that shares its number with this rule's. */
export function isAwaited(rule: i32): bool {
  let c: ConnectionRef = longestIn(Phase.ScriptWait);
  while (c !== 0 && !isSharing(rule, heldRuleOf(c))) c = nextIn(c);
  return c !== 0;
}

/** Whether as many requests wait for a script that shares its number with this rule's as may. */
function isQueueFull(rule: i32): bool {
  return (
    takenCount(Pool.Held) >= scriptQueueMax(serving()) &&
    waitingCount(rule) >= scriptQueueMax(serving())
  );
}

/** Requests that are held only to wait; those whose content is kept have a number of their own. */
function waitingCount(rule: i32): i32 {
  let count: i32 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Held); item++) {
    if (ownerOf(Pool.Held, item) === NONE || heldWord(item, Held.IsKept) !== 0) continue;
    const own: i32 = heldWord(item, Held.Rule);
    if (own !== 0 && isSharing(rule, own)) count++;
  }
  return count;
}

function heldRuleOf(c: ConnectionRef): i32 {
  expect(heldOf(c) !== NONE);
  return heldWord(heldOf(c), Held.Rule);
}
