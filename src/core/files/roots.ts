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
import { Offset, setWord, word } from "../../wire/octets/arena";
import { putLogText } from "../../wire/octets/escape";
import { put } from "../../wire/octets/text";
import { HOME_PATH_BYTES, SENDFILE_ROOTS_MAX } from "../../wire/sizes/sizes";
import { loggedBytes } from "../log/access-log";
import { beginLogLine, Severity } from "../log/log-line";
import { BLOCK_AT, FREE_ROOTS_AT, FREE_ROOTS_WORDS } from "../memory/layout";
import { sendfileRootCount } from "../rules/sendfile-roots";
import { hasServerFlag, ServerFlag } from "../settings/server-settings";
import { ROOT_WORDS, ROOTS, SiteRef, settingsOf } from "../settings/site-record";
import { rootPathAt, setRootPath } from "../settings/site-settings";
import { elapsedMs, nowMs, sooner } from "../time/clock";

/** Index of the first word of a root's row, which is in the record of its site. */
export type RootRef = i32;

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
  /** Counts the directories that it was: what is known of files ends with each. */
  Changes,
  /** Another one that is open. */
  NextOpen,
  LENGTH,
}

/** The one that was opened last of those that are open; 0 when none is. */
let firstOpen: RootRef = 0;

/** The root of the site's home directory. */
export function homeOf(site: SiteRef): RootRef {
  assert(Row.LENGTH === ROOT_WORDS);
  return site + ROOTS;
}

/** That of the --sendfile-root with this number. */
export function sendfileRootOf(site: SiteRef, number: i32): RootRef {
  expect(number >= 0 && number < SENDFILE_ROOTS_MAX);
  return homeOf(site) + (1 + number) * Row.LENGTH;
}

/** Opens the home directory at start. Returns 0 or a `Failure`. */
export function addHome(site: SiteRef, at: Offset, bytes: i32): i32 {
  const failure: i32 = addRoot(site, homeOf(site), at, bytes);
  return failure < 0 ? failure : readHomePath(site);
}

/** Opens the directory of a --sendfile-root. Returns 0 or a `Failure`. */
export function addSendfileDirectory(site: SiteRef, number: i32, at: Offset, bytes: i32): i32 {
  return addRoot(site, sendfileRootOf(site, number), at, bytes);
}

function addRoot(site: SiteRef, row: RootRef, at: Offset, bytes: i32): i32 {
  expect(bytes > 0 && word(row + Row.State) === State.None);
  const root: i32 = takeNumber(site, at, bytes);
  if (root < 0) return root;
  setWord(row + Row.Root, root);
  setWord(row + Row.PathAt, at);
  setWord(row + Row.PathBytes, bytes);
  noteLook(row);
  return 0;
}

/** The home directory, for `openFile` and its like; or a `Failure`, RootGone if it is not there. */
export function homeRoot(site: SiteRef): i32 {
  return homeWithin(site, KEPT_MS);
}

/** The same, as its path names it in this moment. */
export function homeRootNow(site: SiteRef): i32 {
  return homeWithin(site, NOW_MS);
}

/** How often the home directory was another one. */
export function homeChanges(site: SiteRef): i32 {
  return word(homeOf(site) + Row.Changes);
}

function homeWithin(site: SiteRef, ms: i32): i32 {
  expect(ms > 0);
  const row: RootRef = homeOf(site);
  const changes: i32 = word(row + Row.Changes);
  const root: i32 = rootWithin(row, ms);
  // A path that cannot be told is what it was: a script that is another one there is not run.
  if (root >= 0 && word(row + Row.Changes) !== changes) readHomePath(site);
  return root;
}

/** As `homeRoot`, of the --sendfile-root with this number. */
export function sendfileRoot(site: SiteRef, number: i32): i32 {
  return rootWithin(sendfileRootOf(site, number), KEPT_MS);
}

/** As at the start of the process: none is open. For tests. */
export function forgetRoots(): void {
  firstOpen = 0;
}

/** At the end of the start: the first request opens what it needs. */
export function releaseRoots(): void {
  while (firstOpen !== 0) release(firstOpen);
}

/** Lets go of the roots that nobody has needed for long enough. */
export function expireRoots(): void {
  let row: RootRef = firstOpen;
  while (row !== 0) {
    const next: RootRef = word(row + Row.NextOpen);
    if (elapsedMs(word(row + Row.UsedMs)) >= KEPT_MS) release(row);
    row = next;
  }
}

/** Milliseconds until a root must be let go of, -1 when none is open. */
export function untilRootExpiry(): i32 {
  let soonest: i32 = -1;
  for (let row: RootRef = firstOpen; row !== 0; row = word(row + Row.NextOpen)) {
    const left: i32 = KEPT_MS - elapsedMs(word(row + Row.UsedMs));
    if (left <= 0) return 0;
    soonest = sooner(soonest, left);
  }
  return soonest;
}

