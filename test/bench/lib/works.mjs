/*
 * What the servers are asked, and the home directory that they serve.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LARGE, QUIET } from "./streams.mjs";

/**
 * @typedef {object} Work
 * @property {string} name for ONLY=
 * @property {string} label
 * @property {string} target of the request
 * @property {number} connections at once
 * @property {number} depth requests sent at once on each
 * @property {boolean} closes a connection for each request
 * @property {boolean} isConditional with the validator that the server gave
 * @property {number} status that is expected
 * @property {number | null} length of the content that is expected; null: whatever it is
 * @property {boolean} hasFloor whether a canned answer means anything
 * @property {number} beside scripts with nothing to do, that run meanwhile
 * @property {boolean} isScript
 * @property {boolean} isGateway whether a FastCGI backend answers it
 * @property {boolean} keepsBackend over one connection that is kept, by servers that can: lighttpd
 *   keeps none, and nginx opens more beside it, which one process behind it would never serve
 */

const KIB = 1024;
const MIB = 1024 * KIB;
const LISTED = 20;
/** Fewer than microhttpd runs scripts at once: all requests shall be answered, none with 503. */
const SCRIPTS = 4;

/** @type {Omit<Work, "name" | "label" | "target" | "length">} */
const USUAL = {
  connections: 32,
  depth: 1,
  closes: false,
  isConditional: false,
  status: 200,
  hasFloor: true,
  beside: 0,
  isScript: false,
  isGateway: false,
  keepsBackend: false,
};
const ONE_KIB = { ...USUAL, target: "/1k.html", length: KIB };
const SCRIPT = { ...USUAL, connections: SCRIPTS, hasFloor: false, isScript: true };
const GATEWAY = { ...USUAL, target: "/fcgi/x", length: 13, hasFloor: false, isGateway: true };
const BESIDE = { ...ONE_KIB, beside: 8, hasFloor: false };

/** @type {Work[]} */
export const WORKS = [
  { ...ONE_KIB, name: "keep-alive", label: "1 KiB" },
  { ...BESIDE, name: "beside", label: "1 KiB, beside 8 scripts" },
  { ...ONE_KIB, name: "close", label: "1 KiB, a connection each", closes: true },
  { ...USUAL, name: "100k", label: "100 KiB", target: "/100k.bin", length: 100 * KIB },
  { ...USUAL, name: "10m", label: "10 MiB", target: "/10m.bin", length: 10 * MIB, connections: 4 },
  { ...ONE_KIB, name: "304", label: "304", status: 304, length: 0, isConditional: true },
  { ...USUAL, name: "404", label: "404", target: "/missing", status: 404, length: null },
  { ...ONE_KIB, name: "pipelined", label: "1 KiB, 16 pipelined", depth: 16 },
  { ...USUAL, name: "listing", label: "listing of 20", target: "/list/", length: null },
  { ...SCRIPT, name: "cgi-c", label: "CGI, C", target: "/cgi-bin/tiny", length: 13 },
  { ...SCRIPT, name: "cgi-sh", label: "CGI, sh", target: "/cgi-bin/tiny.sh", length: 14 },
  { ...GATEWAY, name: "fastcgi", label: "FastCGI, C" },
  { ...GATEWAY, name: "fastcgi-kept", label: "FastCGI, C, kept", keepsBackend: true },
];

/**
 * Makes the home directory and compiles its scripts.
 * @param {string} home
 */
export function makeHome(home) {
  for (const folder of ["list", "cgi-bin"]) mkdirSync(join(home, folder), { recursive: true });
  writeFile(join(home, "1k.html"), KIB);
  writeFile(join(home, "100k.bin"), 100 * KIB);
  writeFile(join(home, "10m.bin"), 10 * MIB);
  for (let at = 0; at < LISTED; at++) writeFile(join(home, `list/file-${at}.html`), at * KIB);
  const script = join(home, "cgi-bin/tiny.sh");
  copyFileSync("test/bench/cgi/tiny.sh", script);
  for (const name of ["tiny", QUIET, LARGE]) {
    compile(
      `test/bench/cgi/${name}.c`,
      join(home, "cgi-bin", name),
      ["-static"],
      [],
      scriptCompiler(),
    );
  }
}

/**
 * Scripts in C have musl where it is installed, as on a board. The GNU library asks the processor at
 * each start for its caches (CPUID), which in a virtual machine took longer than all else together:
 * 500 µs of 800.
 */
function scriptCompiler() {
  return spawnSync("musl-gcc", ["--version"]).error === undefined ? "musl-gcc" : "gcc";
}

/**
 * @param {string} source
 * @param {string} program
 * @param {string[]} [flags]
 * @param {string[]} [libraries]
 * @param {string} [compiler]
 */
export function compile(source, program, flags = [], libraries = [], compiler = "gcc") {
  const parameters = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"];
  try {
    const all = [...parameters, ...flags, source, "-o", program, ...libraries];
    execFileSync(compiler, all, { stdio: "inherit" });
  } catch (error) {
    throw new Error(`${source} was not compiled; gcc is needed (apt-get install gcc): ${error}`);
  }
}

/**
 * Writes what the floor answers: for each work that has one a file with whole answers.
 * @param {string} folder
 */
export function makeAnswers(folder) {
  mkdirSync(folder, { recursive: true });
  for (const work of WORKS.filter(({ hasFloor }) => hasFloor)) {
    writeFileSync(answerOf(folder, work), cannedAnswer(work).repeat(work.depth));
  }
}

/**
 * @param {string} folder
 * @param {Work} work
 */
export function answerOf(folder, { name }) {
  return join(folder, `${name}.answer`);
}

/**
 * As many octets as servers usually send.
 * @param {Work} work
 */
function cannedAnswer({ status, length, closes, isConditional }) {
  const octets = length ?? 500;
  const fields = [
    `HTTP/1.1 ${status} OK`,
    "Date: Sun, 22 Nov 2026 12:00:00 GMT",
    "Content-Type: text/html",
    "Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT",
    'ETag: "6740aa00-400-1b2c3d4e"',
    ...(isConditional ? [] : [`Content-Length: ${octets}`]),
    ...(closes ? ["Connection: close"] : []),
  ];
  return `${fields.join("\r\n")}\r\n\r\n${"x".repeat(isConditional ? 0 : octets)}`;
}

/**
 * @param {string} path
 * @param {number} octets
 */
function writeFile(path, octets) {
  writeFileSync(path, "x".repeat(octets));
  // A file of this second gets a weak validator from some servers, or none.
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(path, hourAgo, hourAgo);
}
