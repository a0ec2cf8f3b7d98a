/*
 * Which files are scripts, with what they are run, and what holds for them: below a directory, or
 * by an extension, with an interpreter or as programs of their own, or by servers of theirs
 * (src/core/backend/backends.ts) to which this one is a gateway.
 *
 * Rule of this file: what the patterns mean is said in src/core/rules/rule-match.ts; a rule that is
 * given again takes the place of the one before.
 */
import { Offset, setWord, word } from "../../wire/octets/arena";
import { isSame, put } from "../../wire/octets/text";
import { RULE_ROW_COUNT, SCRIPT_RULE_COUNT_MAX } from "../memory/sizes";
import { HAS_GATEWAYS, HAS_SCRIPTS } from "../product/profile";
import { CGI_PATTERNS, RULE_WORDS, RULES, Site, SiteRef } from "../settings/site-record";
import { noteRuleName } from "../settings/site-settings";
import { EncodedSlash, Leave, RuleSetting } from "./rule-setting";

/** Index of the first word of a rule's row, which is in the record of its site; 0 is none. */
export type RuleRef = i32;

/** Who runs the scripts of a rule. */
export const enum RuleKind {
  /** Each a process of its own (RFC 3875). */
  Cgi = 0,
  FastCgi,
  Scgi,
  /** FastCGI: asked whether requests may be answered, before anything answers them. */
  Authorizer,
}

/** It was not set: what is set for all holds. */
export const UNSET: i32 = -1;

/** Words of a rule's row: offsets into the text of the settings. */
const enum Rule {
  /** A path relative to the home directory, with or without a slash at its end; or ".EXT". */
  PatternAt = 0,
  PatternEnd,
  IsExtension,
  /** An absolute path; empty where scripts are programs. */
  InterpreterAt,
  InterpreterEnd,
  /** The end of the words behind it, which it is given before the script. */
  ArgumentsEnd,
  /** The line of the configuration file, 0 for the command line. */
  Line,
  Kind,
  MustExist,
  /** The home directory as the backends see it: an absolute path; empty for our own. */
  RootAt,
  RootEnd,
  /** Its share of scripts that run (src/core/upstream/concurrency.ts). */
  Share,
  /** The server that is started for it (src/core/backend/spawned-programs.ts). */
  Program = Share + 3,
  /** One word for each `RuleSetting`: the value, or UNSET. */
  Settings = Program + 12,
  LENGTH = Settings + 14,
}

export function ruleCount(site: SiteRef): i32 {
  return HAS_SCRIPTS ? word(site + Site.RuleCount) : 0;
}

/** The rule of this number. */
export function ruleAt(site: SiteRef, number: i32): RuleRef {
  assert(Rule.LENGTH === RULE_WORDS && RuleSetting.COUNT <= Rule.LENGTH - Rule.Settings);
  assert(number >= 0 && number < RULE_ROW_COUNT);
  return site + RULES + number * Rule.LENGTH;
}

/** Adds a rule, or puts it in the place of the one with the same pattern; 0 without room. */
export function addScriptRule(
  site: SiteRef,
  patternAt: Offset,
  patternEnd: Offset,
  isExtension: bool,
): RuleRef {
  return addRule(site, patternAt, patternEnd, isExtension, false);
}

/** The same for a rule of an authorizer's, beside which the same pattern may be a script's. */
export function addAuthorizerRule(site: SiteRef, patternAt: Offset, patternEnd: Offset): RuleRef {
  return addRule(site, patternAt, patternEnd, false, true);
}

function addRule(
  site: SiteRef,
  patternAt: Offset,
  patternEnd: Offset,
  isExtension: bool,
  allows: bool,
): RuleRef {
  let rule: RuleRef = findPattern(site, patternAt, patternEnd, isExtension, allows);
  if (rule === 0) {
    if (ruleCount(site) === SCRIPT_RULE_COUNT_MAX) return 0;
    rule = takeRow(site);
  }
  fillRow(rule, patternAt, patternEnd, isExtension);
  noteRuleName(site, patternAt, patternEnd);
  return rule;
}

function takeRow(site: SiteRef): RuleRef {
  const number: i32 = ruleCount(site);
  setWord(site + Site.RuleCount, number + 1);
  return ruleAt(site, number);
}

function fillRow(rule: RuleRef, patternAt: Offset, patternEnd: Offset, isExtension: bool): void {
  for (let i: i32 = 0; i < Rule.Settings; i++) setWord(rule + i, 0);
  for (let i: i32 = Rule.Settings; i < Rule.LENGTH; i++) setWord(rule + i, UNSET);
  setWord(rule + Rule.PatternAt, patternAt);
  setWord(rule + Rule.PatternEnd, patternEnd);
  setWord(rule + Rule.IsExtension, isExtension ? 1 : 0);
}

export function setInterpreter(
  rule: RuleRef,
  at: Offset,
  end: Offset,
  wordsEnd: Offset,
  line: i32,
): void {
  setWord(rule + Rule.InterpreterAt, at);
  setWord(rule + Rule.InterpreterEnd, end);
  setWord(rule + Rule.ArgumentsEnd, wordsEnd);
  setWord(rule + Rule.Line, line);
}

/** Makes the rule a gateway's, to servers that speak this protocol. */
export function setGateway(rule: RuleRef, kind: RuleKind): void {
  setWord(rule + Rule.Kind, kind);
  setMustExist(rule, isExtensionRule(rule));
}

export function setMustExist(rule: RuleRef, isNeeded: bool): void {
  setWord(rule + Rule.MustExist, isNeeded ? 1 : 0);
}

