/*
 * Byte ranges (RFC 9110 §14): the Range field of a request, and Content-Range.
 *
 *   ranges-specifier = range-unit "=" range-set
 *   range-set        = 1#( int-range / suffix-range )
 *   int-range        = first-pos "-" [ last-pos ]
 *   suffix-range     = "-" suffix-length
 *
 * Rules of this file: what is malformed, of another unit or of too many members is no request for
 * ranges (§14.2); positions are f64, whole, below the size, the last one included. Ranges that
 * overlap, or whose gap costs less than another part's head, become one (§15.3.7.2): no octet
 * leaves twice for one request, however often it is asked for. Members of which each begins behind
 * all before it are what downloads of changes ask for (zsync, zchunk), and cost no search: they are
 * counted as the ranges that they become. All others are counted as they are asked for: many of
 * those are what §14.2 warns of.
 */

import { double, Offset, octet, setDouble } from "../octets/arena";
import { DECIMAL_TOO_LARGE, parseDecimal, putDecimal, WHOLE_MAX } from "../octets/decimal";
import { Octet } from "../octets/octet";
import { isSpaceOrTab } from "../octets/octet-class";
import { isTextAnyCase, put, skipSpace } from "../octets/text";
import { RANGE_COUNT_MAX } from "../sizes/sizes";

/** Members that overlap or do not ascend: a reader of PDF files asks for about ten. */
export const UNORDERED_COUNT_MAX: i32 = 16;

/** Doubles that `parseRanges` writes: first and last position of each range. */
export const RANGES_DOUBLES: i32 = RANGE_COUNT_MAX * 2;

/** Other results of `parseRanges`: the field is to be ignored; none of it can be satisfied. */
export const RANGE_IGNORED: i32 = 0;
export const RANGE_UNSATISFIABLE: i32 = -1;

/** Octets between two ranges that are sent rather than left out: about a part's head. */
const GAP_BYTES_MAX: f64 = 80;

/** What a member of the list is. */
const enum Member {
  Malformed = 0,
  Unsatisfiable,
  Satisfiable,
}

/** Results of `parseMember`, as they are asked for: the last may be far behind the end. */
let firstPosition: f64 = 0;
let lastPosition: f64 = 0;

/** Where the pairs of positions are, as a double index, and how many there are. */
let pairsAt: i32 = 0;
let pairCount: i32 = 0;

/** Members that were read yet, empty ones aside. */
let memberCount: i32 = 0;

/** The last position that was asked for yet, and whether each member began behind that. */
let askedEnd: f64 = -1;
let isAscending: bool = true;

/**
 * Reads the field value `at` to `end` for a representation of `size` octets. Writes the ranges to
 * the RANGES_DOUBLES doubles from `rangesAt`, in the order that they were asked for. Returns how
 * many there are, RANGE_IGNORED or RANGE_UNSATISFIABLE.
 */
export function parseRanges(at: Offset, end: Offset, size: f64, rangesAt: i32): i32 {
  // Range units are case-insensitive (§14.1).
  if (end - at < 6 || !isTextAnyCase(at, at + 6, "bytes=")) return RANGE_IGNORED;
  pairsAt = rangesAt;
  pairCount = 0;
  askedEnd = -1;
  isAscending = true;
  memberCount = 0;
  for (let i: i32 = at + 6; i < end; ) {
    const memberEnd: i32 = endOfMember(i, end);
    // An empty member is allowed (§5.6.1.2).
    if (memberEnd > i && !takeMember(i, memberEnd, size)) return RANGE_IGNORED;
    i = skipSpace(memberEnd, end);
    if (i < end && octet(i) !== Octet.Comma) return RANGE_IGNORED;
    if (i < end) i = skipSpace(i + 1, end);
  }
  if (memberCount === 0) return RANGE_IGNORED;
  return pairCount === 0 ? RANGE_UNSATISFIABLE : pairCount;
}

/** Writes "Content-Range: bytes ", which positions or "*" and the size follow. Returns the end. */
export function putContentRange(at: Offset): Offset {
  return put(at, "Content-Range: bytes ");
}

/** Writes first-pos "-" last-pos "/" complete-length. Returns the end. */
export function putPositions(at: Offset, first: f64, last: f64, size: f64): Offset {
  const end: i32 = putDecimal(put(putDecimal(at, first), "-"), last);
  return putDecimal(put(end, "/"), size);
}

