/*
 * Directories that are listed.
 *
 * Rules of this file: the descriptor that was found to lie in the root is the one that is listed,
 * where /proc can name it. An entry's kind is what the directory says of it; no link is followed.
 * Names are read as texts of one octet a character, which costs a third of a buffer for each.
 */
import {
  constants,
  type Dir,
  type Dirent,
  lstatSync,
  type OpenDirOptions,
  opendirSync,
} from "node:fs";
import { Failure, Kind, Names, Stat } from "../../seam/results";
import { failureOf } from "./failures";
import { checkStatRecord, closeFile, fillStatRecord, openInside, statOpen } from "./files";
import { checkRegion, doubles, octets, region, words } from "./memory";
import {
  addDirectoryRoot,
  FIRST_DIRECTORY,
  pathOfOpen,
  removeDirectoryRoot,
  resolve,
  SLASH,
} from "./paths";

/** Entries that are fetched by one system call. */
const ENTRIES_AT_ONCE = 64;

interface Listing {
  readonly file: number;
  readonly path: Buffer;
  /** Null when it could not be opened again: then it has no more entries. */
  entries: Dir | null;
  /** Entries that were read since it was opened. */
  readCount: number;
  /**
   * Where the file system does not tell an entry's kind, Node looks it up by a name that it has
   * joined to the path: both must be buffers then.
   */
  encoding: "latin1" | "buffer";
}

const listings: Array<Listing | null> = [];

export function openDirectory(root: number, at: number, bytes: number, statAt: number): number {
  checkStatRecord(statAt);
  const path = resolve(root, at, bytes);
  if (typeof path === "number") return path;
  const file = openInside(root, path, constants.O_DIRECTORY);
  if (file < 0) return file;
  const listing: Listing = {
    file,
    path: pathOfOpen(file, path.real),
    entries: null,
    readCount: 0,
    encoding: "latin1",
  };
  const failed = statOpen(file, path, statAt);
  const failure = failed < 0 ? failed : openEntries(listing);
  if (failure < 0) {
    closeFile(file);
    return failure;
  }
  const unused = listings.indexOf(null);
  const index = unused < 0 ? listings.length : unused;
  listings[index] = listing;
  addDirectoryRoot(FIRST_DIRECTORY + index, path.real, listing.path);
  return FIRST_DIRECTORY + index;
}

export function rewindDirectory(directory: number): void {
  const listing = listingOf(directory);
  closeEntries(listing);
  openEntries(listing);
}

export function nextEntry(directory: number, at: number, capacity: number, kindAt: number): number {
  checkRegion(at, capacity);
  assert(kindAt >= 0 && kindAt < words.length);
  const listing = listingOf(directory);
  try {
    const entry = readEntry(listing);
    if (entry === null) return 0;
    // With the encoding "buffer" it is one, which the types do not know.
    const name = entry.name as string | Buffer;
    assert(name.length <= capacity);
    words[kindAt] = kindOf(entry);
    return typeof name === "string" ? octets.write(name, at, "latin1") : name.copy(octets, at);
  } catch {
    return 0; // What cannot be read any further ends here.
  }
}

function readEntry(listing: Listing): Dirent | null {
  try {
    const entry = listing.entries?.readSync() ?? null;
    listing.readCount++;
    return entry;
  } catch (error) {
    if (listing.encoding === "buffer") throw error;
    listing.encoding = "buffer";
    const { readCount } = listing;
    closeEntries(listing);
    openEntries(listing);
    for (let i = 0; i < readCount; i++) listing.entries?.readSync();
    return listing.entries?.readSync() ?? null;
  }
}

export function inspectEntry(directory: number, at: number, bytes: number, statAt: number): number {
  checkStatRecord(statAt);
  const listing = listingOf(directory);
  try {
    const path = Buffer.concat([listing.path, SLASH, region(at, bytes)]);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return Failure.NotFound;
    fillStatRecord(stats, statAt, Names.Unknown);
    if (stats.isSymbolicLink()) doubles[statAt + Stat.Kind] = Kind.Link;
    return 0;
  } catch (error) {
    return failureOf(error);
  }
}

export function closeDirectory(directory: number): void {
  const listing = listingOf(directory);
  listings[directory - FIRST_DIRECTORY] = null;
  removeDirectoryRoot(directory);
  closeEntries(listing);
  closeFile(listing.file);
}

function openEntries(listing: Listing): number {
  try {
    const options = { encoding: listing.encoding, bufferSize: ENTRIES_AT_ONCE };
    listing.entries = opendirSync(listing.path, options as OpenDirOptions);
    listing.readCount = 0;
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
  const listing = listings[directory - FIRST_DIRECTORY];
  assert(listing !== undefined && listing !== null);
  return listing as Listing;
}
