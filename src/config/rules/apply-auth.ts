/*
 * Passwords: --auth and --auth-cost.
 *
 * Rules of this file: a rule is a path, a file (or off) and words KEY=VALUE; a key is given once.
 */

import { AUTH_RULE_COUNT_MAX } from "../../core/memory/sizes";
import {
  AuthRuleRef,
  AuthText,
  addAuthRule,
  hasAuthText,
  setAuthCost,
  setAuthText,
} from "../../core/rules/auth-rules";
import { building, builtSite } from "../../core/settings/generations";
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isFieldValueOctet } from "../../wire/octets/octet-class";
import { endOfWord, isText, skipSpace } from "../../wire/octets/text";
import { AccessOption } from "../options/access-options";
import { reportRange, reportTooMany, reportValue } from "../options/option-error";
import { placeLine } from "../text/diagnostic";
import { endOfQuoted, isExtension, patternAt, patternEnd, readPattern } from "./rule-text";

/** Octets of a file's path: longer ones are of no machine. */
const FILE_BYTES_MAX: i32 = 4095;
/** It is sent with each refusal. */
const REALM_BYTES_MAX: i32 = 128;
/** Bounds of bcrypt's cost that can be set: the last takes minutes. */
const COST_MIN: i32 = 4;
const COST_MAX: i32 = 20;

/** /PATH FILE [realm=TEXT] [user=NAME,NAME] [group=NAME,NAME groups=FILE], or /PATH off */
export function applyAuth(at: Offset, end: Offset): i32 {
  const pathEnd: i32 = endOfWord(at, end);
  const fileAt: i32 = skipSpace(pathEnd, end);
  const fileEnd: i32 = endOfWord(fileAt, end);
  if (!readPattern(at, pathEnd) || isExtension)
    return reportAuth(at, end, "does not begin with /PATH");
  if (fileAt === end) return reportAuth(at, end, "has no file of passwords behind its path");
  if (fileEnd - fileAt > FILE_BYTES_MAX) return reportAuth(at, end, "names too long a file");
  const hasSlash: bool = patternEnd > patternAt && octet(patternEnd - 1) === Octet.Slash;
  const until: i32 = hasSlash ? patternEnd - 1 : patternEnd;
  const rule: AuthRuleRef = addAuthRule(builtSite(), patternAt, until, placeLine);
  if (rule === 0) return reportTooMany(AccessOption.Auth, at, end, AUTH_RULE_COUNT_MAX);
  setAuthText(rule, AuthText.Rule, at, end);
  const isOff: bool = isText(fileAt, fileEnd, "off");
  if (!isOff) setAuthText(rule, AuthText.File, fileAt, fileEnd);
  let wordAt: i32 = skipSpace(fileEnd, end);
  if (isOff && wordAt < end) return reportAuth(wordAt, end, "stands behind off");
  while (wordAt < end) {
    const wordEnd: i32 = endOfQuoted(wordAt, end);
    const status: i32 = applyKey(rule, wordAt, wordEnd);
    if (status !== 0) return status;
    wordAt = skipSpace(wordEnd, end);
  }
  return finish(rule, at, end);
}

function finish(rule: AuthRuleRef, at: Offset, end: Offset): i32 {
  const hasFile: bool = hasAuthText(rule, AuthText.GroupFile);
  if (hasAuthText(rule, AuthText.Groups) === hasFile) return 0;
  return reportAuth(at, end, "needs both of group= and groups=, or none");
}

function applyKey(rule: AuthRuleRef, at: Offset, end: Offset): i32 {
  const equals: i32 = findOctet(Octet.Equals, at, end);
  const text: AuthText = findKey(at, equals);
  if (text === AuthText.COUNT || equals === end) {
    return reportAuth(at, end, "is none of realm= user= group= groups=");
  }
  let from: i32 = equals + 1;
  let until: i32 = end;
  if (until - from >= 2 && octet(from) === Octet.Quote && octet(until - 1) === Octet.Quote) {
    from++;
    until--;
  }
  if (from === until) return reportAuth(at, end, "has no value");
  if (hasAuthText(rule, text)) return reportAuth(at, end, "is given twice");
  if (text === AuthText.Realm && !isRealm(from, until)) {
    return reportAuth(at, end, "is no text of 128 octets at most without '\"' and backslashes");
  }
  if (findOctet(Octet.Quote, from, until) < until) return reportAuth(at, end, "has a lone quote");
  setAuthText(rule, text, from, until);
  return 0;
}

function findKey(at: Offset, end: Offset): AuthText {
  if (isText(at, end, "realm")) return AuthText.Realm;
  if (isText(at, end, "user")) return AuthText.Users;
  if (isText(at, end, "group")) return AuthText.Groups;
  return isText(at, end, "groups") ? AuthText.GroupFile : AuthText.COUNT;
}

function isRealm(at: Offset, end: Offset): bool {
  for (let i: i32 = at; i < end; i++) {
    const c: i32 = octet(i);
    if (!isFieldValueOctet(c) || c === Octet.Quote || c === Octet.Backslash) return false;
  }
  return end - at <= REALM_BYTES_MAX;
}

export function applyAuthCost(at: Offset, end: Offset): i32 {
  const cost: f64 = parseDecimal(at, end);
  if (cost < COST_MIN || cost > COST_MAX) {
    return reportRange(AccessOption.AuthCost, at, end, COST_MIN, COST_MAX);
  }
  setAuthCost(building(), toInt(cost));
  return 0;
}

function reportAuth(at: Offset, end: Offset, why: string): i32 {
  return reportValue(AccessOption.Auth, at, end, why);
}
