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

/** The first line of what runs once, before the first connection: its speed is no matter. */
const START = /^(?:static )?u32 w2c_core_prepare\w*\(w2c_core\* instance.*\{$/gm;

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
  writeFileSync(source, text.replaceAll(START, "__attribute__((cold)) $&"));
  const header = join(folder, "core.h");
  const declarations = readFileSync(header, "utf8");
  if (!ABORT.test(declarations)) throw new Error(`${header}: does not declare abort`);
  writeFileSync(header, declarations.replace(ABORT, "__attribute__((noreturn, cold)) $&"));
  writeFileSync(join(folder, "results.h"), seamHeader(join(root, "src/seam/results.ts")));
}
