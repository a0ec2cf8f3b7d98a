/*
 * Directories that are listed.
 *
 * Rules of this file: the descriptor that was found to lie in the root is the one that is listed,
 * where /proc can name it. An entry's kind is what the directory says of it; no link is followed.
 */
import { constants, type Dir, type Dirent, lstatSync, opendirSync } from "node:fs";
import { Failure, Kind, Stat } from "../results";
import { failureOf } from "./failures";
import { checkStatRecord, closeFile, fillStatRecord, openInside } from "./files";
import { checkRegion, doubles, octets, region, words } from "./memory";
import { pathOfOpen, resolve, SLASH } from "./paths";

/** Entries that are fetched by one system call. */
const ENTRIES_AT_ONCE = 64;

interface Listing {
  readonly file: number;
  readonly path: Buffer;
  /** Null when it could not be opened again: then it has no more entries. */
  entries: Dir | null;
}

const listings: Array<Listing | null> = [];

export function openDirectory(root: number, at: number, bytes: number): number {
  const path = resolve(root, at, bytes);
  if (typeof path === "number") return path;
  const file = openInside(root, path.real, constants.O_DIRECTORY);
  if (file < 0) return file;
  const listing: Listing = { file, path: pathOfOpen(file, path.real), entries: null };
  const failure = openEntries(listing);
  if (failure < 0) {
    closeFile(file);
    return failure;
  }
  const unused = listings.indexOf(null);
  const directory = unused < 0 ? listings.length : unused;
  listings[directory] = listing;
  return directory;
}

export function rewindDirectory(directory: number): void {
  const listing = listingOf(directory);
  closeEntries(listing);
  openEntries(listing);
}

export function nextEntry(directory: number, at: number, capacity: number, kindAt: number): number {
  checkRegion(at, capacity);
  assert(kindAt >= 0 && kindAt < words.length);
  const entries = listingOf(directory).entries;
  if (entries === null) return 0;
  try {
    const entry = entries.readSync();
    if (entry === null) return 0;
    // Opened with the encoding "buffer", which the types do not know.
    const name = entry.name as unknown as Buffer;
    assert(name.length <= capacity);
    words[kindAt] = kindOf(entry);
    return name.copy(octets, at);
  } catch {
    return 0; // What cannot be read any further ends here.
  }
}

export function inspectEntry(directory: number, at: number, bytes: number, statAt: number): number {
  checkStatRecord(statAt);
  const listing = listingOf(directory);
  try {
    const path = Buffer.concat([listing.path, SLASH, region(at, bytes)]);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return Failure.NotFound;
    fillStatRecord(stats, statAt);
    if (stats.isSymbolicLink()) doubles[statAt + Stat.Kind] = Kind.Link;
    return 0;
  } catch (error) {
    return failureOf(error);
  }
}

export function closeDirectory(directory: number): void {
  const listing = listingOf(directory);
  listings[directory] = null;
  closeEntries(listing);
  closeFile(listing.file);
}

function openEntries(listing: Listing): number {
  try {
    const options = { encoding: "buffer", bufferSize: ENTRIES_AT_ONCE };
    listing.entries = opendirSync(listing.path, options as object);
    return 0;
  } catch (error) {
    return failureOf(error);
  }
}

function closeEntries(listing: Listing): void {
  try {
    listing.entries?.closeSync();
  } catch {
    // The directory was only read: nothing can be lost.
  }
  listing.entries = null;
}

function kindOf(entry: Dirent): Kind {
  if (entry.isFile()) return Kind.File;
  if (entry.isDirectory()) return Kind.Directory;
  return entry.isSymbolicLink() ? Kind.Link : Kind.Other;
}

function listingOf(directory: number): Listing {
  const listing = listings[directory];
  assert(listing !== undefined && listing !== null);
  return listing as Listing;
}
