/*
 * Files that are sent in place of the server's own page for a status.
 */
import { closeFile } from "../host/host";
import { Kind, Stat } from "../host/results";
import { double, setWord, word } from "../wire/arena";
import { put } from "../wire/text";
import {
  beginComplaint,
  complain,
  complainFile,
  EXIT_USAGE,
  putQuoted,
  setPlaceCommandLine,
  setPlaceInConfiguration,
} from "./complaint";
import { ERROR_PAGES_AT, STAT_AT } from "./layout";
import { openNamed } from "./look-up";
import { NONE } from "./pool";
import { ruleFor } from "./rule-match";
import { homeRoot } from "./settings";

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

/** Sees at start whether all pages are there. Returns 0 or an exit status. */
export function checkErrorPages(): i32 {
  let worst: i32 = 0;
  for (let page: i32 = 0; page < errorPageCount; page++) {
    setPlaceInConfiguration(word(rowOf(page) + Row.Line));
    const status: i32 = checkErrorPage(errorPageAt(page), errorPageEnd(page));
    if (status > worst) worst = status;
  }
  setPlaceCommandLine();
  return worst;
}

function checkErrorPage(at: i32, end: i32): i32 {
  if (ruleFor(at, end) !== NONE) {
    const place: i32 = putQuoted(put(beginComplaint(), "error page "), at, end);
    return complain(put(place, " is a script; it must be a file"), EXIT_USAGE);
  }
  const file: i32 = openNamed(homeRoot, at, end);
  if (file < 0) return complainFile("error page", at, end, file);
  closeFile(file);
  if (double(STAT_AT + Stat.Kind) !== Kind.Directory) return 0;
  const place: i32 = putQuoted(put(beginComplaint(), "error page "), at, end);
  return complain(put(place, " is a directory"), EXIT_USAGE);
}

function rowOf(page: i32): i32 {
  return ERROR_PAGES_AT + page * Row.LENGTH;
}
