/*
 * Makes C of the core: wasm2c, and what is done to its output; and the flags that all C of this
 * project is compiled with.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { run } from "./lib/run.mjs";
import { seamHeader } from "./seam-header.mjs";
import { joinSegments } from "./static-image.mjs";

export const C_FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-fno-common", "-fno-strict-aliasing"];

/**
 * What is made small rather than fast: it runs once, before the first connection, or seldom, or
 * waits for other programs that take a hundred times as long. Not what each turn of the loop calls:
 * it would lie apart from the rest, and an idle server has more pages.
 */
const SMALL = [
  "prepare",
  "src/config/",
  "src/core/budget/",
  "src/handler/(access|cgi|gateway|listing|status|upstream|variables)/",
  "src/server/(audit|listeners)",
];

/** The first line of one of these functions; wasm2c writes "/" as 0x2F. */
const names = SMALL.join("|").replaceAll("/", "0x2F");
const SMALL_FUNCTION = new RegExp(
  `^(?:static )?\\w+ w2c_core_(?:${names})\\w*\\(w2c_core\\* instance.*\\{$`,
  "gm",
);

/** What a failed assertion calls: with what comes behind it, a sixth of each assertion. */
const ABORT = /^void w2c_env_abort\(/m;

/**
 * Writes core.c, core.h and results.h.
 * @param {string} root the project's folder
 * @param {string} wasm the core as compileCore has made it
 * @param {string} folder where they go
 */
export function generateC(root, wasm, folder) {
  const source = join(folder, "core.c");
  const wasm2c = join(root, "node_modules/wabt/bin/wasm2c");
  run([process.execPath, wasm2c, wasm, "-n", "core", "-o", source], root);
  const text = joinSegments(readFileSync(source, "utf8"));
  writeFileSync(source, text.replaceAll(SMALL_FUNCTION, "__attribute__((cold)) $&"));
  const header = join(folder, "core.h");
  const declarations = readFileSync(header, "utf8");
  if (!ABORT.test(declarations)) throw new Error(`${header}: does not declare abort`);
  writeFileSync(header, declarations.replace(ABORT, "__attribute__((noreturn, cold)) $&"));
  writeFileSync(join(folder, "results.h"), seamHeader(join(root, "src/seam/results.ts")));
}
