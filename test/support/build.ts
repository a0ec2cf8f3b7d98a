/*
 * Which build of the server the black-box suites run: MICROHTTPD_BUILD = node (the default) or
 * native. The runner sets it; every suite runs unchanged against each build.
 */

import { chmodSync, copyFileSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export type BuildName = "node" | "native";

/** The project's folder: suites are bundled elsewhere, so it is found from where they are run. */
export const projectFolder = findProjectFolder(process.cwd());

export const buildName: BuildName = readBuildName();

/** Program and first arguments that start the build under test. */
export function buildCommand(): string[] {
  const path = buildPath();
  return buildName === "node" ? [process.execPath, path] : [path];
}

/** The same, from a copy in `folder` that any user may read (a checkout's folder may be closed). */
export function copiedBuildCommand(folder: string): string[] {
  const copy = join(folder, basename(buildPath()));
  copyFileSync(buildPath(), copy);
  chmodSync(copy, 0o755);
  return buildName === "node" ? [process.execPath, copy] : [copy];
}

function buildPath(): string {
  const path =
    buildName === "node"
      ? join(projectFolder, "out/microhttpd.cjs")
      : join(projectFolder, `out/linux-${process.arch}/microhttpd`);
  if (!existsSync(path)) throw new Error(`${path} is missing: build it first (make, make native)`);
  return path;
}

function readBuildName(): BuildName {
  const name = process.env["MICROHTTPD_BUILD"] ?? "node";
  if (name === "node" || name === "native") return name;
  throw new Error(`MICROHTTPD_BUILD is ${name}: it must be node or native`);
}

function findProjectFolder(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("run the suites from within the project's folder");
  return findProjectFolder(parent);
}
