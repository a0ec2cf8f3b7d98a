import { test } from "uvu";
import * as assert from "uvu/assert";
import { word } from "../../../../src/wire/octets/arena";
import { putPi } from "../../../../src/wire/password/pi";
import { freshArena } from "../../../support/arena";

const AT = 1024;
const WORDS = 1042;
const GUARD_BITS = 64n;

/** The inverse tangent of 1 / x, in units. */
function arctangent(x: bigint, unit: bigint): bigint {
  let term = unit / x;
  let sum = term;
  for (let n = 3n, sign = -1n; term > 0n; n += 2n, sign = -sign) {
    term /= x * x;
    sum += (sign * term) / n;
  }
  return sum;
}

test("they are the digits of pi, by Machin's formula", () => {
  freshArena();
  putPi(AT);
  const bits = BigInt(WORDS * 32);
  const unit = 1n << (bits + GUARD_BITS);
  const pi = 4n * (4n * arctangent(5n, unit) - arctangent(239n, unit));
  const behindPoint = (pi - 3n * unit) >> GUARD_BITS;
  for (let i = 0; i < WORDS; i++) {
    const expected = BigInt.asIntN(32, behindPoint >> (bits - BigInt(32 * (i + 1))));
    assert.is(word(AT + i), Number(expected), `word ${i}`);
  }
});

test.run();
