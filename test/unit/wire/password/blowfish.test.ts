import { test } from "uvu";
import * as assert from "uvu/assert";
import { setWord, word } from "../../../../src/wire/octets/arena";
import {
  CIPHER_WORDS,
  encipherTimes,
  KEY_WORDS,
  scheduleKeys,
} from "../../../../src/wire/password/blowfish";
import { assertUntouched, freshArena } from "../../../support/arena";

const CIPHER = 1024;
const KEY = 8192;
const SALT = 9000;
const BLOCK = 10_000;

function setAll(at: number, value: number): void {
  for (let i = 0; i < KEY_WORDS; i++) setWord(at + i, value);
}

/**
 * With a salt of zeroes the first schedule is that of Blowfish itself; with 2^0 rounds behind it
 * the key and zeroes are mixed in once more.
 */
test("equal keys give equal blocks, another one another, in the memory that is said", () => {
  const blocks = [-1, -1, 0x01234567].map((key) => {
    freshArena();
    setAll(KEY, key);
    setAll(SALT, 0);
    setWord(BLOCK, 0);
    setWord(BLOCK + 1, 0);
    scheduleKeys(CIPHER, KEY, SALT, 0);
    encipherTimes(CIPHER, BLOCK, 1);
    assertUntouched(CIPHER * 4 - 64, CIPHER * 4);
    assertUntouched((CIPHER + CIPHER_WORDS) * 4, (CIPHER + CIPHER_WORDS) * 4 + 64);
    return `${word(BLOCK)} ${word(BLOCK + 1)}`;
  });
  assert.is(blocks[0], blocks[1]);
  assert.is.not(blocks[0], blocks[2]);
});

test("so many times is so often once", () => {
  freshArena();
  setAll(KEY, 7);
  setAll(SALT, 9);
  scheduleKeys(CIPHER, KEY, SALT, 1);
  for (const at of [BLOCK, BLOCK + 2]) {
    setWord(at, 0x4f727068);
    setWord(at + 1, 0x65616e42);
  }
  encipherTimes(CIPHER, BLOCK, 3);
  for (let i = 0; i < 3; i++) encipherTimes(CIPHER, BLOCK + 2, 1);
  assert.is(word(BLOCK), word(BLOCK + 2));
  assert.is(word(BLOCK + 1), word(BLOCK + 3));
});

test.run();
