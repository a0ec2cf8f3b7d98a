import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import { Connection, connectionAt } from "../../../../src/core/connection/connection-record";
import * as record from "../../../../src/core/connection/held-record";
import { Held } from "../../../../src/core/connection/held-record";
import { definePool, NONE, Pool, take } from "../../../../src/core/memory/pool";
import { setWord } from "../../../../src/wire/octets/arena";
import { assertApart, enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

const POOL_AT = 500_000;
const CONNECTIONS_AT = 510_000;
const COUNT = 4;

// @ts-expect-error: see enumMembers.
const fields = enumMembers(Held);

test.before.each(() => {
  zeroArena();
  definePool(Pool.Held, POOL_AT, COUNT, itemBytesOf(Pool.Held));
  for (let item = 0; item < COUNT; item++) take(Pool.Held, 0);
  definePool(Pool.Connections, CONNECTIONS_AT, COUNT, itemBytesOf(Pool.Connections));
});

test("fields do not overlap, and those of neighbours are apart", () => {
  assertApart(fields, {}, 0, Held.LENGTH);
  const words = fields.filter(([name]) => name !== "LENGTH");
  for (let item = 0; item < COUNT; item++) {
    for (const [, field] of words) record.setHeldWord(item, field, item * 100 + field);
  }
  for (let item = 0; item < COUNT; item++) {
    for (const [name, field] of words) {
      assert.is(record.heldWord(item, field), item * 100 + field, name);
    }
  }
});

test("a connection knows what of its head slot is held", () => {
  const c = connectionAt(2);
  setWord(c + Connection.Held, NONE);
  assert.is(record.heldBytes(c), 0);
  setWord(c + Connection.Held, 3);
  record.setHeldWord(3, Held.HeadBytes, 70);
  record.setHeldWord(3, Held.Bytes, 90);
  assert.is(record.heldBytes(c), 90);
  assert.is(record.heldHeadBytes(c), 70);
});

test.run();
