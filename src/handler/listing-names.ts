/*
 * Fills the set of a listing with the entries that come after the last one sent.
 */
import { BLOCK_AT, RECORD_AT, SECOND_PATH_AT, STAT_AT } from "../core/layout";
import {
  ListingField,
  lastNameAt,
  listedPathAt,
  listingField,
  namesAt,
  setListingField,
} from "../core/listing-record";
import { followsLinks, homeRoot, showsDotFiles } from "../core/settings";
import {
  addName,
  clearNames,
  compareNames,
  nameCount,
  sortedNameAt,
  sortedNameEnd,
  sortedRank,
} from "../core/sorted-names";
import { inspect, nextEntry, rewindDirectory } from "../host/host";
import { Kind, Stat } from "../host/results";
import { double, octet, word } from "../wire/arena";
import { putOctets } from "../wire/text";

export const RANK_DIRECTORY: i32 = 0;
const RANK_FILE: i32 = 1;

const NAME_BYTES_MAX: i32 = 256;
const DOT: i32 = 46;

/** Reads the whole directory once and keeps what comes next; remembers the last of it. */
export function fillNames(item: i32): void {
  const set: i32 = namesAt(item);
  const directory: i32 = listingField(item, ListingField.Directory);
  clearNames(set);
  rewindDirectory(directory);
  let bytes: i32 = nextEntry(directory, BLOCK_AT, NAME_BYTES_MAX, RECORD_AT);
  while (bytes > 0) {
    if (isShown(octet(BLOCK_AT), word(RECORD_AT)))
      consider(item, BLOCK_AT, BLOCK_AT + bytes, word(RECORD_AT));
    bytes = nextEntry(directory, BLOCK_AT, NAME_BYTES_MAX, RECORD_AT);
  }
  setListingField(item, ListingField.Next, 0);
  rememberLast(item, set);
}

/** What a request for it would be refused is not shown. */
function isShown(first: i32, kind: i32): bool {
  return (showsDotFiles || first !== DOT) && (followsLinks || kind !== Kind.Link);
}

function consider(item: i32, at: i32, end: i32, kind: i32): void {
  const rank: i32 = rankOf(item, at, end, kind);
  const lastRank: i32 = listingField(item, ListingField.LastRank);
  const last: i32 = lastNameAt(item);
  const lastEnd: i32 = last + listingField(item, ListingField.LastBytes);
  if (compareNames(rank, at, end, lastRank, last, lastEnd) > 0) {
    addName(namesAt(item), rank, at, end);
  }
}

/** A link is what it points to; one that points nowhere stands among the files. */
function rankOf(item: i32, at: i32, end: i32, kind: i32): i32 {
  if (kind !== Kind.Link) return kind === Kind.Directory ? RANK_DIRECTORY : RANK_FILE;
  const path: i32 = listedPathAt(item);
  const pathEnd: i32 = path + listingField(item, ListingField.PathBytes);
  const until: i32 = putOctets(putOctets(SECOND_PATH_AT, path, pathEnd), at, end);
  if (inspect(homeRoot, SECOND_PATH_AT, until - SECOND_PATH_AT, STAT_AT) < 0) return RANK_FILE;
  return double(STAT_AT + Stat.Kind) === Kind.Directory ? RANK_DIRECTORY : RANK_FILE;
}

function rememberLast(item: i32, set: i32): void {
  const count: i32 = nameCount(set);
  if (count === 0) return;
  const at: i32 = sortedNameAt(set, count - 1);
  const end: i32 = sortedNameEnd(set, count - 1);
  putOctets(lastNameAt(item), at, end);
  setListingField(item, ListingField.LastBytes, end - at);
  setListingField(item, ListingField.LastRank, sortedRank(set, count - 1));
}
