/*
 * The directories from which a script may have a file sent in place of an answer of its own:
 * --sendfile-root.
 *
 * Rules of this file: scripts name files by absolute paths, which are compared with the directories
 * as these were given, octet for octet; below one of them links do not lead out of it.
 */

import { Offset, octet, setWord, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSame } from "../../wire/octets/text";
import { SENDFILE_ROOT_COUNT_MAX } from "../memory/sizes";
import { SENDFILE_ROOT_WORDS, SENDFILE_ROOTS, Site, SiteRef } from "../settings/site-record";

/** Words of a row. */
const enum Row {
  PathAt = 0,
  /** Without a slash behind it. */
  PathEnd,
  /** The line of the configuration file, 0 for the command line. */
  Line,
  LENGTH,
}

export function sendfileRootCount(site: SiteRef): i32 {
  return word(site + Site.SendfileRootCount);
}

/** False when there is no room. */
export function addSendfileRoot(site: SiteRef, pathAt: Offset, pathEnd: Offset, line: i32): bool {
  const count: i32 = sendfileRootCount(site);
  if (count === SENDFILE_ROOT_COUNT_MAX) return false;
  const row: i32 = rowOf(site, count);
  let end: i32 = pathEnd;
  while (end > pathAt && octet(end - 1) === Octet.Slash) end--;
  setWord(row + Row.PathAt, pathAt);
  setWord(row + Row.PathEnd, end);
  setWord(row + Row.Line, line);
  setWord(site + Site.SendfileRootCount, count + 1);
  return true;
}

/** The directory's path, without a slash behind it. */
export function sendfileRootAt(site: SiteRef, index: i32): i32 {
  return word(rowOf(site, index) + Row.PathAt);
}

export function sendfileRootEnd(site: SiteRef, index: i32): i32 {
  return word(rowOf(site, index) + Row.PathEnd);
}

/** The line of the configuration file that names the directory, 0 for the command line. */
export function sendfileRootLine(site: SiteRef, index: i32): i32 {
  return word(rowOf(site, index) + Row.Line);
}

/** Where the part of the path `at` to `end` begins that is below the root, -1 when none is. */
export function partBelow(site: SiteRef, index: i32, at: Offset, end: Offset): i32 {
  const rootAt: i32 = word(rowOf(site, index) + Row.PathAt);
  const rootEnd: i32 = word(rowOf(site, index) + Row.PathEnd);
  const restAt: i32 = at + (rootEnd - rootAt);
  if (restAt >= end || octet(restAt) !== Octet.Slash) return -1;
  return isSame(at, restAt, rootAt, rootEnd) ? restAt : -1;
}

function rowOf(site: SiteRef, index: i32): i32 {
  assert(Row.LENGTH === SENDFILE_ROOT_WORDS);
  return site + SENDFILE_ROOTS + index * Row.LENGTH;
}
