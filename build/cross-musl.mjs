/*
 * The default compiler of each target: musl-gcc for the machine that builds, and for the others
 * Debian's cross compilers with musl of the target's architecture.
 *
 * Rules of this file: Debian has no musl for cross compilers, so the package of the foreign
 * architecture is downloaded with apt lists of its own and unpacked below out/; the system's own
 * architectures and lists stay as they are, and no root is needed. What is missing is named.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/**
 * How C becomes a program: the compiler as words, flags for each compilation, and what stands
 * before and behind the objects when they are linked.
 *
 * @typedef {object} Toolchain
 * @property {string[]} compiler
 * @property {string[]} compile
 * @property {string[]} before
 * @property {string[]} behind
 */

/**
 * @typedef {object} Target
 * @property {string} machine what process.arch calls it
 * @property {string} compiler Debian's cross compiler
 * @property {string} compilerPackage
 * @property {string} architecture what Debian calls it
 * @property {string} musl the folder of musl's headers and libraries
 * @property {string[]} flags
 */

/** @type {Map<string, Target>} */
export const TARGETS = new Map([
  [
    "linux-x64",
    {
      machine: "x64",
      compiler: "x86_64-linux-gnu-gcc",
      compilerPackage: "gcc-x86-64-linux-gnu",
      architecture: "amd64",
      musl: "x86_64-linux-musl",
      flags: [],
    },
  ],
  [
    "linux-arm64",
    {
      machine: "arm64",
      compiler: "aarch64-linux-gnu-gcc",
      compilerPackage: "gcc-aarch64-linux-gnu",
      architecture: "arm64",
      musl: "aarch64-linux-musl",
      // Calls of libgcc for each atomic operation, where the program has none to spare.
      flags: ["-mno-outline-atomics"],
    },
  ],
  [
    "linux-armv7",
    {
      machine: "arm",
      compiler: "arm-linux-gnueabihf-gcc",
      compilerPackage: "gcc-arm-linux-gnueabihf",
      architecture: "armhf",
      musl: "arm-linux-musleabihf",
      // Thumb-2 is a third smaller than ARM code; 16 registers are what every ARMv7 FPU has.
      flags: ["-march=armv7-a", "-mfpu=vfpv3-d16", "-mfloat-abi=hard", "-mthumb"],
    },
  ],
]);

/** The target that this machine can run, or null. */
export function ownTarget() {
  if (process.platform !== "linux") return null;
  for (const [name, { machine }] of TARGETS) if (machine === process.arch) return name;
  return null;
}

/** @param {string} name of a target */
function targetOf(name) {
  const target = TARGETS.get(name);
  if (target !== undefined) return target;
  throw new Error(`unknown target ${name}; there are ${[...TARGETS.keys()].join(", ")}`);
}

/**
 * The toolchain when CC= names none; throws an Error that says what to install.
 *
 * @param {string} name of a target
 * @param {string} root the project's folder
 * @returns {Toolchain}
 */
export function defaultToolchain(name, root) {
  const missing = lackOfTools(name);
  if (missing !== null) throw new Error(`for ${name}: ${missing}, or name a compiler with CC=`);
  if (name === ownTarget()) return { compiler: ["musl-gcc"], compile: [], before: [], behind: [] };
  const target = targetOf(name);
  return crossToolchain(target, unpackedMusl(target, root));
}

/**
 * Which programs `defaultToolchain` lacks for a target, and their packages; null when none.
 *
 * @param {string} name
 */
export function lackOfTools(name) {
  const { compiler, compilerPackage } = targetOf(name);
  return lackOf(
    name === ownTarget()
      ? [
          ["musl-gcc", "musl-tools"],
          ["gcc", "gcc"],
        ]
      : [
          [compiler, compilerPackage],
          ["apt-get", "apt"],
          ["dpkg", "dpkg"],
        ],
  );
}

/**
 * Which of these programs are missing, and their Debian packages, in one line; null when none is.
 *
 * @param {[program: string, debianPackage: string][]} needs
 */
export function lackOf(needs) {
  const absent = needs.filter(([program]) => spawnSync(program, ["--version"]).error !== undefined);
  if (absent.length === 0) return null;
  const packages = absent.map(([, debianPackage]) => debianPackage).join(" ");
  return `${absent.map(([program]) => program).join(", ")} missing: apt-get install ${packages}`;
}

/**
 * What musl-gcc's specs say, spelt out for a compiler that is another library's.
 *
 * @param {Target} target
 * @param {string} musl the folder that its package is unpacked in
 * @returns {Toolchain}
 */
function crossToolchain(target, musl) {
  const library = join(musl, "usr/lib", target.musl);
  const own = (/** @type {string} */ name) => output(target.compiler, [`-print-file-name=${name}`]);
  return {
    compiler: [target.compiler],
    compile: [
      ...target.flags,
      "-nostdinc",
      ...["-isystem", join(musl, "usr/include", target.musl)],
      ...["-isystem", own("include")],
    ],
    before: [
      ...target.flags,
      ...["-nostdlib", "-L", library],
      ...["crt1.o", "crti.o"].map((name) => join(library, name)),
      own("crtbeginT.o"),
    ],
    behind: [
      ...["-Wl,--start-group", "-lc", own("libgcc.a"), own("libgcc_eh.a"), "-Wl,--end-group"],
      own("crtend.o"),
      join(library, "crtn.o"),
    ],
  };
}

/**
 * The folder that musl-dev of the target is unpacked in; done once.
 *
 * @param {Target} target
 * @param {string} root
 */
function unpackedMusl({ architecture, musl }, root) {
  const folder = join(root, "out/cross", `musl-${architecture}`);
  if (existsSync(join(folder, "usr/lib", musl, "libc.a"))) return folder;
  const work = `${folder}.part`;
  rmSync(work, { recursive: true, force: true });
  for (const each of ["lists/partial", "archives/partial", "unpacked"]) {
    mkdirSync(join(work, each), { recursive: true });
  }
  const file = downloadPackage("musl-dev", architecture, work);
  output("dpkg", ["-x", file, join(work, "unpacked")]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(join(work, "unpacked"), folder);
  rmSync(work, { recursive: true });
  return folder;
}

/**
 * @param {string} name
 * @param {string} architecture
 * @param {string} work
 */
function downloadPackage(name, architecture, work) {
  const settings = [
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    `Dir::State::Lists=${join(work, "lists")}`,
    `Dir::Cache=${work}`,
    "APT::Sandbox::User=root", // the checkout may be closed to apt's own user
  ].map((setting) => `-o${setting}`);
  // One list of several may fail and the package be found still: the download tells.
  const update = spawnSync("apt-get", [...settings, "-q", "update"], { encoding: "utf8" });
  const options = { cwd: work, encoding: /** @type {const} */ ("utf8") };
  const download = spawnSync("apt-get", [...settings, "-q", "download", name], options);
  const file = readdirSync(work).find((entry) => entry.endsWith(".deb"));
  if (download.status === 0 && file !== undefined) return join(work, file);
  const said = `${update.stdout}${update.stderr}${download.stdout}${download.stderr}`;
  throw new Error(`apt-get cannot download ${name} for ${architecture}; it says:\n${said}`);
}

/**
 * What a program prints, without the end of line.
 *
 * @param {string} program
 * @param {string[]} parameters
 */
function output(program, parameters) {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, { encoding: "utf8" });
  if (status === 0) return stdout.trim();
  throw new Error(`${program} ${parameters.join(" ")}: ${error?.message ?? stderr}`);
}
