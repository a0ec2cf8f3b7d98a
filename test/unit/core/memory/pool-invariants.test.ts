import { test } from "uvu";
import * as assert from "uvu/assert";
import * as pools from "../../../../src/core/memory/pool";
import { Pool } from "../../../../src/core/memory/pool";
import { poolInvariants } from "../../../../src/core/memory/pool-invariants";
import { setWord, word } from "../../../../src/wire/octets/arena";
import { zeroArena } from "../../../support/zero-arena";

const POOL_AT = 600_000;
const COUNT = 20;
const ITEM_BYTES = 40;
/** First word of the owners, behind the items; the stack of free items follows them. */
const OWNERS = (POOL_AT + COUNT * ITEM_BYTES) >> 2;
const FREE = OWNERS + COUNT;

test.before.each(() => {
  zeroArena();
  pools.definePool(Pool.Heads, POOL_AT, COUNT, ITEM_BYTES);
});

test("a pool whose books do not agree is not sound", () => {
  for (let i = 0; i < 3; i++) pools.take(Pool.Heads, 1000 + i);
  pools.give(Pool.Heads, 1);
  // The words in which the owners of the items 0 and 2 stand.
  const books = Array.from(
    { length: COUNT * 2 },
    (_, i) => ((POOL_AT + COUNT * ITEM_BYTES) >> 2) + i,
  );
  const ownerAt = (owner: number) => books.find((at) => word(at) === owner + 1) ?? 0;
  const [first, last] = [ownerAt(1000), ownerAt(1002)];
  const free = first + 1;
  assert.is(last, first + 2);
  assert.ok(poolInvariants(Pool.Heads));
  setWord(first, 0); // Taken, and nobody owns it.
  assert.not(poolInvariants(Pool.Heads));
  setWord(free, 1001); // As many owners as items taken, and one owns a free item.
  assert.not(poolInvariants(Pool.Heads));
  setWord(first, 1001);
  assert.not(poolInvariants(Pool.Heads));
  setWord(free, 0);
  assert.ok(poolInvariants(Pool.Heads));
});

test("an item that stands twice among the free ones is seen", () => {
  for (let i = 0; i < 3; i++) pools.take(Pool.Heads, 1000 + i);
  for (let i = 0; i < 3; i++) pools.give(Pool.Heads, i);
  assert.equal([word(FREE), word(FREE + 1), word(FREE + 2)], [0, 1, 2]);
  assert.ok(poolInvariants(Pool.Heads));
  setWord(FREE + 2, 0);
  assert.throws(() => poolInvariants(Pool.Heads), /assertion/);
});

test("an item beyond those that were ever taken is neither free nor somebody's", () => {
  pools.take(Pool.Heads, 1000);
  pools.give(Pool.Heads, 0);
  setWord(FREE, 1);
  assert.not(poolInvariants(Pool.Heads));
  setWord(FREE, 0);
  setWord(OWNERS + 1, 1001);
  assert.not(poolInvariants(Pool.Heads));
});

test.run();
