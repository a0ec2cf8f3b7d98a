import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  DECIMAL_BYTES_MAX,
  DECIMAL_TOO_LARGE,
  NOT_DECIMAL,
  parseDecimal,
  putDecimal,
  putDecimalPadded,
  toInt,
  WHOLE_MAX,
} from "../../../../src/wire/octets/decimal";
import { freshArena, putBytes, written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

function parse(text: string): number {
  freshArena();
  return parseDecimal(100, putBytes(100, text));
}

test("numbers", () => {
  assert.is(parse("0"), 0);
  assert.is(parse("00"), 0);
  assert.is(parse("00000000000000000000000000000000000042"), 42);
  assert.is(parse("2147483647"), 2147483647);
  assert.is(parse("2147483648"), 2147483648);
  assert.is(parse("4294967296"), 4294967296);
});

test("2^53 - 1 is the last", () => {
  assert.is(parse("9007199254740990"), 9007199254740990);
  assert.is(parse("9007199254740991"), WHOLE_MAX);
  for (const text of ["9007199254740992", "9007199254740993", "9007199254741000"]) {
    assert.is(parse(text), DECIMAL_TOO_LARGE, text);
  }
  assert.is(parse("18446744073709551617"), DECIMAL_TOO_LARGE);
  assert.is(parse("9".repeat(400)), DECIMAL_TOO_LARGE);
});

test("what strtol takes for a number is none", () => {
  const texts = ["", " ", "+1", "-1", "-0", " 1", "1 ", "1\t", "0x10", "1e3", "1.0", "1,1", "1_0"];
  for (const text of [...texts, "\x001", "1\0", "١", "/", ":", "a", "\xb2"]) {
    assert.is(parse(text), NOT_DECIMAL, JSON.stringify(text));
  }
  assert.is(parse(`${"9".repeat(400)}x`), NOT_DECIMAL);
});

test("every octet but the digits is refused", () => {
  for (let c = 0; c < 256; c++) {
    const isDigit = c >= 48 && c <= 57;
    assert.is(parse(`1${String.fromCharCode(c)}`) >= 0, isDigit, `octet ${c}`);
  }
});

test("written and read again", () => {
  const values = [0, 9, 10, 99, 100, 999999999, 1e9, 1e9 + 1, 1999999999, 2 ** 31 - 1, 2 ** 31];
  values.push(2 ** 32 - 1, 2 ** 32, 1e15, 1e15 - 1, WHOLE_MAX, WHOLE_MAX - 1);
  // One below a multiple of the divisor, where a rounded quotient would be one too large.
  for (let k = 1; k < 9e6; k += 8999) values.push(k * 1e9 - 1, k * 1e9);
  for (let i = 0; i < 5000; i++) {
    values.push(random.below(2 ** 21) * 2 ** 32 + random.below(2 ** 32));
  }
  for (const value of values) {
    const text = written((at) => putDecimal(at, value));
    assert.is(text, String(value));
    assert.ok(text.length <= DECIMAL_BYTES_MAX);
    assert.is(parse(text), value);
  }
});

test("only whole numbers are written", () => {
  for (const value of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => putDecimal(100, value), undefined, String(value));
  }
});

test("padded", () => {
  assert.is(
    written((at) => putDecimalPadded(at, 7, 2)),
    "07",
  );
  assert.is(
    written((at) => putDecimalPadded(at, 0, 4)),
    "0000",
  );
  assert.is(
    written((at) => putDecimalPadded(at, 2147483647, 10)),
    "2147483647",
  );
  assert.throws(() => putDecimalPadded(100, 100, 2));
  assert.throws(() => putDecimalPadded(100, -1, 2));
});

test("f64 to i32", () => {
  for (const value of [0, 1, -1, 2147483647, -2147483648]) assert.is(toInt(value), value);
  assert.ok(Object.is(toInt(-0), 0));
  for (const value of [0.5, 2147483648, -2147483649, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => toInt(value), undefined, String(value));
  }
});

test.run();
