/*
 * House rules that neither the compilers nor the linter know.
 */

import { functionsOf } from "./functions.mjs";
import { importsOf } from "./imports.mjs";

/** @typedef {import("./findings.mjs").Finding} Finding */
/** @typedef {Map<string, string>} Files text by path */

const COLUMNS_MAX = 100;
const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 50;

/** Files whose shape is looked at; tests hold requests and tables as they are. */
const SHAPED = /^(src|build)\/.*\.(ts|mjs|c|h)$/;
// Written in two parts, or this file would be found.
const UNFINISHED = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`);
/** A refusal's comment is its line of the README's list, however long. */
const REFUSAL = /^export const (REFUSE_\w+): i32 = (-?\d+);/;
const PURE = /^src\/(wire|core|config)\/.*\.ts$/;
const UNIT_TEST = /^test\/unit\/.*\.test\.ts$/;
const SEAM = "src/seam/host.ts";

/**
 * @param {Files} files all of the project's
 * @returns {Finding[]}
 */
export function checkTidy(files) {
  const findings = [];
  for (const [path, text] of files) {
    findings.push(...checkLines(path, text));
    if (SHAPED.test(path)) findings.push(...checkLengths(path, text));
  }
  findings.push(...checkRefusals(files), ...checkOrphans(files), ...checkTests(files));
  return findings;
}

/**
 * @param {string} path
 * @param {string} text
 */
function checkLines(path, text) {
  const findings = [];
  for (const [at, line] of text.split("\n").entries()) {
    const columns = [...line].length;
    if (SHAPED.test(path) && columns > COLUMNS_MAX && !REFUSAL.test(line) && !isLink(line)) {
      const message = `${columns} columns; break it at ${COLUMNS_MAX}`;
      findings.push(finding(path, "columns", message, at + 1, COLUMNS_MAX + 1));
    }
    const unfinished = UNFINISHED.exec(line);
    if (unfinished !== null) {
      const message = `${unfinished[0]}: do it now, or open an issue and leave it out`;
      findings.push(finding(path, "unfinished", message, at + 1, unfinished.index + 1));
    }
  }
  return findings;
}

/** @param {string} line */
function isLink(line) {
  return /https?:\/\/\S{60,}/.test(line);
}

/**
 * @param {string} path
 * @param {string} text
 */
function checkLengths(path, text) {
  const findings = [];
  const lines = text.trimEnd().split("\n").length;
  if (lines > FILE_LINES_MAX) {
    const message = `${lines} lines; split it: at most ${FILE_LINES_MAX} are read as one`;
    findings.push(finding(path, "file-length", message, FILE_LINES_MAX + 1));
  }
  for (const { name, line, count } of functionsOf(path, text)) {
    if (count <= FUNCTION_LINES_MAX) continue;
    const message = `${name} has ${count} lines; give parts of it names: ${FUNCTION_LINES_MAX}`;
    findings.push(finding(path, "function-length", message, line));
  }
  return findings;
}

/** @param {Files} files */
function checkRefusals(files) {
  const findings = [];
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const [path, text] of files) {
    if (!path.startsWith("src/")) continue;
    for (const [at, line] of text.split("\n").entries()) {
      const [, name = "", number = ""] = REFUSAL.exec(line) ?? [];
      const first = names.get(number);
      if (name === "") continue;
      if (first === undefined) names.set(number, name);
      else {
        const message = `${name} has the number of ${first}, ${number}; give it one of its own`;
        findings.push(finding(path, "refusal", message, at + 1));
      }
    }
  }
  return findings;
}

/**
 * A source is used when the build names it, or a source that is used imports it.
 * @param {Files} files
 */
function checkOrphans(files) {
  const scripts = [...files].filter(([path]) => path.startsWith("build/")).map(([, text]) => text);
  const named = [...files.keys()].filter((path) => scripts.some((text) => isNamed(path, text)));
  const used = new Set(named.flatMap((path) => [...reachable(path, files)]));
  const headers = [...files.entries()]
    .filter(([path]) => /^src\/.*\.[ch]$/.test(path))
    .flatMap(([, text]) => [...text.matchAll(/#include "([^"]+)"/g)].map(([, name]) => name));
  const findings = [];
  for (const path of files.keys()) {
    if (!/^src\/.*\.(ts|h)$/.test(path) || path === "src/portable.d.ts" || used.has(path)) continue;
    if (headers.some((name) => path.endsWith(`/${name}`))) continue;
    findings.push(finding(path, "orphan", "nothing imports it; use it or remove it"));
  }
  return findings;
}

/**
 * Whether a build script names the file, by its path or by its folder and its name.
 * @param {string} path
 * @param {string} script
 */
function isNamed(path, script) {
  const at = path.lastIndexOf("/");
  const isInParts =
    script.includes(path.slice(0, at)) && script.includes(`"${path.slice(at + 1)}"`);
  return path.startsWith("src/") && (isInParts || script.includes(path));
}

/**
 * A file of wire has a test of its name; one of core or config that makes no host call is in some
 * test.
 * @param {Files} files
 */
function checkTests(files) {
  const findings = [];
  const tests = [...files.keys()].filter((path) => UNIT_TEST.test(path));
  const tested = new Set(tests.flatMap((path) => [...reachable(path, files)]));
  for (const [path, text] of files) {
    if (!PURE.test(path) || !/^export function /m.test(text)) continue;
    const test = path.replace(/^src\/(.*)\.ts$/, "test/unit/$1.test.ts");
    const isWire = path.startsWith("src/wire/");
    if (isWire ? files.has(test) : tested.has(path) || reachable(path, files).has(SEAM)) continue;
    findings.push(finding(path, "test", `it needs no machine, so it can be tested: write ${test}`));
  }
  return findings;
}

/**
 * The file and all that it imports, directly or not.
 * @param {string} path
 * @param {Files} files
 * @returns {Set<string>}
 */
function reachable(path, files) {
  const found = new Set();
  const waiting = [path];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const text = files.get(next);
    if (text === undefined || found.has(next)) continue;
    found.add(next);
    if (!next.endsWith(".ts")) continue;
    const imports = importsOf(next, text, (candidate) => files.has(candidate));
    for (const { path: target } of imports) if (target !== null) waiting.push(target);
  }
  return found;
}

/**
 * @param {string} file
 * @param {string} rule
 * @param {string} message
 * @param {number} [line]
 * @param {number} [column]
 * @returns {Finding}
 */
function finding(file, rule, message, line = 1, column = 1) {
  return { file, line, column, rule, message };
}
