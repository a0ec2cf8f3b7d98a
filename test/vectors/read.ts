/*
 * All vectors: those of each test/vectors/*.md.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../support/build";
import { parseVectors, type Vector } from "./parse";

const FOLDER = "test/vectors";

export interface Placed {
  /** The vector's file and name. */
  readonly title: string;
  readonly vector: Vector;
}

export function readVectors(): Placed[] {
  const files = readdirSync(join(projectFolder, FOLDER)).filter((name) => name.endsWith(".md"));
  return files.flatMap((file) => {
    const path = `${FOLDER}/${file}`;
    const vectors = parseVectors(path, readFileSync(join(projectFolder, path), "utf8"));
    return vectors.map((vector) => ({ title: `${file}: ${vector.name}`, vector }));
  });
}

/** What uvu's assertions say, with what they compared. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { details } = error as { details?: string };
  return details ? `${error.message}\n${details}` : error.message;
}
