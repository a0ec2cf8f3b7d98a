/*
 * Builds the native server: asc compiles the core to out/core.wasm, wasm2c makes C of it, and a C
 * compiler links that with src/host/native to out/<target>/microhttpd.
 *
 *     node build/native.mjs [--target linux-x64|linux-arm64|linux-armv7] [--sanitize]
 *                           [--profile full|cgi|files] [--sizes default|small]
 *                           [--variant NAME [--replace PATH=FILE]…]
 *
 * CC= names another compiler, which then needs nothing from build/cross-musl.mjs, and CFLAGS= adds
 * to its flags.
 * --sanitize builds out/<target>-sanitize/microhttpd instead: not static, with gcc's checks.
 * --variant builds out/<target>-NAME/microhttpd instead, for tests: each FILE takes the place of
 * the portable part's file PATH.
 *
 * Rules of this file: all flags are in the tables at the top. The tools are the ones in
 * node_modules, run by this Node. What goes into out/ is written anew each time.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileCore } from "./compile-core.mjs";
import { defaultToolchain } from "./cross-musl.mjs";
import { ownTarget } from "./cross-targets.mjs";
import { C_FLAGS, generateC } from "./generate-c.mjs";
import { run } from "./lib/run.mjs";
import { sizesOf, suffixOf, valuesOf } from "./profiles.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HOST = join(ROOT, "src/host/native");

/** @typedef {import("./cross-musl.mjs").Toolchain} Toolchain */

/**
 * @typedef {object} Variant
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
  // Not aligned, so that the linker, which sorts by alignment, puts it behind the host. What of it
  // is small says build/generate-c.mjs.
  core: ["-O2", "-falign-functions=1", "-fno-align-loops", "-fno-align-jumps"],
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
const CORE_WARNINGS = ["-w", "-Werror=implicit-function-declaration"];

async function main() {
  const { values } = parseArgs({
    options: {
      target: { type: "string" },
      sanitize: { type: "boolean", default: false },
      profile: { type: "string", default: "full" },
      sizes: { type: "string", default: "default" },
      variant: { type: "string" },
      replace: { type: "string", multiple: true, default: [] },
    },
  });
  const target = values.target ?? ownTarget();
  if (target === null) return fail("this machine is none of the targets: name one with --target");
  const variant = values.sanitize ? SANITIZE : RELEASE;
  const toolchain = findToolchain(target, variant);
  const { profile, sizes, sanitize } = values;
  const other = [sanitize ? "sanitize" : "", values.variant].map((word) =>
    word ? `-${word}` : "",
  );
  const directory = join(ROOT, "out", target + suffixOf(profile, sizes) + other.join(""));
  const objects = join(directory, "obj");
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  const isOwn = values.variant !== undefined || suffixOf(profile, sizes) !== "";
  const wasm = isOwn ? join(directory, "core.wasm") : join(ROOT, "out/core.wasm");
  const replacements = {
    ...sizesOf(sizes),
    ...replacementsOf(values.replace, values.variant),
  };
  const places = await compileCore(ROOT, wasm, sanitize, replacements, valuesOf(profile));
  generateC(ROOT, wasm, objects, places);
  const program = join(directory, "microhttpd");
  compileAndLink(toolchain, variant, objects, program);
  if (variant === RELEASE) refuseAllocator(join(objects, "map"));
  report([wasm, program]);
}

/**
 * @param {string[]} pairs
 * @param {string | undefined} variant
 * @returns {Record<string, string>}
 */
function replacementsOf(pairs, variant) {
  if (pairs.length > 0 && !variant) fail("--replace makes a variant: name it with --variant");
  if (!pairs.every((pair) => /^[^=]+=[^=]+$/.test(pair))) fail("--replace takes PATH=FILE");
  return Object.fromEntries(pairs.map((pair) => pair.split("=")));
}

/**
 * @param {string} target
 * @param {Variant} variant
 * @returns {Toolchain}
 */
function findToolchain(target, variant) {
  const named = process.env["CC"]?.trim();
  const alone = { compile: [], before: [], behind: [] };
  // The compiler as words: CC may carry arguments, as make allows.
  if (named) return { compiler: named.split(/\s+/), ...alone };
  // The sanitizers' own libraries need the system's C library.
  if (variant === SANITIZE) return { compiler: ["gcc"], ...alone };
  try {
    return defaultToolchain(target, ROOT);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {Toolchain} toolchain
 * @param {Variant} variant
 * @param {string} objects
 * @param {string} program
 */
function compileAndLink(toolchain, variant, objects, program) {
  const extra = process.env["CFLAGS"]?.trim().split(/\s+/) ?? [];
  const { compiler, before, behind } = toolchain;
  const common = [...C_FLAGS, ...toolchain.compile, ...variant.both, "-I", HOST, "-I", objects];
  /** @type {(source: string, object: string, flags: string[]) => string} */
  const compile = (source, object, flags) => {
    run([...compiler, ...common, ...flags, ...extra, "-c", source, "-o", object], ROOT);
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
  const linked = [...before, ...hostFiles, core, "-lm", ...behind];
  run([...compiler, ...extra, ...variant.link, map, ...linked, "-o", program], ROOT);
}

/**
 * Nothing is allocated, ever: with musl, no allocator is even linked. Other libraries have to.
 * @param {string} map
 */
function refuseAllocator(map) {
  const members = readFileSync(map, "utf8").match(/libc\.a\((?:malloc|lite_malloc)\.lo\)/);
  if (members !== null) fail(`something asks for ${members[0]}; the host must not allocate`);
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

await main().catch((error) => fail(error instanceof Error ? error.message : String(error)));
