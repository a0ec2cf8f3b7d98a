/*
 * The rules that any server of files can be asked for: those vectors that need nothing but the
 * files, and whose numbers are not our own.
 */
import type { Vector } from "../vectors/parse";
import { readVectors } from "../vectors/read";

export interface Rule {
  readonly title: string;
  /** Where the rule comes from. */
  readonly section: string;
  readonly vector: Vector;
}

/** Scripts, files that root may read, our entity-tags. */
const NOT_FOR_ALL = /cgi-bin|htbin|closed|19579bb8ca2/i;
/** What is longer than we take, others may take. */
const BOUND_STATUSES = [414, 431];

export function readRules(): Rule[] {
  return readVectors()
    .filter(({ vector }) => isForAll(vector))
    .map(({ title, vector }) => ({
      title: title.replace(".md:", ":"),
      section: vector.prose.match(/RFC \d+ §[\w.]*\w/)?.[0] ?? "RFC",
      vector,
    }));
}

function isForAll(vector: Vector): boolean {
  const { args, end, request, variables, answers, prose } = vector;
  if (args.length > 0 || variables.length > 0 || end === "waits") return false;
  if (NOT_FOR_ALL.test(request)) return false;
  if (answers.some(({ status }) => BOUND_STATUSES.includes(status))) return false;
  // A bound of ours is no rule for others, nor is what only an issue of ours asks for.
  return !/\b(ours?|one above)\b/i.test(prose) && /RFC/.test(prose);
}
