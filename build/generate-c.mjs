/*
 * Makes C of the core: wasm2c, and what is done to its output; and the flags that all C of this
 * project is compiled with.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { filesBelow } from "./lib/files.mjs";
import { run } from "./lib/run.mjs";
import { oneCore, oneCoreHeader } from "./one-core.mjs";
import { seamHeader } from "./seam-header.mjs";
import { joinSegments } from "./static-image.mjs";

export const C_FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-fno-common", "-fno-strict-aliasing"];

/**
 * What is made fast rather than small: what runs for each octet, word or field of a request, and
 * in each turn of the loop. All else runs once for a request, or seldom; made fast too, the program
 * would be a tenth longer for a twentieth of a request's instructions. Beginnings of names.
 */
const FAST = [
  "src/wire/octets/(arena|text|octet-class|decimal|literal)/",
  "src/wire/http/(head-scan|request-head|field)/",
  "src/core/listing/sorted-entry/",
  "src/wire/cgi/variable/",
  "src/core/memory/pool/",
  "src/core/time/",
  "src/server/server/",
  "received$",
];

/**
 * What is fast too, and far from what requests come by: among that, more pages would be touched.
 * Beginnings of names.
 */
const APART = ["src/wire/password/(bits|digest|md5|sha256|sha512|blowfish)/"];

/**
 * What is made as small as can be: what a request for a file or to a backend does not come by, or
 * for a few instructions alone. Beginnings of names.
 */
const SMALLEST = [
  "src/config/",
  "src/core/(audit|budget|pace)/",
  "src/handler/(access|cgi|listing|processes|queue|route|status)/",
  "src/server/",
  "src/wire/http/(chunk-extension|chunked|entity-tag|http-date|media-type-form|range|type-rows)/",
  "src/wire/octets/(calendar|escape|hexadecimal|timestamp)/",
  "(accepted|audit|dropped|exited|hungUp|listenFailed|listening|prepare|reload|stop)$",
];

/**
 * What src/host/native/wasm-code.h calls them; all else is SMALL.
 * @type {Record<string, string[]>}
 */
const MARKS = { FAST, APART, SMALLEST };

/** A function that the host calls. */
const EXPORT = /^\/\* export: '(\w+)' \*\/$/gm;

/** The first line of a function. */
const FUNCTION = /^(?:static )?\w+ w2c_core_(\w+)\(.*\{$/gm;

/** What a failed assertion calls: with what comes behind it, a sixth of each assertion. */
const ABORT = /^void w2c_env_failed\(/m;

/**
 * Writes core.c, core.h, results.h and places.h.
 * @param {string} root the project's folder
 * @param {string} wasm the core as compileCore has made it
 * @param {string} folder where they go
 * @param {string[]} places files of assertions, by their numbers
 */
export function generateC(root, wasm, folder, places) {
  const source = join(folder, "core.c");
  const wasm2c = join(root, "node_modules/wabt/bin/wasm2c");
  run([process.execPath, wasm2c, wasm, "-n", "core", "-o", source], root);
  const text = oneCore(joinSegments(readFileSync(source, "utf8")));
  writeFileSync(source, marked(root, text));
  const header = join(folder, "core.h");
  const declarations = oneCoreHeader(readFileSync(header, "utf8"));
  if (!ABORT.test(declarations)) throw new Error(`${header}: does not declare failed`);
  writeFileSync(header, declarations.replace(ABORT, "__attribute__((noreturn, cold)) $&"));
  // Octets, as a string may be no longer than 4095 in C.
  const names = places.map((name) => `  ${[...Buffer.from(`${name}\0`)].join(",")},\n`).join("");
  writeFileSync(join(folder, "places.h"), `static const char places[] = {\n${names}  0};\n`);
  writeFileSync(join(folder, "results.h"), seamHeader(join(root, "src/seam/results.ts")));
}

/**
 * Each function said to be fast or small (src/host/native/wasm-code.h); the compiler alone would
 * call small what only small functions call.
 * @param {string} root
 * @param {string} source
 */
function marked(root, source) {
  checkNames(root, source);
  return source.replaceAll(FUNCTION, (line, coded) => {
    const name = coded.replaceAll("0x2F", "/").replaceAll("0x2D", "-");
    const mark = Object.keys(MARKS).find((each) =>
      MARKS[each]?.some((begin) => begins(name, begin)),
    );
    return `${mark ?? "SMALL"} ${line}`;
  });
}

/**
 * @param {string} name
 * @param {string} pattern
 */
function begins(name, pattern) {
  return new RegExp(`^${pattern}`).test(name);
}

/**
 * Whoever gives a file another name is told that it stands here.
 * @param {string} root
 * @param {string} source
 */
function checkNames(root, source) {
  const files = filesBelow(join(root, "src"), [".ts"]);
  const names = files.map((path) => relative(root, path).replace(/\.ts$/, "/"));
  names.push(...[...source.matchAll(EXPORT)].map(([, name]) => name ?? ""));
  for (const each of Object.values(MARKS).flat()) {
    if (!names.some((name) => begins(name, each))) throw new Error(`nothing is called ${each}`);
  }
}
