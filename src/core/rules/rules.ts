/*
 * Which files are scripts, with what they are run, and what holds for them: below a directory, or
 * by an extension, with an interpreter or as programs of their own, or by servers of theirs
 * (src/core/upstream/backends.ts) to which this one is a gateway.
 *
 * Rule of this file: what the patterns mean is said in src/core/rules/rule-match.ts; a rule that is
 * given again takes the place of the one before.
 */
import { setWord, word } from "../../wire/octets/arena";
import { isSame, put } from "../../wire/octets/text";
import { CGI_PATTERNS_AT, SCRIPT_RULES_AT } from "../memory/layout";
import { NONE } from "../memory/pool";
import { noteRuleName } from "../settings/settings";
import { EncodedSlash, Leave, RuleSetting } from "./rule-setting";

/** Rules that can be given; `--cgi` is two more. */
export const SCRIPT_RULE_COUNT_MAX: i32 = 16;
export const RULE_ROW_COUNT: i32 = SCRIPT_RULE_COUNT_MAX + 2;

/** Octets of the directories of `--cgi`. */
export const CGI_PATTERNS_WORDS: i32 = 4;

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
  /** One word for each `RuleSetting`: the value + 1, 0 for UNSET. */
  Settings,
  LENGTH = 28,
}

export const SCRIPT_RULES_WORDS: i32 = RULE_ROW_COUNT * Rule.LENGTH;

export let scriptRuleCount: i32 = 0;

/**
 * Adds a rule, or puts it in the place of the one with the same pattern. Returns its number, NONE
 * when there is no room.
 */
export function addScriptRule(patternAt: i32, patternEnd: i32, isExtension: bool): i32 {
  return addRule(patternAt, patternEnd, isExtension, false);
}

/** The same for a rule of an authorizer's, beside which the same pattern may be a script's. */
export function addAuthorizerRule(patternAt: i32, patternEnd: i32): i32 {
  return addRule(patternAt, patternEnd, false, true);
}

function addRule(patternAt: i32, patternEnd: i32, isExtension: bool, allows: bool): i32 {
  let rule: i32 = findPattern(patternAt, patternEnd, isExtension, allows);
  if (rule === NONE) {
    if (scriptRuleCount === SCRIPT_RULE_COUNT_MAX) return NONE;
    rule = scriptRuleCount;
    scriptRuleCount++;
  }
  fillRow(rule, patternAt, patternEnd, isExtension);
  return rule;
}

function fillRow(rule: i32, patternAt: i32, patternEnd: i32, isExtension: bool): void {
  for (let i: i32 = 0; i < Rule.LENGTH; i++) setWord(rowOf(rule) + i, 0);
  setWord(rowOf(rule) + Rule.PatternAt, patternAt);
  setWord(rowOf(rule) + Rule.PatternEnd, patternEnd);
  setWord(rowOf(rule) + Rule.IsExtension, isExtension ? 1 : 0);
  noteRuleName(patternAt, patternEnd);
}

export function setInterpreter(rule: i32, at: i32, end: i32, wordsEnd: i32, line: i32): void {
  setWord(rowOf(rule) + Rule.InterpreterAt, at);
  setWord(rowOf(rule) + Rule.InterpreterEnd, end);
  setWord(rowOf(rule) + Rule.ArgumentsEnd, wordsEnd);
  setWord(rowOf(rule) + Rule.Line, line);
}

/** Makes the rule a gateway's, to servers that speak this protocol. */
export function setGateway(rule: i32, kind: RuleKind): void {
  setWord(rowOf(rule) + Rule.Kind, kind);
  setMustExist(rule, isExtensionRule(rule));
}

export function setMustExist(rule: i32, isNeeded: bool): void {
  setWord(rowOf(rule) + Rule.MustExist, isNeeded ? 1 : 0);
}

export function setBackendRoot(rule: i32, at: i32, end: i32): void {
  setWord(rowOf(rule) + Rule.RootAt, at);
  setWord(rowOf(rule) + Rule.RootEnd, end);
}

export function setRuleSetting(rule: i32, setting: RuleSetting, value: i32): void {
  setWord(rowOf(rule) + Rule.Settings + setting, value + 1);
}

/** The command line's rules take the place of the file's. */
export function forgetScriptRules(): void {
  scriptRuleCount = 0;
}

/** Adds Python's two directories for scripts, where no rule was given for them: `--cgi`. */
export function addCgiRules(): void {
  const at: i32 = CGI_PATTERNS_AT << 2;
  const middle: i32 = put(at, "cgi-bin/");
  addCgiRule(at, middle);
  addCgiRule(middle, put(middle, "htbin/"));
}

