import { test } from "uvu";
import * as assert from "uvu/assert";
import { endHash, HASH_START, hashOctet, rank } from "../../../../src/wire/octets/hash";

function hashOf(text: string): number {
  let hash: number = HASH_START;
  for (const c of Buffer.from(text, "latin1")) hash = hashOctet(hash, c);
  return hash;
}

/** Which of so many has the least hash behind the text. */
function choice(text: string, count: number, without = -1): number {
  const hash = hashOf(text);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let b = 0; b < count; b++) {
    const cost = rank(hash, b);
    if (b !== without && cost < least) [best, least] = [b, cost];
  }
  return best;
}

const ADDRESSES = Array.from(
  { length: 2000 },
  (_, i) => `10.0.${Math.floor(i / 250)}.${(i % 250) + 1}`,
);

test("known values", () => {
  assert.is(endHash(hashOf("")), 0);
  // One-at-a-time's published value is 0xca2e9442, of which one bit is not used.
  assert.is(endHash(hashOf("a")), 0x4a2e9442);
});

for (const count of [2, 3, 5, 8]) {
  test(`addresses of one network are shared by ${count} evenly`, () => {
    const shares = Array.from({ length: count }, () => 0);
    for (const address of ADDRESSES) (shares[choice(address, count)] as number)++;
    const even = ADDRESSES.length / count;
    for (const share of shares) assert.ok(Math.abs(share - even) < even / 4, String(shares));
  });

  test(`those of one that is gone are shared by the other ${count - 1}, and no others move`, () => {
    const shares = Array.from({ length: count }, () => 0);
    for (const address of ADDRESSES) {
      const before = choice(address, count);
      const now = choice(address, count, 0);
      if (before !== 0) assert.is(now, before);
      else (shares[now] as number)++;
    }
    const even = ADDRESSES.length / count / (count - 1);
    for (const share of shares.slice(1)) {
      assert.ok(Math.abs(share - even) < even / 2, String(shares));
    }
  });
}

test.run();
