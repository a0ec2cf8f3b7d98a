/*
 * Files that are sent in place of the server's own page for a status.
 */

import { Offset, setWord, word } from "../../wire/octets/arena";
import { ERROR_PAGE_COUNT_MAX } from "../../wire/sizes/sizes";
import { ERROR_PAGE_WORDS, ERROR_PAGES, Site, SiteRef } from "./site-record";

/** Index of the first word of a page's row; 0 is none. */
export type ErrorPageRef = i32;

/** Words of a row. */
const enum Row {
  Status = 0,
  /** The file's path, relative to the home directory. */
  PathAt,
  PathEnd,
  /** The line of the configuration file, 0 for the command line. */
  Line,
  LENGTH,
}

export function errorPageCount(site: SiteRef): i32 {
  return word(site + Site.ErrorPageCount);
}

/** The page of this number. */
export function errorPage(site: SiteRef, number: i32): ErrorPageRef {
  assert(Row.LENGTH === ERROR_PAGE_WORDS);
  return site + ERROR_PAGES + number * Row.LENGTH;
}

/** Sets the page of a status, in place of an earlier one. False when there is no room. */
export function setErrorPage(
  site: SiteRef,
  status: i32,
  pathAt: Offset,
  pathEnd: Offset,
  line: i32,
): bool {
  let page: ErrorPageRef = findErrorPage(site, status);
  if (page === 0) {
    const count: i32 = errorPageCount(site);
    if (count === ERROR_PAGE_COUNT_MAX) return false;
    page = errorPage(site, count);
    setWord(site + Site.ErrorPageCount, count + 1);
  }
  setWord(page + Row.Status, status);
  setWord(page + Row.PathAt, pathAt);
  setWord(page + Row.PathEnd, pathEnd);
  setWord(page + Row.Line, line);
  return true;
}

/** The page of a status; 0 when there is none. */
export function findErrorPage(site: SiteRef, status: i32): ErrorPageRef {
  const count: i32 = errorPageCount(site);
  for (let number: i32 = 0; number < count; number++) {
    const page: ErrorPageRef = errorPage(site, number);
    if (word(page + Row.Status) === status) return page;
  }
  return 0;
}

export function errorPageAt(page: ErrorPageRef): i32 {
  return word(page + Row.PathAt);
}

export function errorPageEnd(page: ErrorPageRef): i32 {
  return word(page + Row.PathEnd);
}

/** The line of the configuration file that names the page, 0 for the command line. */
export function errorPageLine(page: ErrorPageRef): i32 {
  return word(page + Row.Line);
}