/** Reads a member and adds its range. False when the field is to be ignored for its sake. */
function takeMember(at: Offset, end: Offset, size: f64): bool {
  const member: Member = parseMember(at, end, size);
  memberCount++;
  if (member === Member.Malformed || isOneTooMany()) return false;
  return member === Member.Unsatisfiable || takeRange(size);
}

/** Notes where the member that was read last lies among those before it. */
function isOneTooMany(): bool {
  if (firstPosition <= askedEnd) isAscending = false;
  askedEnd = Math.max(askedEnd, lastPosition);
  return !isAscending && memberCount > UNORDERED_COUNT_MAX;
}

/** Adds the range that was read last. False when there is no room. */
function takeRange(size: f64): bool {
  const last: f64 = Math.min(lastPosition, size - 1);
  if (isAscending) return appendRange(firstPosition, last);
  addRange(firstPosition, last);
  return true;
}

function endOfMember(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && octet(i) !== Octet.Comma && !isSpaceOrTab(octet(i))) i++;
  return i;
}

function parseMember(at: Offset, end: Offset, size: f64): Member {
  if (octet(at) === Octet.Hyphen) return parseSuffix(parsePosition(at + 1, end), size);
  let hyphen: i32 = at;
  while (hyphen < end && octet(hyphen) !== Octet.Hyphen) hyphen++;
  if (hyphen === end) return Member.Malformed;
  const first: f64 = parsePosition(at, hyphen);
  const last: f64 = hyphen + 1 === end ? WHOLE_MAX : parsePosition(hyphen + 1, end);
  if (first < 0 || last < first) return Member.Malformed;
  firstPosition = first;
  lastPosition = last;
  return first < size ? Member.Satisfiable : Member.Unsatisfiable;
}

/**
 * §14.1.2: a suffix of an empty representation could be satisfied with all of it, but no
 * Content-Range can say so: the field is as good as malformed.
 */
function parseSuffix(bytes: f64, size: f64): Member {
  if (bytes < 0) return Member.Malformed;
  firstPosition = Math.max(size - bytes, 0);
  lastPosition = WHOLE_MAX;
  if (bytes === 0) return Member.Unsatisfiable;
  return size > 0 ? Member.Satisfiable : Member.Malformed;
}

/** What is too large lies behind the end of any file. Negative when it is no number. */
function parsePosition(at: Offset, end: Offset): f64 {
  const position: f64 = parseDecimal(at, end);
  return position === DECIMAL_TOO_LARGE ? WHOLE_MAX : position;
}

/** Adds a range that lies behind all others: only the one before it can touch it. */
function appendRange(first: f64, last: f64): bool {
  const before: i32 = pairsAt + 2 * (pairCount - 1);
  if (pairCount > 0 && !isApart(double(before + 1), first)) {
    setDouble(before + 1, last);
    return true;
  }
  if (pairCount === RANGE_COUNT_MAX) return false;
  setDouble(pairsAt + 2 * pairCount, first);
  setDouble(pairsAt + 2 * pairCount + 1, last);
  pairCount++;
  return true;
}

/** What the new range touches is taken out and joined to it; what it becomes may touch others. */
function addRange(first: f64, last: f64): void {
  let from: f64 = first;
  let to: f64 = last;
  let place: i32 = pairCount;
  let i: i32 = 0;
  while (i < pairCount) {
    const otherFirst: f64 = double(pairsAt + 2 * i);
    const otherLast: f64 = double(pairsAt + 2 * i + 1);
    if (isApart(otherLast, from) || isApart(to, otherFirst)) {
      i++;
      continue;
    }
    from = Math.min(from, otherFirst);
    to = Math.max(to, otherLast);
    if (i < place) place = i;
    pairCount--;
    for (let k: i32 = i; k < pairCount; k++) copyPair(k + 1, k);
    i = 0;
  }
  for (let k: i32 = pairCount; k > place; k--) copyPair(k - 1, k);
  setDouble(pairsAt + 2 * place, from);
  setDouble(pairsAt + 2 * place + 1, to);
  pairCount++;
}

/** Whether a range that begins at `first` is well behind one that ends with `last`. */
function isApart(last: f64, first: f64): bool {
  return first - last - 1 > GAP_BYTES_MAX;
}

function copyPair(from: i32, to: i32): void {
  setDouble(pairsAt + 2 * to, double(pairsAt + 2 * from));
  setDouble(pairsAt + 2 * to + 1, double(pairsAt + 2 * from + 1));
}
