/*
 * SHA-256 (FIPS 180-4 §6.2): one block at a time.
 */
import { setWord, word } from "../octets/arena";
import { bigEndian, rotateRight, shiftRight } from "./bits";
import { putShaStart } from "./sha-constants";

/** Writes what a digest begins with: the more significant words of SHA-512's, side by side. */
export function startSha256(state: i32): void {
  putShaStart(state);
  for (let i: i32 = 1; i < 8; i++) setWord(state + i, word(state + 2 * i));
}

/** Adds the block at the octet `block`, with room for 64 words at `schedule`. */
export function compressSha256(state: i32, block: i32, schedule: i32, constants: i32): void {
  fillSchedule(block, schedule);
  let a: i32 = word(state);
  let b: i32 = word(state + 1);
  let c: i32 = word(state + 2);
  let d: i32 = word(state + 3);
  let e: i32 = word(state + 4);
  let f: i32 = word(state + 5);
  let g: i32 = word(state + 6);
  let h: i32 = word(state + 7);
  for (let i: i32 = 0; i < 64; i++) {
    const input: i32 = (word(schedule + i) + word(constants + 2 * i)) | 0;
    const chosen: i32 = (sum1(e) + ((e & f) ^ (~e & g))) | 0;
    const first: i32 = (((h + chosen) | 0) + input) | 0;
    const second: i32 = (sum0(a) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  add(state, a);
  add(state + 1, b);
  add(state + 2, c);
  add(state + 3, d);
  add(state + 4, e);
  add(state + 5, f);
  add(state + 6, g);
  add(state + 7, h);
}

function fillSchedule(block: i32, schedule: i32): void {
  for (let i: i32 = 0; i < 16; i++) setWord(schedule + i, bigEndian(block + 4 * i));
  for (let i: i32 = schedule + 16; i < schedule + 64; i++) {
    const near: i32 = (gamma1(word(i - 2)) + word(i - 7)) | 0;
    const far: i32 = (gamma0(word(i - 15)) + word(i - 16)) | 0;
    setWord(i, (near + far) | 0);
  }
}

function add(at: i32, x: i32): void {
  setWord(at, (word(at) + x) | 0);
}

function sum0(x: i32): i32 {
  return rotateRight(x, 2) ^ rotateRight(x, 13) ^ rotateRight(x, 22);
}

function sum1(x: i32): i32 {
  return rotateRight(x, 6) ^ rotateRight(x, 11) ^ rotateRight(x, 25);
}

function gamma0(x: i32): i32 {
  return rotateRight(x, 7) ^ rotateRight(x, 18) ^ shiftRight(x, 3);
}

function gamma1(x: i32): i32 {
  return rotateRight(x, 17) ^ rotateRight(x, 19) ^ shiftRight(x, 10);
}
