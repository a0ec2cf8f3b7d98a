/*
 * What a build leaves out (PROFILE=): other values of constants, behind which the compilers then
 * find what is never reached.
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
  files: { [PROFILE_FILE]: { HAS_SCRIPTS: "false", HAS_GATEWAYS: "false" } },
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
 * The files that have another text with these values.
 * @param {Values} values
 */
export function changedFiles(values) {
  return Object.keys(values);
}

/** @param {string} profile */
export function isUsual(profile) {
  return profile === "full";
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
