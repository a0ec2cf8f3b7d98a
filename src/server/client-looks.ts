/*
 * When it is looked how fast clients move: while there are as many scripts as may be, or more than
 * half as many listings, once a second, so that it is known who is slow when somebody comes who
 * needs one.
 */

import { areListingsScarce, lookAtListings } from "../core/pace/listing-rate";
import { lookAtUpstreams } from "../core/pace/upstream-rate";
import { HAS_SCRIPTS } from "../core/product/profile";
import { elapsedMs, nowMs } from "../core/time/clock";
import { hasFullShare } from "../core/upstream/concurrency";

const LOOK_MS: i32 = 1000;

let hasLooked: bool = false;
let lookedMs: i32 = 0;

/** Milliseconds until clients are to be looked at; -1 while nothing that they hold is scarce. */
export function untilLook(): i32 {
  if (!(HAS_SCRIPTS && hasFullShare()) && !areListingsScarce()) return -1;
  if (!hasLooked) return 0;
  const left: i32 = LOOK_MS - elapsedMs(lookedMs);
  return left > 0 ? left : 0;
}

/** Looks at them when it is time to. Returns whether it was. */
export function lookAtClients(): bool {
  if (untilLook() !== 0) return false;
  hasLooked = true;
  lookedMs = nowMs;
  if (HAS_SCRIPTS && hasFullShare()) lookAtUpstreams();
  if (areListingsScarce()) lookAtListings();
  return true;
}
