import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import { GAUGE_WORDS } from "../../../../src/core/connection/gauge";
import { FASTCGI_WORDS } from "../../../../src/core/gateway/fastcgi-record";
import { GATEWAY_WORDS } from "../../../../src/core/gateway/gateway-record";
import { READ_AT } from "../../../../src/core/memory/layout";
import { definePool, itemAt, Pool, take } from "../../../../src/core/memory/pool";
import { ORIGIN_BYTES_MAX } from "../../../../src/core/settings/cors-origins";
import { Deadline } from "../../../../src/core/time/deadlines";
import * as record from "../../../../src/core/upstream/upstream-record";
import { Upstream, UpstreamFlag } from "../../../../src/core/upstream/upstream-record";
import * as request from "../../../../src/core/upstream/upstream-request";
import * as slot from "../../../../src/core/upstream/upstream-slot";
import { STATES_WORDS } from "../../../../src/core/upstream/upstream-state";
import { TIMES_WORDS } from "../../../../src/core/upstream/upstream-times";
import { HEAD_WORDS, Head } from "../../../../src/wire/http/head-record";
import { setWord, word } from "../../../../src/wire/octets/arena";
import {
  FIELD_COUNT_MAX,
  FIELD_RULE_BYTES_MAX,
  GATEWAY_REQUEST_BYTES,
  READ_BYTES,
  SEND_SLOT_BYTES,
  UPSTREAM_ERROR_BYTES,
  UPSTREAM_HEAD_BYTES_MAX,
} from "../../../../src/wire/sizes/sizes";
import { assertApart, assertBits, enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

const POOL_AT = 600_000;
const OUTPUTS_AT = 610_000;
const COUNT = 3;

// @ts-expect-error: see enumMembers.
const words = enumMembers(Upstream);
// @ts-expect-error: see enumMembers.
const flags = enumMembers(UpstreamFlag);

const plain = words.filter(([name]) => !["Doubles", "LENGTH"].includes(name));

test.before.each(() => {
  zeroArena();
  definePool(Pool.Upstreams, POOL_AT, COUNT, itemBytesOf(Pool.Upstreams));
  definePool(Pool.Outputs, OUTPUTS_AT, COUNT, itemBytesOf(Pool.Outputs));
  for (let item = 0; item < COUNT; item++) take(Pool.Outputs, item);
});

test("fields lie behind the deadline's and do not overlap", () => {
  assertApart(words, { Doubles: 2 }, Deadline.LENGTH, Upstream.LENGTH);
  assert.is(Upstream.Flags, Deadline.LENGTH);
  assert.is(Upstream.Doubles % 2, 0);
  assert.is(Upstream.LENGTH % 2, 0);
});

test("flags are a bit each, and set apart from the others", () => {
  assertBits(flags);
  const s = record.upstreamAt(1);
  for (const [name, flag] of flags) {
    record.setUpstreamFlag(s, flag);
    for (const [other, bit] of flags)
      assert.is(record.hasUpstreamFlag(s, bit), bit === flag, other);
    record.clearUpstreamFlag(s, flag);
    assert.not(record.hasUpstreamFlag(s, flag), name);
  }
});

test("all fields of neighbouring records keep what was put into them", () => {
  for (let item = 0; item < COUNT; item++) {
    const s = record.upstreamAt(item);
    assert.is(record.upstreamItem(s), item);
    for (const [, field] of plain) setWord(s + field, item * 1000 + field);
    record.setOwedBytes(s, 5_000_000_000 + item);
  }
  for (let item = 0; item < COUNT; item++) {
    const s = record.upstreamAt(item);
    for (const [name, field] of plain) assert.is(word(s + field), item * 1000 + field, name);
    assert.is(record.owedBytes(s), 5_000_000_000 + item);
  }
});

test("the regions of an output slot follow each other and end with it", () => {
  const s = record.upstreamAt(0);
  record.setSlot(s, 2);
  const slotAt = itemAt(Pool.Outputs, 2);
  request.setNameBytes(s, slot.UPSTREAM_NAME_BYTES);
  request.setSavedHeadBytes(s, slot.SAVED_HEAD_BYTES - 1);
  setWord(slot.savedHeadRecord(s) + Head.FieldCount, FIELD_COUNT_MAX);
  assert.is(slot.savedHeadRecord(s) % 2, 0);
  assert.is(slot.gatewayRequestAt(s), (slot.savedHeadRecord(s) + HEAD_WORDS) * 4);
  const regions: [number, number][] = [
    [slot.nameAt(s), slot.UPSTREAM_NAME_BYTES],
    [slot.savedHeadAt(s), slot.SAVED_HEAD_BYTES - 1],
    [slot.savedHeadRecord(s) * 4, HEAD_WORDS * 4],
    [slot.gatheredAt(s), slot.OUTPUT_BYTES],
    [slot.inputAt(s), READ_BYTES + 16],
    [slot.errorLineAt(s), UPSTREAM_ERROR_BYTES],
  ];
  let free = slotAt;
  for (const [at, bytes] of regions) {
    assert.ok(at >= free, `a region at ${at} begins before ${free}`);
    free = at + bytes;
  }
  assert.ok(free <= slotAt + itemBytesOf(Pool.Outputs));
});

test("where a gateway is configured there is room for its request behind the head", () => {
  const room = slot.outputSlotBytes(true) - slot.outputSlotBytes(false);
  assert.is(room, GATEWAY_REQUEST_BYTES);
  assert.is(slot.outputSlotBytes(true) % 8, 0);
});

test("parts with a file of their own have the room that they need", () => {
  const s = record.upstreamAt(0);
  for (const [name, begins, count] of [
    ["states", record.statesOf(s), STATES_WORDS],
    ["request", record.requestOf(s), request.REQUEST_WORDS],
    ["gateway", record.gatewayOf(s), GATEWAY_WORDS],
    ["times", record.timesOf(s), TIMES_WORDS],
    ["FastCGI", record.fastCgiOf(s), FASTCGI_WORDS],
    ["gauge", record.gaugeOf(s), GAUGE_WORDS],
  ] as const) {
    for (const [field, word] of plain) {
      const isInside = s + word > begins && s + word < begins + count;
      assert.not(isInside, `${field} lies in what is the ${name}'s`);
    }
  }
  assert.is((s + Upstream.Doubles) % 2, 0);
});

test("output lies in the read buffer while a flag says so", () => {
  const s = record.upstreamAt(0);
  record.setUpstreamFlags(s, 0);
  assert.is(slot.outputAt(s), slot.gatheredAt(s));
  record.setUpstreamFlag(s, UpstreamFlag.InReadBuffer);
  assert.is(slot.outputAt(s), READ_AT);
});

test("a head that is one octet short of its limit leaves room for one more read", () => {
  assert.ok(slot.OUTPUT_BYTES >= UPSTREAM_HEAD_BYTES_MAX - 1 + READ_BYTES);
});

test("the longest head and our own fields fit a send slot", () => {
  // The other fields of ours, with their names, take less than 700 octets.
  const ours = FIELD_RULE_BYTES_MAX + ORIGIN_BYTES_MAX + 700;
  assert.ok(SEND_SLOT_BYTES - UPSTREAM_HEAD_BYTES_MAX >= ours);
});

test.run();
