/*
 * What holds of a pool between two events, whoever has taken what: looked at after a fault, by the
 * simulated host and by the fuzzers.
 */
import { freeItem, highWater, itemCount, NONE, ownerOf, Pool, PoolItem, takenCount } from "./pool";

/**
 * Whether the items that were given back are just those that nobody owns, each of them once, and no
 * item was ever handed out that there is not.
 */
export function poolInvariants(pool: Pool): bool {
  const highest: i32 = highWater(pool);
  const freeCount: i32 = highest - takenCount(pool);
  if (highest > itemCount(pool) || freeCount < 0) return false;
  let owned: i32 = 0;
  for (let item: PoolItem = 0; item < highest; item++) if (ownerOf(pool, item) !== NONE) owned++;
  for (let i: i32 = 0; i < freeCount; i++) {
    const item: PoolItem = freeItem(pool, i);
    if (item < 0 || item >= highest || ownerOf(pool, item) !== NONE) return false;
    expect(!isFreeBefore(pool, item, i));
  }
  return owned === takenCount(pool) && areNeverTaken(pool, highest);
}

/** Whether the item stands among those that were given back, before this one: then twice. */
function isFreeBefore(pool: Pool, item: PoolItem, index: i32): bool {
  for (let i: i32 = 0; i < index; i++) if (freeItem(pool, i) === item) return true;
  return false;
}

/** Whether nobody owns what was never handed out. The next one stands for the others. */
function areNeverTaken(pool: Pool, from: i32): bool {
  return from === itemCount(pool) || ownerOf(pool, from) === NONE;
}
