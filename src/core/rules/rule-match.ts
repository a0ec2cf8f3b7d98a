/*
 * Which rule a path falls under (src/core/rules/rules.ts).
 *
 * Rules of this file: names are compared without regard to case and to dots at their end, since
 * there are file systems (FAT) that look them up so, and what is a script by any spelling must not
 * be sent as a file; the longest pattern holds, and a directory's before an extension's.
 */

import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSameAnyCase } from "../../wire/octets/text";
import { HAS_SCRIPTS } from "../product/profile";
import { SiteRef } from "../settings/site-record";
import { endOfPattern } from "./path-pattern";
import {
  hasInterpreter,
  isAuthorizer,
  isExtensionRule,
  patternAt,
  patternBytes,
  patternEnd,
  RuleRef,
  ruleAt,
  ruleCount,
} from "./rules";

/** The rule by which the file of this path would be a script; 0 when there is none. */
export function ruleFor(site: SiteRef, at: Offset, end: Offset): RuleRef {
  if (!HAS_SCRIPTS) return 0;
  const rule: RuleRef = directoryRuleFor(site, at, end);
  return rule === 0 ? extensionRuleFor(site, at, end) : rule;
}

/** The rule of the longest directory that the path lies in; 0 when there is none. */
export function directoryRuleFor(site: SiteRef, at: Offset, end: Offset): RuleRef {
  return longestDirectory(site, at, end, false);
}

/** The rule of the authorizers that are asked for the path; 0 when there is none. */
export function authorizerRuleFor(site: SiteRef, at: Offset, end: Offset): RuleRef {
  return longestDirectory(site, at, end, true);
}

function longestDirectory(site: SiteRef, at: Offset, end: Offset, allows: bool): RuleRef {
  const count: i32 = ruleCount(site);
  let longest: RuleRef = 0;
  for (let i: i32 = 0; i < count; i++) {
    const rule: RuleRef = ruleAt(site, i);
    if (isExtensionRule(rule) || isAuthorizer(rule) !== allows || !isIn(rule, at, end)) continue;
    if (longest === 0 || patternBytes(rule) > patternBytes(longest)) longest = rule;
  }
  return longest;
}

/** The rule of the longest extension that the path ends in; 0 when there is none. */
export function extensionRuleFor(site: SiteRef, at: Offset, end: Offset): RuleRef {
  const count: i32 = ruleCount(site);
  if (count === 0) return 0;
  let nameEnd: i32 = end;
  while (nameEnd > at && octet(nameEnd - 1) === Octet.Dot) nameEnd--;
  let longest: RuleRef = 0;
  for (let i: i32 = 0; i < count; i++) {
    const rule: RuleRef = ruleAt(site, i);
    const bytes: i32 = patternBytes(rule);
    if (!isExtensionRule(rule) || nameEnd - at < bytes) continue;
    if (!isSameAnyCase(nameEnd - bytes, nameEnd, patternAt(rule), patternEnd(rule))) continue;
    if (longest === 0 || bytes > patternBytes(longest)) longest = rule;
  }
  return longest;
}

/** The rule whose interpreter runs the script of this path; 0 when it is a program. */
export function interpreterRuleFor(site: SiteRef, at: Offset, end: Offset): RuleRef {
  const rule: RuleRef = directoryRuleFor(site, at, end);
  if (rule !== 0 && hasInterpreter(rule)) return rule;
  const extension: RuleRef = extensionRuleFor(site, at, end);
  return extension !== 0 && hasInterpreter(extension) ? extension : 0;
}

/** Whether the path lies in the directory of a rule, or is what the rule names without a slash. */
function isIn(rule: RuleRef, at: Offset, end: Offset): bool {
  return endOfPattern(patternAt(rule), patternEnd(rule), at, end) >= 0;
}

/** Where the directory of the rule ends in a path that lies in it, before its slash. */
export function treeEnd(rule: RuleRef, at: Offset, end: Offset): i32 {
  const behind: i32 = endOfPattern(patternAt(rule), patternEnd(rule), at, end);
  return behind > at && octet(behind - 1) === Octet.Slash ? behind - 1 : behind;
}
