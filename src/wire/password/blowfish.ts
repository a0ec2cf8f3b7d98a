/*
 * Blowfish with the expensive key schedule of bcrypt (Provos and Mazieres, "A Future-Adaptable
 * Password Scheme", 1999).
 *
 * Rules of this file: the cipher's memory is 1042 words, its subkeys and then its boxes, and while
 * they are filled 348 words more; keys are given as words.
 */
import { setWord, word } from "../octets/arena";
import { shiftRight } from "./bits";
import { putPi } from "./pi";

/** Words of the cipher's memory while it is filled. */
export const CIPHER_WORDS: i32 = 1042 + 348;

const SUBKEYS: i32 = 18;
const ALL_WORDS: i32 = 1042;

/** Words of a key: octets of it that count are four times as many. */
export const KEY_WORDS: i32 = SUBKEYS;

/** The block that is being enciphered. */
let left: i32 = 0;
let right: i32 = 0;

/** Fills the cipher's memory for these two keys of 18 words, in 2^cost rounds. */
export function scheduleKeys(cipher: i32, key: i32, salt: i32, cost: i32): void {
  putPi(cipher);
  mixIn(cipher, key);
  fill(cipher, salt);
  const rounds: i32 = 1 << cost;
  for (let i: i32 = 0; i < rounds; i++) {
    mixIn(cipher, key);
    fill(cipher, 0);
    mixIn(cipher, salt);
    fill(cipher, 0);
  }
}

/** Enciphers the two words at `at` in their place, so many times. */
export function encipherTimes(cipher: i32, at: i32, times: i32): void {
  left = word(at);
  right = word(at + 1);
  for (let i: i32 = 0; i < times; i++) encipher(cipher);
  setWord(at, left);
  setWord(at + 1, right);
}

function mixIn(cipher: i32, key: i32): void {
  for (let i: i32 = 0; i < SUBKEYS; i++) setWord(cipher + i, word(cipher + i) ^ word(key + i));
}

/** Takes what it enciphers for its memory; with a salt, of which four words count, mixed in. */
function fill(cipher: i32, salt: i32): void {
  left = 0;
  right = 0;
  for (let i: i32 = 0; i < ALL_WORDS; i += 2) {
    if (salt !== 0) {
      left = left ^ word(salt + (i & 3));
      right = right ^ word(salt + (i & 3) + 1);
    }
    encipher(cipher);
    setWord(cipher + i, left);
    setWord(cipher + i + 1, right);
  }
}

function encipher(cipher: i32): void {
  let x: i32 = left ^ word(cipher);
  let y: i32 = right;
  for (let i: i32 = cipher + 1; i < cipher + 17; i += 2) {
    y = y ^ turned(cipher, x) ^ word(i);
    x = x ^ turned(cipher, y) ^ word(i + 1);
  }
  left = y ^ word(cipher + 17);
  right = x;
}

/** The function F: an octet of the word for each box. */
function turned(cipher: i32, x: i32): i32 {
  const boxes: i32 = cipher + SUBKEYS;
  const first: i32 = word(boxes + shiftRight(x, 24));
  const second: i32 = word(boxes + 256 + ((x >> 16) & 255));
  const third: i32 = word(boxes + 512 + ((x >> 8) & 255));
  const fourth: i32 = word(boxes + 768 + (x & 255));
  return ((((first + second) | 0) ^ third) + fourth) | 0;
}
