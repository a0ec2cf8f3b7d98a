/*
 * Which builds of the server the black-box suites run against, and making them.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {string} target of the Makefile
 * @property {() => string | null} lack what this machine has not got for it
 */

/** @type {Build[]} */
const BUILDS = [
  { name: "node", target: "all", lack: () => null },
  { name: "native", target: "native", lack: lackOfCompiler },
];

/**
 * @typedef {object} Made
 * @property {string[]} names of the builds to test
 * @property {string[]} missing what is not tested, and why
 * @property {string[]} faults what should have been made and was not
 */

/**
 * @param {string | undefined} wanted name of one build; all when it is absent
 * @param {boolean} isComplete whether a build that cannot be made is a fault
 * @returns {Made}
 */
export function makeBuilds(wanted, isComplete) {
  const chosen = BUILDS.filter(({ name }) => wanted === undefined || wanted === name);
  /** @type {Made} */
  const made = { names: [], missing: [], faults: [] };
  if (chosen.length === 0) made.faults.push(`HOST=${wanted}: it is one of ${namesOf(BUILDS)}`);
  for (const build of chosen) {
    const lack = build.lack();
    if (lack === null) {
      if (make(build)) made.names.push(build.name);
      else made.faults.push(`the ${build.name} build: make ${build.target} failed`);
    } else if (isComplete || wanted !== undefined)
      made.faults.push(`the ${build.name} build: ${lack}`);
    else made.missing.push(`the ${build.name} build: ${lack}`);
  }
  return made;
}

/** @param {Build} build */
function make(build) {
  try {
    execFileSync("make", ["--no-print-directory", build.target], { stdio: "inherit" });
    return true;
  } catch {
    return false;
  }
}

function lackOfCompiler() {
  if (process.env["CC"] !== undefined || isProgram("musl-gcc")) return null;
  return "no C compiler; apt-get install gcc musl-tools, or set CC=";
}

/** @param {string} name */
function isProgram(name) {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, name)));
}

/** @param {Build[]} builds */
function namesOf(builds) {
  return builds.map(({ name }) => name).join(", ");
}
