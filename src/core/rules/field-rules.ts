/*
 * Fields that the configuration adds to answers, each for all paths, for those below a directory or
 * for names that end in an extension.
 *
 * Rules of this file: a set of rules is the bits of one number, so that a script's record can keep
 * those of a request that is gone; of two rules with the same name the later one holds, but for
 * fields that may be sent several times. Nothing is looked at where no rule was given.
 */

import { Offset, octet, setWord, word } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isOneOf, isSameAnyCase, putCrlf, putOctets } from "../../wire/octets/text";
import { FIELD_RULE_BYTES_MAX, FIELD_RULE_COUNT_MAX } from "../../wire/sizes/sizes";
import { FIELD_RULE_WORDS, FIELD_RULES, Site, SiteRef } from "../settings/site-record";
import { noteRuleName } from "../settings/site-settings";

/** What is special about a rule's field. */
export const enum Trait {
  ContentType = 1,
  ContentTypeOptions = 2,
  AllowOrigin = 4,
  /** Sent with 304 too (RFC 9110 §15.4.5). */
  NotModified = 8,
  /** Sent as often as it is given. */
  Repeated = 16,
}

/** Words of a rule's row: offsets into the text of the settings. */
const enum Rule {
  /** "/PATH/", "*.EXT", or empty for all. */
  PatternAt = 0,
  PatternEnd,
  /** "Name: value" as it was given. */
  FieldAt,
  NameEnd,
  FieldEnd,
  Traits,
  LENGTH,
}

/**
 * Adds a rule. The field's name is `at` to `nameEnd`, behind it come the colon and, up to `end`,
 * the value. False when there is no room.
 */
export function addFieldRule(
  site: SiteRef,
  patternAt: Offset,
  patternEnd: Offset,
  at: Offset,
  nameEnd: Offset,
  end: Offset,
): bool {
  const bytes: i32 = end - at + 2;
  const count: i32 = fieldRuleCount(site);
  const allBytes: i32 = word(site + Site.FieldRuleBytes) + bytes;
  if (count === FIELD_RULE_COUNT_MAX || allBytes > FIELD_RULE_BYTES_MAX) return false;
  const row: i32 = rowOf(site, count);
  setWord(row + Rule.PatternAt, patternAt);
  setWord(row + Rule.PatternEnd, patternEnd);
  noteRuleName(site, patternAt, patternEnd);
  setWord(row + Rule.FieldAt, at);
  setWord(row + Rule.NameEnd, nameEnd);
  setWord(row + Rule.FieldEnd, end);
  setWord(row + Rule.Traits, traitsOf(at, nameEnd));
  setWord(site + Site.FieldRuleCount, count + 1);
  setWord(site + Site.FieldRuleBytes, allBytes);
  return true;
}

/** The rules for the path `at` to `end`, decoded and relative to the home directory. */
export function rulesFor(site: SiteRef, at: Offset, end: Offset): i32 {
  let rules: i32 = 0;
  for (let rule: i32 = fieldRuleCount(site) - 1; rule >= 0; rule--) {
    if (!isFor(site, rule, at, end)) continue;
    const row: i32 = rowOf(site, rule);
    const isFirst: bool =
      (word(row + Rule.Traits) & Trait.Repeated) !== 0 ||
      rules === withoutField(site, rules, word(row + Rule.FieldAt), word(row + Rule.NameEnd));
    if (isFirst) rules = rules | (1 << rule);
  }
  return rules;
}

/** Those of the rules whose field does not have the name `at` to `nameEnd`. */
export function withoutField(site: SiteRef, rules: i32, at: Offset, nameEnd: Offset): i32 {
  const count: i32 = fieldRuleCount(site);
  let rest: i32 = rules;
  for (let rule: i32 = 0; rest !== 0 && rule < count; rule++) {
    const row: i32 = rowOf(site, rule);
    if (isSameAnyCase(at, nameEnd, word(row + Rule.FieldAt), word(row + Rule.NameEnd))) {
      rest = rest & ~(1 << rule);
    }
  }
  return rest;
}

/** Whether one of the rules has this trait. */
export function hasTrait(site: SiteRef, rules: i32, trait: Trait): bool {
  return rules !== 0 && withTrait(site, rules, trait) !== 0;
}

/** Those of the rules that have this trait. */
export function withTrait(site: SiteRef, rules: i32, trait: Trait): i32 {
  const count: i32 = fieldRuleCount(site);
  let rest: i32 = rules;
  for (let rule: i32 = 0; rest !== 0 && rule < count; rule++) {
    if ((word(rowOf(site, rule) + Rule.Traits) & trait) === 0) rest = rest & ~(1 << rule);
  }
  return rest;
}

/** Writes the field lines of the rules. Returns the end. */
export function putFieldRules(at: Offset, site: SiteRef, rules: i32): Offset {
  const count: i32 = fieldRuleCount(site);
  let end: i32 = at;
  for (let rule: i32 = 0; rules !== 0 && rule < count; rule++) {
    if (((rules >> rule) & 1) === 0) continue;
    const row: i32 = rowOf(site, rule);
    end = putCrlf(putOctets(end, word(row + Rule.FieldAt), word(row + Rule.FieldEnd)));
  }
  return end;
}

function fieldRuleCount(site: SiteRef): i32 {
  return word(site + Site.FieldRuleCount);
}

function rowOf(site: SiteRef, rule: i32): i32 {
  assert(Rule.LENGTH === FIELD_RULE_WORDS);
  return site + FIELD_RULES + rule * Rule.LENGTH;
}

function traitsOf(at: Offset, nameEnd: Offset): i32 {
  if (isOneOf(at, nameEnd, "content-type")) return Trait.ContentType;
  if (isOneOf(at, nameEnd, "x-content-type-options")) return Trait.ContentTypeOptions;
  if (isOneOf(at, nameEnd, "access-control-allow-origin")) {
    return Trait.AllowOrigin | Trait.NotModified;
  }
  if (isOneOf(at, nameEnd, "cache-control,expires,content-location")) return Trait.NotModified;
  if (isOneOf(at, nameEnd, "vary")) return Trait.NotModified | Trait.Repeated;
  return isOneOf(at, nameEnd, "link,set-cookie") ? Trait.Repeated : 0;
}

function isFor(site: SiteRef, rule: i32, at: Offset, end: Offset): bool {
  const patternAt: i32 = word(rowOf(site, rule) + Rule.PatternAt);
  const patternEnd: i32 = word(rowOf(site, rule) + Rule.PatternEnd);
  if (patternEnd === patternAt) return true;
  if (octet(patternAt) === Octet.Asterisk) {
    const suffixBytes: i32 = patternEnd - patternAt - 1;
    return (
      end - at > suffixBytes && isSameAnyCase(end - suffixBytes, end, patternAt + 1, patternEnd)
    );
  }
  // The paths of requests have no slash at their start.
  const bytes: i32 = patternEnd - patternAt - 1;
  if (bytes === 0) return true;
  if (end - at < bytes || !isSameAnyCase(at, at + bytes, patternAt + 1, patternEnd)) return false;
  return (
    octet(patternEnd - 1) === Octet.Slash || end - at === bytes || octet(at + bytes) === Octet.Slash
  );
}
