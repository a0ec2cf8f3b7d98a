/*
 * All vectors: those of each file in the folders of test/vectors, one folder for each part of the
 * protocol.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../build/lib/files.mjs";
import { projectFolder } from "../support/build";
import { parseVectors, type Vector } from "./parse";

const FOLDER = "test/vectors";

export interface Placed {
  /** The vector's file below test/vectors, and its name. */
  readonly title: string;
  readonly vector: Vector;
}

export function readVectors(): Placed[] {
  return filesBelow(FOLDER, [".md"]).flatMap((path) => {
    const vectors = parseVectors(path, readFileSync(join(projectFolder, path), "utf8"));
    const file = path.slice(FOLDER.length + 1);
    return vectors.map((vector) => ({ title: `${file}: ${vector.name}`, vector }));
  });
}

/** What uvu's assertions say, with what they compared. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { details } = error as { details?: string };
  return details ? `${error.message}\n${details}` : error.message;
}
