/*
 * MD5 (RFC 1321): one block at a time.
 */
import { setWord, word } from "../octets/arena";
import { put } from "../octets/text";
import { littleEndian, rotateLeft } from "./bits";
import { loadWords } from "./words";

/** Bits by which each round turns, four for each of the four kinds of round: six bits each. */
const TURNS_OF_F: i32 = 7 | (12 << 6) | (17 << 12) | (22 << 18);
const TURNS_OF_G: i32 = 5 | (9 << 6) | (14 << 12) | (20 << 18);
const TURNS_OF_H: i32 = 4 | (11 << 6) | (16 << 12) | (23 << 18);
const TURNS_OF_I: i32 = 6 | (10 << 6) | (15 << 12) | (21 << 18);

/** Writes the constants of the 64 rounds: 2^32 times the sines of 1 to 64, without their signs. */
export function putMd5Constants(to: i32): void {
  const at: i32 = to << 2;
  let end: i32 = at;
  end = put(end, "12qkeOjHt1YkIHDbwb3O7vV8D69Hh8YqqDBGE/1GlQFpgJjYi0T3r///W7GJXNe+a5ARIv2YcZOm");
  end = put(end, "eUOOSbQIIfYeJWLAQLNAJl5aUem2x6rWLxBdAkQUU9ih5oHn0/vIIeHN5sM3B9b01Q2HRVoU7anj");
  end = put(end, "6QX876P4Z28C2Y0qTIr/+jlCh3H2gW2dYSL95TgMpL7qREvez6n2u0tgvr+8cCibfsbqoSf61O8w");
  end = put(end, "hQSIHQXZ1NA55tuZ5R+ifPjErFZl9CkiREMq/5erlCOn/JOgOWVbWcOPDMyS/+/0fYWEXdFvqH5P");
  end = put(end, "/izm4KMBQxROCBGh91N+gr068jUq19K764bTkQ==");
  loadWords(to, at, end);
}

/** Writes what a digest begins with. */
export function startMd5(state: i32): void {
  setWord(state, 0x67452301);
  setWord(state + 1, -0x10325477);
  setWord(state + 2, -0x67452302);
  setWord(state + 3, 0x10325476);
}

/** Adds the block at the octet `block`, with room for 16 words at `words`. */
export function compressMd5(state: i32, block: i32, words: i32, constants: i32): void {
  for (let i: i32 = 0; i < 16; i++) setWord(words + i, littleEndian(block + 4 * i));
  let a: i32 = word(state);
  let b: i32 = word(state + 1);
  let c: i32 = word(state + 2);
  let d: i32 = word(state + 3);
  for (let i: i32 = 0; i < 64; i++) {
    const mixed: i32 = (a + mix(i >> 4, b, c, d)) | 0;
    const input: i32 = (word(words + inputOf(i)) + word(constants + i)) | 0;
    const turns: i32 = (turnsOf(i >> 4) >> (6 * (i & 3))) & 63;
    a = d;
    d = c;
    c = b;
    b = (b + rotateLeft((mixed + input) | 0, turns)) | 0;
  }
  setWord(state, (word(state) + a) | 0);
  setWord(state + 1, (word(state + 1) + b) | 0);
  setWord(state + 2, (word(state + 2) + c) | 0);
  setWord(state + 3, (word(state + 3) + d) | 0);
}

function mix(kind: i32, b: i32, c: i32, d: i32): i32 {
  switch (kind) {
    case 0:
      return (b & c) | (~b & d);
    case 1:
      return (b & d) | (c & ~d);
    case 2:
      return b ^ c ^ d;
    default:
      return c ^ (b | ~d);
  }
}

/** The word of the block that a round takes. */
function inputOf(round: i32): i32 {
  switch (round >> 4) {
    case 0:
      return round;
    case 1:
      return (5 * round + 1) & 15;
    case 2:
      return (3 * round + 5) & 15;
    default:
      return (7 * round) & 15;
  }
}

function turnsOf(kind: i32): i32 {
  switch (kind) {
    case 0:
      return TURNS_OF_F;
    case 1:
      return TURNS_OF_G;
    case 2:
      return TURNS_OF_H;
    default:
      return TURNS_OF_I;
  }
}
