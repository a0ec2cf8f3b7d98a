/*
 * The queue of requests for directories that cannot be listed yet, because as many are listed as
 * may be at once and of no reader it is known that it is slow.
 *
 * Rules of this file: the list of `Phase.ListingWait` is the queue, in order of arrival; nobody
 * passes another. A turn is taken in an event of its own (src/server/run-queue.ts).
 */

import { ConnectionRef, heldOf } from "../../core/connection/connection-record";
import { NONE } from "../../core/memory/pool";
import { mayList } from "../../core/pace/listing-rate";
import { countIn, longestIn, Phase, setDeadline } from "../../core/time/deadlines";
import { REFUSE_NO_SLOT } from "../../wire/http/refusal";
import { LISTING_QUEUE_COUNT } from "../../wire/sizes/sizes";
import { redirectCount } from "../request/current-request";
import { refuse } from "../response/refuse";
import { holdForTurn } from "./held-request";

/** Whether the request that is being answered must wait before its directory is listed. */
export function mustWaitForListing(c: ConnectionRef): bool {
  if (!mayList()) return true;
  // The turn of one that is held has come; what a redirect leads to cannot be held.
  const mayPass: bool = heldOf(c) !== NONE || redirectCount() > 0;
  return !mayPass && longestIn(Phase.ListingWait) !== 0;
}

/** Puts the request at the queue's end, or refuses it. */
export function waitForListing(c: ConnectionRef): void {
  expect(mustWaitForListing(c));
  if (holdForTurn(c, 0, isQueueFull())) setDeadline(c, Phase.ListingWait);
  else refuse(c, REFUSE_NO_SLOT);
}

/** The connection whose turn it is, 0 when there is none; asked before and after each wait. */
export function nextListing(): i32 {
  const c: ConnectionRef = longestIn(Phase.ListingWait);
  return c !== 0 && mayList() ? c : 0;
}

function isQueueFull(): bool {
  return countIn(Phase.ListingWait) >= LISTING_QUEUE_COUNT;
}
