/*
 * Which build of the server the black-box suites run: MICROHTTPD_BUILD = node (the default), pkg,
 * native, sanitize (native with ASan and UBSan), arm64 or armv7, files or cgi, which are native
 * without a part, or small, node-small or files-small, which have small sizes. The runner sets it; every suite runs unchanged against each build.
 * A build for another machine runs under qemu's user mode: the server is emulated, its system calls
 * and the scripts that it starts are this machine's.
 */

import { chmodSync, copyFileSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ownTarget, targetOf } from "../../build/cross-targets.mjs";

export type BuildName =
  | "node"
  | "pkg"
  | "native"
  | "sanitize"
  | "arm64"
  | "armv7"
  | "files"
  | "cgi"
  | "small"
  | "node-small"
  | "files-small";

interface Build {
  /** Below out/. */
  readonly path: string;
  /** What starts it; nothing when it starts by itself. */
  readonly runner: readonly string[];
  /** Which of the two hosts it has; they differ as ARCHITECTURE.md lists. */
  readonly host: "node" | "native";
}

/** The project's folder: suites are bundled elsewhere, so it is found from where they are run. */
export const projectFolder = findProjectFolder(process.cwd());

const BUILDS: Record<BuildName, Build> = {
  node: { path: "microhttpd.cjs", runner: [process.execPath], host: "node" },
  pkg: { path: `${ownTarget()}/microhttpd-node`, runner: [], host: "node" },
  native: { path: `${ownTarget()}/microhttpd`, runner: [], host: "native" },
  sanitize: { path: `${ownTarget()}-sanitize/microhttpd`, runner: [], host: "native" },
  arm64: { path: "linux-arm64/microhttpd", runner: emulator("linux-arm64"), host: "native" },
  armv7: { path: "linux-armv7/microhttpd", runner: emulator("linux-armv7"), host: "native" },
  files: { path: `${ownTarget()}-files/microhttpd`, runner: [], host: "native" },
  cgi: { path: `${ownTarget()}-cgi/microhttpd`, runner: [], host: "native" },
  small: { path: `${ownTarget()}-small/microhttpd`, runner: [], host: "native" },
  "node-small": { path: "microhttpd-small.cjs", runner: [process.execPath], host: "node" },
  "files-small": { path: `${ownTarget()}-files-small/microhttpd`, runner: [], host: "native" },
};

export const buildName: BuildName = readBuildName();

/** Whether the build has the host in C. */
export const isNative = BUILDS[buildName].host === "native";

/** Whether it takes no more than src/wire/sizes/small.ts says. */
export const hasSmallSizes = buildName.endsWith("small");

/** Whether qemu runs it, which has memory, descriptors and threads of its own. */
export const isEmulated = BUILDS[buildName].runner[0]?.startsWith("qemu-") === true;

/** Program and first arguments that start a build. */
export function buildCommand(name: BuildName): string[] {
  return [...BUILDS[name].runner, existingPath(name)];
}

/** The same, from a copy in `folder` that any user may read (a checkout's folder may be closed). */
export function copiedBuildCommand(name: BuildName, folder: string): string[] {
  const path = existingPath(name);
  const copy = join(folder, basename(path));
  copyFileSync(path, copy);
  chmodSync(copy, 0o755);
  return [...BUILDS[name].runner, copy];
}

export function isBuilt(name: BuildName): boolean {
  return existsSync(buildPath(name));
}

function existingPath(name: BuildName): string {
  if (isBuilt(name)) return buildPath(name);
  throw new Error(`${buildPath(name)} is missing: build it first (see make help)`);
}

function buildPath(name: BuildName): string {
  return join(projectFolder, "out", BUILDS[name].path);
}

function emulator(target: string): string[] {
  return target === ownTarget() ? [] : [targetOf(target).emulator];
}

function readBuildName(): BuildName {
  const name = process.env["MICROHTTPD_BUILD"] ?? "node";
  if (name in BUILDS) return name as BuildName;
  throw new Error(`MICROHTTPD_BUILD is ${name}: it is one of ${Object.keys(BUILDS).join(", ")}`);
}

function findProjectFolder(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("run the suites from within the project's folder");
  return findProjectFolder(parent);
}
