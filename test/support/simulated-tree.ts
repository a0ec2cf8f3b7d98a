/*
 * The file tree of a simulated machine: names are texts of one octet a character, as in the arena.
 */
import { Kind, Names } from "../../src/seam/results";

export interface Entry {
  kind: Kind;
  /** Of a file; what was cut off or replaced between two events is seen by open files too. */
  content: Buffer;
  /** Of a directory. */
  readonly children: Map<string, Entry>;
  /** Of a link: relative to its directory, or absolute. */
  readonly target: string;
  /** Of a directory: names that it finds entries by and does not list, and what they find. */
  readonly aliases: Map<string, string>;
  /** Of a directory: whether it finds names in any case of letters. */
  folds: boolean;
  /** How its file system finds names. */
  names: Names;
  isReadable: boolean;
  /** Whether anybody on the machine may read it. */
  isPublic: boolean;
  /** Whether it stands for the text of a program. */
  readonly isSource: boolean;
  modifiedMs: number;
  changedMs: number;
}

/** 2025-03-09T07:08:09.250Z: no round second, so that rounding shows. */
export const MODIFIED_MS = 1741504089250;
/** Where the root lies on the simulated machine. */
export const ROOT_PATH = "/srv/home";
const LINKS_MAX = 8;

export function file(content: string | Buffer): Entry {
  const octets = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  return entry(Kind.File, { content: octets });
}

export function program(): Entry {
  return entry(Kind.Program, { content: Buffer.from("#!/bin/sh\n") });
}

/** A script that an interpreter runs: on disk it is the text of a program, not executable. */
export function source(): Entry {
  return entry(Kind.File, { content: Buffer.from("source of a script\n"), isSource: true });
}

export function directory(children: Record<string, Entry>): Entry {
  return entry(Kind.Directory, { children: new Map(Object.entries(children)) });
}

export function link(target: string): Entry {
  return entry(Kind.Link, { target });
}

/** All of this lies in a file system that finds names so. */
export function onFileSystem(names: Names, what: Entry): Entry {
  what.names = names;
  for (const child of what.children.values()) onFileSystem(names, child);
  return what;
}

/** All directories in this find names in any case of letters. */
export function folding(what: Entry): Entry {
  what.folds = true;
  for (const child of what.children.values()) folding(child);
  return what;
}

/** A directory that finds entries by other names too. */
export function aliased(aliases: Record<string, string>, what: Entry): Entry {
  for (const [alias, name] of Object.entries(aliases)) what.aliases.set(alias, name);
  return what;
}

/** A FIFO, a device. */
export function special(): Entry {
  return entry(Kind.Other, {});
}

export function closed(what: Entry): Entry {
  what.isReadable = false;
  return what;
}

/** By a second. */
export function older(what: Entry): Entry {
  what.modifiedMs -= 1000;
  return what;
}

function entry(kind: Kind, parts: Partial<Entry>): Entry {
  const times = { modifiedMs: MODIFIED_MS, changedMs: MODIFIED_MS + 0.5 };
  const empty = { content: Buffer.alloc(0), children: new Map(), target: "", aliases: new Map() };
  const names = Names.Octets;
  return {
    kind,
    ...empty,
    names,
    folds: false,
    isReadable: true,
    isPublic: false,
    isSource: false,
    ...times,
    ...parts,
  };
}

/**
 * What a path names below a directory: an entry, "missing" or "forbidden". Without following links
 * a path is forbidden that has one in it. Absolute links lead below the home directory, if that is
 * the one.
 */
export function lookUp(
  root: Entry,
  path: string,
  followsLinks = true,
  isHome = true,
): Entry | "missing" | "forbidden" {
  const found = followed(root, path, isHome);
  const isDirect =
    followsLinks || typeof found === "string" || followed(root, path, isHome, 0) === found;
  return isDirect ? found : "forbidden";
}

function followed(
  root: Entry,
  path: string,
  isHome: boolean,
  linksMax = LINKS_MAX,
): Entry | "missing" | "forbidden" {
  let segments = path.split("/");
  const trail: Entry[] = [root];
  for (let links = 0; segments.length > 0; ) {
    const [segment = "", ...rest] = segments;
    segments = rest;
    const found = step(trail, segment);
    if (typeof found === "string") return found;
    if (found.kind !== Kind.Link) continue;
    links++;
    if (links > linksMax) return "forbidden";
    if (found.target.startsWith("/")) {
      if (!isHome || !`${found.target}/`.startsWith(`${ROOT_PATH}/`)) return "forbidden";
      trail.length = 1;
    }
    segments = [...found.target.replace(ROOT_PATH, "").split("/"), ...rest];
  }
  return trail.at(-1) as Entry;
}

/** What a directory finds by a name that it does not list. */
function otherwise(here: Entry, name: string): Entry | undefined {
  const isName = (known: string) =>
    known === name || (here.folds && lowerCase(known) === lowerCase(name));
  const names = [...here.children.keys()];
  const alias = [...here.aliases].find(([known]) => isName(known));
  return here.children.get(alias?.[1] ?? names.find(isName) ?? "");
}

function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Takes one segment of a path, which is added to the trail unless it is a link. */
function step(trail: Entry[], segment: string): Entry | "missing" | "forbidden" {
  const here = trail.at(-1) as Entry;
  if (here.kind !== Kind.Directory) return "missing";
  if (segment === "" || segment === ".") return here;
  if (segment === "..") {
    if (trail.length === 1) return "forbidden";
    trail.pop();
    return trail.at(-1) as Entry;
  }
  const found = here.children.get(segment) ?? otherwise(here, segment);
  if (found === undefined) return "missing";
  if (found.kind !== Kind.Link) trail.push(found);
  return found;
}
