/*
 * Which builds of the server the black-box suites run against, and making them.
 */
import { execFileSync } from "node:child_process";
import { lackOfTools } from "../../cross-musl.mjs";
import { lackOf, ownTarget, targetOf } from "../../cross-targets.mjs";

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {string[]} make arguments for make
 * @property {() => string | null} lack what this machine has not got for it
 * @property {boolean} isAsked it is left out unless HOST names it
 */

/** @type {Build[]} */
const BUILDS = [
  { name: "node", make: ["all"], lack: () => null, isAsked: false },
  { name: "native", make: ["native"], lack: lackOfCompiler, isAsked: false },
  { name: "sanitize", make: ["sanitize"], lack: lackOfGcc, isAsked: true },
  { name: "pkg", make: ["pkg"], lack: () => null, isAsked: true },
  foreign("arm64", "linux-arm64"),
  foreign("armv7", "linux-armv7"),
];

/**
 * The native build without a part (build/profiles.mjs).
 * @type {Build[]}
 */
const PROFILES = ["files", "cgi"].map((profile) => ({
  name: profile,
  make: ["native", `PROFILE=${profile}`],
  lack: lackOfCompiler,
  isAsked: false,
}));

/**
 * Builds of small sizes: of all parts on both hosts, and the smallest.
 * @type {Build[]}
 */
const SMALL = [
  { name: "small", make: ["native", "SIZES=small"], lack: lackOfCompiler, isAsked: true },
  { name: "node-small", make: ["all", "SIZES=small"], lack: () => null, isAsked: true },
  {
    name: "files-small",
    make: ["native", "SIZES=small", "PROFILE=files"],
    lack: lackOfCompiler,
    isAsked: true,
  },
];

const EVERY = [...BUILDS, ...PROFILES, ...SMALL];

/** Those that any suite may be asked of; a small one fails those that need longer heads. */
const ALL = [...BUILDS, ...SMALL].map(({ name }) => name).filter((name) => !/^files/.test(name));

/** Which builds the tests of a folder are run against; all others are run once, against none. */
const SUITES = new Map([
  // What a browser makes of the pages: the same octets from each build, which other suites see to.
  ["test/blackbox/browser/", ["node", "native"]],
  // Large programs, which are slow; what they need of the server other suites ask of each build.
  ["test/blackbox/programs/", ["node", "native"]],
  // These need scripts; all else of their folders is files alone.
  ["test/blackbox/files/response-fields", ALL],
  ["test/blackbox/listing/pages", ALL],
  ["test/blackbox/listing/slow-readers", ALL],
  ["test/blackbox/files/", [...ALL, "files", "files-small"]],
  ["test/blackbox/listing/", [...ALL, "files", "files-small"]],
  // Has a spawned program.
  ["test/blackbox/cgi/limits", ALL],
  ["test/blackbox/cgi/", [...ALL, "cgi"]],
  ["test/blackbox/", ALL],
  ["test/profiles/", PROFILES.map(({ name }) => name)],
  ["test/faults/", ["node", "native"]],
  ["test/seam/", ["node", "native"]],
  ["test/allocation/node/", ["node"]],
  ["test/allocation/native/", ["native"]],
]);

/**
 * The builds, of those that were made, to run a test against.
 *
 * @param {string} path of a test
 * @param {string[]} made
 * @returns {(string | null)[]} null when it needs none
 */
export function buildsFor(path, made) {
  const suite = [...SUITES].find(([folder]) => path.startsWith(folder));
  return suite === undefined ? [null] : made.filter((name) => suite[1].includes(name));
}

/**
 * @typedef {object} Made
 * @property {string[]} names of the builds to test
 * @property {string[]} missing what is not tested, and why
 * @property {string[]} faults what should have been made and was not
 */

/**
 * @param {string | undefined} wanted names of builds; when it is absent all that are not `isAsked`
 * @param {boolean} isComplete whether a build that cannot be made is a fault
 * @returns {Made}
 */
export function makeBuilds(wanted, isComplete) {
  const names = wanted?.split(",") ?? null;
  const chosen = EVERY.filter(({ name, isAsked }) => names?.includes(name) ?? !isAsked);
  /** @type {Made} */
  const made = { names: [], missing: [], faults: [] };
  if (names !== null && chosen.length < names.length) {
    made.faults.push(`HOST=${wanted}: it is one or some of ${namesOf(EVERY)}, with commas`);
  }
  for (const build of chosen) {
    const lack = build.lack();
    if (lack === null) {
      if (make(build)) made.names.push(build.name);
      else made.faults.push(`the ${build.name} build: make ${build.make.join(" ")} failed`);
    } else if (isComplete || wanted !== undefined)
      made.faults.push(`the ${build.name} build: ${lack}`);
    else made.missing.push(`the ${build.name} build: ${lack}`);
  }
  return made;
}

/** @param {Build} build */
function make(build) {
  try {
    execFileSync("make", ["--no-print-directory", ...build.make], { stdio: "inherit" });
    return true;
  } catch {
    return false;
  }
}

/**
 * The native build of another machine, run by an emulator unless this is one.
 *
 * @param {string} name
 * @param {string} target
 * @returns {Build}
 */
function foreign(name, target) {
  const lack = () => {
    if (target === ownTarget()) return lackOfCompiler();
    return lackOfTools(target) ?? lackOf([[targetOf(target).emulator, "qemu-user-static"]]);
  };
  return { name, make: ["native", `TARGET=${target}`], lack, isAsked: true };
}

function lackOfCompiler() {
  const target = ownTarget();
  if (process.env["CC"] !== undefined) return null;
  return target === null ? "there is none for this machine" : lackOfTools(target);
}

function lackOfGcc() {
  return lackOf([["gcc", "gcc"]]);
}

/** @param {Build[]} builds */
function namesOf(builds) {
  return builds.map(({ name }) => name).join(", ");
}
