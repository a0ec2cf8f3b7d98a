/*
 * The seam's calls on files and directories, over a simulated tree.
 *
 * Rule of this file: a handle that is used after it was closed is an error of the core, as is one
 * that was never opened.
 */
import { Failure, Kind, Names, Root, Stat } from "../../src/seam/results";
import type { Memory } from "./simulated-memory";
import { type Entry, file, lookUp, program, ROOT_PATH } from "./simulated-tree";

interface OpenDirectory {
  readonly entry: Entry;
  /** What was there when it was opened. */
  readonly listed: readonly [string, Entry][];
  next: number;
}

/** A directory that the core has opened as a root. */
interface OpenRoot {
  /** What lies at its path, below the home directory. */
  below: string;
  /** What it was found to be last. */
  entry: Entry;
  isReleased: boolean;
}

/** Directories that are open have numbers from here, as roots and otherwise. */
const FIRST_DIRECTORY = 1 << 16;

/** What a file that is made while it is read says of its size. */
const GENERATED_BYTES = 4096;

/** The first root that the core opens, wherever it is said to be. */
const HOME = 0;

export class SimulatedFiles {
  /** Open files by handle, and open directories by theirs. */
  readonly open = new Map<number, Entry>();
  readonly openDirectories = new Map<number, OpenDirectory>();
  /** Files outside of any root, by the path that the core will use. */
  readonly unconfined = new Map<string, Entry>([["/bin/sh", program()]]);
  isHomeGone = false;
  /** Calls of `renewRoot` and `releaseRoot`. */
  renewCount = 0;
  releaseCount = 0;
  private readonly roots: OpenRoot[] = [];
  private readonly identities = new Map<Entry, number>();
  private followsLinks = true;
  private handleCount = 0;

  constructor(
    private readonly memory: Memory,
    /** What the home directory's path names, if it names anything. */
    public root: Entry,
  ) {}

  readonly calls = {
    openRoot: (at: number, bytes: number, links: number | boolean): number => {
      const path = this.memory.noteText(at, bytes);
      this.followsLinks = Boolean(links);
      const below = belowHome(path);
      if (this.roots.length > HOME && below === null) return Failure.NotFound;
      const found = this.directoryAt(below ?? "");
      if (typeof found === "number") return found;
      return this.roots.push({ below: below ?? "", entry: found, isReleased: false }) - 1;
    },
    renewRoot: (root: number, at: number, bytes: number): number => {
      const path = this.memory.noteText(at, bytes);
      this.renewCount++;
      const renewed = this.roots[root];
      if (renewed === undefined) throw new Error(`there is no root ${root}`);
      renewed.below = belowHome(path) ?? "";
      const found = this.directoryAt(renewed.below);
      renewed.isReleased = typeof found === "number";
      if (typeof found === "number") return found;
      const isSame = renewed.entry === found;
      renewed.entry = found;
      return isSame ? 0 : 1;
    },
    releaseRoot: (root: number): void => {
      this.releaseCount++;
      this.openRoot(root).isReleased = true;
    },
    workingDirectory: (at: number, capacity: number): number =>
      this.memory.write(at, capacity, ROOT_PATH),
    rootPath: (_root: number, at: number, capacity: number): number =>
      this.memory.write(at, capacity, ROOT_PATH),
    openFile: (root: number, at: number, bytes: number, statAt: number): number => {
      const found = this.find(root, at, bytes);
      if (typeof found === "number") return found;
      this.fill(found, statAt, false);
      this.open.set(++this.handleCount, found);
      return this.handleCount;
    },
    statFile: (handle: number, statAt: number): number => {
      this.fill(this.opened(handle), statAt, false);
      return 0;
    },
    readFile: (handle: number, offset: number, at: number, bytes: number): number =>
      this.read(handle, offset, this.memory.region(at, bytes)),
    openTemporary: (at: number, bytes: number): number => {
      this.memory.note(at, bytes);
      this.open.set(++this.handleCount, file(""));
      return this.handleCount;
    },
    writeFile: (handle: number, offset: number, at: number, bytes: number): number => {
      const found = this.opened(handle);
      if (offset !== found.content.length) throw new Error("a file is written out of order");
      found.content = Buffer.concat([found.content, this.memory.note(at, bytes)]);
      return 0;
    },
    mayOthersRead: (handle: number): boolean => this.opened(handle).isPublic,
    closeFile: (handle: number): void => {
      this.opened(handle);
      this.open.delete(handle);
    },
    inspect: (root: number, at: number, bytes: number, statAt: number): number => {
      const found = this.lookUp(root, at, bytes);
      if (typeof found === "number") return found;
      this.fill(found, statAt, true);
      return 0;
    },
    openDirectory: (root: number, at: number, bytes: number, statAt: number): number => {
      const found = this.find(root, at, bytes);
      if (typeof found === "number") return found;
      if (found.kind !== Kind.Directory) return Failure.NotFound;
      this.fill(found, statAt, false);
      const handle = FIRST_DIRECTORY + ++this.handleCount;
      this.openDirectories.set(handle, { entry: found, listed: [...found.children], next: 0 });
      return handle;
    },
    rewindDirectory: (handle: number): void => {
      this.openedDirectory(handle).next = 0;
    },
    nextEntry: (handle: number, at: number, capacity: number, kindAt: number): number => {
      const listed = this.openedDirectory(handle);
      const next = listed.listed[listed.next++];
      if (next === undefined) return 0;
      this.memory.wordsAt(kindAt, 1)[0] = kindListed(next[1]);
      return this.memory.write(at, capacity, next[0]);
    },
    inspectEntry: (handle: number, at: number, bytes: number, statAt: number): number => {
      const name = this.memory.noteText(at, bytes);
      const found = this.openedDirectory(handle).entry.children.get(name);
      if (found === undefined) return Failure.NotFound;
      this.fill(found, statAt, false);
      return 0;
    },
    closeDirectory: (handle: number): void => {
      this.openedDirectory(handle);
      this.openDirectories.delete(handle);
    },
  };

