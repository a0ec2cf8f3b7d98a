/*
 * From the path of a request-target to the name of a file (RFC 3986 §5.2.4 and §6.2.2).
 *
 * Rules of this file: a path is decoded once and judged after that, so that "%2e%2e" is "..";
 * whatever would name another file than it seems to is refused and not repaired; the result is
 * never longer than the path. "%2F" is a slash or refused, never an octet of a name: so all that
 * is judged by the result holds for both spellings.
 */

import { Offset, octet, setOctet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { escapedOctet } from "../octets/percent";
import { REFUSE_PATH_ABOVE, REFUSE_PATH_ESCAPE, Refusal } from "./refusal";

export const REFUSE_PATH_SLASH: i32 = -40033; // "%2F" in a path, where neither encoded-slash nor the rule takes it: a proxy in front sees one segment where the machine sees two (3986 2.2).
export const REFUSE_PATH_NUL: i32 = -40034; // "%00" in a path: the machine's name would end there, after the suffix was judged.
export const REFUSE_PATH_BACKSLASH: i32 = -40035; // A backslash in a path, encoded or not: browsers and other systems read it as a slash ("..\").
export const REFUSE_PATH_CONTROL: i32 = -40036; // A control octet in a path: it would split log lines, fields of answers and meta-variables.

/** Octets of "%2F". */
const ESCAPE_BYTES: i32 = 3;

/** Whether the path that was normalised last had "%2F". */
export let hasEncodedSlash: bool = false;

/** Where the segment that was decoded last ends: at a slash, at "%2F" or at the path's end. */
let segmentEnd: i32 = 0;

/**
 * Writes the path `at` to `end`, which begins with "/" and has no query, at `target`: decoded,
 * relative to the root, without dot segments and empty segments. "a//b" is "a/b", as the machine's
 * own look-up has it: what is allowed or refused to "a/b" then holds for both spellings. The result
 * ends in "/" where the path names a directory; the root is the empty result. `target` may be `at`.
 * With `takesSlash` "%2F" is a slash too, but none beside which a dot segment may stand: who reads
 * it as an octet of a name would go up another way.
 * Returns the end, or a refusal; the octets from `target` on are overwritten in both cases.
 */
export function normalisePath(target: Offset, at: Offset, end: Offset, takesSlash: bool): i32 {
  assert(target <= at || target >= end);
  assert(at < end && octet(at) === Octet.Slash);
  hasEncodedSlash = false;
  let write: i32 = target;
  let i: i32 = at;
  while (i < end) {
    const segmentAt: i32 = write;
    const slashBytes: i32 = octet(i) === Octet.Slash ? 1 : ESCAPE_BYTES;
    write = decodeSegment(segmentAt, i + slashBytes, end);
    if (write < 0) return write;
    if (hasEncodedSlash && (!takesSlash || isDotSegment(segmentAt, write))) {
      return REFUSE_PATH_SLASH;
    }
    i = segmentEnd;
    write = endSegment(target, segmentAt, write, i < end);
    if (write < 0) return write;
  }
  return write;
}

/** Writes a segment, decoded, at `target`. Returns the end, or a refusal. */
function decodeSegment(target: Offset, at: Offset, end: Offset): i32 {
  let write: i32 = target;
  let i: i32 = at;
  while (i < end && octet(i) !== Octet.Slash) {
    const isEscape: bool = octet(i) === Octet.Percent;
    const c: i32 = isEscape ? escapedOctet(i, end) : octet(i);
    if (c === Octet.Slash) {
      hasEncodedSlash = true;
      break;
    }
    const refusal: Refusal = refusalOf(c);
    if (refusal < 0) return refusal;
    setOctet(write, c);
    write++;
    i += isEscape ? ESCAPE_BYTES : 1;
  }
  segmentEnd = i;
  return write;
}

/** Why a decoded octet may not stand in a segment; 0 when it may. */
function refusalOf(c: i32): Refusal {
  if (c < 0) return REFUSE_PATH_ESCAPE;
  if (c === 0) return REFUSE_PATH_NUL;
  if (c === Octet.Backslash) return REFUSE_PATH_BACKSLASH;
  return c < Octet.Space || c === Octet.Delete ? REFUSE_PATH_CONTROL : 0;
}

/** Keeps or drops the segment that was written last. Returns where the next one is written. */
function endSegment(target: Offset, segmentAt: Offset, end: Offset, hasSlash: bool): i32 {
  const bytes: i32 = end - segmentAt;
  if (bytes === 0) return segmentAt;
  if (isDotSegment(segmentAt, end)) return bytes === 1 ? segmentAt : parentOf(target, segmentAt);
  if (!hasSlash) return end;
  setOctet(end, Octet.Slash);
  return end + 1;
}

/** "." or ".." */
function isDotSegment(at: Offset, end: Offset): bool {
  if (end - at !== 1 && end - at !== 2) return false;
  return octet(at) === Octet.Dot && octet(end - 1) === Octet.Dot;
}

/** 3986 §5.2.4 would stay at the root; only a search for files outside of it goes there. */
function parentOf(target: Offset, segmentAt: Offset): i32 {
  if (segmentAt === target) return REFUSE_PATH_ABOVE;
  let at: i32 = segmentAt - 1; // The slash that ends the parent.
  while (at > target && octet(at - 1) !== Octet.Slash) at--;
  return at;
}
