/*
 * Files that are sent in place of the server's own page for a status.
 */
import { setWord, word } from "../../wire/octets/arena";
import { ERROR_PAGES_AT } from "../memory/layout";
import { NONE } from "../memory/pool";

export const ERROR_PAGE_COUNT_MAX: i32 = 16;

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

export const ERROR_PAGES_WORDS: i32 = ERROR_PAGE_COUNT_MAX * Row.LENGTH;

export let errorPageCount: i32 = 0;

/** Sets the page of a status, in place of an earlier one. False when there is no room. */
export function setErrorPage(status: i32, pathAt: i32, pathEnd: i32, line: i32): bool {
  let page: i32 = findErrorPage(status);
  if (page === NONE) {
    if (errorPageCount === ERROR_PAGE_COUNT_MAX) return false;
    page = errorPageCount;
    errorPageCount++;
  }
  setWord(rowOf(page) + Row.Status, status);
  setWord(rowOf(page) + Row.PathAt, pathAt);
  setWord(rowOf(page) + Row.PathEnd, pathEnd);
  setWord(rowOf(page) + Row.Line, line);
  return true;
}

export function forgetErrorPages(): void {
  errorPageCount = 0;
}

/** The page of a status, or NONE. */
export function findErrorPage(status: i32): i32 {
  for (let page: i32 = 0; page < errorPageCount; page++) {
    if (word(rowOf(page) + Row.Status) === status) return page;
  }
  return NONE;
}

export function errorPageAt(page: i32): i32 {
  return word(rowOf(page) + Row.PathAt);
}

export function errorPageEnd(page: i32): i32 {
  return word(rowOf(page) + Row.PathEnd);
}

/** The line of the configuration file that names the page, 0 for the command line. */
export function errorPageLine(page: i32): i32 {
  return word(rowOf(page) + Row.Line);
}

function rowOf(page: i32): i32 {
  return ERROR_PAGES_AT + page * Row.LENGTH;
}
