/*
 * The directories from which a script may have a file sent in place of an answer of its own:
 * --sendfile-root.
 *
 * Rules of this file: scripts name files by absolute paths, which are compared with the directories
 * as these were given, octet for octet; below one of them links do not lead out of it.
 */
import { octet, setWord, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSame } from "../../wire/octets/text";
import { SENDFILE_ROOTS_AT } from "../memory/layout";

export const SENDFILE_ROOT_COUNT_MAX: i32 = 4;

/** Words of a row. */
const enum Row {
  PathAt = 0,
  /** Without a slash behind it. */
  PathEnd,
  /** The line of the configuration file, 0 for the command line. */
  Line,
  LENGTH,
}

export const SENDFILE_ROOTS_WORDS: i32 = SENDFILE_ROOT_COUNT_MAX * Row.LENGTH;

export let sendfileRootCount: i32 = 0;

/** False when there is no room. */
export function addSendfileRoot(pathAt: i32, pathEnd: i32, line: i32): bool {
  if (sendfileRootCount === SENDFILE_ROOT_COUNT_MAX) return false;
  const row: i32 = rowOf(sendfileRootCount);
  let end: i32 = pathEnd;
  while (end > pathAt && octet(end - 1) === Octet.Slash) end--;
  setWord(row + Row.PathAt, pathAt);
  setWord(row + Row.PathEnd, end);
  setWord(row + Row.Line, line);
  sendfileRootCount++;
  return true;
}

/** The directory's path, without a slash behind it. */
export function sendfileRootAt(index: i32): i32 {
  return word(rowOf(index) + Row.PathAt);
}

export function sendfileRootEnd(index: i32): i32 {
  return word(rowOf(index) + Row.PathEnd);
}

/** The line of the configuration file that names the directory, 0 for the command line. */
export function sendfileRootLine(index: i32): i32 {
  return word(rowOf(index) + Row.Line);
}

/** Where the part of the path `at` to `end` begins that is below the root, -1 when none is. */
export function partBelow(index: i32, at: i32, end: i32): i32 {
  const rootAt: i32 = word(rowOf(index) + Row.PathAt);
  const rootEnd: i32 = word(rowOf(index) + Row.PathEnd);
  const restAt: i32 = at + (rootEnd - rootAt);
  if (restAt >= end || octet(restAt) !== Octet.Slash) return -1;
  return isSame(at, restAt, rootAt, rootEnd) ? restAt : -1;
}

function rowOf(index: i32): i32 {
  return SENDFILE_ROOTS_AT + index * Row.LENGTH;
}
