import { test } from "uvu";
import * as assert from "uvu/assert";
import * as pools from "../../../../src/core/memory/pool";
import { Pool } from "../../../../src/core/memory/pool";
import { poolInvariants } from "../../../../src/core/memory/pool-invariants";
import { setOctet, setWord, word } from "../../../../src/wire/octets/arena";
import { assertUntouched, freshArena } from "../../../support/arena";
import { makeRandom } from "../../../support/random";
import { zeroArena } from "../../../support/zero-arena";

const random = makeRandom();
const POOL_AT = 600_000;
const COUNT = 20;
const ITEM_BYTES = 40;

test.before.each(() => {
  zeroArena();
  pools.definePool(Pool.Heads, POOL_AT, COUNT, ITEM_BYTES);
});

test("items are taken until there are none, each once", () => {
  const items = new Set<number>();
  for (let i = 0; i < COUNT; i++) {
    assert.not(pools.isExhausted(Pool.Heads));
    items.add(pools.take(Pool.Heads, i));
    assert.is(pools.takenCount(Pool.Heads), i + 1);
  }
  assert.equal(
    [...items].sort((a, b) => a - b),
    Array.from({ length: COUNT }, (_, i) => i),
  );
  assert.ok(pools.isExhausted(Pool.Heads));
  assert.is(pools.take(Pool.Heads, 99), pools.NONE);
  assert.is(pools.takenCount(Pool.Heads), COUNT);
  assert.ok(poolInvariants(Pool.Heads));
});

test("a pool of no items has none", () => {
  pools.definePool(Pool.Sends, 700_000, 0, 8);
  assert.is(pools.take(Pool.Sends, 0), pools.NONE);
  assert.ok(pools.isExhausted(Pool.Sends));
});

test("what was given back last is taken first", () => {
  for (let i = 0; i < 5; i++) pools.take(Pool.Heads, 0);
  for (const item of [3, 0, 4]) pools.give(Pool.Heads, item);
  assert.is(pools.take(Pool.Heads, 0), 4);
  assert.is(pools.take(Pool.Heads, 0), 0);
  assert.is(pools.take(Pool.Heads, 0), 3);
  assert.is(pools.highWater(Pool.Heads), 5, "no fresh item while one was given back");
});

test("random takes, gives and hand-overs are those of a simple model", () => {
  const owners = new Map<number, number>();
  let most = 0;
  for (let round = 0; round < 5000; round++) {
    const act = random.below(5);
    const held = [...owners.keys()];
    const some = held[random.below(Math.max(held.length, 1))];
    if (act < 3) {
      const owner = random.below(100000);
      const item = pools.take(Pool.Heads, owner);
      assert.is(item === pools.NONE, owners.size === COUNT);
      assert.not(owners.has(item));
      if (item !== pools.NONE) owners.set(item, owner);
    } else if (some !== undefined && act === 3) {
      pools.give(Pool.Heads, some);
      owners.delete(some);
    } else if (some !== undefined) {
      pools.setOwner(Pool.Heads, some, round);
      owners.set(some, round);
    }
    most = Math.max(most, owners.size);
    assert.is(pools.takenCount(Pool.Heads), owners.size);
    assert.is(pools.highWater(Pool.Heads), most);
    for (let item = 0; item < COUNT; item++) {
      assert.is(pools.ownerOf(Pool.Heads, item), owners.get(item) ?? pools.NONE);
    }
    assert.ok(poolInvariants(Pool.Heads));
  }
  assert.is(most, COUNT);
});

test("an item is given back once, and only when it was taken", () => {
  assert.throws(() => pools.give(Pool.Heads, 0), /assertion/);
  const item = pools.take(Pool.Heads, 7);
  pools.take(Pool.Heads, 8);
  pools.give(Pool.Heads, item);
  for (const bad of [item, 2, COUNT, -1]) {
    assert.throws(() => pools.give(Pool.Heads, bad), /assertion/, `${bad}`);
  }
  assert.throws(() => pools.setOwner(Pool.Heads, item, 9), /assertion/);
  assert.throws(() => pools.setOwner(Pool.Heads, 1, -1), /assertion/);
  assert.throws(() => pools.take(Pool.Heads, -1), /assertion/);
  assert.is(pools.takenCount(Pool.Heads), 1);
  assert.is(pools.ownerOf(Pool.Heads, 1), 8);
  assert.ok(poolInvariants(Pool.Heads));
});

test("items lie side by side, and no item is beyond the last", () => {
  for (let item = 0; item < COUNT; item++) {
    assert.is(pools.itemAt(Pool.Heads, item), POOL_AT + item * ITEM_BYTES);
    assert.is(pools.itemOf(Pool.Heads, POOL_AT + item * ITEM_BYTES), item);
  }
  for (const item of [-1, COUNT]) {
    assert.throws(() => pools.itemAt(Pool.Heads, item), /assertion/);
    assert.throws(() => pools.ownerOf(Pool.Heads, item), /assertion/);
  }
});

test("what a pool says of its size is where it ends, and its books lie within", () => {
  const end = POOL_AT + pools.poolBytes(COUNT, ITEM_BYTES);
  assert.is(pools.definePool(Pool.Heads, POOL_AT, COUNT, ITEM_BYTES), end);
  assert.is(end % 8, 0);
  setOctet(end, 0x5a);
  // Items full of ones, and all books in use: neither may disturb the other.
  for (let i = 0; i < COUNT; i++) pools.take(Pool.Heads, 1000 + i);
  for (let i = 0; i < COUNT * ITEM_BYTES; i += 4) setWord((POOL_AT + i) >> 2, -1);
  for (let i = 0; i < COUNT; i++) assert.is(pools.ownerOf(Pool.Heads, i), 1000 + i);
  for (let i = 0; i < COUNT; i++) pools.give(Pool.Heads, i);
  for (let i = 0; i < COUNT * ITEM_BYTES; i += 4) assert.is(word((POOL_AT + i) >> 2), -1);
  assert.is(word(end >> 2), 0x5a);
});

test("a fresh pool is not touched, and its shape is asserted", () => {
  freshArena();
  const end = pools.definePool(Pool.Listings, 400_000, 100, 64);
  assertUntouched(400_000, end);
  assert.throws(() => pools.definePool(Pool.Listings, 400_004, 100, 64), /assertion/);
  assert.throws(() => pools.poolBytes(1, 12), /assertion/);
});

test("pools side by side know nothing of each other", () => {
  const next = POOL_AT + pools.poolBytes(COUNT, ITEM_BYTES);
  pools.definePool(Pool.Sends, next, COUNT, 16);
  for (let i = 0; i < COUNT; i++) pools.take(Pool.Heads, i);
  assert.is(pools.takenCount(Pool.Sends), 0);
  assert.is(pools.take(Pool.Sends, 50), 0);
  for (let i = 0; i < COUNT; i++) pools.give(Pool.Heads, i);
  assert.is(pools.ownerOf(Pool.Sends, 0), 50);
  assert.ok(poolInvariants(Pool.Heads) && poolInvariants(Pool.Sends));
});

test.run();
