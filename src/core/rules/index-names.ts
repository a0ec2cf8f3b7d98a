/*
 * The names of the files that a directory is answered with; the first that is there.
 */
import { setWord, word } from "../../wire/octets/arena";
import { put, putOctets } from "../../wire/octets/text";
import { INDEX_NAMES_AT } from "../memory/layout";
import { isExtensionRule, patternAt, patternEnd, scriptRuleCount } from "./rules";

export const INDEX_NAME_COUNT_MAX: i32 = 8;

/** Words of a name's row: its text. */
const ROW_WORDS: i32 = 2;
export const INDEX_NAMES_WORDS: i32 = INDEX_NAME_COUNT_MAX * ROW_WORDS;

let count: i32 = 0;

/** How many names there are; without a setting index.html, and index.EXT of scripts. */
export function indexNameCount(): i32 {
  return count === 0 ? 1 + extensionRuleCount() : count;
}

/** Adds a name. False when there are too many. */
export function addIndexName(at: i32, end: i32): bool {
  if (count === INDEX_NAME_COUNT_MAX) return false;
  setWord(INDEX_NAMES_AT + count * ROW_WORDS, at);
  setWord(INDEX_NAMES_AT + count * ROW_WORDS + 1, end);
  count++;
  return true;
}

/** The command line's names take the place of the file's. */
export function forgetIndexNames(): void {
  count = 0;
}

/** Writes a name. Returns the end. */
export function putIndexName(at: i32, index: i32): i32 {
  if (count === 0 && index === 0) return put(at, "index.html");
  if (count === 0) return putExtension(put(at, "index"), index - 1);
  const row: i32 = INDEX_NAMES_AT + index * ROW_WORDS;
  return putOctets(at, word(row), word(row + 1));
}

/** How many rules are of extensions. */
function extensionRuleCount(): i32 {
  let extensions: i32 = 0;
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) if (isExtensionRule(rule)) extensions++;
  return extensions;
}

/** Writes the extension, with its dot, of the rule that has this number among such. */
function putExtension(at: i32, number: i32): i32 {
  let left: i32 = number;
  let rule: i32 = 0;
  while (!isExtensionRule(rule) || left > 0) {
    if (isExtensionRule(rule)) left--;
    rule++;
  }
  return putOctets(at, patternAt(rule), patternEnd(rule));
}
