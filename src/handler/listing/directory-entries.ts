/*
 * Fills the set of a listing with the entries that come after the last one sent.
 *
 * Rules of this file: a directory is read in turns of a bounded number of entries, so that one of a
 * hundred thousand holds up nobody else; an entry is looked at no further than its order needs.
 * What a request would be refused is not shown: hidden names, links that lead out of the home
 * directory or nowhere, and what is neither a file nor a directory.
 */
import { isShortForm } from "../../core/files/look-up";
import { homeRoot } from "../../core/files/roots";
import {
  hasListingFlag,
  ListingFlag,
  listedDirectory,
  listedPathAt,
  listedPathEnd,
  listingNext,
  listingSite,
  listingSort,
  namesAt,
  Sort,
  setListingNext,
} from "../../core/listing/listing-record";
import { entryMark, entryNameAt, entryNameEnd } from "../../core/listing/sorted-entry";
import {
  addName,
  candidateNameAt,
  clearNames,
  isCut,
  sortNames,
  startNames,
} from "../../core/listing/sorted-names";
import { RECORD_AT, SECOND_PATH_AT, STAT_AT } from "../../core/memory/layout";
import { serving } from "../../core/settings/generations";
import { hasServerFlag, ServerFlag } from "../../core/settings/server-settings";
import { hasSiteFlag, SiteFlag } from "../../core/settings/site-settings";
import { inspect, inspectEntry, nextEntry, rewindDirectory } from "../../seam/host";
import { Kind, Stat } from "../../seam/results";
import { double, Offset, octet, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { putOctets } from "../../wire/octets/text";

export const RANK_DIRECTORY: i32 = 0;
const RANK_FILE: i32 = 1;

/** What the set remembers of an entry: whether it is a link. */
const MARK_LINK: i32 = 1;

/** Entries that are looked at in one turn. */
const TURN_ENTRY_COUNT: i32 = 256;

/** Entries that are put in order in one turn. */
const TURN_SORTED_COUNT: i32 = 1024;

/** Of `listingNext`: the set is being filled, or sorted; or there is no next entry. */
const READING: i32 = -1;
const SORTING: i32 = -2;
export const ALL_SENT: i32 = -3;

const NAME_BYTES_MAX: i32 = 255;

/** Before the first turn: the directory was opened and is at its first entry. */
export function startFilling(item: i32): void {
  const isByName: bool = listingSort(item) === Sort.Name;
  const isDescending: bool = hasListingFlag(item, ListingFlag.Descending);
  startNames(namesAt(item), isByName && isDescending);
  setListingNext(item, READING);
}

/** All of the set was sent and there is more: the directory is read once more. */
export function fillAgain(item: i32): void {
  expect(isCut(namesAt(item)));
  clearNames(namesAt(item));
  rewindDirectory(listedDirectory(item));
  setListingNext(item, READING);
}

/** One turn. Returns whether the set is filled and sorted. */
export function fillOn(item: i32): bool {
  expect(listingNext(item) === READING || listingNext(item) === SORTING);
  if (listingNext(item) === READING && !readOn(item)) return false;
  setListingNext(item, SORTING);
  if (!sortNames(namesAt(item), TURN_SORTED_COUNT)) return false;
  setListingNext(item, 0);
  return true;
}

/** Looks at further entries. Returns whether there are no more. */
function readOn(item: i32): bool {
  expect(listingNext(item) === READING);
  const directory: i32 = listedDirectory(item);
  const at: i32 = candidateNameAt(namesAt(item));
  for (let i: i32 = 0; i < TURN_ENTRY_COUNT; i++) {
    const bytes: i32 = nextEntry(directory, at, NAME_BYTES_MAX, RECORD_AT);
    if (bytes <= 0) return true;
    if (isShown(item, at, bytes, word(RECORD_AT))) consider(item, at, bytes, word(RECORD_AT));
  }
  return false;
}

/** What a request for it would be refused is not shown. */
function isShown(item: i32, at: Offset, bytes: i32, kind: i32): bool {
  expect(bytes > 0 && bytes <= NAME_BYTES_MAX);
  if (octet(at) === Octet.Dot && !hasSiteFlag(listingSite(item), SiteFlag.DotFiles)) return false;
  if (kind === Kind.Link && hasServerFlag(serving(), ServerFlag.NoSymlinks)) return false;
  return !hasListingFlag(item, ListingFlag.ShortForms) || !isShortForm(at, at + bytes);
}

/** Fills the stat record of an entry of the set. False when it is no longer there to be shown. */
export function inspectSorted(item: i32, entry: i32): bool {
  const isLink: bool = entryMark(entry) === MARK_LINK;
  return inspectName(item, entryNameAt(entry), entryNameEnd(entry), isLink);
}

function consider(item: i32, at: Offset, bytes: i32, kind: i32): void {
  const isLink: bool = kind === Kind.Link;
  const isByName: bool = listingSort(item) === Sort.Name;
  if (!isLink && kind !== Kind.Directory && kind !== Kind.File) return;
  let isDirectory: bool = kind === Kind.Directory;
  if (isLink || !isByName) {
    if (!inspectName(item, at, at + bytes, isLink)) return;
    isDirectory = double(STAT_AT + Stat.Kind) === Kind.Directory;
  }
  const key: f64 = isByName ? 0 : keyOf(item, isDirectory);
  const rank: i32 = isDirectory ? RANK_DIRECTORY : RANK_FILE;
  addName(namesAt(item), rank, key, isLink ? MARK_LINK : 0, bytes);
}

/** A link is what it points to, inside the home directory. */
function inspectName(item: i32, at: Offset, end: Offset, isLink: bool): bool {
  expect(at < end && end - at <= NAME_BYTES_MAX);
  if (!isLink) {
    const directory: i32 = listedDirectory(item);
    return inspectEntry(directory, at, end - at, STAT_AT) === 0 && isServed();
  }
  const path: i32 = putOctets(SECOND_PATH_AT, listedPathAt(item), listedPathEnd(item));
  const until: i32 = putOctets(path, at, end);
  const root: i32 = homeRoot(listingSite(item));
  if (root < 0) return false;
  return inspect(root, SECOND_PATH_AT, until - SECOND_PATH_AT, STAT_AT) === 0 && isServed();
}

function isServed(): bool {
  const kind: f64 = double(STAT_AT + Stat.Kind);
  return kind === Kind.File || kind === Kind.Program || kind === Kind.Directory;
}

/** A directory has no size: those are by name. */
function keyOf(item: i32, isDirectory: bool): f64 {
  const isBySize: bool = listingSort(item) === Sort.Size;
  if (isBySize && isDirectory) return 0;
  const value: f64 = double(STAT_AT + (isBySize ? Stat.Size : Stat.ModifiedMs));
  return !hasListingFlag(item, ListingFlag.Descending) ? value : -value;
}
