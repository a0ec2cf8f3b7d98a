/*
 * Open files: the small ones that many ask for are kept open for a second, so that a request costs
 * one look at the descriptor instead of a walk along the path.
 *
 * Rules of this file: a kept file is used again only while its size, modification and status change
 * (ctime) are what they were; a rewrite, a removal and another file renamed over it change these at
 * once. What they do not show (a renamed directory above, a link that points elsewhere, on an
 * overlay a file of the lower layer that was removed or replaced) is seen when the second is over.
 */

import { closeFile, statFile } from "../../seam/host";
import { Failure, Kind, Names, Stat } from "../../seam/results";
import { double, Offset, octet, setDouble, setWord, word } from "../../wire/octets/arena";
import { isSame, putOctets } from "../../wire/octets/text";
import { RECENT_FILES_COUNT } from "../../wire/sizes/sizes";
import { RECENT_FILES_AT, STAT_AT } from "../memory/layout";
import { give, isTaken, NONE, Pool, take } from "../memory/pool";
import { SiteRef } from "../settings/site-record";
import { elapsedMs, nowMs } from "../time/clock";
import {
  CODINGS_UNKNOWN,
  fileHandle,
  fileHomeChanges,
  fileOpenedMs,
  filePathAt,
  filePathBytes,
  filePathHash,
  fileSite,
  fileStat,
  fileStatAt,
  fileUsers,
  forgetFields,
  isFileKept,
  KEPT_PATH_BYTES_MAX,
  setFileCodings,
  setFileHandle,
  setFileHomeChanges,
  setFileKept,
  setFileOpened,
  setFilePathBytes,
  setFilePathHash,
  setFileSite,
  setFileUsers,
} from "./file-record";
import { isGenerated, readGenerated } from "./generated";
import { openNamed } from "./look-up";
import { homeChanges, homeRoot } from "./roots";

const KEPT_MS: i32 = 1000;

let nextRecent: i32 = 0;

/** None is kept yet; once, in the full arena. */
export function openRecentFiles(): void {
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) setWord(RECENT_FILES_AT + i, NONE);
}

/**
 * Opens the file or directory of this path below the home directory. Returns its item, which must
 * be given back with `releaseFile`, or a `Failure`.
 */
export function acquireFile(site: SiteRef, at: Offset, end: Offset): i32 {
  expect(at <= end);
  const root: i32 = homeRoot(site);
  if (root < 0) return root;
  const hash: i32 = hashOf(at, end);
  const kept: i32 = findIdle(site, at, end, hash);
  if (kept !== NONE) {
    if (isCurrent(kept)) {
      setFileUsers(kept, fileUsers(kept) + 1);
      return kept;
    }
    unkeep(kept);
  }
  const item: i32 = acquireBelow(site, root, at, end);
  if (item >= 0 && mayKeep(item)) keep(item, site, at, end, hash);
  return item;
}

/** As `acquireFile`, below any root, and without looking at what is kept or keeping it. */
export function acquireBelow(site: SiteRef, root: i32, at: Offset, end: Offset): i32 {
  let handle: i32 = openBelow(site, root, at, end);
  if (handle >= 0 && isGenerated()) handle = readGenerated(handle);
  if (handle < 0) return handle;
  const item: i32 = takeItem();
  if (item === NONE) {
    closeFile(handle);
    return Failure.NoDescriptors;
  }
  for (let i: i32 = 0; i < Stat.LENGTH; i++) setDouble(fileStatAt(item) + i, double(STAT_AT + i));
  setFileHandle(item, handle);
  setFileUsers(item, 1);
  setFileKept(item, false);
  setFileCodings(item, CODINGS_UNKNOWN);
  forgetFields(item);
  return item;
}

export function releaseFile(item: i32): void {
  expect(isTaken(Pool.Files, item));
  const users: i32 = fileUsers(item) - 1;
  assert(users >= 0);
  setFileUsers(item, users);
  closeUnused(item);
}

/** Closes what has been kept for long enough. */
export function expireFiles(): void {
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i);
    if (item !== NONE && ageOf(item) >= KEPT_MS) unkeep(item);
  }
}

