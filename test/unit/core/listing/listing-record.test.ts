import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import * as record from "../../../../src/core/listing/listing-record";
import { ListingField } from "../../../../src/core/listing/listing-record";
import {
  addName,
  candidateNameAt,
  nameCount,
  SORTED_NAMES_BYTES,
  startNames,
} from "../../../../src/core/listing/sorted-names";
import { definePool, itemAt, Pool, take } from "../../../../src/core/memory/pool";
import { octet, setOctet, setWord, word } from "../../../../src/wire/octets/arena";
import { LISTED_PATH_BYTES_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes } from "../../../support/arena";
import { assertApart, enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

const POOL_AT = 500_000;
const COUNT = 2;

// @ts-expect-error: see enumMembers.
const fields = enumMembers(ListingField);

test.before.each(() => {
  zeroArena(2 << 20);
  definePool(Pool.Listings, POOL_AT, COUNT, itemBytesOf(Pool.Listings));
  for (let item = 0; item < COUNT; item++) take(Pool.Listings, item);
});

test("fields do not overlap", () => {
  assertApart(fields, {}, 0, ListingField.LENGTH);
});

test("the parts of a slot follow each other and end with it", () => {
  for (let item = 0; item < COUNT; item++) {
    const slotAt = itemAt(Pool.Listings, item);
    const pathAt = record.listedPathAt(item);
    const setAt = record.namesAt(item) * 4;
    assert.ok(pathAt >= slotAt + ListingField.LENGTH * 4);
    assert.ok(setAt >= pathAt + LISTED_PATH_BYTES_MAX);
    assert.is(setAt % 8, 0, "doubles of the set");
    assert.ok(setAt + SORTED_NAMES_BYTES <= slotAt + record.LISTING_SLOT_BYTES);
  }
});

test("fields, path and a full set do not disturb each other", () => {
  for (let item = 0; item < COUNT; item++) {
    for (const [, field] of fields.filter(([name]) => name !== "LENGTH")) {
      setWord(itemAt(Pool.Listings, item) / 4 + field, item * 1000 + field);
    }
    fillWith(record.listedPathAt(item), LISTED_PATH_BYTES_MAX, 0x11);
  }
  for (let item = 0; item < COUNT; item++) {
    startNames(record.namesAt(item), false);
    for (let i = 9999; i > 0; i--) {
      putBytes(candidateNameAt(record.namesAt(item)), `${i}`.padStart(5, "0"));
      addName(record.namesAt(item), 0, 0, 0, 5);
    }
    assert.ok(nameCount(record.namesAt(item)) > 1000);
  }
  for (let item = 0; item < COUNT; item++) {
    for (const [name, field] of fields.filter(([name]) => name !== "LENGTH")) {
      assert.is(word(itemAt(Pool.Listings, item) / 4 + field), item * 1000 + field, name);
    }
    assertFilled(record.listedPathAt(item), LISTED_PATH_BYTES_MAX, 0x11);
  }
});

function fillWith(at: number, bytes: number, value: number): void {
  for (let i = 0; i < bytes; i++) setOctet(at + i, value);
}

function assertFilled(at: number, bytes: number, value: number): void {
  for (let i = 0; i < bytes; i++) assert.is(octet(at + i), value, `octet ${at + i}`);
}

test.run();
