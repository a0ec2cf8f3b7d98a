/*
 * SHA-crypt: $5$ with SHA-256 and $6$ with SHA-512, as Ulrich Drepper published it ("Unix crypt
 * using SHA-256 and SHA-512", version 0.6).
 */
import { Offset, octet } from "../octets/arena";
import { putDigits } from "./crypt-digits";
import {
  addOctets,
  beginDigest,
  CONTEXT_WORDS,
  ContextRef,
  DIGEST_BYTES_MAX,
  DigestKind,
  digestBytes,
  endDigest,
  openContext,
} from "./digest";
import { addRepeated, putRepeated, stretch } from "./stretch";

/** The rounds of a hash that does not say how many. */
export const SHA_ROUNDS: i32 = 5000;

/**
 * Writes the 43 or 86 letters of a password's hash at `to`. Returns the end. The words from `work`
 * on are used, and as many octets more as the password has.
 */
export function putShaCrypt(
  to: i32,
  kind: DigestKind,
  rounds: i32,
  passwordAt: i32,
  passwordEnd: i32,
  saltAt: i32,
  saltEnd: i32,
  work: ContextRef,
): i32 {
  const bytes: i32 = passwordEnd - passwordAt;
  const size: i32 = digestBytes(kind);
  const digest: i32 = (work + CONTEXT_WORDS) << 2;
  const other: i32 = digest + DIGEST_BYTES_MAX;
  openContext(work, kind);
  beginWith(work, passwordAt, passwordEnd, saltAt, saltEnd);
  addOctets(work, passwordAt, passwordEnd);
  endDigest(work, other);
  beginWith(work, passwordAt, passwordEnd, saltAt, saltEnd);
  addRepeated(work, other, size, bytes);
  for (let bits: i32 = bytes; bits > 0; bits = bits >> 1) {
    if ((bits & 1) !== 0) addOctets(work, other, other + size);
    else addOctets(work, passwordAt, passwordEnd);
  }
  endDigest(work, digest);
  // In place of the password and of the salt come digests of many of them, as long as they are.
  digestMany(work, passwordAt, passwordEnd, bytes, other);
  const passwords: i32 = other + DIGEST_BYTES_MAX;
  const salts: i32 = putRepeated(passwords, other, size, bytes);
  digestMany(work, saltAt, saltEnd, 16 + octet(digest), other);
  const end: i32 = putRepeated(salts, other, size, saltEnd - saltAt);
  stretch(work, kind, digest, rounds, passwords, salts, salts, end);
  return kind === DigestKind.Sha256 ? putSha256(to, digest) : putSha512(to, digest);
}

function beginWith(work: ContextRef, from: Offset, until: Offset, saltAt: i32, saltEnd: i32): void {
  beginDigest(work);
  addOctets(work, from, until);
  addOctets(work, saltAt, saltEnd);
}

function digestMany(work: ContextRef, at: Offset, end: Offset, count: i32, to: i32): void {
  beginDigest(work);
  for (let i: i32 = 0; i < count; i++) addOctets(work, at, end);
  endDigest(work, to);
}

/** Three octets that lie a third of the digest apart, in an order that turns with each step. */
function putSha256(to: i32, digest: i32): i32 {
  let end: i32 = to;
  for (let i: i32 = 0; i < 10; i++) {
    const first: i32 = (i * 21) % 30;
    end = putThird(end, digest, first, (first + 10) % 30, (first + 20) % 30);
  }
  return putDigits(end, 0, octet(digest + 31), octet(digest + 30), 3);
}

function putSha512(to: i32, digest: i32): i32 {
  let end: i32 = to;
  for (let i: i32 = 0; i < 21; i++) {
    const first: i32 = (i * 22) % 63;
    end = putThird(end, digest, first, (first + 21) % 63, (first + 42) % 63);
  }
  return putDigits(end, 0, 0, octet(digest + 63), 2);
}

function putThird(to: i32, digest: i32, first: i32, second: i32, third: i32): i32 {
  return putDigits(to, octet(digest + first), octet(digest + second), octet(digest + third), 4);
}