/** Milliseconds until a kept file must be closed, -1 when none is kept. */
export function untilFileExpiry(): i32 {
  let soonest: i32 = -1;
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i);
    if (item === NONE) continue;
    const left: i32 = KEPT_MS - ageOf(item);
    if (left <= 0) return 0;
    if (soonest < 0 || left < soonest) soonest = left;
  }
  return soonest;
}

/** Whether users and keepers of each open file are as many as the record says. */
export function isIdleSound(item: i32): bool {
  let places: i32 = 0;
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    if (word(RECENT_FILES_AT + i) === item) places++;
  }
  return places === (isFileKept(item) ? 1 : 0);
}

function ageOf(item: i32): i32 {
  expect(isFileKept(item));
  return elapsedMs(fileOpenedMs(item));
}

/** A free item, if need be in place of a kept file that nobody uses. */
function takeItem(): i32 {
  const item: i32 = take(Pool.Files, 0);
  if (item !== NONE) return item;
  closeIdleFiles();
  return take(Pool.Files, 0);
}

/** When descriptors run out, those of kept files are the first to go. */
function openBelow(site: SiteRef, root: i32, at: Offset, end: Offset): i32 {
  const handle: i32 = openNamed(site, root, at, end);
  if (handle !== Failure.NoDescriptors) return handle;
  closeIdleFiles();
  return openNamed(site, root, at, end);
}

/** Closes those that are kept open. */
export function closeIdleFiles(): void {
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i);
    if (item !== NONE) unkeep(item);
  }
}

/** Of this site, and of the directory that its home is now. */
function findIdle(site: SiteRef, at: Offset, end: Offset, hash: i32): i32 {
  expect(at <= end);
  const changes: i32 = homeChanges(site);
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i);
    if (item === NONE || filePathHash(item) !== hash) continue;
    if (fileSite(item) !== site) continue;
    if (fileHomeChanges(item) !== changes) continue;
    const pathAt: i32 = filePathAt(item);
    if (isSame(at, end, pathAt, pathAt + filePathBytes(item))) return item;
  }
  return NONE;
}

function isCurrent(item: i32): bool {
  expect(isIdleSound(item));
  if (ageOf(item) >= KEPT_MS) return false;
  if (statFile(fileHandle(item), STAT_AT) < 0) return false;
  return (
    isStatSame(item, Stat.Size) &&
    isStatSame(item, Stat.ModifiedMs) &&
    isStatSame(item, Stat.ChangedMs)
  );
}

function isStatSame(item: i32, field: Stat): bool {
  return double(STAT_AT + field) === fileStat(item, field);
}

/** What is made while it is read is another one each time. */
function mayKeep(item: i32): bool {
  return fileStat(item, Stat.Kind) === Kind.File && fileStat(item, Stat.Names) !== Names.Generated;
}

function keep(item: i32, site: SiteRef, at: Offset, end: Offset, hash: i32): void {
  expect(!isFileKept(item) && fileUsers(item) > 0);
  if (end - at > KEPT_PATH_BYTES_MAX) return;
  const place: i32 = RECENT_FILES_AT + nextRecent;
  nextRecent = (nextRecent + 1) & (RECENT_FILES_COUNT - 1);
  if (word(place) !== NONE) unkeep(word(place));
  setWord(place, item);
  setFileKept(item, true);
  setFilePathHash(item, hash);
  setFileSite(item, site);
  setFileHomeChanges(item, homeChanges(site));
  setFilePathBytes(item, end - at);
  setFileOpened(item, nowMs);
  putOctets(filePathAt(item), at, end);
}

function unkeep(item: i32): void {
  expect(isIdleSound(item));
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    if (word(RECENT_FILES_AT + i) === item) setWord(RECENT_FILES_AT + i, NONE);
  }
  setFileKept(item, false);
  closeUnused(item);
}

function closeUnused(item: i32): void {
  expect(isIdleSound(item));
  if (fileUsers(item) > 0 || isFileKept(item)) return;
  const handle: i32 = fileHandle(item);
  give(Pool.Files, item);
  closeFile(handle);
}

/** Only a first, cheap comparison; the bound keeps both compilers' numbers the same. */
function hashOf(at: Offset, end: Offset): i32 {
  expect(at <= end);
  let hash: i32 = end - at;
  for (let i: i32 = at; i < end; i++) hash = (hash * 31 + octet(i)) & 0xffffff;
  return hash;
}
