/*
 * `make fuzz-native`: coverage-guided fuzzing of the native server (test/fuzz/native-fuzz.c) by
 * libFuzzer. SECONDS=… is for how long (60), SEED=… makes a run that can be repeated as far as the
 * machine's timing lets it, ARGS=… are arguments of the server.
 *
 *     FILE=…     plays one input, with what the server logs
 *     MERGE=1    makes test/fuzz/corpus.txt anew, of what was found so far
 *
 * What is found grows in out/fuzz-native/found. An input that fails is out/fuzz-native/crash-….
 *
 * Rules of this file: the host in C is compiled with ASan and UBSan. The generated core is not: to
 * them linear memory is one block, and wasm2c's own checks, whose traps are failures here, are the
 * finer ones. Both are compiled to tell what they have covered.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { compileCore } from "./compile-core.mjs";
import { C_FLAGS, generateC } from "./generate-c.mjs";
import { run } from "./lib/run.mjs";
import { bundleTest } from "./lib/test/bundle.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const HOST = join(ROOT, "src/host/native");
const HARNESS = join(ROOT, "test/fuzz");
const OUT = join(ROOT, "out/fuzz-native");
const OBJECTS = join(OUT, "obj");
const PROGRAM = join(OUT, "native-fuzz");
/** What is written anew each time, and what stays. */
const PREPARED = join(OUT, "prepared");
const FOUND = join(OUT, "found");
/** One input a line, as a JSON text of one octet a character. */
const CORPUS = join(ROOT, "test/fuzz/corpus.txt");

/** In place of these the harness is linked, which includes all but the first two. */
const REPLACED = new Set(
  "main.c clock.c connect.c end.c enter.c listener.c loop.c process.c reap.c".split(" "),
);

const FLAGS = [...C_FLAGS, "-g", "-fno-omit-frame-pointer", "-I", HOST, "-I", OBJECTS];
const CHECKS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const HOST_FLAGS = ["-O1", "-fsanitize=fuzzer-no-link", ...CHECKS];
const CORE_FLAGS = ["-O2", "-w", "-fsanitize=fuzzer-no-link"];

/** Whatever an option adds to answers is added here. */
const ARGUMENTS = [
  ..."--cgi --verbose --connections 8 --requests 20 --content-max 100000".split(" "),
  ..."--cors=https://app.example --header=X-Name:value --error-page=404=/page.html".split(" "),
].join(" ");

/** Each is one argument; as in test/differential/differential.test.ts. */
const RULES = [
  ...["--fastcgi", "/fcgi/ unix:/a.sock 127.0.0.1:9000 keep=2 root=/srv at-once=8"],
  ...["--scgi", "/scgi/ unix:/b.sock at-once=8"],
  ...["--authorizer", "/guarded/ unix:/c.sock keep=1 at-once=8"],
];

const INPUT_BYTES_MAX = 20_000;
/** Of all inputs that are kept in the project. */
const CORPUS_BYTES_MAX = 250_000;
const TIMEOUT_SECONDS = 20;

async function main() {
  const { SECONDS, SEED, FILE, MERGE, ARGS } = process.env;
  mkdirSync(OBJECTS, { recursive: true });
  mkdirSync(FOUND, { recursive: true });
  await prepare();
  await compile();
  const given = [...(ARGS || ARGUMENTS).split(" "), ...RULES].join("\n");
  const environment = { FUZZ_HOME: join(PREPARED, "home"), FUZZ_ARGUMENTS: given };
  if (FILE) return play([resolve(FILE)], { ...environment, FUZZ_LOG: "1" });
  if (MERGE) return merge(environment);
  const options = [
    `-max_total_time=${SECONDS || 60}`,
    `-seed=${SEED || 0}`,
    `-dict=${join(PREPARED, "http.dict")}`,
    `-artifact_prefix=${OUT}/`,
    "-print_final_stats=1",
    "-use_value_profile=1",
  ];
  return play([...options, FOUND, join(PREPARED, "seeds"), join(PREPARED, "corpus")], environment);
}

async function prepare() {
  const module = await bundleTest("test/fuzz/prepare.ts");
  run([process.execPath, "--enable-source-maps", module, PREPARED], ROOT);
  const folder = join(PREPARED, "corpus");
  mkdirSync(folder);
  const lines = readFileSync(CORPUS, "utf8").split("\n").filter(Boolean);
  for (const [number, line] of lines.entries()) {
    writeFileSync(join(folder, String(number)), Buffer.from(JSON.parse(line), "latin1"));
  }
}

async function compile() {
  const wasm = join(OBJECTS, "core.wasm");
  generateC(ROOT, wasm, OBJECTS, await compileCore(ROOT, wasm, true));
  const hostFiles = filesIn(HOST).filter((path) => !REPLACED.has(basename(path)));
  const objects = [...hostFiles, ...filesIn(HARNESS)].map((path) => object(path, HOST_FLAGS));
  objects.push(object(join(OBJECTS, "core.c"), CORE_FLAGS));
  run(["clang", ...CHECKS, "-fsanitize=fuzzer", ...objects, "-lm", "-o", PROGRAM], ROOT);
}

/** @param {string} folder */
function filesIn(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".c"));
  return names.map((name) => join(folder, name));
}

/**
 * @param {string} source
 * @param {string[]} flags
 */
function object(source, flags) {
  const made = join(OBJECTS, `${relative(ROOT, source).replaceAll("/", "-")}.o`);
  run(["clang", ...FLAGS, ...flags, "-c", source, "-o", made], ROOT);
  return made;
}

/**
 * @param {string[]} parameters
 * @param {Record<string, string>} environment
 */
function play(parameters, environment) {
  const options = [`-timeout=${TIMEOUT_SECONDS}`, `-max_len=${INPUT_BYTES_MAX}`];
  const { status } = spawnSync(PROGRAM, [...options, ...parameters], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ASAN_OPTIONS: "detect_leaks=0:handle_abort=1", ...environment },
  });
  return status === 0 ? 0 : 1;
}

/**
 * Those that together cover all that any does, the smallest first.
 * @param {Record<string, string>} environment
 */
function merge(environment) {
  const target = join(OUT, "merged");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const sources = [join(PREPARED, "corpus"), FOUND, join(PREPARED, "seeds")];
  const status = play(["-merge=1", target, ...sources], environment);
  if (status !== 0) return status;
  const paths = readdirSync(target).map((name) => join(target, name));
  paths.sort((one, other) => statSync(one).size - statSync(other).size);
  let text = "";
  for (const path of paths) {
    const line = `${asciiJson(readFileSync(path).toString("latin1"))}\n`;
    if (text.length + line.length <= CORPUS_BYTES_MAX) text += line;
  }
  writeFileSync(CORPUS, text);
  return 0;
}

/** @param {string} octets */
function asciiJson(octets) {
  return JSON.stringify(octets).replace(
    /[\x7f-\xff]/g,
    (octet) => `\\u00${octet.charCodeAt(0).toString(16)}`,
  );
}

process.exitCode = await main();
