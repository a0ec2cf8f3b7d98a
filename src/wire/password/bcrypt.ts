/*
 * bcrypt: $2y$, $2b$ and $2a$, which are one scheme; of a password 72 octets count, or all and the
 * NUL behind them.
 */
import { Offset, octet, setOctet, setWord, word } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isDigit } from "../octets/octet-class";
import { put } from "../octets/text";
import { bigEndian, putBigEndian } from "./bits";
import { CIPHER_WORDS, encipherTimes, KEY_WORDS, scheduleKeys } from "./blowfish";

/** Letters of a salt, and of what follows it. */
export const SALT_LETTERS: i32 = 22;
export const BCRYPT_LETTERS: i32 = 31;

const SALT_BYTES: i32 = 16;
const TEXT_WORDS: i32 = 6;
const TEXT_TIMES: i32 = 64;

/**
 * Writes the 31 letters of a password's hash at `to`, for the 22 letters of a salt. Returns the
 * end. The words from `work` on are used.
 */
export function putBcrypt(
  to: i32,
  cost: i32,
  passwordAt: i32,
  passwordEnd: i32,
  saltAt: i32,
  work: i32,
): i32 {
  const key: i32 = work + CIPHER_WORDS;
  const salt: i32 = key + KEY_WORDS;
  const text: i32 = salt + KEY_WORDS;
  putKey(key, passwordAt, passwordEnd);
  putSalt(salt, saltAt);
  scheduleKeys(work, key, salt, cost);
  const textAt: i32 = text << 2;
  put(textAt, "OrpheanBeholderScryDoubt");
  for (let i: i32 = 0; i < TEXT_WORDS; i++) setWord(text + i, bigEndian(textAt + 4 * i));
  for (let i: i32 = 0; i < TEXT_WORDS; i += 2) encipherTimes(work, text + i, TEXT_TIMES);
  for (let i: i32 = 0; i < TEXT_WORDS; i++) putBigEndian(textAt + 4 * i, word(text + i));
  return putLetters(to, textAt);
}

/** The password and the NUL behind it, again and again. */
function putKey(key: i32, at: Offset, end: Offset): void {
  let from: i32 = at;
  for (let i: i32 = 0; i < KEY_WORDS; i++) {
    let value: i32 = 0;
    for (let k: i32 = 0; k < 4; k++) {
      value = (value << 8) | (from < end ? octet(from) : 0);
      from = from < end ? from + 1 : at;
    }
    setWord(key + i, value);
  }
}

/** The 16 octets of the salt, again and again. */
function putSalt(salt: i32, saltAt: i32): void {
  const octetsAt: i32 = salt << 2;
  for (let i: i32 = 0; i < SALT_BYTES; i++) setOctet(octetsAt + i, octetOf(saltAt, i));
  for (let i: i32 = 0; i < 4; i++) setWord(salt + i, bigEndian(octetsAt + 4 * i));
  for (let i: i32 = 4; i < KEY_WORDS; i++) setWord(salt + i, word(salt + i - 4));
}

/** Octet number `i` of those that letters stand for, the more significant bits first. */
function octetOf(lettersAt: i32, i: i32): i32 {
  const bit: i32 = i * 8;
  const letter: i32 = lettersAt + ((bit / 6) | 0);
  const bits: i32 = (letterValue(octet(letter)) << 6) | letterValue(octet(letter + 1));
  return (bits >> (4 - (bit % 6))) & 255;
}

/** 23 octets in 31 letters. */
function putLetters(to: i32, at: Offset): Offset {
  setOctet(at + 23, 0);
  for (let i: i32 = 0; i < BCRYPT_LETTERS; i++) {
    const bit: i32 = i * 6;
    const from: i32 = at + (bit >> 3);
    const bits: i32 = (octet(from) << 8) | octet(from + 1);
    setOctet(to + i, letterOf((bits >> (10 - (bit & 7))) & 63));
  }
  return to + BCRYPT_LETTERS;
}

/** In the order "./A-Za-z0-9". */
function letterOf(value: i32): i32 {
  if (value < 2) return Octet.Dot + value;
  if (value < 28) return Octet.UpperA + value - 2;
  return value < 54 ? Octet.LowerA + value - 28 : Octet.Digit0 + value - 54;
}

function letterValue(c: i32): i32 {
  if (isDigit(c)) return c - Octet.Digit0 + 54;
  if (c >= Octet.LowerA) return c - Octet.LowerA + 28;
  return c >= Octet.UpperA ? c - Octet.UpperA + 2 : c - Octet.Dot;
}
