import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import * as record from "../../../../src/core/connection/connection-record";
import {
  Connection,
  ConnectionNumber,
  Flag,
} from "../../../../src/core/connection/connection-record";
import { State } from "../../../../src/core/connection/connection-state";
import { definePool, Pool } from "../../../../src/core/memory/pool";
import { clearDeadline, Deadline, Phase, setDeadline } from "../../../../src/core/time/deadlines";
import { CHUNKED_WORDS, startChunked } from "../../../../src/wire/http/chunked";
import { setWord, word } from "../../../../src/wire/octets/arena";
import { assertApart, assertBits, enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

const POOL_AT = 600_000;
const COUNT = 4;

// @ts-expect-error: see enumMembers.
const words = enumMembers(Connection);
// @ts-expect-error: see enumMembers.
const numbers = enumMembers(ConnectionNumber);
// @ts-expect-error: see enumMembers.
const flags = enumMembers(Flag);

/** Fields that are a word of their own. */
const plain = words.filter(([name]) => !["Chunk", "Doubles", "LENGTH"].includes(name));

test.before.each(() => {
  zeroArena();
  definePool(Pool.Connections, POOL_AT, COUNT, itemBytesOf(Pool.Connections));
});

test("fields lie behind the deadline's and do not overlap", () => {
  const sizes = { Chunk: CHUNKED_WORDS, Doubles: numbers.length * 2 };
  assertApart(words, sizes, Deadline.LENGTH, Connection.LENGTH);
  assertApart(numbers, {}, 0, numbers.length);
  assert.is(Connection.State, Deadline.LENGTH);
});

test("doubles, and the decoder's state which begins with some, are at even words", () => {
  assert.is(Connection.Chunk % 2, 0);
  assert.is(Connection.Doubles % 2, 0);
  assert.is(Connection.LENGTH % 2, 0);
  for (let item = 0; item < COUNT; item++) assert.is(record.connectionAt(item) % 2, 0);
});

test("a record is 168 octets, as the file says", () => {
  assert.is(itemBytesOf(Pool.Connections), 168);
});

test("flags are a bit each", () => {
  assertBits(flags);
});

test("a record and its item name each other", () => {
  for (let item = 0; item < COUNT; item++) {
    assert.is(record.connectionItem(record.connectionAt(item)), item);
  }
  assert.is(record.connectionAt(0), POOL_AT / 4);
});

test("all fields of neighbouring records keep what was put into them", () => {
  for (let item = 0; item < COUNT; item++) {
    const c = record.connectionAt(item);
    setDeadline(c, Phase.Idle);
    for (const [, field] of plain) setWord(c + field, item * 1000 + field);
    for (const [, field] of numbers) record.setConnectionNumber(c, field, item + field / 16);
  }
  for (let item = 0; item < COUNT; item++)
    startChunked(record.connectionAt(item) + Connection.Chunk);
  for (let item = 0; item < COUNT; item++) {
    const c = record.connectionAt(item);
    for (const [name, field] of plain) assert.is(word(c + field), item * 1000 + field, name);
    for (const [name, field] of numbers) {
      assert.is(record.connectionNumber(c, field), item + field / 16, name);
    }
    assert.is(word(c + Deadline.Phase), Phase.Idle);
    clearDeadline(c);
  }
});

test("state, channel and flags are those of the record", () => {
  const c = record.connectionAt(1);
  for (const state of [State.Idle, State.Responding, State.Discarding]) record.setState(c, state);
  setWord(c + Connection.Channel, 77);
  assert.is(record.stateOf(c), State.Discarding);
  assert.is(record.channelOf(c), 77);
  for (const [name, flag] of flags) {
    record.setFlag(c, flag);
    record.setFlag(c, flag);
    for (const [other, bit] of flags) assert.is(record.hasFlag(c, bit), bit === flag, other);
    record.clearFlag(c, flag);
    record.clearFlag(c, flag);
    assert.not(record.hasFlag(c, flag), name);
  }
  for (const [, flag] of flags) record.setFlag(c, flag);
  record.clearFlag(c, Flag.Lent);
  for (const [name, flag] of flags) assert.is(record.hasFlag(c, flag), flag !== Flag.Lent, name);
});

test("numbers are doubles: sizes beyond 2^31, and -1", () => {
  const c = record.connectionAt(2);
  record.setState(c, State.Idle);
  for (const value of [-1, 0, 5_000_000_000, Number.MAX_SAFE_INTEGER]) {
    record.setConnectionNumber(c, ConnectionNumber.FileRemaining, value);
    assert.is(record.connectionNumber(c, ConnectionNumber.FileRemaining), value);
  }
});

test.run();
