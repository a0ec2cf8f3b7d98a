/*
 * What came of comparing passwords with hashes, for a while, so that it need not be done for each
 * request of a client.
 *
 * Rules of this file: a password is known by its proof (src/core/auth/proof.ts). Right and wrong
 * ones have rows of their own: nobody who guesses has a right one forgotten.
 */
import { moveOctets, setWord, word } from "../../wire/octets/arena";
import { RIGHT_COUNT, WRONG_COUNT } from "../../wire/sizes/sizes";
import { elapsedMs, nowMs } from "../time/clock";
import { PROOF_WORDS, VERDICT_WORDS, verdictsAt } from "./auth-memory";

/** What is known of a password. */
export const enum Verdict {
  None = 0,
  Right,
  /** It is right, and the rule does not name its user. */
  Excluded,
  Wrong,
}

/** Five minutes. */
const REMEMBERED_MS: i32 = 300000;
/** 2 s: longer than file systems take for the same moment. */
const BRIEF_MS: i32 = 2000;

/** Words of a row. */
const enum Row {
  Proof = 0,
  Verdict = 8,
  SinceMs,
}

/** What is known of the proof at this word index. All rows are looked at in any case. */
export function verdictOn(proof: i32): Verdict {
  let verdict: Verdict = Verdict.None;
  for (let i: i32 = 0; i < RIGHT_COUNT + WRONG_COUNT; i++) {
    const row: i32 = rowOf(i);
    let difference: i32 = 0;
    for (let k: i32 = 0; k < PROOF_WORDS; k++) {
      difference = difference | (word(row + Row.Proof + k) ^ word(proof + k));
    }
    if (difference === 0 && isValid(row)) verdict = word(row + Row.Verdict);
  }
  return verdict;
}

/**
 * Remembers what is known of the proof, in the place of the oldest if there is no other; briefly,
 * where its file may change without looking changed.
 */
export function remember(proof: i32, verdict: Verdict, isBrief: bool): void {
  const first: i32 = verdict === Verdict.Wrong ? RIGHT_COUNT : 0;
  const count: i32 = verdict === Verdict.Wrong ? WRONG_COUNT : RIGHT_COUNT;
  let place: i32 = rowOf(first);
  for (let i: i32 = 1; i < count && isValid(place); i++) {
    const row: i32 = rowOf(first + i);
    if (!isValid(row) || ageOf(row) > ageOf(place)) place = row;
  }
  moveOctets((place + Row.Proof) << 2, proof << 2, PROOF_WORDS << 2);
  setWord(place + Row.Verdict, verdict);
  setWord(place + Row.SinceMs, isBrief ? (nowMs - REMEMBERED_MS + BRIEF_MS) | 0 : nowMs);
}

function isValid(row: i32): bool {
  return word(row + Row.Verdict) !== Verdict.None && ageOf(row) < REMEMBERED_MS;
}

function ageOf(row: i32): i32 {
  return elapsedMs(word(row + Row.SinceMs));
}

function rowOf(i: i32): i32 {
  return verdictsAt() + i * VERDICT_WORDS;
}
