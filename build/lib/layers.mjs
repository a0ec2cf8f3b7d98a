/*
 * Imports go one way: wire knows nothing of core, core nothing of handlers, and none of them knows
 * the machine but through the seam.
 */
import { importsOf } from "./imports.mjs";

/** @typedef {import("./findings.mjs").Finding} Finding */

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {RegExp} files
 * @property {RegExp} [may] the project's files that it may import; all when it is absent
 * @property {RegExp} [modules] the packages and built-in modules that it may import
 * @property {string} instead
 */

const SEAM = "src/host/(host|results)\\.ts";

/** The first that fits a file is its layer. @type {Layer[]} */
const LAYERS = [
  {
    name: "wire",
    files: /^src\/wire\//,
    may: /^src\/wire\//,
    instead: "wire imports wire alone; hand the value in, or move the function to src/core",
  },
  {
    name: "core",
    files: /^src\/core\//,
    may: new RegExp(`^(src/(core|wire)/|${SEAM}$)`),
    instead: "core imports core, wire and src/host/{host,results}; let the handler call the core",
  },
  {
    name: "handler",
    files: /^src\/handler\//,
    may: new RegExp(`^(src/(handler|core|wire)/|${SEAM}$)`),
    instead: "handlers import handler, core, wire and src/host/{host,results}",
  },
  {
    name: "the seam",
    files: /^src\/host\/[^/]+\.ts$/,
    may: /^$/,
    instead: "src/host/*.ts imports nothing: both hosts are built from it",
  },
  {
    name: "the host on Node.js",
    files: /^src\/host\/node\//,
    may: /^src\/(wire|core|handler|host\/node)\/|^src\/host\/[^/]+\.ts$/,
    modules: /^node:/,
    instead: "the host on Node.js imports node: modules and src, no package and no other host",
  },
  {
    name: "the native entry",
    files: /^src\/host\/native\//,
    may: /^src\/(wire|core|handler|host\/native)\/|^src\/host\/[^/]+\.ts$/,
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
  /** @type {Finding[]} */
  const findings = [];
  for (const [path, text] of files) {
    const layer = LAYERS.find((candidate) => candidate.files.test(path));
    if (layer === undefined || !/\.(ts|mjs)$/.test(path)) continue;
    for (const { specifier, path: target, line, column } of importsOf(path, text, hasFile(files))) {
      if (mayImport(layer, specifier, target)) continue;
      const message = `${layer.name} imports ${specifier}; ${layer.instead}`;
      findings.push({ file: path, line, column, rule: "layer", message });
    }
  }
  return findings;
}

/**
 * @param {Layer} layer
 * @param {string} specifier
 * @param {string | null} target
 */
function mayImport(layer, specifier, target) {
  if (target === null) return layer.modules?.test(specifier) ?? false;
  return layer.may?.test(target) ?? true;
}

/** @param {Map<string, string>} files */
function hasFile(files) {
  return (/** @type {string} */ path) => files.has(path);
}
