/*
 * Which paths are for those alone who give a password, and whose passwords these are: auth.
 *
 * Rules of this file: the longest path holds; a rule that is given again takes the place of the one
 * before.
 */

import { Offset, setWord, word } from "../../wire/octets/arena";
import { isSame } from "../../wire/octets/text";
import { AUTH_RULE_COUNT_MAX } from "../memory/sizes";
import { HAS_PASSWORDS } from "../product/profile";
import { siteAt, siteCount } from "../settings/generations";
import { Setting, SettingsRef } from "../settings/settings-record";
import { AUTH_RULE_WORDS, AUTH_RULES, Site, SiteRef } from "../settings/site-record";
import { noteRuleName } from "../settings/site-settings";
import { endOfPattern } from "./path-pattern";

/** Index of the first word of a rule's row, which is in the record of its site; 0 is none. */
export type AuthRuleRef = i32;

/** 12: half a second of a large machine, and some of a small board. */
const USUAL_COST: i32 = 12;

/** Octets of a file of passwords or groups: some 3,500 users of bcrypt's. */
export const PASSWORD_FILE_BYTES_MAX: f64 = 262144;

/** Texts of a rule. */
export const enum AuthText {
  /** The path, relative to the home directory, without a slash at its end. */
  Pattern = 0,
  /** All of it, as it was given. */
  Rule,
  /** The file of passwords; empty where none is asked for. */
  File,
  Realm,
  /** Names with commas between them, of whom one must be; empty for any. */
  Users,
  /** The same of groups, and the file that says who is in them. */
  Groups,
  GroupFile,
  COUNT,
}

/** Words of a row: where each text begins and ends, and the line of the configuration file. */
const enum Row {
  Line = 14,
  LENGTH,
}

export function authRuleCount(site: SiteRef): i32 {
  return HAS_PASSWORDS ? word(site + Site.AuthRuleCount) : 0;
}

/** The rule of this number. */
export function authRuleAt(site: SiteRef, number: i32): AuthRuleRef {
  assert(Row.LENGTH === AUTH_RULE_WORDS && Row.Line === 2 * AuthText.COUNT);
  return site + AUTH_RULES + number * Row.LENGTH;
}

/** Adds a rule for a pattern, or takes that of the same pattern; 0 without room. */
export function addAuthRule(site: SiteRef, at: Offset, end: Offset, line: i32): AuthRuleRef {
  const count: i32 = authRuleCount(site);
  let number: i32 = 0;
  while (number < count && !hasPattern(authRuleAt(site, number), at, end)) number++;
  if (number === AUTH_RULE_COUNT_MAX) return 0;
  const rule: AuthRuleRef = authRuleAt(site, number);
  for (let i: i32 = 0; i < Row.LENGTH; i++) setWord(rule + i, 0);
  setAuthText(rule, AuthText.Pattern, at, end);
  setWord(rule + Row.Line, line);
  if (number === count) setWord(site + Site.AuthRuleCount, count + 1);
  noteRuleName(site, at, end);
  return rule;
}

function hasPattern(rule: AuthRuleRef, at: Offset, end: Offset): bool {
  return isSame(at, end, authTextAt(rule, AuthText.Pattern), authTextEnd(rule, AuthText.Pattern));
}

/** The rule of the longest path that this one, relative to the home directory, lies in; or 0. */
export function authRuleFor(site: SiteRef, at: Offset, end: Offset): AuthRuleRef {
  const count: i32 = authRuleCount(site);
  let longest: AuthRuleRef = 0;
  let most: i32 = -1;
  for (let number: i32 = 0; number < count; number++) {
    const rule: AuthRuleRef = authRuleAt(site, number);
    const from: i32 = authTextAt(rule, AuthText.Pattern);
    const until: i32 = authTextEnd(rule, AuthText.Pattern);
    if (until - from <= most || endOfPattern(from, until, at, end) < 0) continue;
    longest = rule;
    most = until - from;
  }
  return longest;
}

/** Whether paths of the rule are for all: an exception to one above. */
export function isOpenToAll(rule: AuthRuleRef): bool {
  return !hasAuthText(rule, AuthText.File);
}

export function hasAuthText(rule: AuthRuleRef, text: AuthText): bool {
  return authTextEnd(rule, text) > authTextAt(rule, text);
}

export function authTextAt(rule: AuthRuleRef, text: AuthText): i32 {
  return word(rule + 2 * text);
}

export function authTextEnd(rule: AuthRuleRef, text: AuthText): i32 {
  return word(rule + 2 * text + 1);
}

export function setAuthText(rule: AuthRuleRef, text: AuthText, at: Offset, end: Offset): void {
  setWord(rule + 2 * text, at);
  setWord(rule + 2 * text + 1, end);
}

/** The line of the configuration file that has the rule, 0 for the command line. */
export function authRuleLine(rule: AuthRuleRef): i32 {
  return word(rule + Row.Line);
}

/** Whether some site asks for passwords. */
export function hasAuthRules(settings: SettingsRef): bool {
  const sites: i32 = siteCount(settings);
  let number: i32 = 0;
  while (number < sites && authRuleCount(siteAt(settings, number)) === 0) number++;
  return number < sites;
}

/** The highest cost of bcrypt that a password's hash may have. */
export function authCost(settings: SettingsRef): i32 {
  const set: i32 = word(settings + Setting.AuthCost);
  return set > 0 ? set : USUAL_COST;
}

export function setAuthCost(settings: SettingsRef, cost: i32): void {
  setWord(settings + Setting.AuthCost, cost);
}
