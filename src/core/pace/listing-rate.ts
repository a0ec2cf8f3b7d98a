/*
 * How fast the clients of listings take them, where as many are made as may be at once: one that is
 * held at a slow client's pace gives way to a new one.
 */

import { LISTING_COUNT } from "../../wire/sizes/sizes";
import { release } from "../connection/connection";
import { connectionAt, listingOf } from "../connection/connection-record";
import { clientRate, lookAtClient } from "../connection/gauge";
import { listedBytes, listingGauge } from "../listing/listing-record";
import { highWater, isExhausted, NONE, ownerOf, Pool, takenCount } from "../memory/pool";
import { serving } from "../settings/generations";
import { scriptRate } from "../settings/server-settings";

/** Looks at the clients of all listings. */
export function lookAtListings(): void {
  for (let item: i32 = 0; item < highWater(Pool.Listings); item++) {
    const owner: i32 = ownerOf(Pool.Listings, item);
    if (owner === NONE) continue;
    lookAtClient(listingGauge(item), connectionAt(owner), listedBytes(item), 0);
  }
}

/** Whether so many directories are listed that it must be known soon who reads slowly. */
export function areListingsScarce(): bool {
  return takenCount(Pool.Listings) * 2 > LISTING_COUNT;
}

/** Whether one more directory can be listed, if need be because a slow reader gives way. */
export function mayList(): bool {
  return !isExhausted(Pool.Listings) || slowestReader() !== 0;
}

/** Makes room for one more listing where `mayList`: the slowest reader gives way if need be. */
export function evictForListing(): void {
  if (!isExhausted(Pool.Listings)) return;
  const slowest: i32 = slowestReader();
  assert(slowest !== 0 && listingOf(slowest) !== NONE);
  expect(highWater(Pool.Listings) === LISTING_COUNT);
  release(slowest);
}

function slowestReader(): i32 {
  let slowest: i32 = 0;
  let least: f64 = scriptRate(serving()) as f64;
  for (let item: i32 = 0; item < highWater(Pool.Listings); item++) {
    const owner: i32 = ownerOf(Pool.Listings, item);
    if (owner === NONE) continue;
    const rate: f64 = clientRate(listingGauge(item), connectionAt(owner));
    if (rate < 0 || rate >= least) continue;
    slowest = connectionAt(owner);
    least = rate;
  }
  return slowest;
}
