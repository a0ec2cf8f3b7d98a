/*
 * Home directories for the server, made from a small description and removed at the end of the
 * test file. A path that ends in "/" is a directory; strings and octets are file content; the
 * functions below describe scripts, links, sparse files and FIFOs.
 */

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectFolder } from "./build";

export type Entry = string | Buffer | ((path: string) => void);

export type Tree = Record<string, Entry>;

const folders: string[] = [];

/** A new home directory that holds `tree`; its absolute path without links. */
export function makeHome(tree: Tree): string {
  // One level below the temporary folder, so that a test can place files beside the home.
  const home = join(makeFolder(), "home");
  mkdirSync(home, 0o755);
  addToHome(home, tree);
  return home;
}

/** Adds to a home, or replaces what is there. */
export function addToHome(home: string, tree: Tree): void {
  for (const [name, entry] of Object.entries(tree)) {
    const path = join(home, name);
    if (name.endsWith("/")) {
      mkdirSync(path, { recursive: true });
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    if (typeof entry === "function") entry(path);
    else writeFileSync(path, entry);
  }
}

/** A new empty folder that every user may enter. */
export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "microhttpd-")));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** An executable script. Without "#!" in its text it is one for sh. */
export function script(text: string): Entry {
  const whole = text.startsWith("#!") ? text : `#!/bin/sh\n${text}\n`;
  return (path) => {
    writeFileSync(path, whole);
    chmodSync(path, 0o755);
  };
}

/** A script that writes `output` octet for octet and nothing else. */
export function scriptThatPrints(output: string): Entry {
  let quoted = "";
  for (const octet of Buffer.from(output, "latin1")) {
    quoted += `\\${octet.toString(8).padStart(3, "0")}`;
  }
  return script(`printf '${quoted}'`);
}

/** A copy of a file of this machine, with its permissions. */
export function copyOf(file: string): Entry {
  return (path) => copyFileSync(file, path);
}

/** A copy of a file below test/fixtures, executable. */
export function fixture(name: string): Entry {
  return (path) => {
    copyFileSync(join(projectFolder, "test/fixtures", name), path);
    chmodSync(path, 0o755);
  };
}

export function link(target: string): Entry {
  return (path) => symlinkSync(target, path);
}

/** A file of `bytes` octets that takes no room on the disk. */
export function sparse(bytes: number): Entry {
  return (path) => {
    const file = openSync(path, "w");
    ftruncateSync(file, bytes);
    closeSync(file);
  };
}

export function fifo(): Entry {
  return (path) => {
    execFileSync("mkfifo", [path]);
  };
}
