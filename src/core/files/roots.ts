/*
 * The directories below which files are looked for: the home directory and those of
 * --sendfile-root.
 *
 * Rules of this file: a root is the directory that its path names now, not the one that it named at
 * the start: a release may be switched to by a rename or a link, a card be mounted later. While
 * requests come that is looked at once a second, for a script in the same moment. A root that no
 * request has needed for a second is let go of, so that its file system can be unmounted; the next
 * request opens it again.
 */
import { log, openRoot, releaseRoot, renewRoot, rootPath } from "../../seam/host";
import { Failure } from "../../seam/results";
import { setWord, word } from "../../wire/octets/arena";
import { putLogText } from "../../wire/octets/escape";
import { put } from "../../wire/octets/text";
import { beginLogLine, Severity } from "../log/log-line";
import { BLOCK_AT, HOME_PATH_BYTES, ROOTS_AT } from "../memory/layout";
import { SENDFILE_ROOT_COUNT_MAX, sendfileRootCount } from "../settings/sendfile-roots";
import { followsLinks, rootPathAt, setRootPath } from "../settings/settings";
import { elapsedMs, nowMs, sooner } from "../time/clock";

/** The home directory's number among the roots; that of the first --sendfile-root. */
export const HOME: i32 = 0;
export const FIRST_SENDFILE_ROOT: i32 = 1;
const ROOT_COUNT_MAX: i32 = FIRST_SENDFILE_ROOT + SENDFILE_ROOT_COUNT_MAX;

/** For so long a look at a path holds, and an open root that nobody needs is kept. */
const KEPT_MS: i32 = 1000;
/** A look of the same moment. */
const NOW_MS: i32 = 1;

const enum State {
  /** Not opened yet. */
  None = 0,
  Open,
  /** Let go of; what it was is remembered. */
  Released,
  /** Its path named no directory when it was looked at last. */
  Missing,
}

/** Words of a row. */
const enum Row {
  State = 0,
  /** As `openFile` knows it. */
  Root,
  PathAt,
  PathBytes,
  /** When its path was looked at last, and when it was needed last. */
  CheckedMs,
  UsedMs,
  LENGTH,
}

export const ROOTS_WORDS: i32 = ROOT_COUNT_MAX * Row.LENGTH;

/** Counts the directories that the home directory was: what is known of files ends with each. */
export let homeGeneration: i32 = 0;

/** Opens a root at start, under this number. Returns 0 or a `Failure`. */
export function addRoot(index: i32, at: i32, bytes: i32): i32 {
  const root: i32 = openRoot(at, bytes, followsLinks);
  if (root < 0) return root;
  const row: i32 = rowOf(index);
  setWord(row + Row.Root, root);
  setWord(row + Row.PathAt, at);
  setWord(row + Row.PathBytes, bytes);
  noteLook(row);
  return index === HOME ? readHomePath(root) : 0;
}

/** The home directory, for `openFile` and its like; or a `Failure`, RootGone if it is not there. */
export function homeRoot(): i32 {
  return rootWithin(HOME, KEPT_MS);
}

/** The same, as its path names it in this moment. */
export function homeRootNow(): i32 {
  return rootWithin(HOME, NOW_MS);
}

/** As `homeRoot`, of any root. */
export function currentRoot(index: i32): i32 {
  return rootWithin(index, KEPT_MS);
}

/** At the end of the start: the first request opens what it needs. */
export function releaseRoots(): void {
  for (let index: i32 = 0; index < rootCount(); index++) release(rowOf(index));
}

/** Lets go of the roots that nobody has needed for long enough. */
export function expireRoots(): void {
  for (let index: i32 = 0; index < rootCount(); index++) {
    const row: i32 = rowOf(index);
    if (elapsedMs(word(row + Row.UsedMs)) >= KEPT_MS) release(row);
  }
}

/** Milliseconds until a root must be let go of, -1 when none is open. */
export function untilRootExpiry(): i32 {
  let soonest: i32 = -1;
  for (let index: i32 = 0; index < rootCount(); index++) {
    const row: i32 = rowOf(index);
    if (word(row + Row.State) !== State.Open) continue;
    const left: i32 = KEPT_MS - elapsedMs(word(row + Row.UsedMs));
    if (left <= 0) return 0;
    soonest = sooner(soonest, left);
  }
  return soonest;
}

function rootWithin(index: i32, ms: i32): i32 {
  const row: i32 = rowOf(index);
  if (word(row + Row.State) === State.Open && elapsedMs(word(row + Row.CheckedMs)) < ms) {
    setWord(row + Row.UsedMs, nowMs);
    return word(row + Row.Root);
  }
  return look(index, row);
}

/** Sees which directory the path names. Returns the root or a `Failure`. */
function look(index: i32, row: i32): i32 {
  const root: i32 = word(row + Row.Root);
  const before: State = word(row + Row.State);
  const found: i32 = renewRoot(root, word(row + Row.PathAt), word(row + Row.PathBytes));
  if (found < 0) return lose(index, row, found);
  noteLook(row);
  if (before === State.Missing) logRoot(row, Severity.Notice, " is there again");
  else if (found > 0) logRoot(row, Severity.Notice, " is another one than before");
  if (before === State.Open && found === 0) return root;
  if (index !== HOME) return root;
  if (found > 0) homeGeneration++;
  // A path that cannot be told is what it was: a script that is another one there is not run.
  readHomePath(root);
  return root;
}

function noteLook(row: i32): void {
  setWord(row + Row.State, State.Open);
  setWord(row + Row.CheckedMs, nowMs);
  setWord(row + Row.UsedMs, nowMs);
}

/** The path names no directory, or one that cannot be opened. Returns the `Failure`. */
function lose(index: i32, row: i32, failure: i32): i32 {
  if (index === HOME) homeGeneration++;
  if (failure !== Failure.NotFound) {
    setWord(row + Row.State, State.Released);
    return failure;
  }
  if (word(row + Row.State) !== State.Missing) logRoot(row, Severity.Error, " is not there");
  setWord(row + Row.State, State.Missing);
  return Failure.RootGone;
}

function release(row: i32): void {
  if (word(row + Row.State) !== State.Open) return;
  setWord(row + Row.State, State.Released);
  releaseRoot(word(row + Row.Root));
}

/** The absolute path without links, which scripts are told. Returns 0 or a `Failure`. */
function readHomePath(root: i32): i32 {
  const bytes: i32 = rootPath(root, rootPathAt, HOME_PATH_BYTES);
  if (bytes < 0) return bytes;
  setRootPath(rootPathAt, bytes);
  return 0;
}

function logRoot(row: i32, severity: Severity, what: string): void {
  const at: i32 = word(row + Row.PathAt);
  const end: i32 = putLogText(
    put(beginLogLine(severity), "directory "),
    at,
    at + word(row + Row.PathBytes),
  );
  log(BLOCK_AT, put(put(end, what), "\n") - BLOCK_AT);
}

/** Of those that were configured: all are looked through at each wait. */
function rootCount(): i32 {
  return FIRST_SENDFILE_ROOT + sendfileRootCount;
}

function rowOf(index: i32): i32 {
  return ROOTS_AT + index * Row.LENGTH;
}
