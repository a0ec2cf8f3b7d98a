/*
 * Lines that come in pieces and are logged one by one.
 *
 * Rules of this file: where a line gathers is its owner's: a word that counts its octets, and a
 * region for `most` of them. Of a longer one the start is kept, and by one octet more in the count
 * that it is longer.
 */

import { log } from "../../seam/host";
import { moveOctets, Offset, octet, setWord, word } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { put } from "../../wire/octets/text";
import { BLOCK_AT } from "../memory/layout";

/** Whether the line that was taken last was longer than what is kept. */
let isCut: bool = false;

/** Adds the octets `at` to `end` to the line at `lineAt`, which the word `count` counts. */
export function gatherLine(count: i32, lineAt: Offset, most: i32, at: Offset, end: Offset): void {
  expect(at <= end && word(count) >= 0 && word(count) <= most + 1);
  const filled: i32 = word(count);
  const room: i32 = most - filled;
  const bytes: i32 = end - at;
  if (room >= 0) moveOctets(lineAt + filled, at, bytes < room ? bytes : room);
  setWord(count, bytes <= room ? filled + bytes : most + 1);
}

/** Its end has come, and another begins. Returns its end, without CR; `lineAt` if it is empty. */
export function takeLine(count: i32, lineAt: Offset, most: i32): i32 {
  expect(word(count) >= 0 && word(count) <= most + 1);
  const bytes: i32 = word(count);
  setWord(count, 0);
  isCut = bytes > most;
  const end: i32 = lineAt + (isCut ? most : bytes);
  return end > lineAt && !isCut && octet(end - 1) === Octet.Cr ? end - 1 : end;
}

/** Logs the line that was taken last behind what was begun at BLOCK_AT, up to `begunEnd`. */
export function logTakenLine(begunEnd: Offset, lineAt: Offset, lineEnd: Offset): void {
  expect(lineAt <= lineEnd && begunEnd > BLOCK_AT);
  const end: i32 = putLogText(begunEnd, lineAt, lineEnd);
  log(BLOCK_AT, put(end, isCut ? "...\n" : "\n") - BLOCK_AT);
}

/** Logs, behind what was begun at BLOCK_AT, how many lines were not. */
export function logDroppedLines(begunEnd: Offset, count: i32): void {
  expect(count > 0 && begunEnd > BLOCK_AT);
  log(BLOCK_AT, put(putDecimal(begunEnd, count), " lines were dropped\n") - BLOCK_AT);
}
