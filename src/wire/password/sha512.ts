/*
 * SHA-512 (FIPS 180-4 §6.4): one block at a time. A number of 64 bits is a pair of words, the more
 * significant one first, as integers of 64 bits are not the same to both compilers.
 */
import { setWord, word } from "../octets/arena";
import { bigEndian, shiftPair, shiftRight } from "./bits";

/** What is added up. */
let sumHigh: i32 = 0;
let sumLow: i32 = 0;

/** Adds the block at the octet `block`, with room for 80 pairs at `schedule`. */
export function compressSha512(state: i32, block: i32, schedule: i32, constants: i32): void {
  fillSchedule(block, schedule);
  // The eight numbers of a round lie behind each other; a round writes two of them.
  let at: i32 = schedule + 160 + 160;
  for (let i: i32 = 0; i < 16; i++) setWord(at + i, word(state + i));
  for (let i: i32 = 0; i < 160; i += 2) {
    sumHigh = word(schedule + i);
    sumLow = word(schedule + i + 1);
    addPair(constants + i);
    at -= 2;
    doRound(at);
  }
  for (let i: i32 = 0; i < 16; i += 2) {
    sumHigh = word(state + i);
    sumLow = word(state + i + 1);
    addPair(at + i);
    setWord(state + i, sumHigh);
    setWord(state + i + 1, sumLow);
  }
}

/**
 * One round, to whose schedule and constant the numbers behind `at` are added: a stands at `at` + 2
 * and h at `at` + 16. The new a is written at `at`, and the new e in the place of d.
 */
function doRound(at: i32): void {
  const e: i32 = word(at + 10);
  const eLow: i32 = word(at + 11);
  const a: i32 = word(at + 2);
  const aLow: i32 = word(at + 3);
  addPair(at + 16);
  add(sum1(e, eLow), sum1(eLow, e));
  add(choose(e, at + 12), choose(eLow, at + 13));
  const high: i32 = sumHigh;
  const low: i32 = sumLow;
  addPair(at + 8);
  setWord(at + 8, sumHigh);
  setWord(at + 9, sumLow);
  sumHigh = high;
  sumLow = low;
  add(sum0(a, aLow), sum0(aLow, a));
  add(majority(a, at + 4), majority(aLow, at + 5));
  setWord(at, sumHigh);
  setWord(at + 1, sumLow);
}

function fillSchedule(block: i32, schedule: i32): void {
  for (let i: i32 = 0; i < 32; i++) setWord(schedule + i, bigEndian(block + 4 * i));
  for (let i: i32 = schedule + 32; i < schedule + 160; i += 2) {
    sumHigh = word(i - 32);
    sumLow = word(i - 31);
    addPair(i - 14);
    addGamma0(word(i - 30), word(i - 29));
    addGamma1(word(i - 4), word(i - 3));
    setWord(i, sumHigh);
    setWord(i + 1, sumLow);
  }
}

function addPair(at: i32): void {
  add(word(at), word(at + 1));
}

function add(high: i32, low: i32): void {
  const sum: i32 = (sumLow + low) | 0;
  // The carry: both had the highest bit, or one had it and the sum has not.
  const carry: i32 = (((sumLow & low) | ((sumLow | low) & ~sum)) >> 31) & 1;
  sumLow = sum;
  sumHigh = (((sumHigh + high) | 0) + carry) | 0;
}

function choose(e: i32, at: i32): i32 {
  return (e & word(at)) ^ (~e & word(at + 2));
}

function majority(a: i32, at: i32): i32 {
  const b: i32 = word(at);
  const c: i32 = word(at + 2);
  return (a & b) ^ (a & c) ^ (b & c);
}

/** Of a word, with the other one of its pair. */
function sum0(x: i32, other: i32): i32 {
  return shiftPair(other, x, 28) ^ shiftPair(x, other, 2) ^ shiftPair(x, other, 7);
}

function sum1(x: i32, other: i32): i32 {
  return shiftPair(other, x, 14) ^ shiftPair(other, x, 18) ^ shiftPair(x, other, 9);
}

function addGamma0(high: i32, low: i32): void {
  add(
    shiftPair(low, high, 1) ^ shiftPair(low, high, 8) ^ shiftRight(high, 7),
    shiftPair(high, low, 1) ^ shiftPair(high, low, 8) ^ shiftPair(high, low, 7),
  );
}

function addGamma1(high: i32, low: i32): void {
  add(
    shiftPair(low, high, 19) ^ shiftPair(high, low, 29) ^ shiftRight(high, 6),
    shiftPair(high, low, 19) ^ shiftPair(low, high, 29) ^ shiftPair(high, low, 6),
  );
}
