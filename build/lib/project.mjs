/*
 * The project's own files, read once, for the checks that look at more than one of them.
 */
import { existsSync, readFileSync } from "node:fs";
import { filesBelow } from "./files.mjs";

const ENDINGS = [".ts", ".mjs", ".c", ".h", ".json", ".jsonc", ".md", ".sh", ".py", ".html"];
const FOLDERS = ["src", "build", "test", "targets"];
const TOP_LEVEL = ["Makefile", "package.json", "tsconfig.json", ".ci/run"];

/** @returns {Map<string, string>} text by path */
export function readProject() {
  const paths = FOLDERS.flatMap((folder) => filesBelow(folder, ENDINGS));
  paths.push(...TOP_LEVEL.filter((path) => existsSync(path)));
  return new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
}
