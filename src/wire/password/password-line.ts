/*
 * A line of a file of passwords: NAME:HASH, and fields that follow another colon, as /etc/shadow
 * has them.
 */
import { findOctet, Offset, octet } from "../octets/arena";
import { Octet } from "../octets/octet";

/** Results of `readPasswordLine`; the name begins with the line. */
export let nameEnd: i32 = 0;
export let hashAt: i32 = 0;
export let hashEnd: i32 = 0;

/** Reads the line `at` to `end`. False for a comment, an empty line, and one without a name. */
export function readPasswordLine(at: Offset, end: Offset): bool {
  const until: i32 = end > at && octet(end - 1) === Octet.Cr ? end - 1 : end;
  if (at === until || octet(at) === Octet.NumberSign) return false;
  nameEnd = findOctet(Octet.Colon, at, until);
  if (nameEnd === at || nameEnd === until) return false;
  hashAt = nameEnd + 1;
  hashEnd = findOctet(Octet.Colon, hashAt, until);
  return true;
}
