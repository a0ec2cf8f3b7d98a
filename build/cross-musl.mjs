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
import { crossTool, lackOf, ownTarget, targetOf } from "./cross-targets.mjs";

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

/** @typedef {import("./cross-targets.mjs").Target} Target */

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
  return lackOf(
    name === ownTarget()
      ? [
          ["musl-gcc", "musl-tools"],
          ["gcc", "gcc"],
        ]
      : [crossTool(targetOf(name), "gcc", "gcc"), ["apt-get", "apt"], ["dpkg", "dpkg"]],
  );
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
  const [compiler] = crossTool(target, "gcc", "gcc");
  const own = (/** @type {string} */ name) => output(compiler, [`-print-file-name=${name}`]);
  return {
    compiler: [compiler],
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
