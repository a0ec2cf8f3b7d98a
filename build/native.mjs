/*
 * Builds the native server: asc compiles the core to out/core.wasm, wasm2c makes C of it, and a C
 * compiler links that with src/host/native to out/<target>/microhttpd.
 *
 *     node build/native.mjs [--target linux-x64|linux-arm64|linux-armv7] [--sanitize]
 *
 * CC= names another compiler (default: musl-gcc for this machine) and CFLAGS= adds to its flags.
 * --sanitize builds out/<target>-sanitize/microhttpd instead: not static, with gcc's checks.
 *
 * Rules of this file: all flags are in the tables at the top. The tools are the ones in
 * node_modules, run by this Node. What goes into out/ is written anew each time.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileCore } from "./compile-core.mjs";
import { countInCirclesOnly } from "./depth-count.mjs";
import { seamHeader } from "./seam-header.mjs";
import { joinSegments } from "./static-image.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HOST = join(ROOT, "src/host/native");

/** Each target with what process.arch calls its machines. */
const TARGETS = new Map([
  ["linux-x64", "x64"],
  ["linux-arm64", "arm64"],
  ["linux-armv7", "arm"],
]);

const C_FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-fno-common", "-fno-strict-aliasing"];

/**
 * @typedef {object} Variant
 * @property {string} compiler without CC=
 * @property {string} missing what to do when there is none
 * @property {string[]} both flags for all C
 * @property {string[]} core for the generated C
 * @property {string[]} host for src/host/native
 * @property {string[]} link
 */

/**
 * Small, and nothing in the file that is not used at run time.
 * @type {Variant}
 */
const RELEASE = {
  compiler: "musl-gcc",
  missing: "musl-gcc is missing: apt-get install gcc musl-tools, or name a compiler with CC=",
  both: [
    "-fno-pie",
    "-fno-ident",
    "-fno-stack-protector",
    "-fno-asynchronous-unwind-tables",
    "-fno-unwind-tables",
    "-fno-math-errno",
    "-fomit-frame-pointer",
    "-ffunction-sections",
    "-fdata-sections",
  ],
  core: ["-O2"],
  host: ["-Os"],
  link: [
    "-static",
    "-no-pie",
    "-s",
    "-Wl,--gc-sections",
    // Small variables side by side: fewer pages are touched.
    "-Wl,--sort-section=alignment",
    "-Wl,--build-id=none",
    "-Wl,-z,noexecstack",
    "-Wl,-z,norelro",
    "-Wl,-z,noseparate-code",
  ],
};

const SANITIZE_FLAGS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
/** @type {Variant} */
const SANITIZE = {
  compiler: "gcc",
  missing: "gcc is missing: apt-get install gcc, or name a compiler with CC=",
  both: ["-g", "-O1", "-fno-omit-frame-pointer", ...SANITIZE_FLAGS],
  core: [],
  host: [],
  link: SANITIZE_FLAGS,
};

const WARNINGS = [
  "-Wall",
  "-Wextra",
  "-Werror",
  "-Wpedantic",
  "-Wconversion",
  "-Wshadow",
  "-Wstrict-prototypes",
  "-Wmissing-prototypes",
  "-Wcast-align",
  "-Wcast-qual",
  "-Wwrite-strings",
  "-Wvla",
];

/** The generated C is judged by its tests, not by its looks. */
const CORE_WARNINGS = ["-w"];

async function main() {
  const { values } = parseArgs({
    options: { target: { type: "string" }, sanitize: { type: "boolean", default: false } },
  });
  const target = values.target ?? thisTarget();
  if (!TARGETS.has(target)) {
    fail(`unknown target ${target}; there are ${[...TARGETS.keys()].join(", ")}`);
  }
  const variant = values.sanitize ? SANITIZE : RELEASE;
  const compiler = findCompiler(target, variant);
  const directory = join(ROOT, "out", values.sanitize ? `${target}-sanitize` : target);
  const objects = join(directory, "obj");
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  const wasm = join(ROOT, "out/core.wasm");
  await compileCore(ROOT, wasm);
  generateC(wasm, objects);
  const program = join(directory, "microhttpd");
  compileAndLink(compiler, variant, objects, program);
  if (variant === RELEASE) refuseAllocator(join(objects, "map"));
  report([wasm, program]);
}

