/*
 * What a build leaves out (PROFILE=): other values of constants, behind which the compilers then
 * find what is never reached. And how much memory it takes (SIZES=): another file of sizes.
 *
 * Rule of this file: a constant that is not there is an error.
 */

/**
 * Values by file and constant.
 * @typedef {Record<string, Record<string, string>>} Values
 */

const PROFILE_FILE = "src/core/product/profile.ts";

/** @type {Record<string, Values>} */
export const PROFILES = {
  full: {},
  cgi: { [PROFILE_FILE]: { HAS_GATEWAYS: "false" } },
  files: {
    [PROFILE_FILE]: { HAS_SCRIPTS: "false", HAS_GATEWAYS: "false", HAS_PASSWORDS: "false" },
  },
};

/**
 * Files that take others' places.
 * @type {Record<string, Record<string, string>>}
 */
export const SIZES = {
  default: {},
  small: { "src/wire/sizes/sizes.ts": "src/wire/sizes/small.ts" },
};

/**
 * The values of a build that was asked for by these words.
 * @param {string} profile
 * @returns {Values}
 */
export function valuesOf(profile) {
  const values = PROFILES[profile];
  if (values !== undefined) return values;
  throw new Error(`PROFILE=${profile}: there are ${Object.keys(PROFILES).join(", ")}`);
}

/**
 * The files of sizes of a build that was asked for by this word.
 * @param {string} sizes
 */
export function sizesOf(sizes) {
  const files = SIZES[sizes];
  if (files !== undefined) return files;
  throw new Error(`SIZES=${sizes}: there are ${Object.keys(SIZES).join(", ")}`);
}

/**
 * What the names of such a build end in; nothing for the usual one. As in the Makefile.
 * @param {string} profile
 * @param {string} sizes
 */
export function suffixOf(profile, sizes) {
  return (profile === "full" ? "" : `-${profile}`) + (sizes === "default" ? "" : `-${sizes}`);
}

/**
 * The files that have another text with these values.
 * @param {Values} values
 */
export function changedFiles(values) {
  return Object.keys(values);
}

/**
 * A file's text with these values.
 * @param {string} name
 * @param {string} text
 * @param {Values} values
 */
export function withValues(name, text, values) {
  let changed = text;
  for (const [constant, value] of Object.entries(values[name] ?? {})) {
    const declaration = new RegExp(`^(export const ${constant}: \\w+ =)[^;]*;`, "m");
    if (!declaration.test(changed)) throw new Error(`${name}: has no ${constant}`);
    changed = changed.replace(declaration, `$1 ${value};`);
  }
  return changed;
}
