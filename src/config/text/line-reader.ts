/*
 * Lines of a file, one after the other, through the read buffer, which nobody uses before the first
 * connection.
 *
 * Rules of this file: a line lies in the buffer until the next is taken; it is without its LF. One
 * file is read at a time.
 */

import { READ_AT } from "../../core/memory/layout";
import { readFile } from "../../seam/host";
import { findOctet, moveOctets } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { READ_BYTES } from "../../wire/sizes/sizes";

/** Results of `takeLine`, beside a `Failure`: no line is left, one is there, one is too long. */
export const NO_LINE: i32 = 0;
export const LINE: i32 = 1;
export const LINE_TOO_LONG: i32 = 2;

/** The line that was taken last, and its number, from 1. */
export let lineAt: i32 = 0;
export let lineEnd: i32 = 0;
export let lineNumber: i32 = 0;

let file: i32 = 0;
let offset: i32 = 0;
let isAtEnd: bool = false;
/** What was read and not taken lies from `restAt` to `restEnd`. */
let restAt: i32 = READ_AT;
let restEnd: i32 = READ_AT;

/** The next line is the file's first. */
export function beginLines(from: i32): void {
  file = from;
  offset = 0;
  isAtEnd = false;
  restAt = READ_AT;
  restEnd = READ_AT;
  lineNumber = 0;
}

export function takeLine(): i32 {
  let end: i32 = findOctet(Octet.Lf, restAt, restEnd);
  while (end === restEnd && !isAtEnd) {
    const result: i32 = readMore();
    if (result !== 0) return result;
    end = findOctet(Octet.Lf, restAt, restEnd);
  }
  if (restAt === restEnd) return NO_LINE;
  lineAt = restAt;
  lineEnd = end;
  lineNumber++;
  restAt = end < restEnd ? end + 1 : end;
  return LINE;
}

/** Reads behind what is left. Returns 0, LINE_TOO_LONG or a `Failure`. */
function readMore(): i32 {
  const left: i32 = restEnd - restAt;
  if (left === READ_BYTES) return LINE_TOO_LONG;
  moveOctets(READ_AT, restAt, left);
  const got: i32 = readFile(file, offset, READ_AT + left, READ_BYTES - left);
  if (got < 0) return got;
  isAtEnd = got === 0;
  offset += got;
  restAt = READ_AT;
  restEnd = READ_AT + left + got;
  return 0;
}
