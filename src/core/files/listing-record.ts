/*
 * The slot of a directory that is being listed: the directory, its path, how its entries are
 * ordered, and the set of those that come next.
 */

import { double, setDouble, setWord, word } from "../../wire/octets/arena";
import { LOGGED_LINE_BYTES_MAX } from "../log/access-log";
import { itemAt, Pool } from "../memory/pool";
import { SORTED_NAMES_BYTES } from "./sorted-names";

/** What entries are ordered by; of one kind directories come first, and equal ones by name. */
export const enum Sort {
  Name = 0,
  Size,
  Time,
}

/** Words of the slot's header. */
export const enum ListingField {
  /** The host's directory. */
  Directory = 0,
  PathBytes,
  /** A `Sort`. */
  Sort,
  /** 1 from the greatest to the smallest. */
  IsDescending,
  /** 1 when the answer is JSON, 0 for a page. */
  IsJson,
  /** Index of the next entry of the set; negative until it is filled and sorted. */
  Next,
  /** Entries that were sent. */
  SentCount,
  /** 1 where names with "~" and a digit are not served: they may be short forms of others. */
  HasShortForms,
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
  /** Octets of the request-line that are logged. */
  LineBytes = 20,
  /** The site that the request is for. */
  Site,
  LENGTH = 22,
}

/** The longest path that is listed: machines have none that is longer. */
export const LISTED_PATH_BYTES_MAX: i32 = 4096;
const HEADER_BYTES: i32 = ListingField.LENGTH * 4;
const NAMES_OFFSET: i32 = HEADER_BYTES + LISTED_PATH_BYTES_MAX + LOGGED_LINE_BYTES_MAX;

/** Octets of a slot. */
export const LISTING_SLOT_BYTES: i32 = NAMES_OFFSET + SORTED_NAMES_BYTES;

export function listingField(item: i32, field: ListingField): i32 {
  return word((itemAt(Pool.Listings, item) >> 2) + field);
}

export function setListingField(item: i32, field: ListingField, value: i32): void {
  setWord((itemAt(Pool.Listings, item) >> 2) + field, value);
}

/** Octets of the answer that were given to the host, its framing included. */
export function listedBytes(item: i32): f64 {
  return double((itemAt(Pool.Listings, item) >> 3) + (ListingField.SentBytes >> 1));
}

export function setListedBytes(item: i32, bytes: f64): void {
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
  return listedPathAt(item) + listingField(item, ListingField.PathBytes);
}

/** Where the request-line lies, for the log. */
export function listedLineAt(item: i32): i32 {
  return listedPathAt(item) + LISTED_PATH_BYTES_MAX;
}

/** Word index of the set of names. */
export function namesAt(item: i32): i32 {
  return (itemAt(Pool.Listings, item) + NAMES_OFFSET) >> 2;
}