function addCgiRule(at: i32, end: i32): void {
  assert(scriptRuleCount < RULE_ROW_COUNT);
  if (findPattern(at, end, false, false) !== NONE) return;
  fillRow(scriptRuleCount, at, end, false);
  scriptRuleCount++;
}

/** UNSET, or what the rule sets. */
export function ruleSetting(rule: i32, setting: RuleSetting): i32 {
  return word(rowOf(rule) + Rule.Settings + setting) - 1;
}

/** Octets a second that a client of the rule's scripts must move; `common` where it says none. */
export function rateFor(rule: i32, common: i32): i32 {
  const own: i32 = ruleSetting(rule, RuleSetting.Rate);
  return own === UNSET ? common : own;
}

/** Octets of content that are kept before the rule's scripts are asked, in the same way. */
export function bufferFor(rule: i32, common: f64): f64 {
  const own: i32 = ruleSetting(rule, RuleSetting.Buffer);
  return own === UNSET ? common : (own as f64);
}

/** Whether its scripts are ended when their clients end their sides of the connection. */
export function endsWithClient(rule: i32): bool {
  return rule !== NONE && ruleSetting(rule, RuleSetting.Leave) === Leave.End;
}

/** Whether requests of the rule may have "%2F" in their paths. */
export function passesEncodedSlash(rule: i32): bool {
  return ruleSetting(rule, RuleSetting.EncodedSlash) === EncodedSlash.Pass;
}

export function ruleKind(rule: i32): RuleKind {
  return word(rowOf(rule) + Rule.Kind);
}

/** Whether its backends speak SCGI; all others speak FastCGI. */
export function speaksScgi(rule: i32): bool {
  return ruleKind(rule) === RuleKind.Scgi;
}

/** Whether its backends allow requests, and others answer them. */
export function isAuthorizer(rule: i32): bool {
  return ruleKind(rule) === RuleKind.Authorizer;
}

/** Whether the rule's requests are passed on to backends. */
export function isGateway(rule: i32): bool {
  return ruleKind(rule) !== RuleKind.Cgi;
}

/** Whether some rule's requests are passed on. */
export function hasGateways(): bool {
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) if (isGateway(rule)) return true;
  return false;
}

/** Whether there must be a file before a backend is asked; of a gateway's rule. */
export function mustExist(rule: i32): bool {
  return word(rowOf(rule) + Rule.MustExist) !== 0;
}

/** An absolute path, without a slash at its end unless it is "/"; empty when it is ours. */
export function backendRootAt(rule: i32): i32 {
  return word(rowOf(rule) + Rule.RootAt);
}

export function backendRootEnd(rule: i32): i32 {
  return word(rowOf(rule) + Rule.RootEnd);
}

/** The line of the configuration file that has the rule's interpreter. */
export function interpreterLine(rule: i32): i32 {
  return word(rowOf(rule) + Rule.Line);
}

export function hasInterpreter(rule: i32): bool {
  return interpreterEnd(rule) > interpreterAt(rule);
}

export function interpreterAt(rule: i32): i32 {
  return word(rowOf(rule) + Rule.InterpreterAt);
}

export function interpreterEnd(rule: i32): i32 {
  return word(rowOf(rule) + Rule.InterpreterEnd);
}

/** The end of the words behind the interpreter's path, its arguments. */
export function argumentsEnd(rule: i32): i32 {
  return word(rowOf(rule) + Rule.ArgumentsEnd);
}

function findPattern(at: i32, end: i32, isExtension: bool, allows: bool): i32 {
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) {
    if (isExtensionRule(rule) !== isExtension || isAuthorizer(rule) !== allows) continue;
    if (isSame(at, end, patternAt(rule), patternEnd(rule))) return rule;
  }
  return NONE;
}

export function isExtensionRule(rule: i32): bool {
  return word(rowOf(rule) + Rule.IsExtension) !== 0;
}

/** A path relative to the home directory, or an extension with its dot. */
export function patternAt(rule: i32): i32 {
  return word(rowOf(rule) + Rule.PatternAt);
}

export function patternEnd(rule: i32): i32 {
  return word(rowOf(rule) + Rule.PatternEnd);
}

export function patternBytes(rule: i32): i32 {
  return patternEnd(rule) - patternAt(rule);
}

function rowOf(rule: i32): i32 {
  return SCRIPT_RULES_AT + rule * Rule.LENGTH;
}
