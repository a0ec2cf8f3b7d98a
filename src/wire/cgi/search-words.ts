/*
 * The words of a query that is no form, which become a script's arguments (RFC 3875 §4.4):
 *
 *   search-string = search-word *( "+" search-word )
 *
 * Rules of this file: all words or none. Actually there are none either where one of them begins
 * with "-" or has NUL: no query may give a program its options (CVE-2012-1823).
 */
import { Offset, octet, setOctet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { decodeTo } from "../octets/percent";

/** More cannot be meant: then there are none. */
export const SEARCH_WORD_COUNT_MAX: i32 = 128;

/**
 * Writes the words of the query `from` to `end`, decoded, each ended by NUL. There must be room for
 * as many octets and one more. Returns the end.
 */
export function putSearchWords(at: Offset, from: Offset, end: Offset): Offset {
  let write: i32 = at;
  let count: i32 = 0;
  let wordAt: i32 = from;
  for (let i: i32 = from; i <= end; i++) {
    if (i < end && octet(i) === Octet.Equals) return at;
    if (i < end && octet(i) !== Octet.Plus) continue;
    const wordEnd: i32 = decodeTo(write, wordAt, i);
    if (!isArgument(write, wordEnd) || count === SEARCH_WORD_COUNT_MAX) return at;
    setOctet(wordEnd, 0);
    write = wordEnd + 1;
    wordAt = i + 1;
    count++;
  }
  return write;
}

/** `end` is below `at` where an escape was malformed. */
function isArgument(at: Offset, end: Offset): bool {
  if (end <= at || octet(at) === Octet.Hyphen) return false;
  for (let i: i32 = at; i < end; i++) if (octet(i) === 0) return false;
  return true;
}
