/*
 * Memory for passwords, reserved where some path asks for one (src/core/rules/auth-rules.ts).
 *
 * Rule of this file: its parts lie behind each other; each is one file's.
 */
import { fillRandom } from "../../seam/host";
import { Offset } from "../../wire/octets/arena";
import { CONTEXT_WORDS, ContextRef, DigestKind, openContext } from "../../wire/password/digest";
import {
  CHECK_COUNT,
  FAILED_ADDRESS_COUNT,
  RIGHT_COUNT,
  WRONG_COUNT,
} from "../../wire/sizes/sizes";
import { hasAuthRules } from "../rules/auth-rules";
import { building } from "../settings/generations";

/** Words of a key that nobody knows, of a digest, and of the rows of the tables. */
export const KEY_WORDS: i32 = 8;
export const PROOF_WORDS: i32 = 8;
export const VERDICT_WORDS: i32 = PROOF_WORDS + 2;
export const FAILED_ADDRESS_WORDS: i32 = 4;
export const CHECK_WORDS: i32 = PROOF_WORDS + 4;

const VERDICTS: i32 = KEY_WORDS + CONTEXT_WORDS;
const FAILED_ADDRESSES: i32 = VERDICTS + (RIGHT_COUNT + WRONG_COUNT) * VERDICT_WORDS;
const CHECKS: i32 = FAILED_ADDRESSES + FAILED_ADDRESS_COUNT * FAILED_ADDRESS_WORDS;
const WORDS: i32 = (CHECKS + CHECK_COUNT * CHECK_WORDS + 1) & ~1;

/** Word index of it; 0 when there is none. */
let startAt: i32 = 0;

/** Octets that the settings that were built need. */
export function authMemoryBytes(): i32 {
  return hasAuthRules(building()) ? WORDS * 4 : 0;
}

/** Whether there is memory for passwords. */
export function hasAuthMemory(): bool {
  return startAt !== 0;
}

/** Takes the words from this index on, which are 0, once; with a key of this start. */
export function openAuthMemory(at: Offset): void {
  startAt = at;
  fillRandom(keyAt() << 2, KEY_WORDS << 2);
  openContext(contextAt(), DigestKind.Sha256);
}

/** Octets that a digest begins with which nobody else can make. */
export function keyAt(): i32 {
  assert(startAt !== 0);
  return startAt;
}

/** For digests of SHA-256. */
export function contextAt(): ContextRef {
  return keyAt() + KEY_WORDS;
}

/** Rows of src/core/auth/verdicts.ts. */
export function verdictsAt(): i32 {
  return keyAt() + VERDICTS;
}

/** Rows of src/core/auth/failed-addresses.ts. */
export function failedAddressesAt(): i32 {
  return keyAt() + FAILED_ADDRESSES;
}

/** Rows of src/core/auth/checks.ts. */
export function checksAt(): i32 {
  return keyAt() + CHECKS;
}
