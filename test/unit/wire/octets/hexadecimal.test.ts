import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  HEX_BYTES_MAX,
  hexValue,
  putHex,
  putHexPadded,
} from "../../../../src/wire/octets/hexadecimal";
import { written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

test("the value of every octet", () => {
  for (let c = 0; c < 256; c++) {
    const text = String.fromCharCode(c);
    const expected = /^[0-9A-Fa-f]$/.test(text) ? Number.parseInt(text, 16) : -1;
    assert.is(hexValue(c), expected, `octet ${c}`);
  }
});

test("numbers in lower case without leading zeroes", () => {
  const values = [0, 1, 15, 16, 255, 2 ** 24 - 1, 2 ** 24, 2 ** 24 + 1, 2 ** 31, 2 ** 32, 2 ** 48];
  values.push(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 1);
  for (let i = 0; i < 5000; i++) {
    values.push(random.below(2 ** 21) * 2 ** 32 + random.below(2 ** 32));
  }
  for (const value of values) {
    const text = written((at) => putHex(at, value));
    assert.is(text, value.toString(16));
    assert.ok(text.length <= HEX_BYTES_MAX);
  }
});

test("only whole numbers are written", () => {
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN]) {
    assert.throws(() => putHex(100, value), undefined, String(value));
  }
});

test("padded", () => {
  assert.is(
    written((at) => putHexPadded(at, 0, 2)),
    "00",
  );
  assert.is(
    written((at) => putHexPadded(at, 0x1f, 2)),
    "1f",
  );
  assert.is(
    written((at) => putHexPadded(at, 0x7fffffff, 8)),
    "7fffffff",
  );
});

test.run();
