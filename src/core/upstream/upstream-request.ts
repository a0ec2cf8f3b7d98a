/*
 * What an upstream's record keeps of the request that it answers.
 *
 * Rule of this file: it is what the request was when the record was opened.
 */

import { setWord, word } from "../../wire/octets/arena";
import { READ_BYTES } from "../../wire/sizes/sizes";
import { AuthRuleRef } from "../rules/auth-rules";
import { RuleRef } from "../rules/rules";
import { SiteRef } from "../settings/site-record";
import { requestOf, UpstreamRef } from "./upstream-record";

const enum Request {
  NameBytes = 0,
  HeadBytes,
  Site,
  Origin,
  FieldRules,
  Rule,
  Redirects,
  AuthRule,
  LENGTH,
}

export const REQUEST_WORDS: i32 = Request.LENGTH;

/** Octets of the script's name in its region. */
export function nameBytes(u: UpstreamRef): i32 {
  return word(requestOf(u) + Request.NameBytes);
}

export function setNameBytes(u: UpstreamRef, value: i32): void {
  expect(value >= 0);
  setWord(requestOf(u) + Request.NameBytes, value);
}

/** Octets of the request's head in its region. */
export function savedHeadBytes(u: UpstreamRef): i32 {
  return word(requestOf(u) + Request.HeadBytes);
}

export function setSavedHeadBytes(u: UpstreamRef, value: i32): void {
  expect(value >= 0 && value <= READ_BYTES);
  setWord(requestOf(u) + Request.HeadBytes, value);
}

/** The site that it is for. */
export function savedSite(u: UpstreamRef): SiteRef {
  return word(requestOf(u) + Request.Site);
}

export function setSavedSite(u: UpstreamRef, value: SiteRef): void {
  expect(value > 0);
  setWord(requestOf(u) + Request.Site, value);
}

/** Its origin (src/core/settings/cors-origins.ts). */
export function originOf(u: UpstreamRef): i32 {
  return word(requestOf(u) + Request.Origin);
}

export function setOrigin(u: UpstreamRef, value: i32): void {
  setWord(requestOf(u) + Request.Origin, value);
}

/** The configured fields of its path (src/core/rules/field-rules.ts). */
export function fieldRulesOf(u: UpstreamRef): i32 {
  return word(requestOf(u) + Request.FieldRules);
}

export function setFieldRules(u: UpstreamRef, value: i32): void {
  setWord(requestOf(u) + Request.FieldRules, value);
}

/** The rule by which it is a script (src/core/rules/rules.ts). */
export function ruleOf(u: UpstreamRef): RuleRef {
  return word(requestOf(u) + Request.Rule);
}

export function setRule(u: UpstreamRef, value: RuleRef): void {
  expect(value > 0);
  setWord(requestOf(u) + Request.Rule, value);
}

/** Local redirects that have led to it. */
export function redirectsOf(u: UpstreamRef): i32 {
  return word(requestOf(u) + Request.Redirects);
}

export function setRedirects(u: UpstreamRef, value: i32): void {
  expect(value >= 0);
  setWord(requestOf(u) + Request.Redirects, value);
}

/** The rule by whose password it was admitted; 0 where none asked for one. */
export function savedAuthRule(u: UpstreamRef): AuthRuleRef {
  return word(requestOf(u) + Request.AuthRule);
}

export function setSavedAuthRule(u: UpstreamRef, value: AuthRuleRef): void {
  expect(value >= 0);
  setWord(requestOf(u) + Request.AuthRule, value);
}
