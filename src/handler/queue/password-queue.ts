/*
 * The queue of requests whose passwords are, or will be, compared with hashes.
 *
 * Rules of this file: the list of `Phase.PasswordWait` is the queue, in order of arrival. A turn is
 * taken in an event of its own (src/server/run-queue.ts), to begin a comparison as well as to hear
 * what came of it.
 */

import { hasAuthMemory } from "../../core/auth/auth-memory";
import {
  addressHigh,
  addressLow,
  CheckFlag,
  CheckRef,
  findCheck,
  freeCheck,
  hasCheckFlag,
  isCheckFree,
  proofOf,
} from "../../core/auth/checks";
import { forgetFailures, noteFailure } from "../../core/auth/failed-addresses";
import { remember, Verdict } from "../../core/auth/verdicts";
import { ConnectionRef, Flag, hasFlag, heldOf } from "../../core/connection/connection-record";
import {
  CHECK_ENDED,
  CHECK_LOST,
  Held,
  heldWord,
  NO_CHECK,
  setHeldWord,
} from "../../core/connection/held-record";
import { countIn, longestIn, nextIn, Phase, setDeadline } from "../../core/time/deadlines";
import { REFUSE_PASSWORDS_FULL } from "../../wire/http/refusal";
import { CHECK_QUEUE_COUNT } from "../../wire/sizes/sizes";
import { refuse } from "../response/refuse";
import { holdForTurn } from "./held-request";

/** Puts the request at the queue's end, or refuses it. */
export function waitForPassword(c: ConnectionRef): void {
  if (holdForTurn(c, 0, isQueueFull())) setDeadline(c, Phase.PasswordWait);
  else refuse(c, REFUSE_PASSWORDS_FULL);
}

/** The connection whose turn it is, 0 when there is none; asked before and after each wait. */
export function nextPassword(): ConnectionRef {
  let c: ConnectionRef = longestIn(Phase.PasswordWait);
  while (c !== 0 && !hasTurn(c)) c = nextIn(c);
  return c;
}

function hasTurn(c: ConnectionRef): bool {
  const check: i32 = heldWord(heldOf(c), Held.Check);
  if (hasFlag(c, Flag.Lent) || check > 0) return false;
  return check !== NO_CHECK || isCheckFree();
}

/** A task has ended, with 1 if the password was right, 0 if not, or a `Failure`. */
export function endCheck(task: i32, result: i32): void {
  const row: CheckRef = hasAuthMemory() ? findCheck(task) : 0;
  // One that a fault has lost sight of.
  if (row === 0) return;
  freeCheck(row);
  if (result >= 0) noteResult(row, result > 0 && !hasCheckFlag(row, CheckFlag.Unknown));
  for (let c: ConnectionRef = longestIn(Phase.PasswordWait); c !== 0; c = nextIn(c)) {
    if (heldWord(heldOf(c), Held.Check) !== task) continue;
    setHeldWord(heldOf(c), Held.Check, result >= 0 ? CHECK_ENDED : CHECK_LOST);
  }
}

function noteResult(row: CheckRef, isRight: bool): void {
  let verdict: Verdict = Verdict.Wrong;
  if (isRight) {
    verdict = hasCheckFlag(row, CheckFlag.Excluded) ? Verdict.Excluded : Verdict.Right;
    forgetFailures(addressHigh(row), addressLow(row));
  } else {
    noteFailure(addressHigh(row), addressLow(row));
  }
  remember(proofOf(row), verdict, hasCheckFlag(row, CheckFlag.Brief));
}

function isQueueFull(): bool {
  return countIn(Phase.PasswordWait) >= CHECK_QUEUE_COUNT;
}
