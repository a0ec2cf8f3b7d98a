/*
 * The slot of a directory that is being listed: the directory, its path, how its entries are
 * ordered, and the set of those that come next.
 */

import { USER_BYTES_MAX } from "../../wire/http/basic-credentials";
import { double, setDouble, setWord, word } from "../../wire/octets/arena";
import { LISTED_PATH_BYTES_MAX, LOGGED_LINE_BYTES_MAX } from "../../wire/sizes/sizes";
import { isTaken, itemAt, Pool } from "../memory/pool";
import { SiteRef } from "../settings/site-record";
import { SORTED_NAMES_BYTES } from "./sorted-names";

/** What entries are ordered by; of one kind directories come first, and equal ones by name. */
export const enum Sort {
  Name = 0,
  Size,
  Time,
}

export const enum ListingFlag {
  /** From the greatest to the smallest. */
  Descending = 1,
  /** The answer is JSON, else a page. */
  Json = 2,
  /** Names with "~" and a digit are not served: they may be short forms of others. */
  ShortForms = 4,
}

/** Words of the slot's header. */
export const enum ListingField {
  /** The host's directory. */
  Directory = 0,
  PathBytes,
  /** A `Sort`. */
  Sort,
  /** Bits: `ListingFlag`. */
  Flags,
  /** Index of the next entry of the set; negative until it is filled and sorted. */
  Next,
  /** Entries that were sent. */
  SentCount,
  /** Octets of the request-line that are logged. */
  LineBytes,
  /** The site that the request is for. */
  Site,
  /** A double: octets of the answer that were given to the host. */
  SentBytes = 8,
  /**
   * How fast its client takes it (src/core/connection/gauge.ts): GAUGE_WORDS words from an even
   * index.
   */
  Gauge = 10,
  /**
   * What was sent of the content (src/core/connection/streamed.ts): four words from an even index.
   */
  Streamed = 16,
  /** Octets of the name of who has given a password. */
  UserBytes = 20,
  LENGTH = 22,
}

const HEADER_BYTES: i32 = ListingField.LENGTH * 4;
const LINE_OFFSET: i32 = HEADER_BYTES + LISTED_PATH_BYTES_MAX;
const NAMES_OFFSET: i32 = LINE_OFFSET + LOGGED_LINE_BYTES_MAX + USER_BYTES_MAX;

/** Octets of a slot. */
export const LISTING_SLOT_BYTES: i32 = NAMES_OFFSET + SORTED_NAMES_BYTES;

/** The directory, as `openDirectory` names it. */
export function listedDirectory(item: i32): i32 {
  return listingField(item, ListingField.Directory);
}

export function setListedDirectory(item: i32, value: i32): void {
  setListingField(item, ListingField.Directory, value);
}

/** Octets of its path. */
export function listedPathBytes(item: i32): i32 {
  return listingField(item, ListingField.PathBytes);
}

export function setListedPathBytes(item: i32, value: i32): void {
  setListingField(item, ListingField.PathBytes, value);
}

/** What entries are ordered by. */
export function listingSort(item: i32): Sort {
  return listingField(item, ListingField.Sort);
}

export function setListingSort(item: i32, value: Sort): void {
  setListingField(item, ListingField.Sort, value);
}

/** Index of the next entry of the set; negative until it is filled and sorted. */
export function listingNext(item: i32): i32 {
  return listingField(item, ListingField.Next);
}

export function setListingNext(item: i32, value: i32): void {
  setListingField(item, ListingField.Next, value);
}

/** Entries that were sent. */
export function sentEntries(item: i32): i32 {
  return listingField(item, ListingField.SentCount);
}

export function setSentEntries(item: i32, value: i32): void {
  setListingField(item, ListingField.SentCount, value);
}

/** Octets of the request-line that are logged. */
export function listedLineBytes(item: i32): i32 {
  return listingField(item, ListingField.LineBytes);
}

export function setListedLineBytes(item: i32, value: i32): void {
  setListingField(item, ListingField.LineBytes, value);
}

/** The site that the request is for. */
export function listingSite(item: i32): SiteRef {
  return listingField(item, ListingField.Site);
}

export function setListingSite(item: i32, value: SiteRef): void {
  setListingField(item, ListingField.Site, value);
}

export function hasListingFlag(item: i32, flag: ListingFlag): bool {
  return (listingField(item, ListingField.Flags) & flag) !== 0;
}

export function setListingFlag(item: i32, flag: ListingFlag, value: bool): void {
  const flags: i32 = listingField(item, ListingField.Flags) & ~flag;
  setListingField(item, ListingField.Flags, value ? flags | flag : flags);
}

export function setListedUserBytes(item: i32, value: i32): void {
  setListingField(item, ListingField.UserBytes, value);
}

/** Octets of the answer that were given to the host, its framing included. */
export function listedBytes(item: i32): f64 {
  return double((itemAt(Pool.Listings, item) >> 3) + (ListingField.SentBytes >> 1));
}

export function setListedBytes(item: i32, bytes: f64): void {
  expect(bytes >= 0);
  setDouble((itemAt(Pool.Listings, item) >> 3) + (ListingField.SentBytes >> 1), bytes);
}

export function listingGauge(item: i32): i32 {
  return (itemAt(Pool.Listings, item) >> 2) + ListingField.Gauge;
}

/** Index of what was sent of it. */
export function listingStreamed(item: i32): i32 {
  return (itemAt(Pool.Listings, item) >> 2) + ListingField.Streamed;
}

/** Where the directory's path lies: relative to the home directory, ending in "/" or empty. */
export function listedPathAt(item: i32): i32 {
  return itemAt(Pool.Listings, item) + HEADER_BYTES;
}

export function listedPathEnd(item: i32): i32 {
  return listedPathAt(item) + listedPathBytes(item);
}

/** Where the request-line lies, for the log. */
export function listedLineAt(item: i32): i32 {
  return listedPathAt(item) + LISTED_PATH_BYTES_MAX;
}

/** Where the name of who has given a password lies, for the log. */
export function listedUserAt(item: i32): i32 {
  return listedLineAt(item) + LOGGED_LINE_BYTES_MAX;
}

export function listedUserEnd(item: i32): i32 {
  return listedUserAt(item) + listingField(item, ListingField.UserBytes);
}

/** Word index of the set of names. */
export function namesAt(item: i32): i32 {
  return (itemAt(Pool.Listings, item) + NAMES_OFFSET) >> 2;
}

function listingField(item: i32, field: ListingField): i32 {
  expect(isTaken(Pool.Listings, item));
  return word((itemAt(Pool.Listings, item) >> 2) + field);
}

function setListingField(item: i32, field: ListingField, value: i32): void {
  expect(isTaken(Pool.Listings, item));
  setWord((itemAt(Pool.Listings, item) >> 2) + field, value);
}
