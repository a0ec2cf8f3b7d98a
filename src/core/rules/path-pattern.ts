/*
 * Paths that a rule is for: all below a directory.
 *
 * Rule of this file: names are compared without regard to case and to dots at their end, since
 * there are file systems (FAT) that look them up so: a path that a rule is for by one spelling is
 * for it by any.
 */

import { isEqual, Offset, octet } from "../../wire/octets/arena";
import { lowerCase, Octet } from "../../wire/octets/octet";

/**
 * Where the pattern `from` to `until`, with or without a slash at its end, ends in the path `at` to
 * `end`; -1 where the path does not lie in it. Both are relative to the home directory.
 */
export function endOfPattern(from: Offset, until: Offset, at: Offset, end: Offset): i32 {
  // Most paths that lie in a directory are spelt as its pattern is.
  const isSpeltSo: bool = until - from <= end - at && isEqual(at, from, until - from);
  let i: i32 = isSpeltSo ? at + until - from : endOfSpelling(from, until, at, end);
  if (i < 0 || from === until || octet(until - 1) === Octet.Slash) return i;
  i = behindDots(i, end);
  return i === end || octet(i) === Octet.Slash ? i : -1;
}

/** Where what is spelt in another way than the pattern `from` to `until` ends, or -1. */
function endOfSpelling(from: Offset, until: Offset, at: Offset, end: Offset): i32 {
  let i: i32 = at;
  for (let k: i32 = from; k < until; k++) {
    const c: i32 = octet(k);
    if (c === Octet.Slash) i = behindDots(i, end);
    if (i >= end || lowerCase(octet(i)) !== lowerCase(c)) return -1;
    i++;
  }
  return i;
}

function behindDots(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && octet(i) === Octet.Dot) i++;
  return i;
}
