/*
 * The architecture: the rooms of the source, bottom to top. A room imports rooms above it in the
 * list, and itself; none of the portable ones knows a machine but through the seam.
 */
import { posix } from "node:path";
import { importsOf } from "./imports.mjs";

/** @typedef {import("./findings.mjs").Finding} Finding */

/** Folders of src/ that both compilers read: a room is a folder in one of them. */
export const PORTABLE_FOLDERS = ["wire", "seam", "core", "config", "handler", "server"];

/** ARCHITECTURE.md says in a line for each what it is for. */
export const ROOMS = [
  "wire/sizes",
  "wire/octets",
  "wire/password",
  "wire/http",
  "wire/cgi",
  "seam",
  "core/product",
  "core/memory",
  "core/settings",
  "core/time",
  "core/rules",
  "core/auth",
  "core/log",
  "core/files",
  "core/listing",
  "core/backend",
  "core/upstream",
  "core/gateway",
  "core/connection",
  "core/pace",
  "core/audit",
  "core/budget",
  "config/text",
  "config/options",
  "config/rules",
  "config/apply",
  "config/start",
  "handler/request",
  "handler/response",
  "handler/files",
  "handler/queue",
  "handler/listing",
  "handler/variables",
  "handler/upstream",
  "handler/relay",
  "handler/processes",
  "handler/cgi",
  "handler/gateway",
  "handler/status",
  "handler/access",
  "handler/route",
  "handler/connection",
  "server",
];

/** A newcomer reads a room as one; what it asserts is not counted. */
const ROOM_LINES_MAX = 1300;
const ROOM_FILES_MAX = 15;

/** What a host calls; whoever is called does not know it. */
const ENTRY_POINTS = "src/seam/core.ts";

/**
 * @typedef {object} Outside what is not portable
 * @property {string} name
 * @property {RegExp} files
 * @property {RegExp} may the project's files that it may import
 * @property {RegExp} [modules] the packages and built-in modules that it may import
 * @property {string} instead
 */

const PORTABLE = `src/(${PORTABLE_FOLDERS.join("|")})/`;

/** @type {Outside[]} */
const OUTSIDE = [
  {
    name: "the host on Node.js",
    files: /^src\/host\/node\//,
    may: new RegExp(`^(${PORTABLE}|src/host/node/)`),
    modules: /^node:/,
    instead: "the host on Node.js imports node: modules and src, no package and no other host",
  },
  {
    name: "the native entry",
    files: /^src\/host\/native\//,
    may: new RegExp(`^(${PORTABLE}|src/host/native/)`),
    instead: "the native entry imports the portable part alone",
  },
  {
    name: "build scripts",
    files: /^build\//,
    may: /^(build\/|targets\/[^/]+\/target\.mjs$|package\.json$)/,
    modules: /./,
    instead: "build scripts import build scripts, target.mjs, packages; src is compiled first",
  },
];

/**
 * @param {Map<string, string>} files text by path
 * @returns {Finding[]}
 */
export function checkLayers(files) {
  const findings = checkSizes(files);
  for (const [path, text] of files) {
    if (!/\.(ts|mjs)$/.test(path)) continue;
    for (const { specifier, path: target, line, column } of importsOf(path, text, hasFile(files))) {
      const fault = faultOf(path, specifier, target);
      if (fault !== null) {
        findings.push({ file: path, line, column, rule: "layer", message: fault });
      }
    }
  }
  return findings;
}

/**
 * Why a file may not import another one or a module; null if it may.
 * @param {string} path
 * @param {string} specifier
 * @param {string | null} target
 */
function faultOf(path, specifier, target) {
  const outside = OUTSIDE.find(({ files }) => files.test(path));
  if (outside !== undefined) {
    const may =
      target === null ? (outside.modules?.test(specifier) ?? false) : outside.may.test(target);
    return may ? null : `${outside.name} imports ${specifier}; ${outside.instead}`;
  }
  const room = roomOf(path);
  if (room === null) return null;
  if (!ROOMS.includes(room)) return `${room} is no room: build/lib/layers.mjs lists them`;
  if (target === null) return `${room} imports ${specifier}; the portable part imports no module`;
  if (room === "seam") return `the seam imports ${specifier}; it imports nothing`;
  if (target === ENTRY_POINTS) return `${room} imports ${specifier}, which is for hosts`;
  const other = roomOf(target);
  if (other === room || (other !== null && isBelow(other, room))) return null;
  const may = `itself and ${before(room)}`;
  return `${room} imports ${specifier}; it may import ${may}`;
}

/**
 * @param {string} other
 * @param {string} room
 */
function isBelow(other, room) {
  return ROOMS.includes(other) && ROOMS.indexOf(other) < ROOMS.indexOf(room);
}

/** @param {string} room */
function before(room) {
  return ROOMS.slice(0, ROOMS.indexOf(room)).join(", ");
}

/**
 * The room that a source is in; null for what is not portable.
 * @param {string} path
 */
export function roomOf(path) {
  const isPortable = path.startsWith("src/") && !path.startsWith("src/host/");
  return isPortable && !path.endsWith(".d.ts") ? posix.dirname(path).slice("src/".length) : null;
}

/**
 * @param {Map<string, string>} files
 * @returns {Finding[]}
 */
function checkSizes(files) {
  /** @type {Finding[]} */
  const findings = [];
  for (const room of ROOMS) {
    const inside = [...files].filter(([path]) => roomOf(path) === room);
    const lines = inside.reduce((sum, [, text]) => sum + linesOf(text), 0);
    const largest = `${inside.length} files with ${lines} lines`;
    if (room.startsWith("wire/")) continue;
    if (inside.length <= ROOM_FILES_MAX && lines <= ROOM_LINES_MAX) continue;
    const message = `${largest}; at most ${ROOM_FILES_MAX} and ${ROOM_LINES_MAX}: divide it`;
    findings.push({ file: `src/${room}`, line: 1, column: 1, rule: "room", message });
  }
  return findings;
}

/** @param {string} text */
function linesOf(text) {
  return text.split("\n").filter((line) => !/^ *(assert|expect)\(/.test(line)).length - 1;
}

/**
 * The table of rooms in ARCHITECTURE.md must be the list, in its order.
 * @param {string} architecture its text
 * @returns {Finding[]}
 */
export function checkRoomTable(architecture) {
  const rows = [...architecture.matchAll(/^\| `([a-z/]+)` \| [A-Z].*\. \|$/gm)].map(
    ([, room]) => room,
  );
  if (rows.join() === ROOMS.join()) return [];
  const wrong = ROOMS.find((room, i) => rows[i] !== room) ?? rows[ROOMS.length];
  const message = `its table of rooms and the list in build/lib/layers.mjs differ at ${wrong}`;
  return [{ file: "ARCHITECTURE.md", line: 1, column: 1, rule: "room", message }];
}

/** @param {Map<string, string>} files */
function hasFile(files) {
  return (/** @type {string} */ path) => files.has(path);
}
