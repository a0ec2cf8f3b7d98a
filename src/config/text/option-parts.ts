/*
 * Values that have two parts, as an extension and its type: one word with "=" or ":" in it, as
 * command lines have it, or two words, as configuration files do.
 */
import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab } from "../../wire/octets/octet-class";

/** Where the first part of the value `at` to `end` ends. */
export function endOfFirst(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && !isSeparator(octet(i))) i++;
  return i;
}

/** Where the second part begins, which is `end` when it is missing. */
export function startOfSecond(firstEnd: Offset, end: Offset): i32 {
  let i: i32 = firstEnd;
  while (i < end && isSeparator(octet(i))) i++;
  return i;
}

function isSeparator(c: i32): bool {
  return c === Octet.Equals || c === Octet.Colon || isSpaceOrTab(c);
}
