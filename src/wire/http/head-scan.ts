/*
 * Finds the end of a request's head (RFC 9112 §2.1, §2.2) as its octets come in.
 *
 * Rules of this file: no octet is searched twice, however small the pieces are (a sender of single
 * octets costs no more than one of whole heads); a line's length is bounded before its end is seen.
 */

import { findControl, Offset, octet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isTokenOctet } from "../octets/octet-class";
import { LINE_BYTES_MAX } from "../sizes/sizes";
import {
  REFUSE_BARE_LF,
  REFUSE_EMPTY_LINES,
  REFUSE_FIELD_LENGTH,
  REFUSE_FIRST_OCTET,
  REFUSE_TARGET_LENGTH,
} from "./refusal";

/** The head goes on after the octets that there are. */
export const NEED_MORE: i32 = 0;

/** Second result of `scanHead`: where the line begins that is not complete yet. */
export let scannedLineAt: i32 = 0;

/**
 * Looks for the empty line that ends the head which begins at `headAt`. `lineAt` is the start of
 * the line that `scanAt`, the first octet not yet looked at, belongs to. Returns the end of the
 * head, NEED_MORE, or a refusal.
 */
export function scanHead(headAt: Offset, lineAt: Offset, scanAt: i32, end: Offset): i32 {
  let startOfLine: i32 = lineAt;
  for (let i: i32 = scanAt; i < end; i++) {
    const limit: i32 = startOfLine + LINE_BYTES_MAX;
    i = findControl(i, limit < end ? limit : end);
    if (i === end) break;
    if (i === limit) return tooLong(headAt, startOfLine);
    if (octet(i) !== Octet.Lf) continue;
    if (i === startOfLine || octet(i - 1) !== Octet.Cr) return REFUSE_BARE_LF;
    if (i - 1 === startOfLine) return i + 1;
    startOfLine = i + 1;
  }
  scannedLineAt = startOfLine;
  return NEED_MORE;
}

function tooLong(headAt: Offset, lineAt: Offset): i32 {
  return lineAt === headAt ? REFUSE_TARGET_LENGTH : REFUSE_FIELD_LENGTH;
}

/** Empty lines before a request that are passed over (9112 §2.2). */
export const EMPTY_LINES_MAX: i32 = 2;

/**
 * Passes over empty lines before a request. Returns where the request begins (which may be in the
 * middle of an empty line that is not complete), or a refusal when no request can begin so. Who
 * calls it counts the lines of several reads.
 */
export function skipEmptyLines(at: Offset, end: Offset): i32 {
  let i: i32 = at;
  while (i + 1 < end && octet(i) === Octet.Cr && octet(i + 1) === Octet.Lf) i += 2;
  if (i - at > 2 * EMPTY_LINES_MAX) return REFUSE_EMPTY_LINES;
  if (i === end) return i;
  const first: i32 = octet(i);
  if (first === Octet.Cr && i + 1 === end) return i;
  if (first === Octet.Lf) return REFUSE_BARE_LF;
  return isTokenOctet(first) ? i : REFUSE_FIRST_OCTET;
}