export function setBackendRoot(rule: RuleRef, at: Offset, end: Offset): void {
  setWord(rule + Rule.RootAt, at);
  setWord(rule + Rule.RootEnd, end);
}

export function setRuleSetting(rule: RuleRef, setting: RuleSetting, value: i32): void {
  setWord(rule + Rule.Settings + setting, value);
}

/** The command line's rules take the place of the file's. */
export function forgetScriptRules(site: SiteRef): void {
  setWord(site + Site.RuleCount, 0);
}

/** Adds Python's two directories for scripts, where no rule was given for them: `--cgi`. */
export function addCgiRules(site: SiteRef): void {
  const at: i32 = (site + CGI_PATTERNS) << 2;
  const middle: i32 = put(at, "cgi-bin/");
  addCgiRule(site, at, middle);
  addCgiRule(site, middle, put(middle, "htbin/"));
}

function addCgiRule(site: SiteRef, at: Offset, end: Offset): void {
  if (findPattern(site, at, end, false, false) !== 0) return;
  fillRow(takeRow(site), at, end, false);
}

/** UNSET, or what the rule sets. */
export function ruleSetting(rule: RuleRef, setting: RuleSetting): i32 {
  return word(rule + Rule.Settings + setting);
}

/** Octets a second that a client of the rule's scripts must move; `common` where it says none. */
export function rateFor(rule: RuleRef, common: i32): i32 {
  const own: i32 = ruleSetting(rule, RuleSetting.Rate);
  return own === UNSET ? common : own;
}

/** Octets of content that are kept before the rule's scripts are asked, in the same way. */
export function bufferFor(rule: RuleRef, common: f64): f64 {
  const own: i32 = ruleSetting(rule, RuleSetting.Buffer);
  return own === UNSET ? common : (own as f64);
}

/** Whether its scripts are ended when their clients end their sides of the connection. */
export function endsWithClient(rule: RuleRef): bool {
  return rule !== 0 && ruleSetting(rule, RuleSetting.Leave) === Leave.End;
}

/** Whether requests of the rule may have "%2F" in their paths. */
export function passesEncodedSlash(rule: RuleRef): bool {
  return ruleSetting(rule, RuleSetting.EncodedSlash) === EncodedSlash.Pass;
}

export function ruleKind(rule: RuleRef): RuleKind {
  return word(rule + Rule.Kind);
}

/** Whether its backends speak SCGI; all others speak FastCGI. */
export function speaksScgi(rule: RuleRef): bool {
  return HAS_GATEWAYS && ruleKind(rule) === RuleKind.Scgi;
}

/** Whether its backends allow requests, and others answer them. */
export function isAuthorizer(rule: RuleRef): bool {
  return HAS_GATEWAYS && ruleKind(rule) === RuleKind.Authorizer;
}

/** Whether the rule's requests are passed on to backends. */
export function isGateway(rule: RuleRef): bool {
  return HAS_GATEWAYS && ruleKind(rule) !== RuleKind.Cgi;
}

/** Whether there must be a file before a backend is asked; of a gateway's rule. */
export function mustExist(rule: RuleRef): bool {
  return word(rule + Rule.MustExist) !== 0;
}

/** An absolute path, without a slash at its end unless it is "/"; empty when it is ours. */
export function backendRootAt(rule: RuleRef): i32 {
  return word(rule + Rule.RootAt);
}

export function backendRootEnd(rule: RuleRef): i32 {
  return word(rule + Rule.RootEnd);
}

/** The line of the configuration file that has the rule's interpreter. */
export function interpreterLine(rule: RuleRef): i32 {
  return word(rule + Rule.Line);
}

export function hasInterpreter(rule: RuleRef): bool {
  return interpreterEnd(rule) > interpreterAt(rule);
}

export function interpreterAt(rule: RuleRef): i32 {
  return word(rule + Rule.InterpreterAt);
}

export function interpreterEnd(rule: RuleRef): i32 {
  return word(rule + Rule.InterpreterEnd);
}

/** The end of the words behind the interpreter's path, its arguments. */
export function argumentsEnd(rule: RuleRef): i32 {
  return word(rule + Rule.ArgumentsEnd);
}

function findPattern(
  site: SiteRef,
  at: Offset,
  end: Offset,
  isExtension: bool,
  allows: bool,
): RuleRef {
  const count: i32 = ruleCount(site);
  for (let i: i32 = 0; i < count; i++) {
    const rule: RuleRef = ruleAt(site, i);
    if (isExtensionRule(rule) !== isExtension || isAuthorizer(rule) !== allows) continue;
    if (isSame(at, end, patternAt(rule), patternEnd(rule))) return rule;
  }
  return 0;
}

export function isExtensionRule(rule: RuleRef): bool {
  return word(rule + Rule.IsExtension) !== 0;
}

/** A path relative to the home directory, or an extension with its dot. */
export function patternAt(rule: RuleRef): i32 {
  return word(rule + Rule.PatternAt);
}

export function patternEnd(rule: RuleRef): i32 {
  return word(rule + Rule.PatternEnd);
}

export function patternBytes(rule: RuleRef): i32 {
  return patternEnd(rule) - patternAt(rule);
}

/** Word index of what is known of the rule's share of scripts that run. */
export function ruleShare(rule: RuleRef): i32 {
  return rule + Rule.Share;
}

/** Word index of what is set of the server that is started for the rule. */
export function ruleProgram(rule: RuleRef): i32 {
  return rule + Rule.Program;
}
