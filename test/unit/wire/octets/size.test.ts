import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseSize, putSize, SIZE_BYTES_MAX } from "../../../../src/wire/octets/size";
import { putBytes, written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

function size(bytes: number): string {
  return written((at) => putSize(at, bytes));
}

function sizeOf(text: string): number {
  return parseSize(100, putBytes(100, text));
}

test("sizes at the bounds of their units", () => {
  const expected: [number, string][] = [
    [0, "0 B"],
    [1, "1 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1536, "1.5 KiB"],
    [1587, "1.5 KiB"],
    [1588, "1.6 KiB"],
    [10_188, "9.9 KiB"],
    [10_189, "10 KiB"],
    [1_048_063, "1023 KiB"],
    [1_048_064, "1.0 MiB"],
    [20 * 1024 ** 2, "20 MiB"],
    [2 ** 31, "2.0 GiB"],
    [2 ** 32, "4.0 GiB"],
    [2 ** 40, "1.0 TiB"],
    [2 ** 50, "1.0 PiB"],
    [2 ** 53 - 1, "8.0 PiB"],
  ];
  for (const [bytes, text] of expected) assert.is(size(bytes), text, `${bytes}`);
});

test("what is shown is within a twentieth of the size", () => {
  for (let i = 0; i < 20_000; i++) {
    const bytes = Math.floor(2 ** (random.below(53_000) / 1000));
    const text = size(bytes);
    const [, digits, unit] = /^(\d{1,4}|\d\.\d) ([KMGTP]?i?B)$/.exec(text) ?? [];
    const shown = Number(digits) * 1024 ** UNITS.indexOf(unit ?? "");
    assert.ok(Math.abs(shown - bytes) <= bytes / 20, `${bytes}: ${text}`);
    assert.ok(text.length <= SIZE_BYTES_MAX);
  }
});

test("sizes are a number, or one with the letter of a unit", () => {
  const expected: [string, number][] = [
    ["0", 0],
    ["5000", 5000],
    ["64k", 65_536],
    ["10M", 10 * 1024 ** 2],
    ["2g", 2 * 1024 ** 3],
    ["8388607g", 8_388_607 * 1024 ** 3],
  ];
  for (const [text, bytes] of expected) assert.is(sizeOf(text), bytes, text);
  const refused = ["", "k", "1t", "1 k", "-1", "1.5k", "9007199254740992", "8388608g"];
  for (const text of refused) assert.ok(sizeOf(text) < 0, text);
});

test.run();