function thisTarget() {
  for (const [target, arch] of TARGETS) {
    if (process.platform === "linux" && process.arch === arch) return target;
  }
  return fail(`there is no native target for ${process.platform}-${process.arch}`);
}

/**
 * The compiler as words; CC may carry arguments, as make allows.
 * @param {string} target
 * @param {Variant} variant
 */
function findCompiler(target, variant) {
  const named = process.env["CC"]?.trim();
  if (named) return named.split(/\s+/);
  if (target !== thisTarget()) fail(`CC= must name a compiler for ${target}`);
  if (spawnSync(variant.compiler, ["--version"]).status !== 0) fail(variant.missing);
  return [variant.compiler];
}

/**
 * @param {string} wasm
 * @param {string} objects
 */
function generateC(wasm, objects) {
  const source = join(objects, "core.c");
  runTool("wabt/bin/wasm2c", [wasm, "-n", "core", "-o", source]);
  writeFileSync(source, countInCirclesOnly(joinSegments(readFileSync(source, "utf8"))));
  const header = seamHeader(join(ROOT, "src/host/results.ts"));
  writeFileSync(join(objects, "results.h"), header);
}

/**
 * @param {string[]} compiler
 * @param {Variant} variant
 * @param {string} objects
 * @param {string} program
 */
function compileAndLink(compiler, variant, objects, program) {
  const extra = process.env["CFLAGS"]?.trim().split(/\s+/) ?? [];
  const common = [...C_FLAGS, ...variant.both, "-I", HOST, "-I", objects];
  /** @type {(source: string, object: string, flags: string[]) => string} */
  const compile = (source, object, flags) => {
    run(compiler, [...common, ...flags, ...extra, "-c", source, "-o", object]);
    return object;
  };
  const hostFiles = readdirSync(HOST)
    .filter((name) => name.endsWith(".c"))
    .map((name) =>
      compile(join(HOST, name), join(objects, `${name}.o`), [...variant.host, ...WARNINGS]),
    );
  const coreFlags = [...variant.core, ...CORE_WARNINGS];
  const core = compile(join(objects, "core.c"), join(objects, "core.o"), coreFlags);
  const map = `-Wl,-Map=${join(objects, "map")}`;
  run(compiler, [...extra, ...variant.link, map, ...hostFiles, core, "-lm", "-o", program]);
}

/**
 * Nothing is allocated, ever: with musl, no allocator is even linked. Other libraries have to.
 * @param {string} map
 */
function refuseAllocator(map) {
  const members = readFileSync(map, "utf8").match(/libc\.a\((?:malloc|lite_malloc)\.lo\)/);
  if (members !== null) fail(`something asks for ${members[0]}; the host must not allocate`);
}

/**
 * @param {string} script
 * @param {string[]} parameters
 */
function runTool(script, parameters) {
  run([process.execPath], [join(ROOT, "node_modules", script), ...parameters]);
}

/**
 * @param {string[]} command
 * @param {string[]} parameters
 */
function run(command, parameters) {
  const [program = "", ...first] = command;
  const result = spawnSync(program, [...first, ...parameters], { cwd: ROOT, stdio: "inherit" });
  if (result.error) fail(`${program}: ${result.error.message}`);
  if (result.status !== 0) fail(`this failed: ${[...command, ...parameters].join(" ")}`);
}

/** @param {string[]} files */
function report(files) {
  for (const file of files) {
    const name = relative(ROOT, file).padEnd(32);
    process.stdout.write(`${name} ${String(statSync(file).size).padStart(8)} octets\n`);
  }
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`build/native.mjs: ${message}\n`);
  process.exit(1);
}

await main();
