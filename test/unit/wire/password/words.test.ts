import { test } from "uvu";
import * as assert from "uvu/assert";
import { word } from "../../../../src/wire/octets/arena";
import { loadWords } from "../../../../src/wire/password/words";
import { freshArena, putBytes } from "../../../support/arena";

const WORDS = [1, -1, 0x12345678, -2147483648, 0];

for (const [name, at] of [
  ["in its place", 4096],
  ["elsewhere", 16384],
] as const) {
  test(`text in Base64 becomes words ${name}`, () => {
    freshArena();
    const octets = Buffer.alloc(4 * WORDS.length);
    for (const [i, value] of WORDS.entries()) octets.writeInt32BE(value, 4 * i);
    const end = putBytes(at, octets.toString("base64"));
    loadWords(1024, at, end);
    assert.equal(
      WORDS.map((_, i) => word(1024 + i)),
      WORDS,
    );
  });
}

test.run();
