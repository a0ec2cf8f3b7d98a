/*
 * `make release`: every program for every target, without symbols, and SHA256SUMS, in out/release.
 *
 *     node build/release.mjs [--once] [--target NAME]...
 *
 * All is built twice, the second time from a copy of the sources in another folder, and compared:
 * a release that depends on where or when it was built is none. --once leaves that out; --target
 * leaves out the other targets.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { ROOT } from "./bundle.mjs";
import { TARGETS, targetOf } from "./cross-targets.mjs";
import { sectionsOf } from "./lib/elf.mjs";

const RELEASE = join(ROOT, "out/release");
const AGAIN = join(ROOT, "out/release-again");

/** Each program with the script that makes it. */
const PROGRAMS = [
  { name: "microhttpd", script: "build/native.mjs" },
  { name: "microhttpd-node", script: "build/pkg.mjs" },
];
const SOURCES = ["src", "build", "targets", "package.json", "tsconfig.json"];
/** What was downloaded: the second build need not do that again. */
const DOWNLOADED = /^node-linux-/;

try {
  main();
} catch (error) {
  process.stderr.write(`build/release.mjs: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function main() {
  const { values } = parseArgs({
    options: {
      once: { type: "boolean", default: false },
      target: { type: "string", multiple: true, default: [...TARGETS.keys()] },
    },
  });
  for (const target of values.target) targetOf(target);
  rmSync(RELEASE, { recursive: true, force: true });
  mkdirSync(RELEASE, { recursive: true });
  buildAll(ROOT, values.target);
  const sums = values.target.flatMap((target) => PROGRAMS.map(({ name }) => add(name, target)));
  if (!values.once) {
    copySources();
    buildAll(AGAIN, values.target);
    for (const target of values.target) for (const { name } of PROGRAMS) compare(name, target);
    rmSync(AGAIN, { recursive: true });
  }
  writeFileSync(join(RELEASE, "SHA256SUMS"), sums.join(""));
  const builds = values.once ? "built once" : "built twice, the same octets";
  process.stdout.write(`${relative(ROOT, RELEASE)}: ${sums.length} programs, ${builds}\n`);
}

/**
 * @param {string} root of the sources
 * @param {string[]} targets
 */
function buildAll(root, targets) {
  run(root, "build/bundle.mjs", []);
  for (const target of targets) {
    for (const { script } of PROGRAMS) run(root, script, ["--target", target]);
  }
}

/**
 * Puts a program under its name in the release; its line of SHA256SUMS.
 *
 * @param {string} name
 * @param {string} target
 */
function add(name, target) {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const program = join(ROOT, "out", target, name);
  const sections = sectionsOf(readFileSync(program));
  const kept = [".symtab", ".debug_info"].filter((section) => sections.includes(section));
  if (kept.length > 0) throw new Error(`${program} is not stripped: it has ${kept.join(", ")}`);
  const released = `${name}-${version}-${target}`;
  copyFileSync(program, join(RELEASE, released));
  chmodSync(join(RELEASE, released), 0o755);
  return `${digest(program)}  ${released}\n`;
}

/** Another folder, at another depth, with the same sources and what was downloaded. */
function copySources() {
  rmSync(AGAIN, { recursive: true, force: true });
  mkdirSync(join(AGAIN, "out/pkg"), { recursive: true });
  for (const each of SOURCES) cpSync(join(ROOT, each), join(AGAIN, each), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(AGAIN, "node_modules"));
  const musl = join(ROOT, "out/cross");
  if (existsSync(musl)) cpSync(musl, join(AGAIN, "out/cross"), { recursive: true });
  for (const file of readdirSync(join(ROOT, "out/pkg"))) {
    if (!DOWNLOADED.test(file) || file.endsWith("-stripped")) continue;
    linkSync(join(ROOT, "out/pkg", file), join(AGAIN, "out/pkg", file));
  }
}

/**
 * @param {string} name
 * @param {string} target
 */
function compare(name, target) {
  const path = join("out", target, name);
  if (digest(join(ROOT, path)) === digest(join(AGAIN, path))) return;
  throw new Error(`built twice, ${path} differs; the second is in ${relative(ROOT, AGAIN)}`);
}

/** @param {string} file */
function digest(file) {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/**
 * @param {string} root
 * @param {string} script
 * @param {string[]} parameters
 */
function run(root, script, parameters) {
  const options = /** @type {const} */ ({ cwd: root, stdio: "inherit" });
  const { status } = spawnSync(process.execPath, [join(root, script), ...parameters], options);
  if (status !== 0) throw new Error(`${script} ${parameters.join(" ")} failed`);
}
