/*
 * The slot of a directory that is being listed: the directory, its path, the last entry that was
 * sent, and the set of those that come next.
 */
import { setWord, word } from "../wire/arena";
import { itemAt, Pool } from "./pool";
import { SORTED_NAMES_BYTES } from "./sorted-names";

/** Words of the slot's header. */
export const enum ListingField {
  /** The host's directory. */
  Directory = 0,
  PathBytes,
  /** The last entry: its rank, -1 before the first, and the octets of its name. */
  LastRank,
  LastBytes,
  /** Index of the next entry of the set; -1 when the set must be filled first. */
  Next,
  LENGTH = 8,
}

/** The longest path that is listed: the machine's own limit. */
export const LISTED_PATH_BYTES_MAX: i32 = 4096;
const NAME_BYTES_MAX: i32 = 256;
const HEADER_BYTES: i32 = ListingField.LENGTH * 4;

/** Octets of a slot. */
export const LISTING_SLOT_BYTES: i32 =
  HEADER_BYTES + LISTED_PATH_BYTES_MAX + NAME_BYTES_MAX + SORTED_NAMES_BYTES;

export function listingField(item: i32, field: ListingField): i32 {
  return word((itemAt(Pool.Listings, item) >> 2) + field);
}

export function setListingField(item: i32, field: ListingField, value: i32): void {
  setWord((itemAt(Pool.Listings, item) >> 2) + field, value);
}

/** Where the directory's path lies: relative to the home directory, ending in "/" or empty. */
export function listedPathAt(item: i32): i32 {
  return itemAt(Pool.Listings, item) + HEADER_BYTES;
}

/** Where the name of the last entry lies. */
export function lastNameAt(item: i32): i32 {
  return listedPathAt(item) + LISTED_PATH_BYTES_MAX;
}

/** Word index of the set of names. */
export function namesAt(item: i32): i32 {
  return (lastNameAt(item) + NAME_BYTES_MAX) >> 2;
}
