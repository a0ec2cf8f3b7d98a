import { test } from "uvu";
import * as assert from "uvu/assert";
import { isCryptDigit, putDigits } from "../../../../src/wire/password/crypt-digits";
import { written } from "../../../support/arena";

const LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

test("each value has its letter, the least significant bits first", () => {
  for (const [value, letter] of [...LETTERS].entries()) {
    assert.is(
      written((at) => putDigits(at, 0, 0, value, 1)),
      letter,
    );
    assert.is(
      written((at) => putDigits(at, 0, value >> 2, (value & 3) << 6, 2)),
      `.${letter}`,
    );
  }
  assert.is(
    written((at) => putDigits(at, 255, 255, 255, 4)),
    "zzzz",
  );
  assert.is(
    written((at) => putDigits(at, 4, 0, 0, 4)),
    "...1".replace("1", LETTERS[1] as string),
  );
});

test("no other octet is one", () => {
  for (let c = 0; c < 256; c++) {
    assert.is(isCryptDigit(c), LETTERS.includes(String.fromCharCode(c)), `${c}`);
  }
});

test.run();
