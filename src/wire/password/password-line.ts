/*
 * A line of a file of passwords: NAME:HASH, and fields that follow another colon, as /etc/shadow
 * has them.
 */
import { findOctet, Offset, octet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isText } from "../octets/text";

/** Result of `machineUserAt`: it is a hash of its own. */
export const NO_MACHINE_USER: i32 = -1;

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

/** Octets of "$p$". */
const MACHINE_BYTES: i32 = 3;

/** The name of the user of the machine whose password the hash stands for, or NO_MACHINE_USER. */
export function machineUserAt(at: Offset, end: Offset): i32 {
  const nameAt: i32 = at + MACHINE_BYTES;
  return end > nameAt && isText(at, nameAt, "$p$") ? nameAt : NO_MACHINE_USER;
}
