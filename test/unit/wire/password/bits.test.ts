import { test } from "uvu";
import * as assert from "uvu/assert";
import * as bits from "../../../../src/wire/password/bits";
import { freshArena, putBytes, takeBytes, written } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

test("words are turned and shifted without a sign", () => {
  const random = makeRandom();
  for (let i = 0; i < 2000; i++) {
    const x = random.below(2 ** 32) | 0;
    const y = random.below(2 ** 32) | 0;
    const n = 1 + random.below(31);
    assert.is(bits.shiftRight(x, n), (x >>> n) | 0);
    assert.is(bits.rotateRight(x, n), (x >>> n) | (x << (32 - n)));
    assert.is(bits.rotateLeft(x, n), (x << n) | (x >>> (32 - n)));
    assert.is(bits.shiftPair(x, y, n), (y >>> n) | (x << (32 - n)));
  }
});

test("octets become words in either order, and words octets", () => {
  freshArena();
  putBytes(64, [0xfe, 1, 2, 3]);
  assert.is(bits.bigEndian(64), 0xfe010203 | 0);
  assert.is(bits.littleEndian(64), 0x030201fe);
  bits.putBigEndian(128, 0xfe010203 | 0);
  bits.putLittleEndian(132, 0xfe010203 | 0);
  assert.is(takeBytes(128, 136), "\xfe\x01\x02\x03\x03\x02\x01\xfe");
  assert.is(
    written((at) => {
      bits.putBigEndian(at, -1);
      return at + 4;
    }),
    "\xff\xff\xff\xff",
  );
});

test.run();
