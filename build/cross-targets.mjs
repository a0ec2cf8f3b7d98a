/*
 * The places that the server is built for: each has a folder in targets/ with target.mjs in it.
 *
 * Rule of this file: what differs between targets stands in their folders. A new one is a copy of a
 * folder and a line here.
 */
import { spawnSync } from "node:child_process";
import process from "node:process";
import arm64 from "../targets/linux-arm64/target.mjs";
import armv7 from "../targets/linux-armv7/target.mjs";
import x64 from "../targets/linux-x64/target.mjs";

/**
 * @typedef {object} Target
 * @property {string} machine what process.arch calls it
 * @property {string} triplet what Debian's compilers and libraries for it begin with
 * @property {string} architecture what Debian calls it
 * @property {string} musl what its folder of musl's headers and libraries is called
 * @property {string[]} flags for C
 * @property {NodeOfTarget} node
 * @property {string} emulator what runs its programs on other machines, of qemu-user-static
 */

/**
 * What pkg packs.
 *
 * @typedef {object} NodeOfTarget
 * @property {string} architecture what Node.js calls it
 * @property {string} version
 * @property {string} downloaded what pkg downloads instead when it is asked to
 */

/** @type {Map<string, Target>} */
export const TARGETS = new Map([
  ["linux-x64", x64],
  ["linux-arm64", arm64],
  ["linux-armv7", armv7],
]);

/** The target that this machine can run, or null. */
export function ownTarget() {
  if (process.platform !== "linux") return null;
  for (const [name, { machine }] of TARGETS) if (machine === process.arch) return name;
  return null;
}

/** @param {string} name */
export function targetOf(name) {
  const target = TARGETS.get(name);
  if (target !== undefined) return target;
  throw new Error(`unknown target ${name}; there are ${[...TARGETS.keys()].join(", ")}`);
}

/**
 * Debian's package of a cross tool: Need of "gcc" is x86_64-linux-gnu-gcc, of gcc-x86-64-linux-gnu.
 *
 * @param {Target} target
 * @param {string} tool
 * @param {string} prefix of the package's name
 * @returns {Need}
 */
export function crossTool({ triplet }, tool, prefix) {
  return [`${triplet}-${tool}`, `${prefix}-${triplet.replace("_", "-")}`];
}

/** @typedef {[program: string, debianPackage: string]} Need */

/**
 * Which of these programs are missing, and their Debian packages, in one line; null when none is.
 *
 * @param {Need[]} needs
 */
export function lackOf(needs) {
  const absent = needs.filter(([program]) => spawnSync(program, ["--version"]).error !== undefined);
  if (absent.length === 0) return null;
  const packages = absent.map(([, debianPackage]) => debianPackage).join(" ");
  return `${absent.map(([program]) => program).join(", ")} missing: apt-get install ${packages}`;
}
