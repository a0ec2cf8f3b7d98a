/*
 * What is still to be sent of an answer of several ranges (multipart/byteranges, RFC 9110 §14.6):
 * the ranges, and the text that each part begins with.
 *
 * Rules of this file: the record lies at the end of the answer's send slot, which is composed in
 * and lent without it as long as the connection has `Flag.Byteranges`; so it costs no memory of its
 * own.
 */

import { RANGES_DOUBLES } from "../../wire/http/range";
import { double, setWord, word } from "../../wire/octets/arena";
import { BYTERANGES_BYTES, SEND_SLOT_BYTES } from "../../wire/sizes/sizes";
import { itemAt, NONE, Pool } from "../memory/pool";
import { ConnectionRef, sendSlotOf } from "./connection-record";

/** Words of the record behind the ranges, which are doubles. */
export const enum Byteranges {
  /** How many ranges there are. */
  Count = 0,
  /** The one that is to be sent next. */
  Next,
  /** Octets of the text that each part begins with. */
  StartBytes,
  /** Octets of the boundary with what is in front of it: the beginning of that text. */
  DelimiterBytes,
  LENGTH = 4,
}

const RANGES_BYTES: i32 = RANGES_DOUBLES * 8;

/** Longest text that a part can begin with. */
export const PART_START_BYTES_MAX: i32 = BYTERANGES_BYTES - RANGES_BYTES - Byteranges.LENGTH * 4;

/** First octet of the record. */
export function byterangesAt(c: ConnectionRef): i32 {
  expect(sendSlotOf(c) !== NONE);
  return itemAt(Pool.Sends, sendSlotOf(c)) + SEND_SLOT_BYTES - BYTERANGES_BYTES;
}

/** Double index of the ranges: for `parseRanges`. */
export function rangesAt(c: ConnectionRef): i32 {
  return byterangesAt(c) >> 3;
}

export function firstOfRange(c: ConnectionRef, index: i32): f64 {
  expect(index >= 0 && index * 2 < RANGES_DOUBLES);
  return double(rangesAt(c) + 2 * index);
}

export function lastOfRange(c: ConnectionRef, index: i32): f64 {
  expect(index >= 0 && index * 2 < RANGES_DOUBLES);
  return double(rangesAt(c) + 2 * index + 1);
}

export function byterangesWord(c: ConnectionRef, field: Byteranges): i32 {
  expect(field < Byteranges.LENGTH);
  return word(((byterangesAt(c) + RANGES_BYTES) >> 2) + field);
}

export function setByterangesWord(c: ConnectionRef, field: Byteranges, value: i32): void {
  expect(value >= 0 && field < Byteranges.LENGTH);
  setWord(((byterangesAt(c) + RANGES_BYTES) >> 2) + field, value);
}

/** First octet of the text that each part begins with. */
export function partStartAt(c: ConnectionRef): i32 {
  return byterangesAt(c) + RANGES_BYTES + Byteranges.LENGTH * 4;
}
