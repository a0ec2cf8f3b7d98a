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
import { double, octet, setDouble, setOctet, setWord, word } from "../../wire/octets/arena";
import { isSame } from "../../wire/octets/text";
import { RECENT_FILES_AT, RECENT_FILES_COUNT, STAT_AT } from "../memory/layout";
import { give, NONE, Pool, take } from "../memory/pool";
import { SiteRef } from "../settings/site-record";
import { elapsedMs, nowMs } from "../time/clock";
import {
  CODINGS_UNKNOWN,
  FileRecord,
  fileAt,
  fileStat,
  fileStatAt,
  fileWord,
  KEPT_PATH_BYTES_MAX,
  setFileWord,
} from "./file-record";
import { isGenerated, readGenerated } from "./generated";
import { openNamed } from "./look-up";
import { homeChanges, homeRoot } from "./roots";

const KEPT_MS: i32 = 1000;

let nextRecent: i32 = 0;
/**
 * Opens the file or directory of this path below the home directory. Returns its item, which must
 * be given back with `releaseFile`, or a `Failure`.
 */
export function acquireFile(site: SiteRef, at: i32, end: i32): i32 {
  const root: i32 = homeRoot(site);
  if (root < 0) return root;
  const hash: i32 = hashOf(at, end);
  const kept: i32 = findIdle(site, at, end, hash);
  if (kept !== NONE) {
    if (isCurrent(kept)) {
      setFileWord(kept, FileRecord.Users, fileWord(kept, FileRecord.Users) + 1);
      return kept;
    }
    unkeep(kept);
  }
  const item: i32 = acquireBelow(site, root, at, end);
  if (item >= 0 && mayKeep(item)) keep(item, site, at, end, hash);
  return item;
}

/** As `acquireFile`, below any root, and without looking at what is kept or keeping it. */
export function acquireBelow(site: SiteRef, root: i32, at: i32, end: i32): i32 {
  let handle: i32 = openBelow(site, root, at, end);
  if (handle >= 0 && isGenerated()) handle = readGenerated(handle);
  if (handle < 0) return handle;
  const item: i32 = takeItem();
  if (item === NONE) {
    closeFile(handle);
    return Failure.NoDescriptors;
  }
  for (let i: i32 = 0; i < Stat.LENGTH; i++) setDouble(fileStatAt(item) + i, double(STAT_AT + i));
  setFileWord(item, FileRecord.Handle, handle);
  setFileWord(item, FileRecord.Users, 1);
  setFileWord(item, FileRecord.IsKept, 0);
  setFileWord(item, FileRecord.Codings, CODINGS_UNKNOWN);
  setFileWord(item, FileRecord.FieldsBytes, 0);
  return item;
}

export function releaseFile(item: i32): void {
  const users: i32 = fileWord(item, FileRecord.Users) - 1;
  assert(users >= 0);
  setFileWord(item, FileRecord.Users, users);
  closeUnused(item);
}

/** Closes what has been kept for long enough. */
export function expireFiles(): void {
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i) - 1;
    if (item !== NONE && ageOf(item) >= KEPT_MS) unkeep(item);
  }
}

/** Milliseconds until a kept file must be closed, -1 when none is kept. */
export function untilFileExpiry(): i32 {
  let soonest: i32 = -1;
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i) - 1;
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
    if (word(RECENT_FILES_AT + i) - 1 === item) places++;
  }
  return places === fileWord(item, FileRecord.IsKept);
}

function ageOf(item: i32): i32 {
  return elapsedMs(fileWord(item, FileRecord.OpenedMs));
}

/** A free item, if need be in place of a kept file that nobody uses. */
function takeItem(): i32 {
  const item: i32 = take(Pool.Files, 0);
  if (item !== NONE) return item;
  closeIdleFiles();
  return take(Pool.Files, 0);
}

/** When descriptors run out, those of kept files are the first to go. */
function openBelow(site: SiteRef, root: i32, at: i32, end: i32): i32 {
  const handle: i32 = openNamed(site, root, at, end);
  if (handle !== Failure.NoDescriptors) return handle;
  closeIdleFiles();
  return openNamed(site, root, at, end);
}

/** Closes those that are kept open. */
export function closeIdleFiles(): void {
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i) - 1;
    if (item !== NONE) unkeep(item);
  }
}

/** Of this site, and of the directory that its home is now. */
function findIdle(site: SiteRef, at: i32, end: i32, hash: i32): i32 {
  const changes: i32 = homeChanges(site);
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    const item: i32 = word(RECENT_FILES_AT + i) - 1;
    if (item === NONE || fileWord(item, FileRecord.Hash) !== hash) continue;
    if (fileWord(item, FileRecord.Site) !== site) continue;
    if (fileWord(item, FileRecord.HomeChanges) !== changes) continue;
    const pathAt: i32 = pathOf(item);
    if (isSame(at, end, pathAt, pathAt + fileWord(item, FileRecord.PathBytes))) return item;
  }
  return NONE;
}

function isCurrent(item: i32): bool {
  if (ageOf(item) >= KEPT_MS) return false;
  if (statFile(fileWord(item, FileRecord.Handle), STAT_AT) < 0) return false;
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

function keep(item: i32, site: SiteRef, at: i32, end: i32, hash: i32): void {
  if (end - at > KEPT_PATH_BYTES_MAX) return;
  const place: i32 = RECENT_FILES_AT + nextRecent;
  nextRecent = (nextRecent + 1) & (RECENT_FILES_COUNT - 1);
  if (word(place) !== 0) unkeep(word(place) - 1);
  setWord(place, item + 1);
  setFileWord(item, FileRecord.IsKept, 1);
  setFileWord(item, FileRecord.Hash, hash);
  setFileWord(item, FileRecord.Site, site);
  setFileWord(item, FileRecord.HomeChanges, homeChanges(site));
  setFileWord(item, FileRecord.PathBytes, end - at);
  setFileWord(item, FileRecord.OpenedMs, nowMs);
  const pathAt: i32 = pathOf(item);
  for (let i: i32 = 0; i < end - at; i++) setOctet(pathAt + i, octet(at + i));
}

function unkeep(item: i32): void {
  for (let i: i32 = 0; i < RECENT_FILES_COUNT; i++) {
    if (word(RECENT_FILES_AT + i) - 1 === item) setWord(RECENT_FILES_AT + i, 0);
  }
  setFileWord(item, FileRecord.IsKept, 0);
  closeUnused(item);
}

function closeUnused(item: i32): void {
  if (fileWord(item, FileRecord.Users) > 0 || fileWord(item, FileRecord.IsKept) !== 0) return;
  const handle: i32 = fileWord(item, FileRecord.Handle);
  give(Pool.Files, item);
  closeFile(handle);
}

function pathOf(item: i32): i32 {
  return (fileAt(item) + FileRecord.Path) << 2;
}

/** Only a first, cheap comparison; the bound keeps both compilers' numbers the same. */
function hashOf(at: i32, end: i32): i32 {
  let hash: i32 = end - at;
  for (let i: i32 = at; i < end; i++) hash = (hash * 31 + octet(i)) & 0xffffff;
  return hash;
}
