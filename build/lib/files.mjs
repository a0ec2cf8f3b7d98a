/*
 * Finding source files. Paths are relative to the project's folder, with "/".
 */
import { existsSync, readdirSync } from "node:fs";

/**
 * The files below `folder` whose names end in one of `endings`, sorted.
 * @param {string} folder
 * @param {string[]} endings
 * @returns {string[]}
 */
export function filesBelow(folder, endings) {
  if (!existsSync(folder)) return [];
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...filesBelow(path, endings));
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(path);
  }
  return found.sort();
}
