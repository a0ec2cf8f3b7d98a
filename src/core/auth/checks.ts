/*
 * Passwords that are being compared with hashes, each by a task of the host's.
 *
 * Rule of this file: a row is taken when its task was begun, and free when its end was told.
 */
import { moveOctets, setWord, word } from "../../wire/octets/arena";
import { CHECK_COUNT } from "../../wire/sizes/sizes";
import { CHECK_WORDS, checksAt, hasAuthMemory, PROOF_WORDS } from "./auth-memory";

/** Word index of a row; 0 for none. */
export type CheckRef = i32;

/** Words of a row. */
const enum Row {
  /** What its password is known by (src/core/auth/proof.ts). */
  Proof = 0,
  /** The task; 0 when there is none. */
  Task = 8,
  /** Of whose password it is: two words of the digest of the address. */
  High,
  Low,
  /** Bits of `CheckFlag`. */
  Flags,
}

/** What is true of a comparison whatever comes of it. */
export const enum CheckFlag {
  /** There is no such user: the hash is another one's, so that it takes as long. */
  Unknown = 1,
  /** The rule does not name the user. */
  Excluded = 2,
  /** What comes of it is remembered briefly. */
  Brief = 4,
}

/** Whether one more may be begun. */
export function isCheckFree(): bool {
  return hasAuthMemory() && findCheck(0) !== 0;
}

/** The task was begun, of the password with this proof. */
export function takeCheck(task: i32, proof: i32, flags: i32): CheckRef {
  const row: CheckRef = findCheck(0);
  assert(row !== 0 && task > 0);
  moveOctets((row + Row.Proof) << 2, proof << 2, PROOF_WORDS << 2);
  setWord(row + Row.Task, task);
  setWord(row + Row.Flags, flags);
  return row;
}

/** The client has an address with this digest. */
export function noteAddress(row: CheckRef, high: i32, low: i32): void {
  setWord(row + Row.High, high);
  setWord(row + Row.Low, low);
}

/** The row of a task; 0 when it is of none that is known here. */
export function findCheck(task: i32): CheckRef {
  for (let i: i32 = 0; i < CHECK_COUNT; i++) {
    const row: CheckRef = checksAt() + i * CHECK_WORDS;
    if (word(row + Row.Task) === task) return row;
  }
  return 0;
}

export function freeCheck(row: CheckRef): void {
  setWord(row + Row.Task, 0);
}

export function hasCheckFlag(row: CheckRef, flag: CheckFlag): bool {
  return (word(row + Row.Flags) & flag) !== 0;
}

export function proofOf(row: CheckRef): i32 {
  return row + Row.Proof;
}

export function addressHigh(row: CheckRef): i32 {
  return word(row + Row.High);
}

export function addressLow(row: CheckRef): i32 {
  return word(row + Row.Low);
}