/** Gives the roots of a site up: its settings have ended. */
export function closeRoots(site: SiteRef): void {
  const count: i32 = 1 + sendfileRootCount(site);
  for (let i: i32 = 0; i < count; i++) {
    const row: RootRef = homeOf(site) + i * Row.LENGTH;
    if (word(row + Row.State) === State.None) continue;
    release(row);
    giveNumber(word(row + Row.Root));
    setWord(row + Row.State, State.None);
  }
}

/** Opens the directory, as a root whose settings have ended where there is one. */
function takeNumber(site: SiteRef, at: Offset, bytes: i32): i32 {
  expect(word(FREE_ROOTS_AT) >= 0);
  const count: i32 = word(FREE_ROOTS_AT);
  if (count === 0) {
    return openRoot(at, bytes, !hasServerFlag(settingsOf(site), ServerFlag.NoSymlinks));
  }
  const root: i32 = word(FREE_ROOTS_AT + count);
  const failure: i32 = renewRoot(root, at, bytes);
  if (failure < 0) return failure;
  setWord(FREE_ROOTS_AT, count - 1);
  return root;
}

function giveNumber(root: i32): void {
  expect(root >= 0);
  const count: i32 = word(FREE_ROOTS_AT) + 1;
  assert(count < FREE_ROOTS_WORDS);
  setWord(FREE_ROOTS_AT, count);
  setWord(FREE_ROOTS_AT + count, root);
}

function rootWithin(row: RootRef, ms: i32): i32 {
  if (word(row + Row.State) === State.Open && elapsedMs(word(row + Row.CheckedMs)) < ms) {
    setWord(row + Row.UsedMs, nowMs);
    return word(row + Row.Root);
  }
  return look(row);
}

/** Sees which directory the path names. Returns the root or a `Failure`. */
function look(row: RootRef): i32 {
  expect(word(row + Row.State) !== State.None);
  const root: i32 = word(row + Row.Root);
  const before: State = word(row + Row.State);
  const found: i32 = renewRoot(root, word(row + Row.PathAt), word(row + Row.PathBytes));
  if (found < 0) return lose(row, found);
  noteLook(row);
  if (before === State.Missing) logRoot(row, Severity.Notice, " is there again");
  else if (found > 0) logRoot(row, Severity.Notice, " is another one than before");
  if (before !== State.Open || found > 0) noteChange(row);
  return root;
}

function noteLook(row: RootRef): void {
  expect(isOpenListed(row) === (word(row + Row.State) === State.Open));
  if (word(row + Row.State) !== State.Open) {
    setWord(row + Row.NextOpen, firstOpen);
    firstOpen = row;
  }
  setWord(row + Row.State, State.Open);
  setWord(row + Row.CheckedMs, nowMs);
  setWord(row + Row.UsedMs, nowMs);
}

/** Whether the root is in the list of those that are open. */
function isOpenListed(row: RootRef): bool {
  let other: RootRef = firstOpen;
  while (other !== 0 && other !== row) other = word(other + Row.NextOpen);
  return other === row;
}

function noteChange(row: RootRef): void {
  setWord(row + Row.Changes, word(row + Row.Changes) + 1);
}

/** The path names no directory, or one that cannot be opened. Returns the `Failure`. */
function lose(row: RootRef, failure: i32): i32 {
  expect(failure < 0);
  noteChange(row);
  const before: State = word(row + Row.State);
  if (before === State.Open) unlink(row);
  if (failure !== Failure.NotFound) {
    setWord(row + Row.State, State.Released);
    return failure;
  }
  if (before !== State.Missing) logRoot(row, Severity.Error, " is not there");
  setWord(row + Row.State, State.Missing);
  return Failure.RootGone;
}

function release(row: RootRef): void {
  expect(isOpenListed(row) === (word(row + Row.State) === State.Open));
  if (word(row + Row.State) !== State.Open) return;
  unlink(row);
  setWord(row + Row.State, State.Released);
  releaseRoot(word(row + Row.Root));
}

/** Takes a root out of the list of those that are open. */
function unlink(row: RootRef): void {
  expect(isOpenListed(row));
  const next: RootRef = word(row + Row.NextOpen);
  if (firstOpen === row) {
    firstOpen = next;
    return;
  }
  let other: RootRef = firstOpen;
  while (word(other + Row.NextOpen) !== row) other = word(other + Row.NextOpen);
  setWord(other + Row.NextOpen, next);
}

/** The absolute path without links, which scripts are told. Returns 0 or a `Failure`. */
function readHomePath(site: SiteRef): i32 {
  expect(word(homeOf(site) + Row.State) === State.Open);
  const at: i32 = rootPathAt(site);
  const bytes: i32 = rootPath(word(homeOf(site) + Row.Root), at, HOME_PATH_BYTES);
  if (bytes < 0) return bytes;
  setRootPath(site, at, bytes);
  return 0;
}

function logRoot(row: RootRef, severity: Severity, what: string): void {
  const at: i32 = word(row + Row.PathAt);
  const end: i32 = putLogText(
    put(beginLogLine(severity), "directory "),
    at,
    at + loggedBytes(at, at + word(row + Row.PathBytes)),
  );
  log(BLOCK_AT, put(put(end, what), "\n") - BLOCK_AT);
}
