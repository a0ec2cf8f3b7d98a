/*
 * The names of the files that a directory is answered with; the first that is there.
 */

import { Offset, setWord, word } from "../../wire/octets/arena";
import { put, putOctets } from "../../wire/octets/text";
import { INDEX_NAME_COUNT_MAX } from "../../wire/sizes/sizes";
import { HAS_SCRIPTS } from "../product/profile";
import { INDEX_NAME_WORDS, INDEX_NAMES, Site, SiteRef } from "../settings/site-record";
import { isExtensionRule, patternAt, patternEnd, RuleRef, ruleAt, ruleCount } from "./rules";

/** Words of a name's row: its text. */
const enum Row {
  At = 0,
  End,
  LENGTH,
}

/** How many names there are; without a setting index.html, and index.EXT of scripts. */
export function indexNameCount(site: SiteRef): i32 {
  const given: i32 = givenCount(site);
  return given === 0 ? 1 + extensionRuleCount(site) : given;
}

/** Adds a name. False when there are too many. */
export function addIndexName(site: SiteRef, at: Offset, end: Offset): bool {
  const given: i32 = givenCount(site);
  if (given === INDEX_NAME_COUNT_MAX) return false;
  setWord(rowOf(site, given) + Row.At, at);
  setWord(rowOf(site, given) + Row.End, end);
  setWord(site + Site.IndexNameCount, given + 1);
  return true;
}

/** The command line's names take the place of the file's. */
export function forgetIndexNames(site: SiteRef): void {
  setWord(site + Site.IndexNameCount, 0);
}

/** Writes a name. Returns the end. */
export function putIndexName(at: Offset, site: SiteRef, index: i32): Offset {
  const isGiven: bool = givenCount(site) > 0;
  if (!isGiven && index === 0) return put(at, "index.html");
  if (HAS_SCRIPTS && !isGiven) return putExtension(put(at, "index"), site, index - 1);
  const row: i32 = rowOf(site, index);
  return putOctets(at, word(row + Row.At), word(row + Row.End));
}

/** How many rules are of extensions. */
function extensionRuleCount(site: SiteRef): i32 {
  if (!HAS_SCRIPTS) return 0;
  const count: i32 = ruleCount(site);
  let extensions: i32 = 0;
  for (let i: i32 = 0; i < count; i++) if (isExtensionRule(ruleAt(site, i))) extensions++;
  return extensions;
}

/** Writes the extension, with its dot, of the rule that has this number among such. */
function putExtension(at: Offset, site: SiteRef, number: i32): Offset {
  let left: i32 = number;
  let i: i32 = 0;
  while (!isExtensionRule(ruleAt(site, i)) || left > 0) {
    if (isExtensionRule(ruleAt(site, i))) left--;
    i++;
  }
  const rule: RuleRef = ruleAt(site, i);
  return putOctets(at, patternAt(rule), patternEnd(rule));
}

function givenCount(site: SiteRef): i32 {
  return word(site + Site.IndexNameCount);
}

function rowOf(site: SiteRef, index: i32): i32 {
  assert(Row.LENGTH === INDEX_NAME_WORDS);
  return site + INDEX_NAMES + index * Row.LENGTH;
}
