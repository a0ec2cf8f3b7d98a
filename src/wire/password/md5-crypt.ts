/*
 * MD5-crypt: $1$ as FreeBSD's crypt(3) has it, and $apr1$, which is Apache's and differs by its
 * name alone.
 */
import { Offset, octet, setOctet } from "../octets/arena";
import { putDigits } from "./crypt-digits";
import {
  addOctets,
  beginDigest,
  CONTEXT_WORDS,
  ContextRef,
  DigestKind,
  endDigest,
  openContext,
} from "./digest";
import { addRepeated, stretch } from "./stretch";

const ROUNDS: i32 = 1000;
const DIGEST_BYTES: i32 = 16;

/**
 * Writes the 22 letters of a password's hash at `to`; `nameAt` to `nameEnd` is the scheme's name
 * with its dollar signs. Returns the end. The words from `work` on are used.
 */
export function putMd5Crypt(
  to: i32,
  passwordAt: i32,
  passwordEnd: i32,
  nameAt: Offset,
  nameEnd: Offset,
  saltEnd: i32,
  work: ContextRef,
): Offset {
  const digest: i32 = (work + CONTEXT_WORDS) << 2;
  // The salt is what follows the name.
  const salt: i32 = nameEnd;
  openContext(work, DigestKind.Md5);
  beginDigest(work);
  addOctets(work, passwordAt, passwordEnd);
  addOctets(work, salt, saltEnd);
  addOctets(work, passwordAt, passwordEnd);
  endDigest(work, digest);
  beginDigest(work);
  addOctets(work, passwordAt, passwordEnd);
  addOctets(work, nameAt, saltEnd);
  addRepeated(work, digest, DIGEST_BYTES, passwordEnd - passwordAt);
  const zero: i32 = digest + DIGEST_BYTES;
  setOctet(zero, 0);
  for (let bits: i32 = passwordEnd - passwordAt; bits > 0; bits = bits >> 1) {
    const from: i32 = (bits & 1) !== 0 ? zero : passwordAt;
    addOctets(work, from, from + 1);
  }
  endDigest(work, digest);
  stretch(work, DigestKind.Md5, digest, ROUNDS, passwordAt, passwordEnd, salt, saltEnd);
  return putDigest(to, digest);
}

function putDigest(to: i32, digest: i32): i32 {
  let end: i32 = to;
  for (let i: i32 = digest; i < digest + 5; i++) {
    const third: i32 = i === digest + 4 ? digest + 5 : i + 12;
    end = putDigits(end, octet(i), octet(i + 6), octet(third), 4);
  }
  return putDigits(end, 0, 0, octet(digest + 11), 2);
}
