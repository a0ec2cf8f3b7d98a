/*
 * Regular files and directories: opened, read, looked at. A file's number is its descriptor.
 *
 * Rules of this file: calls are synchronous; a local file's few octets cost less than a trip
 * through a thread. What a path is, is known before it is opened, so that no FIFO or device ever
 * is; and known again after, because it may have been exchanged.
 */
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  type Stats,
} from "node:fs";
import { Failure, Kind, Names, Stat } from "../../seam/results";
import { failureOf } from "./failures";
import { namesOf } from "./file-systems";
import { checkRegion, doubles, octets } from "./memory";
import { isStillInside, type Resolved, resolve } from "./paths";

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, S_IFDIR, S_IFMT, S_IFREG, X_OK } = constants;

/** A prime beyond 2^32: files of different devices have different numbers. */
const DEVICE_STEP = 4294967311;

/** S_IROTH. */
const OTHERS_READ = 0o4;

export function openFile(root: number, at: number, bytes: number, statAt: number): number {
  checkStatRecord(statAt);
  const path = resolve(root, at, bytes);
  if (typeof path === "number") return path;
  if (kindOf(path.stats) === Kind.Other) return Failure.Forbidden;
  const file = openInside(root, path, O_NONBLOCK);
  if (file < 0) return file;
  const failure = statOpen(file, path, statAt);
  if (failure === 0 && doubles[statAt + Stat.Kind] !== Kind.Other) return file;
  closeFile(file);
  return failure < 0 ? failure : Failure.Forbidden;
}

/** Fills the stat record of what was just opened by a path. Returns 0 or a `Failure`. */
export function statOpen(file: number, path: Resolved, statAt: number): number {
  try {
    const stats = fstatSync(file);
    fillStatRecord(stats, statAt, namesOf(stats, path.through));
    return 0;
  } catch (error) {
    return failureOf(error);
  }
}

/** Opens what was resolved and sees that it is still in its root. Returns a file or a `Failure`. */
export function openInside(root: number, path: Resolved, flags: number): number {
  try {
    const file = openSync(path.through, O_RDONLY | O_NOFOLLOW | flags);
    if (isStillInside(root, file, path.real)) return file;
    closeFile(file);
    return Failure.Forbidden;
  } catch (error) {
    return failureOf(error);
  }
}

export function statFile(file: number, statAt: number): number {
  checkStatRecord(statAt);
  try {
    fillStatRecord(fstatSync(file), statAt, Names.Unknown);
    return 0;
  } catch (error) {
    return failureOf(error);
  }
}

export function readFile(file: number, offset: number, at: number, bytes: number): number {
  checkRegion(at, bytes);
  try {
    return readSync(file, octets, at, bytes, offset);
  } catch (error) {
    return failureOf(error);
  }
}

export function closeFile(file: number): void {
  try {
    closeSync(file);
  } catch {
    // Linux closes the descriptor in any case; there is nothing left to do.
  }
}

export function inspect(root: number, at: number, bytes: number, statAt: number): number {
  checkStatRecord(statAt);
  const path = resolve(root, at, bytes);
  if (typeof path === "number") return path;
  fillStatRecord(path.stats, statAt, namesOf(path.stats, path.through));
  if (kindOf(path.stats) === Kind.File && mayExecute(path.real)) {
    doubles[statAt + Stat.Kind] = Kind.Program;
  }
  return 0;
}

function mayExecute(real: Buffer): boolean {
  try {
    accessSync(real, X_OK);
    return true;
  } catch {
    return false;
  }
}

function kindOf(stats: Stats): Kind {
  const type = stats.mode & S_IFMT;
  if (type === S_IFREG) return Kind.File;
  return type === S_IFDIR ? Kind.Directory : Kind.Other;
}

/** Of a device and an inode: what tells them apart, in a number. */
export function identityOf(stats: Stats): number {
  return stats.dev * DEVICE_STEP + stats.ino;
}

export function fillStatRecord(stats: Stats, at: number, names: Names): void {
  doubles[at + Stat.Kind] = kindOf(stats);
  doubles[at + Stat.Size] = stats.size;
  doubles[at + Stat.ModifiedMs] = Math.floor(stats.mtimeMs);
  doubles[at + Stat.ChangedMs] = stats.ctimeMs;
  doubles[at + Stat.Names] = names;
  doubles[at + Stat.Identity] = identityOf(stats);
}

export function checkStatRecord(at: number): void {
  assert(at >= 0 && at <= doubles.length - Stat.LENGTH);
}

export function mayOthersRead(file: number): boolean {
  return (fstatSync(file).mode & OTHERS_READ) !== 0;
}
