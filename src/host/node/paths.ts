/*
 * Roots, and paths below them.
 *
 * Rules of this file: names are octets, never strings: a file's name need not be UTF-8. A path is
 * resolved to the real one, without links, and must be the root's real path or lie below it,
 * component by component. What was opened by that path is looked at again where /proc tells
 * (`isStillInside`): between the two a directory may have been exchanged for a link. A directory
 * that is open is a root too, below which is opened what is below it now, wherever it was moved.
 */
import { existsSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { Failure, Root } from "../../seam/results";
import { failureOf } from "./failures";
import { region } from "./memory";

export const SLASH = Buffer.from("/");
const HERE = Buffer.from(".");
const OPEN_FILES = "/proc/self/fd";

/** Directories that are open have numbers from here, as roots and otherwise. */
export const FIRST_DIRECTORY = 1 << 16;

/** Where a root lies, and what tells that it is the same directory. */
interface Place {
  readonly real: Buffer;
  readonly device: number;
  readonly inode: number;
}

interface RootDirectory {
  readonly real: Buffer;
  /** What paths are looked up below: the real path, or one that stays the directory's. */
  readonly through: Buffer;
}

const roots = new Map<number, RootDirectory>();
/** Of the roots that were opened by a path. */
const places: Place[] = [];
let followsLinks = true;
let hasOpenFiles: boolean | null = null;

export function openRoot(at: number, bytes: number, links: boolean): number {
  try {
    const place = placeOf(at, bytes);
    if (place === null) return Failure.NotFound;
    followsLinks = links;
    const root = places.push(place) - 1;
    roots.set(root, { real: place.real, through: place.real });
    return root;
  } catch (error) {
    return failureOf(error);
  }
}

export function renewRoot(root: number, at: number, bytes: number): number {
  const before = placeOfRoot(root);
  try {
    const place = placeOf(at, bytes);
    if (place === null) return Failure.NotFound;
    places[root] = place;
    roots.set(root, { real: place.real, through: place.real });
    return place.device === before.device && place.inode === before.inode ? 0 : 1;
  } catch (error) {
    return failureOf(error);
  }
}

/** Nothing is held open here. */
export function releaseRoot(root: number): void {
  placeOfRoot(root);
}

export function workingDirectory(at: number, capacity: number): number {
  const target = region(at, capacity);
  try {
    const path = realpathSync.native(HERE, { encoding: "buffer" });
    return path.length <= capacity ? path.copy(target) : Failure.TooBig;
  } catch (error) {
    return failureOf(error);
  }
}

/** The directory that a path names; null when it is none. */
function placeOf(at: number, bytes: number): Place | null {
  const real = realpathSync.native(region(at, bytes), { encoding: "buffer" });
  const stats = statSync(real);
  return stats.isDirectory() ? { real, device: stats.dev, inode: stats.ino } : null;
}

function placeOfRoot(root: number): Place {
  const place = places[root];
  assert(place !== undefined);
  return place as Place;
}

/** Has paths looked up below a directory that is open. */
export function addDirectoryRoot(root: number, real: Buffer, through: Buffer): void {
  roots.set(root, { real, through });
}

export function removeDirectoryRoot(root: number): void {
  roots.delete(root);
}

export function rootPath(root: number, at: number, capacity: number): number {
  const path = rootOf(root).real;
  const target = region(at, capacity);
  return path.length <= capacity ? path.copy(target) : Failure.Fault;
}

/** A path that was resolved, and what is there. */
export interface Resolved {
  readonly real: Buffer;
  /** A path without links that is opened for it. */
  readonly through: Buffer;
  readonly stats: Stats;
}

/** Resolves a path below a root; a number is a `Failure`. */
export function resolve(root: number, at: number, bytes: number): Resolved | Failure {
  const relative = region(at, bytes);
  if (relative.includes(0)) return Failure.NotFound;
  const path = pathBelow(root, relative);
  try {
    // First, because it tells of a missing file without the cost of an exception.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return Failure.NotFound;
    const real = realpathSync.native(path, { encoding: "buffer" });
    if (!isInside(root, real) || hasForbiddenLink(root, relative, real)) return Failure.Forbidden;
    return { real, through: throughRoot(root, real), stats };
  } catch (error) {
    return failureOf(error);
  }
}

/** Whether an open file lies in the root as its real path has said; true where nobody can tell. */
export function isStillInside(root: number, file: number, real: Buffer): boolean {
  if (root === Root.Unconfined) return true;
  hasOpenFiles ??= existsSync(OPEN_FILES);
  if (!hasOpenFiles) return true;
  try {
    const path = readlinkSync(`${OPEN_FILES}/${file}`, { encoding: "buffer" });
    return followsLinks ? isInside(root, path) : path.equals(real);
  } catch {
    return false;
  }
}

/** The path of an open directory that stays right when it is moved; or `real` without /proc. */
export function pathOfOpen(file: number, real: Buffer): Buffer {
  hasOpenFiles ??= existsSync(OPEN_FILES);
  return hasOpenFiles ? Buffer.from(`${OPEN_FILES}/${file}`) : real;
}

/** Without links a path is the real one, but for a slash at its end. */
function hasForbiddenLink(root: number, relative: Buffer, real: Buffer): boolean {
  if (root === Root.Unconfined || followsLinks) return false;
  const path = joined(rootOf(root).real, relative);
  const isDirectory = path.length > 1 && path.at(-1) === SLASH[0];
  return !real.equals(isDirectory ? path.subarray(0, -1) : path);
}

function pathBelow(root: number, path: Buffer): Buffer {
  if (root === Root.Unconfined) return path.length === 0 ? Buffer.from(".") : Buffer.from(path);
  return joined(rootOf(root).through, path);
}

function joined(base: Buffer, path: Buffer): Buffer {
  if (path.length === 0) return base;
  return Buffer.concat(base.length === 1 ? [base, path] : [base, SLASH, path]);
}

/** A real path below a root, as it is opened. */
function throughRoot(root: number, real: Buffer): Buffer {
  if (root === Root.Unconfined) return real;
  const base = rootOf(root);
  if (base.through === base.real) return real;
  const rest = real.subarray(base.real.length === 1 ? 1 : base.real.length + 1);
  return joined(base.through, rest.length === 0 ? HERE : rest);
}

function isInside(root: number, real: Buffer): boolean {
  if (root === Root.Unconfined) return true;
  const base = rootOf(root).real;
  if (base.length === 1) return true; // "/"
  if (real.length < base.length || base.compare(real, 0, base.length) !== 0) return false;
  return real.length === base.length || real[base.length] === SLASH[0];
}

function rootOf(root: number): RootDirectory {
  const found = roots.get(root);
  assert(found !== undefined);
  return found as RootDirectory;
}
