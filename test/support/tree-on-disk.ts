/*
 * A simulated machine's file tree (simulated-tree.ts) made on disk: names, content, links, rights
 * and times of modification.
 *
 * Rule of this file: what the simulation says is what there is, or it throws.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, lutimesSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kind } from "../../src/seam/results";
import { type Entry, ROOT_PATH } from "./simulated-tree";

/** What stands on disk for the programs of the tree, which the simulation has no text for. */
export interface DiskOptions {
  readonly program: string;
}

/** Makes the directory `root` and all below it in `home`, which is not there yet. */
export function writeTree(root: Entry, home: string, options: DiskOptions): void {
  writeEntry(root, home, home, options);
}

function writeEntry(entry: Entry, path: string, home: string, options: DiskOptions): void {
  const seconds = entry.modifiedMs / 1000;
  switch (entry.kind) {
    case Kind.Directory:
      mkdirSync(path);
      for (const [name, child] of entry.children) {
        writeEntry(child, join(path, name), home, options);
      }
      break;
    case Kind.File:
      writeFileSync(path, entry.isSource ? options.program : entry.content);
      break;
    case Kind.Program:
      writeFileSync(path, options.program, { mode: 0o755 });
      break;
    case Kind.Link:
      symlinkSync(entry.target.replace(ROOT_PATH, home), path);
      lutimesSync(path, seconds, seconds);
      return;
    case Kind.Other:
      execFileSync("mkfifo", [path]);
      break;
    default:
      throw new Error(`${path}: there is no making a thing of kind ${entry.kind}`);
  }
  utimesSync(path, seconds, seconds);
  if (!entry.isReadable) chmodSync(path, 0);
}
