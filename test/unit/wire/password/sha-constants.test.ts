import { test } from "uvu";
import * as assert from "uvu/assert";
import { word } from "../../../../src/wire/octets/arena";
import { putShaConstants, putShaStart } from "../../../../src/wire/password/sha-constants";
import { freshArena } from "../../../support/arena";

const AT = 1024;

/** The first primes. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
}

/** The greatest whole number whose power is not more. */
function root(of: bigint, power: bigint): bigint {
  let low = 0n;
  let high = 1n << 100n;
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** power <= of) low = middle;
    else high = middle - 1n;
  }
  return low;
}

function pair(at: number): bigint {
  return BigInt.asUintN(64, (BigInt(word(at)) << 32n) | BigInt(word(at + 1) >>> 0));
}

test("they are what is behind the point of the cube roots of the first 80 primes", () => {
  freshArena();
  putShaConstants(AT);
  for (const [i, prime] of primes(80).entries()) {
    const expected = BigInt.asUintN(64, root(BigInt(prime) << 192n, 3n));
    assert.is(pair(AT + 2 * i), expected, `of ${prime}`);
  }
});

test("and of the square roots of the first eight", () => {
  freshArena();
  putShaStart(AT);
  for (const [i, prime] of primes(8).entries()) {
    assert.is(pair(AT + 2 * i), BigInt.asUintN(64, root(BigInt(prime) << 128n, 2n)));
  }
});

test.run();
