/*
 * The files that a build with other sizes has in others' places (build/profiles.mjs), which is no
 * part of a test's bundle.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFolder } from "./build";

export async function sizesOf(sizes: string): Promise<Record<string, string>> {
  const profiles = pathToFileURL(join(projectFolder, "build/profiles.mjs")).href;
  const found = (await import(profiles)) as { sizesOf(name: string): Record<string, string> };
  return found.sizesOf(sizes);
}
