/*
 * Pools: all that is handed out while the server runs comes from one of these, and each item has
 * exactly one owner.
 *
 * Rules of this file: a fresh pool is not touched (a high-water mark instead of a free list that
 * would have to be written), and what was given back last is taken first, so that few pages serve
 * many.
 */

import { Offset, setWord, word } from "../../wire/octets/arena";
import { POOL_TABLE_AT, POOL_TABLE_WORDS } from "./layout";

export const enum Pool {
  /** A record for each accepted connection. */
  Connections = 0,
  /** Room for a head that is not complete, or for what came after a request. */
  Heads,
  /** Room for octets on their way out. */
  Sends,
  /** Records of open files. */
  Files,
  /** Records of running scripts. */
  Upstreams,
  /** Room for what a script has written. */
  Outputs,
  /** Room for a directory that is being listed. */
  Listings,
  /** Records of requests that wait, or whose content is being kept. */
  Held,
  /** Connections to backends that are kept for a next request. */
  Idle,
  COUNT,
}

/** Number of an item in its pool, or NONE. */
export type PoolItem = i32;

/** No item. */
export const NONE: i32 = -1;

/** Words of a pool's row in the table. */
const enum Row {
  /** First octet of the items. */
  At = 0,
  ItemBytes,
  Count,
  /** Words: for each item its owner + 1, 0 when it is free. */
  Owners,
  /** Words: the stack of items that were given back. */
  Free,
  FreeCount,
  /** Items that were ever taken. */
  HighWater,
  LENGTH,
}

/** Octets that a pool of this shape takes; `itemBytes` is a multiple of 8. */
export function poolBytes(count: i32, itemBytes: i32): i32 {
  expect(count >= 0 && itemBytes > 0);
  assert((itemBytes & 7) === 0);
  return count * itemBytes + alignedTables(count);
}

/** Lays the pool out at `at`, a multiple of 8. Returns its end. */
export function definePool(pool: Pool, at: Offset, count: i32, itemBytes: i32): i32 {
  expect(pool < Pool.COUNT && count >= 0 && itemBytes > 0);
  assert((at & 7) === 0);
  assert((pool + 1) * Row.LENGTH <= POOL_TABLE_WORDS);
  const tables: i32 = at + count * itemBytes;
  setRow(pool, Row.At, at);
  setRow(pool, Row.ItemBytes, itemBytes);
  setRow(pool, Row.Count, count);
  setRow(pool, Row.Owners, tables >> 2);
  setRow(pool, Row.Free, (tables >> 2) + count);
  return tables + alignedTables(count);
}

/** An item for `owner` (≥ 0), or NONE when all are taken. */
export function take(pool: Pool, owner: i32): PoolItem {
  expect(pool < Pool.COUNT && areCountsSound(pool));
  assert(owner >= 0);
  const freeCount: i32 = row(pool, Row.FreeCount);
  const highest: i32 = row(pool, Row.HighWater);
  if (freeCount === 0 && highest === row(pool, Row.Count)) return NONE;
  const item: PoolItem = freeCount > 0 ? word(row(pool, Row.Free) + freeCount - 1) : highest;
  const ownerAt: i32 = row(pool, Row.Owners) + item;
  assert(word(ownerAt) === 0);
  if (freeCount > 0) setRow(pool, Row.FreeCount, freeCount - 1);
  else setRow(pool, Row.HighWater, highest + 1);
  setWord(ownerAt, owner + 1);
  return item;
}

export function give(pool: Pool, item: PoolItem): void {
  assert(item >= 0 && item < row(pool, Row.HighWater));
  const ownerAt: i32 = row(pool, Row.Owners) + item;
  assert(word(ownerAt) !== 0); // Given back twice, two connections would write into one slot.
  const freeCount: i32 = row(pool, Row.FreeCount);
  setWord(ownerAt, 0);
  setWord(row(pool, Row.Free) + freeCount, item);
  setRow(pool, Row.FreeCount, freeCount + 1);
  expect(areCountsSound(pool) && !isTaken(pool, item));
}

/** Hands an item to another owner. */
export function setOwner(pool: Pool, item: PoolItem, owner: i32): void {
  assert(owner >= 0 && ownerOf(pool, item) !== NONE);
  setWord(row(pool, Row.Owners) + item, owner + 1);
}

/** The item's owner, or NONE when it is free. */
export function ownerOf(pool: Pool, item: PoolItem): i32 {
  assert(item >= 0 && item < row(pool, Row.Count));
  return word(row(pool, Row.Owners) + item) - 1;
}

/** First octet of an item. */
export function itemAt(pool: Pool, item: PoolItem): i32 {
  const rowAt: i32 = POOL_TABLE_AT + pool * Row.LENGTH;
  assert(item >= 0 && item < word(rowAt + Row.Count));
  return word(rowAt + Row.At) + item * word(rowAt + Row.ItemBytes);
}

/** Octets of each item. */
export function itemCount(pool: Pool): i32 {
  expect(pool >= 0 && pool < Pool.COUNT);
  return row(pool, Row.Count);
}

export function itemBytes(pool: Pool): i32 {
  expect(pool >= 0 && pool < Pool.COUNT);
  return row(pool, Row.ItemBytes);
}

/** The item whose first octet is `at`. */
export function itemOf(pool: Pool, at: Offset): PoolItem {
  expect(isItemAt(pool, at));
  return ((at - row(pool, Row.At)) / row(pool, Row.ItemBytes)) | 0;
}

/** Whether an item of the pool, in use or not, begins at this octet: for assertions. */
export function isItemAt(pool: Pool, at: Offset): bool {
  const rowAt: i32 = POOL_TABLE_AT + pool * Row.LENGTH;
  const offset: i32 = at - word(rowAt + Row.At);
  const bytes: i32 = word(rowAt + Row.ItemBytes);
  if (offset < 0 || bytes === 0 || offset >= bytes * word(rowAt + Row.Count)) return false;
  return offset % bytes === 0;
}

/** Whether the item is somebody's: for assertions. */
export function isTaken(pool: Pool, item: PoolItem): bool {
  return item >= 0 && item < row(pool, Row.HighWater) && ownerOf(pool, item) !== NONE;
}

/** Whether no more were given back than were taken, and no more were taken than there are. */
function areCountsSound(pool: Pool): bool {
  const highest: i32 = row(pool, Row.HighWater);
  return row(pool, Row.FreeCount) <= highest && highest <= row(pool, Row.Count);
}

export function takenCount(pool: Pool): i32 {
  expect(areCountsSound(pool));
  return row(pool, Row.HighWater) - row(pool, Row.FreeCount);
}

export function isExhausted(pool: Pool): bool {
  return takenCount(pool) === row(pool, Row.Count);
}

/** Items below this number were taken at least once. */
export function highWater(pool: Pool): i32 {
  return row(pool, Row.HighWater);
}

/** Item `index` of those that were given back. */
export function freeItem(pool: Pool, index: i32): PoolItem {
  expect(index >= 0 && index < row(pool, Row.FreeCount));
  return word(row(pool, Row.Free) + index);
}

function row(pool: Pool, field: Row): i32 {
  return word(POOL_TABLE_AT + pool * Row.LENGTH + field);
}

function setRow(pool: Pool, field: Row, value: i32): void {
  expect(value >= 0);
  setWord(POOL_TABLE_AT + pool * Row.LENGTH + field, value);
}

/** Two words for each item, rounded up to 8 octets. */
function alignedTables(count: i32): i32 {
  return count * 8;
}
