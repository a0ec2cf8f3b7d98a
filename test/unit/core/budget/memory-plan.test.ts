import { test } from "uvu";
import * as assert from "uvu/assert";
import * as limits from "../../../../src/core/budget/memory-plan";
import { channelTableAt } from "../../../../src/core/memory/channels";
import { FIXED_END } from "../../../../src/core/memory/layout";
import { itemAt, NONE, ownerOf, Pool, poolBytes, take } from "../../../../src/core/memory/pool";
import { poolInvariants } from "../../../../src/core/memory/pool-invariants";
import * as sizes from "../../../../src/core/memory/sizes";
import { RuleSetting } from "../../../../src/core/rules/rule-setting";
import { addScriptRule, setRuleSetting } from "../../../../src/core/rules/rules";
import { building, builtSite } from "../../../../src/core/settings/generations";
import {
  scriptQueueMax,
  setConnectionCount,
  setScriptCount,
} from "../../../../src/core/settings/server-settings";
import { scriptCount } from "../../../../src/core/upstream/concurrency";
import { setWord, word } from "../../../../src/wire/octets/arena";
import {
  CONNECTION_COUNT_MAX,
  LISTENER_COUNT_MAX,
  LISTING_QUEUE_COUNT,
  READ_BYTES,
  REFUSED_COUNT,
  SEND_SLOT_BYTES,
} from "../../../../src/wire/sizes/sizes";
import { putBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const POOLS = Array.from({ length: Pool.COUNT }, (_, pool) => pool as Pool);
const COUNTS = [1, 2, 7, 8, 23, 24, 256, 1000, 9999, CONNECTION_COUNT_MAX];

/** A fresh arena for so many connections, as large as it is to be, with all pools laid out. */
function layOut(count: number): void {
  zeroArena();
  setConnectionCount(building(), count);
  zeroArena(limits.arenaBytes());
  setConnectionCount(building(), count);
  limits.definePools();
}

test.before.each(() => zeroArena());

/** First octet and end of each pool, with its books, when all are laid out. */
function regions(): [number, number][] {
  return usedPools().map((pool) => {
    const at = itemAt(pool, 0);
    return [at, at + poolBytes(limits.countOf(pool), limits.itemBytesOf(pool))];
  });
}

/** Those of which there is anything: no connection is kept where no backend is. */
function usedPools(): Pool[] {
  return POOLS.filter((pool) => limits.countOf(pool) > 0);
}

test("pools lie side by side behind the table of channels, and end with the arena", () => {
  for (const count of COUNTS) {
    layOut(count);
    let free = (channelTableAt() + limits.channelCount()) * 4;
    assert.ok(channelTableAt() * 4 >= FIXED_END);
    const outputsAt = itemAt(Pool.Outputs, 0);
    for (const [at, end] of regions().sort((a, b) => a[0] - b[0])) {
      const gap = at === outputsAt ? 4096 : 8;
      assert.ok(at >= free && at < free + gap, `${count} connections: ${at} after ${free}`);
      assert.is(at % 8, 0);
      free = end;
    }
    assert.ok(free <= limits.arenaBytes(), `${count} connections: ${free}`);
    assert.ok(limits.arenaBytes() - free < 4096, "no page is reserved for nothing");
    assert.is(limits.arenaBytes() % 4096, 0);
    for (const item of [0, 1]) assert.is(itemAt(Pool.Outputs, item) % 4096, 0);
  }
});

test("every item of every pool can be taken and filled without touching another's", () => {
  layOut(24);
  for (const pool of POOLS) {
    for (let i = 0; i < limits.countOf(pool); i++) assert.is(take(pool, pool * 1000 + i), i);
    assert.is(take(pool, 0), NONE);
  }
  for (const pool of usedPools()) fillAll(pool, pool + 1);
  for (const pool of usedPools()) {
    assertAll(pool, pool + 1);
    assert.ok(poolInvariants(pool));
    for (let i = 0; i < limits.countOf(pool); i++) assert.is(ownerOf(pool, i), pool * 1000 + i);
  }
});

function fillAll(pool: Pool, value: number): void {
  const begin = itemAt(pool, 0) / 4;
  const words = (limits.countOf(pool) * limits.itemBytesOf(pool)) / 4;
  for (let i = 0; i < words; i++) setWord(begin + i, value);
}

function assertAll(pool: Pool, value: number): void {
  const begin = itemAt(pool, 0) / 4;
  const words = (limits.countOf(pool) * limits.itemBytesOf(pool)) / 4;
  for (let i = 0; i < words; i++) {
    if (word(begin + i) !== value) assert.unreachable(`pool ${pool}, word ${i}`);
  }
}

test("one in 16 may be slow at once, 32 always, and no more than there are records", () => {
  const others = scriptQueueMax(building()) + LISTING_QUEUE_COUNT + sizes.BUFFERED_COUNT + 1;
  for (const [count, slots, heads] of [
    [1, 1 + REFUSED_COUNT, 1 + REFUSED_COUNT],
    [16, 16 + REFUSED_COUNT, 16 + REFUSED_COUNT],
    [64, 32 + 4, 64 + REFUSED_COUNT],
    [256, 32 + 16, 32 + 16 + others],
    [10000, 32 + 625, 32 + 625 + others],
  ] as const) {
    setConnectionCount(building(), count);
    assert.is(limits.recordCount(), count + REFUSED_COUNT);
    assert.is(limits.headSlotCount(), heads);
    assert.ok(limits.countOf(Pool.Held) <= heads, "each held request has one");
    // And the answer that leaves at once while all others are waiting.
    assert.is(limits.sendSlotCount(), slots + 1);
  }
});

test("scripts are those that share one number, and those of rules with their own", () => {
  zeroArena();
  assert.is(scriptCount(building()), 8);
  setScriptCount(building(), 3);
  addScriptRule(builtSite(), 1, putBytes(1, ".a"), true);
  setRuleSetting(addScriptRule(builtSite(), 11, putBytes(11, ".b"), true), RuleSetting.AtOnce, 5);
  setConnectionCount(building(), 1000);
  assert.is(scriptCount(building()), 8);
  assert.is(limits.countOf(Pool.Outputs), 8);
  setScriptCount(building(), 40);
  assert.is(limits.countOf(Pool.Upstreams), 45);
  // A queue for those that share one number, and one for the rule's own.
  const waiting = 2 * scriptQueueMax(building()) + LISTING_QUEUE_COUNT;
  assert.is(limits.headSlotCount(), 24 + 45 + 62 + waiting + sizes.BUFFERED_COUNT + 1);
});

test("there is a descriptor for all that can be open at once", () => {
  for (const count of COUNTS) {
    setConnectionCount(building(), count);
    const held =
      limits.countOf(Pool.Connections) +
      limits.countOf(Pool.Files) +
      limits.countOf(Pool.Upstreams) * 3 +
      sizes.BUFFERED_COUNT +
      limits.countOf(Pool.Listings);
    // Listeners; standard input, output and error; the home directory; one to accept with.
    const others = LISTENER_COUNT_MAX + 3 + 1 + 1;
    assert.ok(limits.descriptorCount() >= held + others, `${count} connections`);
    assert.is(limits.channelCount(), limits.descriptorCount());
  }
});

test("each connection has a file, and a few are kept open between requests", () => {
  setConnectionCount(building(), 256);
  assert.ok(limits.fileCount() > limits.recordCount());
});

test("a read fits behind the longest head, and a chunk of one read with its framing fits a send slot", () => {
  assert.ok(sizes.HEAD_SLOT_BYTES >= sizes.HEAD_BYTES_MAX + READ_BYTES);
  assert.ok(SEND_SLOT_BYTES >= READ_BYTES + "4000\r\n\r\n0\r\n\r\n".length);
});

test("an idle connection costs its record and little else", () => {
  setConnectionCount(building(), 1000);
  const few = limits.arenaBytes();
  setConnectionCount(building(), 2000);
  // Reserved, not used: a record, a channel, a file, and one slot of each kind for 16 connections.
  const each = (limits.arenaBytes() - few) / 1000;
  const slots = (sizes.HEAD_SLOT_BYTES + SEND_SLOT_BYTES) / 16;
  assert.ok(each < slots + 1024, `${each} octets a connection`);
  assert.is(limits.itemBytesOf(Pool.Connections), 168);
});

test.run();
