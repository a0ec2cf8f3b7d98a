import { test } from "uvu";
import * as assert from "uvu/assert";
import { definePools } from "../../../../src/core/budget/memory-plan";
import {
  Byteranges,
  byterangesAt,
  byterangesWord,
  firstOfRange,
  lastOfRange,
  PART_START_BYTES_MAX,
  partStartAt,
  rangesAt,
  setByterangesWord,
} from "../../../../src/core/connection/byteranges-record";
import { Connection, connectionAt } from "../../../../src/core/connection/connection-record";
import { FIXED_END } from "../../../../src/core/memory/layout";
import { itemAt, Pool, take } from "../../../../src/core/memory/pool";
import { ENTITY_TAG_BYTES_MAX } from "../../../../src/wire/http/entity-tag";
import { GIVEN_TYPE_BYTES_MAX } from "../../../../src/wire/http/media-type-form";
import { RANGES_DOUBLES } from "../../../../src/wire/http/range";
import { BUILT_IN_TYPE_BYTES_MAX } from "../../../../src/wire/http/type-rows";
import { setDouble, setWord } from "../../../../src/wire/octets/arena";
import {
  BYTERANGES_BYTES,
  FIELD_RULE_BYTES_MAX,
  SEND_SLOT_BYTES,
} from "../../../../src/wire/sizes/sizes";
import { zeroArena } from "../../../support/zero-arena";

/** A connection with a send slot. */
function prepare(): number {
  zeroArena(FIXED_END + (8 << 20));
  definePools();
  const c = connectionAt(take(Pool.Connections, 0));
  take(Pool.Sends, 0);
  setWord(c + Connection.SendSlot, take(Pool.Sends, 0));
  return c;
}

test("ranges, words and text lie one behind the other, at the end of the slot", () => {
  const c = prepare();
  const slotEnd = itemAt(Pool.Sends, 1) + SEND_SLOT_BYTES;
  assert.is(byterangesAt(c) + BYTERANGES_BYTES, slotEnd);
  assert.is(rangesAt(c) * 8, byterangesAt(c));
  assert.is(partStartAt(c), (rangesAt(c) + RANGES_DOUBLES) * 8 + Byteranges.LENGTH * 4);
  assert.is(partStartAt(c) + PART_START_BYTES_MAX, slotEnd);
});

test("what is written is read again", () => {
  const c = prepare();
  for (let i = 0; i < RANGES_DOUBLES; i++) setDouble(rangesAt(c) + i, 2 ** 40 + i);
  for (let i = 0; i < Byteranges.LENGTH; i++) setByterangesWord(c, i, 100 + i);
  for (let i = 0; i < RANGES_DOUBLES / 2; i++) {
    assert.is(firstOfRange(c, i), 2 ** 40 + 2 * i);
    assert.is(lastOfRange(c, i), 2 ** 40 + 2 * i + 1);
  }
  for (let i = 0; i < Byteranges.LENGTH; i++) assert.is(byterangesWord(c, i), 100 + i);
});

test("the longest start of a part fits", () => {
  const text = "\r\n--\r\nContent-Type: ; charset=utf-8\r\nContent-Range: bytes ".length;
  for (const bytes of [BUILT_IN_TYPE_BYTES_MAX, GIVEN_TYPE_BYTES_MAX, FIELD_RULE_BYTES_MAX]) {
    assert.ok(text + ENTITY_TAG_BYTES_MAX + bytes <= PART_START_BYTES_MAX);
  }
});

test.run();
