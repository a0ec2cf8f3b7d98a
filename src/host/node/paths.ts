/*
 * Roots, and paths below them.
 *
 * Rules of this file: names are octets, never strings: a file's name need not be UTF-8. A path is
 * resolved to the real one, without links, and must be the root's real path or lie below it,
 * component by component. What was opened by that path is looked at again where /proc tells
 * (`isStillInside`): between the two a directory may have been exchanged for a link.
 */
import { existsSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { Failure, Root } from "../results";
import { failureOf } from "./failures";
import { region } from "./memory";

export const SLASH = Buffer.from("/");
const OPEN_FILES = "/proc/self/fd";

interface RootDirectory {
  readonly real: Buffer;
  readonly followsLinks: boolean;
}

/** A root's number is its index. */
const roots: RootDirectory[] = [];
let hasOpenFiles: boolean | null = null;

export function openRoot(at: number, bytes: number, links: boolean): number {
  try {
    const real = realpathSync.native(region(at, bytes), { encoding: "buffer" });
    if (!statSync(real).isDirectory()) return Failure.NotFound;
    return roots.push({ real, followsLinks: links }) - 1;
  } catch (error) {
    return failureOf(error);
  }
}

export function rootPath(root: number, at: number, capacity: number): number {
  const path = realRoot(root);
  const target = region(at, capacity);
  return path.length <= capacity ? path.copy(target) : Failure.Fault;
}

/** A path that was resolved, and what is there. */
export interface Resolved {
  readonly real: Buffer;
  readonly stats: Stats;
}

/** Resolves a path below a root; a number is a `Failure`. */
export function resolve(root: number, at: number, bytes: number): Resolved | Failure {
  const path = pathBelow(root, region(at, bytes));
  if (path.includes(0)) return Failure.NotFound;
  try {
    // First, because it tells of a missing file without the cost of an exception.
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return Failure.NotFound;
    const real = realpathSync.native(path, { encoding: "buffer" });
    if (!isInside(root, real) || hasForbiddenLink(root, path, real)) return Failure.Forbidden;
    return { real, stats };
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
    return rootOf(root).followsLinks ? isInside(root, path) : path.equals(real);
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
function hasForbiddenLink(root: number, path: Buffer, real: Buffer): boolean {
  if (root === Root.Unconfined || rootOf(root).followsLinks) return false;
  const isDirectory = path.length > 1 && path.at(-1) === SLASH[0];
  return !real.equals(isDirectory ? path.subarray(0, -1) : path);
}

function pathBelow(root: number, path: Buffer): Buffer {
  if (root === Root.Unconfined) return path.length === 0 ? Buffer.from(".") : Buffer.from(path);
  const base = realRoot(root);
  if (path.length === 0) return base;
  return Buffer.concat(base.length === 1 ? [base, path] : [base, SLASH, path]);
}

function isInside(root: number, real: Buffer): boolean {
  if (root === Root.Unconfined) return true;
  const base = realRoot(root);
  if (base.length === 1) return true; // "/"
  if (real.length < base.length || base.compare(real, 0, base.length) !== 0) return false;
  return real.length === base.length || real[base.length] === SLASH[0];
}

function realRoot(root: number): Buffer {
  return rootOf(root).real;
}

function rootOf(root: number): RootDirectory {
  const found = roots[root];
  assert(found !== undefined);
  return found as RootDirectory;
}
