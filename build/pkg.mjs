/*
 * Packs the bundle with Node.js into one executable, out/<target>/microhttpd-node, by
 * @yao-pkg/pkg.
 *
 *     node build/pkg.mjs [--target linux-x64|linux-arm64|linux-armv7]
 *
 * pkg's SEA mode is used, with Node.js executables from packages of the npm registry, as whoever
 * has installed this project can reach that. PKG_DOWNLOAD=1 asks for pkg's usual way instead: it
 * downloads static Node.js executables of its own (for armv7, too, of the current version).
 *
 * Rules of this file: what is built twice is the same, octet for octet, wherever the project lies.
 * Downloads and what is made of them stay in out/pkg.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { BUNDLE, ROOT } from "./bundle.mjs";
import { ownTarget, targetOf } from "./cross-targets.mjs";
import { nodeExecutable, strippedNode } from "./pkg-node.mjs";

/** pkg itself needs 22. */
const RUNNER_VERSION = "22.23.3";

/** @typedef {import("./cross-targets.mjs").Target} Target */

/*
 * What makes Node.js smaller while it runs; versions before 22 ignore what is embedded. Measured on
 * x86-64 as private memory after a load of 32 connections, 15.0 MB and 7 threads without:
 */
const NODE_FLAGS = [
  "--max-semi-space-size=1", // 1.5 MB less
  "--single-threaded", // 0.6 MB less
  "--v8-pool-size=0", // three threads fewer
  "--disable-sigusr1", // a thread less, and no signal that opens a port for debuggers
];

const WORK = join(ROOT, "out/pkg");
/** pkg looks for its cache in the home directory, and nothing else moves it. */
const HOME = join(WORK, "home");

try {
  main();
} catch (error) {
  process.stderr.write(`build/pkg.mjs: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function main() {
  const { values } = parseArgs({ options: { target: { type: "string" } } });
  const name = values.target ?? ownTarget() ?? "";
  const target = targetOf(name);
  const output = join(ROOT, "out", name, "microhttpd-node");
  mkdirSync(dirname(output), { recursive: true });
  const part = `${output}.part`;
  if (process.env["PKG_DOWNLOAD"]) packByDownload(target, part);
  else packFromRegistry(target, part);
  chmodSync(part, 0o755);
  renameSync(part, output);
  const size = String(statSync(output).size).padStart(11);
  process.stdout.write(`${relative(ROOT, output).padEnd(32)} ${size} octets\n`);
}

/**
 * @param {Target} target
 * @param {string} output
 */
function packByDownload({ node }, output) {
  const options = NODE_FLAGS.map((flag) => flag.replace(/^--/, "")).join(",");
  run(runnerOfPkg(), [
    join(ROOT, "node_modules/@yao-pkg/pkg/lib-es5/bin.js"),
    ...["--targets", node.downloaded, "--options", options],
    // Bytecode is made by running the target's executable, which this machine may not be able to.
    ...["--no-bytecode", "--public", "--public-packages", "*"],
    ...["--output", output, BUNDLE],
  ]);
}

/** pkg needs Node.js 22; where the registry is out of reach, this one has to be it. */
function runnerOfPkg() {
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  return nodeExecutable(WORK, process.arch, RUNNER_VERSION);
}

/**
 * @param {Target} target
 * @param {string} output
 */
function packFromRegistry(target, output) {
  const { architecture, version } = target.node;
  const runner = nodeExecutable(WORK, process.arch, RUNNER_VERSION);
  const seeded = strippedNode(WORK, target);
  rmSync(HOME, { recursive: true, force: true });
  copyFileSync(seeded, seedCache(architecture, version));
  if (is32Bit(target)) writeGenerator(runner, version);
  const temporary = join(WORK, "tmp");
  mkdirSync(temporary, { recursive: true });
  copyFileSync(BUNDLE, join(WORK, "microhttpd.cjs"));
  const order = JSON.stringify({
    pkg: join(ROOT, "node_modules/@yao-pkg/pkg"),
    entry: join(WORK, "microhttpd.cjs"),
    // This path is embedded. It is the same everywhere: pkg works in a new folder below TMPDIR.
    main: "../../microhttpd.cjs",
    target: { nodeRange: `node${version}`, platform: "linux", arch: architecture, output },
    flags: NODE_FLAGS,
  });
  run(runner, [join(ROOT, "build/pkg-sea.mjs"), order], { HOME, TMPDIR: temporary });
}

/** @param {Target} target */
function is32Bit({ machine }) {
  return machine === "arm";
}

/**
 * Makes pkg find an executable in its cache; where that has to be.
 *
 * @param {string} architecture
 * @param {string} version
 */
function seedCache(architecture, version) {
  const name = `node-v${version}-linux-${architecture}`;
  const cache = join(HOME, ".pkg-cache/sea");
  const executable = join(cache, name, "bin/node");
  mkdirSync(dirname(executable), { recursive: true });
  const archive = join(cache, `${name}.tar.gz`);
  for (const file of [archive, `${archive}.ok`, `${executable}.ok`]) writeFileSync(file, "");
  return executable;
}

/**
 * What is embedded must be made by the same version, on this machine, and then be rewritten for a
 * 32-bit one.
 *
 * @param {string} runner
 * @param {string} version
 */
function writeGenerator(runner, version) {
  const generator = nodeExecutable(WORK, process.arch, version);
  const words = [runner, join(ROOT, "build/pkg-blob32.mjs"), generator];
  const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const script = seedCache(process.arch, version);
  writeFileSync(script, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
}

/**
 * @param {string} program
 * @param {string[]} parameters
 * @param {Record<string, string>} environment
 */
function run(program, parameters, environment = {}) {
  const env = { ...process.env, ...environment };
  const { status, signal, error } = spawnSync(program, parameters, { env, stdio: "inherit" });
  if (status === 0) return;
  throw new Error(`${program} failed: ${error?.message ?? signal ?? `status ${status}`}`);
}
