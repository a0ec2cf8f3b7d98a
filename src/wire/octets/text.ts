/*
 * Text written into the arena. The literals of the portable code stand as direct arguments of
 * these functions and nowhere else: text is the largest part of the memory budget, and a literal
 * in this place costs least (measured: a module-level array costs twice as much).
 */
import { findControl, findOctet, isEqual, moveOctets, Offset, octet, setOctet } from "./arena";
import { isLiteral, isLiteralAnyCase, literalBytes, literalOctet, putLiteral } from "./literal";
import { lowerCase, Octet } from "./octet";
import { isSpaceOrTab } from "./octet-class";

/** Writes ASCII text at `at`. Returns the end. */
export function put(at: Offset, text: string): Offset {
  putLiteral(at, text);
  return at + literalBytes(text);
}

/** Copies the octets `from` to `end` to `at`. Returns the end of the copy. */
export function putOctets(at: Offset, from: Offset, end: Offset): Offset {
  moveOctets(at, from, end - from);
  return at + (end - from);
}

/** Writes octets and the NUL that ends a string. Returns the end. */
export function putString(at: Offset, from: Offset, until: Offset): Offset {
  return endString(putOctets(at, from, until));
}

/** Writes the NUL that ends a string. Returns the end. */
export function endString(at: Offset): i32 {
  setOctet(at, 0);
  return at + 1;
}

/** Strings from `at` to `end`, each ended by NUL. */
export function countStrings(at: Offset, end: Offset): i32 {
  let count: i32 = 0;
  for (let i: i32 = at; i < end; i = findOctet(0, i, end) + 1) count++;
  return count;
}

/** Writes CR LF. Returns the end. */
export function putCrlf(at: Offset): Offset {
  setOctet(at, Octet.Cr);
  setOctet(at + 1, Octet.Lf);
  return at + 2;
}

/** Whether the octets `at` to `end` are this ASCII text, case and all. */
export function isText(at: Offset, end: Offset, text: string): bool {
  return end - at === literalBytes(text) && isLiteral(at, text);
}

/** As `isText` without regard to the case of letters; `text` is given in lower case. */
export function isTextAnyCase(at: Offset, end: Offset, text: string): bool {
  return end - at === literalBytes(text) && isLiteralAnyCase(at, text);
}

/**
 * Whether the octets `at` to `end` are one of the words of `list`, without regard to the case of
 * letters; a comma, which must not be among the octets, stands between two words in lower case.
 */
export function isOneOf(at: Offset, end: Offset, list: string): bool {
  const length: i32 = literalBytes(list);
  let i: i32 = at;
  let isWord: bool = true;
  for (let k: i32 = 0; k < length; k++) {
    const c: i32 = literalOctet(list, k);
    if (c === Octet.Comma) {
      if (isWord && i === end) return true;
      i = at;
      isWord = true;
    } else if (isWord) {
      isWord = i < end && lowerCase(octet(i)) === c;
      i++;
    }
  }
  return isWord && i === end;
}

/** Whether two runs of octets are the same. */
export function isSame(at: Offset, end: Offset, otherAt: Offset, otherEnd: Offset): bool {
  return end - at === otherEnd - otherAt && isEqual(at, otherAt, end - at);
}

/** As `isSame` without regard to the case of letters. */
export function isSameAnyCase(at: Offset, end: Offset, otherAt: Offset, otherEnd: Offset): bool {
  if (end - at !== otherEnd - otherAt) return false;
  for (let i: i32 = 0; i < end - at; i++) {
    if (lowerCase(octet(at + i)) !== lowerCase(octet(otherAt + i))) return false;
  }
  return true;
}

/** Where the first CR or LF is from `at` on; `end` when there is none. */
export function findLineEnd(at: Offset, end: Offset): i32 {
  let i: i32 = findControl(at, end);
  while (i < end && octet(i) !== Octet.Cr && octet(i) !== Octet.Lf) i = findControl(i + 1, end);
  return i;
}

/** Where the first octet is that is no space or tab; `end` when there is none. */
export function skipSpace(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && isSpaceOrTab(octet(i))) i++;
  return i;
}

/** Where the first space or tab is; `end` when there is none. */
export function endOfWord(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i < end && !isSpaceOrTab(octet(i))) i++;
  return i;
}

/** The end of `at` to `end` without the spaces and tabs that it ends in. */
export function spaceTrimmed(at: Offset, end: Offset): i32 {
  let i: i32 = end;
  while (i > at && isSpaceOrTab(octet(i - 1))) i--;
  return i;
}