  /** Reads from an open file; 0 at its end. */
  read(handle: number, offset: number, target: Buffer): number {
    const { content } = this.opened(handle);
    return content.copy(target, 0, Math.min(offset, content.length));
  }

  /** All of an open file. */
  whole(handle: number): Buffer {
    return this.opened(handle).content;
  }

  /** What may be opened at this path, or a `Failure`. */
  private find(root: number, at: number, bytes: number): Entry | Failure {
    const found = this.lookUp(root, at, bytes);
    if (typeof found === "number") return found;
    return found.kind === Kind.Other || !found.isReadable ? Failure.Forbidden : found;
  }

  private lookUp(root: number, at: number, bytes: number): Entry | Failure {
    const path = this.memory.noteText(at, bytes);
    if (root === Root.Unconfined) return this.lookUpUnconfined(path);
    if (root >= FIRST_DIRECTORY) {
      const { entry } = this.openedDirectory(root);
      return entryOrFailure(lookUp(entry, path, this.followsLinks, false));
    }
    const { entry } = this.openRoot(root);
    const isPlain = !/(^|\/)\.{1,2}(\/|$)|\0/.test(path);
    if (!isPlain) throw new Error(`the core looks up ${JSON.stringify(path)}`);
    if (path.split("/").some((name) => name.length > 255)) return Failure.NotFound;
    return entryOrFailure(
      lookUp(entry, path, this.followsLinks, this.roots[HOME]?.entry === entry),
    );
  }

  /** What tells the file of this path from all others, or a `Failure`. */
  identityAt(path: string): number {
    const found = this.lookUpUnconfined(path);
    return typeof found === "number" ? found : this.identityOf(found);
  }

  private identityOf(found: Entry): number {
    const identity = this.identities.get(found) ?? this.identities.size + 1;
    this.identities.set(found, identity);
    return identity;
  }

  private openRoot(root: number): OpenRoot {
    const found = this.roots[root];
    if (found === undefined || found.isReleased) throw new Error(`${root} is no open root`);
    return found;
  }

  /** The directory of this path below the home directory. */
  private directoryAt(below: string): Entry | Failure {
    const found = this.isHomeGone ? "missing" : lookUp(this.root, below, true);
    if (typeof found === "string" || found.kind !== Kind.Directory) return Failure.NotFound;
    return found;
  }

  private lookUpUnconfined(path: string): Entry | Failure {
    const isBelow = path.startsWith(`${ROOT_PATH}/`);
    if (isBelow && this.isHomeGone) return Failure.NotFound;
    if (isBelow) return entryOrFailure(lookUp(this.root, path.slice(ROOT_PATH.length + 1)));
    return this.unconfined.get(path) ?? Failure.NotFound;
  }

  private fill(found: Entry, statAt: number, tellsPrograms: boolean): void {
    const record = this.memory.doublesAt(statAt, Stat.LENGTH);
    const isProgram = found.kind === Kind.Program;
    record[Stat.Kind] = isProgram && !tellsPrograms ? Kind.File : found.kind;
    const isGenerated = found.names === Names.Generated;
    record[Stat.Size] = isGenerated ? GENERATED_BYTES : found.content.length;
    record[Stat.ModifiedMs] = found.modifiedMs;
    record[Stat.ChangedMs] = found.changedMs;
    record[Stat.Names] = found.names;
    record[Stat.Identity] = this.identityOf(found);
  }

  private opened(handle: number): Entry {
    const found = this.open.get(handle);
    if (found === undefined) throw new Error(`file ${handle} is not open`);
    return found;
  }

  private openedDirectory(handle: number): OpenDirectory {
    const found = this.openDirectories.get(handle);
    if (found === undefined) throw new Error(`directory ${handle} is not open`);
    return found;
  }
}

function kindListed(found: Entry): Kind {
  return found.kind === Kind.Program ? Kind.File : found.kind;
}

function entryOrFailure(found: Entry | "missing" | "forbidden"): Entry | Failure {
  if (found === "missing") return Failure.NotFound;
  return found === "forbidden" ? Failure.Forbidden : found;
}

/** What a directory's path names below the home directory; null if it is none. */
function belowHome(path: string): string | null {
  // As --home gives it, in relation to the working directory.
  if (path === ROOT_PATH || path === "home" || path === `${ROOT_PATH}/home`) return "";
  return path.startsWith(`${ROOT_PATH}/`) ? path.slice(ROOT_PATH.length + 1) : null;
}
