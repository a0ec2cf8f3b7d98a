/*
 * What a TypeScript file imports, and which file that is.
 */
import { posix } from "node:path";
import ts from "typescript";

/**
 * @typedef {object} Import
 * @property {string} specifier as it is written
 * @property {string | null} path of the project's file; null for a package or a built-in module
 * @property {number} line counted from 1
 * @property {number} column counted from 1
 */

/**
 * @param {string} path
 * @param {string} text
 * @param {(path: string) => boolean} exists
 * @returns {Import[]}
 */
export function importsOf(path, text, exists) {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName, pos }) => {
    const before = text.slice(0, pos).split("\n");
    const column = (before.at(-1) ?? "").length + 1;
    return {
      specifier: fileName,
      path: resolve(path, fileName, exists),
      line: before.length,
      column,
    };
  });
}

/**
 * @param {string} from
 * @param {string} specifier
 * @param {(path: string) => boolean} exists
 */
function resolve(from, specifier, exists) {
  if (!specifier.startsWith(".")) return null;
  const path = posix.join(posix.dirname(from), specifier);
  return exists(path) ? path : `${path}.ts`;
}
