import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import * as record from "../../../../src/core/files/file-record";
import { FileRecord } from "../../../../src/core/files/file-record";
import { definePool, Pool, take } from "../../../../src/core/memory/pool";
import { Stat } from "../../../../src/seam/results";
import { setDouble, setOctet, setWord, word } from "../../../../src/wire/octets/arena";
import { putBytes, takeBytes } from "../../../support/arena";
import { assertApart, enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

const POOL_AT = 600_000;
const COUNT = 3;

// @ts-expect-error: see enumMembers.
const words = enumMembers(FileRecord);

const plain = words.filter(([name]) => !["Path", "Fields", "LENGTH"].includes(name));

test.before.each(() => {
  zeroArena();
  definePool(Pool.Files, POOL_AT, COUNT, itemBytesOf(Pool.Files));
  for (let item = 0; item < COUNT; item++) take(Pool.Files, 0);
});

test("fields lie behind the stat record and do not overlap", () => {
  const pathWords = record.KEPT_PATH_BYTES_MAX / 4;
  const fieldsWords = record.KEPT_FIELDS_BYTES_MAX / 4;
  assertApart(words, { Path: pathWords, Fields: fieldsWords }, Stat.LENGTH * 2, FileRecord.LENGTH);
  assert.ok(record.KEPT_PATH_BYTES_MAX >= 128, "common paths are kept");
});

test("a record is of whole doubles, and begins at one", () => {
  for (let item = 0; item < COUNT; item++) {
    assert.is(record.fileStatAt(item) * 8, record.fileAt(item) * 4);
    assert.is(record.fileAt(item) * 4, POOL_AT + item * FileRecord.LENGTH * 4);
  }
});

test("all fields of neighbouring records keep what was put into them", () => {
  for (let item = 0; item < COUNT; item++) {
    for (let i = 0; i < Stat.LENGTH; i++) setDouble(record.fileStatAt(item) + i, item + i / 8);
    for (const [, field] of plain) setWord(record.fileAt(item) + field, item * 1000 + field);
    const pathAt = (record.fileAt(item) + FileRecord.Path) * 4;
    for (let i = 0; i < record.KEPT_PATH_BYTES_MAX; i++) setOctet(pathAt + i, 255);
  }
  for (let item = 0; item < COUNT; item++) {
    for (let i = 0; i < Stat.LENGTH; i++) assert.is(record.fileStat(item, i), item + i / 8);
    for (const [name, field] of plain) {
      assert.is(word(record.fileAt(item) + field), item * 1000 + field, name);
    }
  }
});

test("fields are kept as they are, when there is room for them", () => {
  const most = record.KEPT_FIELDS_BYTES_MAX;
  const text = "x".repeat(most - 1);
  putBytes(0, text);
  assert.is(record.hasKeptFields(1), false);
  record.keepFields(1, 0, most + 1);
  assert.is(record.hasKeptFields(1), false, "one octet too many");
  record.keepFields(1, 0, most);
  assert.is(record.hasKeptFields(1), true);
  assert.is(record.putKeptFields(5000, 1), 5000 + most);
  assert.is(takeBytes(5000, 5000 + most - 1), text);
  assert.is(record.hasKeptFields(0), false);
  assert.is(record.hasKeptFields(2), false);
});

test.run();
