/*
 * What is a script, with what it runs and how many may: --script, --scripts.
 *
 * Rules of this file: what an interpreter's path names is looked at when all is read, so that the
 * message names the line of the rule; a word with "=" is a key, and an argument of an interpreter
 * only between quotes.
 */

import { forgetBackendsOf } from "../../core/backend/backends";
import { forgetProgram } from "../../core/backend/spawned-programs";
import { SCRIPT_COUNT_MAX, SCRIPT_RULE_COUNT_MAX } from "../../core/memory/sizes";
import { nextRule } from "../../core/rules/all-rules";
import { RuleSetting } from "../../core/rules/rule-setting";
import {
  addScriptRule,
  hasInterpreter,
  interpreterAt,
  interpreterEnd,
  interpreterLine,
  RuleRef,
  setInterpreter,
} from "../../core/rules/rules";
import { building, builtSite } from "../../core/settings/generations";
import { setScriptCount } from "../../core/settings/server-settings";
import { scriptCount } from "../../core/upstream/concurrency";
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, putDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { endOfWord, put, skipSpace, spaceTrimmed } from "../../wire/octets/text";
import { COMMAND_BYTES_MAX } from "../../wire/sizes/sizes";
import { putValue, reportRange, reportTooMany, reportValue } from "../options/option-error";
import { ScriptOption } from "../options/script-options";
import { checkProgramPath } from "../text/check-path";
import {
  beginDiagnostic,
  EXIT_USAGE,
  placeLine,
  report,
  setPlaceCommandLine,
  setPlaceInConfiguration,
  worse,
} from "../text/diagnostic";
import {
  applyNumber,
  applyWordKey,
  endOfQuoted,
  findSetting,
  isExtension,
  isWordKey,
  patternAt,
  patternEnd,
  readPattern,
} from "./rule-text";

/** The interpreter of the rule that is read, with its arguments. */
let commandAt: i32 = 0;
let commandEnd: i32 = 0;

/** PATTERN[:INTERPRETER [ARGUMENT …]] [KEY=VALUE …], where PATTERN is /PATH, *.EXT or .EXT */
export function applyScript(at: Offset, end: Offset): i32 {
  const wordEnd: i32 = endOfQuoted(at, end);
  const textEnd: i32 = findOctet(Octet.Colon, at, wordEnd);
  const hasProgram: bool = textEnd < wordEnd;
  const behind: i32 = hasProgram ? readCommand(textEnd + 1, wordEnd, end) : wordEnd;
  if (behind < 0) {
    return reportScript(at, end, "has an interpreter that does not end in its second quote");
  }
  const pathEnd: i32 = endOfWord(commandAt, commandEnd);
  if (hasProgram && !isInterpreter(commandAt, pathEnd)) {
    return reportScript(at, end, "has an interpreter without its absolute path");
  }
  if (hasProgram && commandEnd - commandAt > COMMAND_BYTES_MAX) {
    return reportScript(at, end, "has an interpreter of more than 1024 octets");
  }
  if (!readPattern(at, textEnd)) {
    return reportScript(at, end, "begins with neither /PATH nor *.EXT");
  }
  const rule: RuleRef = addScriptRule(builtSite(), patternAt, patternEnd, isExtension);
  if (rule === 0) return reportTooMany(ScriptOption.Script, at, end, SCRIPT_RULE_COUNT_MAX);
  forgetBackendsOf(rule);
  forgetProgram(rule);
  if (hasProgram) setInterpreter(rule, commandAt, pathEnd, commandEnd, placeLine);
  return applySettings(rule, behind, end);
}

/**
 * Finds the interpreter at `at`, whose first word ends at `wordEnd`, with its arguments: "…", or
 * all words up to the first key. Returns where the keys begin, -1 without a second quote.
 */
function readCommand(at: Offset, wordEnd: Offset, end: Offset): i32 {
  commandAt = at;
  commandEnd = wordEnd;
  if (at < wordEnd && octet(at) === Octet.Quote) {
    if (findOctet(Octet.Quote, at + 1, wordEnd) !== wordEnd - 1) return -1;
    commandAt = skipSpace(at + 1, wordEnd - 1);
    commandEnd = spaceTrimmed(commandAt, wordEnd - 1);
    return wordEnd;
  }
  let next: i32 = skipSpace(wordEnd, end);
  while (next < end) {
    const nextEnd: i32 = endOfWord(next, end);
    if (isKey(next, nextEnd)) break;
    commandEnd = nextEnd;
    next = skipSpace(nextEnd, end);
  }
  return next;
}

/** Whether the word has "=", or is a key that lacks it. */
function isKey(at: Offset, end: Offset): bool {
  const isNamed: bool = findSetting(at, end) !== RuleSetting.COUNT || isWordKey(at, end);
  return isNamed || findOctet(Octet.Equals, at, end) < end;
}

export function applyScripts(at: Offset, end: Offset): i32 {
  const count: f64 = parseDecimal(at, end);
  if (count < 1 || count > SCRIPT_COUNT_MAX) {
    return reportRange(ScriptOption.Scripts, at, end, 1, SCRIPT_COUNT_MAX);
  }
  setScriptCount(building(), toInt(count));
  return 0;
}

/** Sees, when all is read, whether there is room for all scripts. Returns 0 or an exit status. */
export function checkScriptCount(): i32 {
  if (scriptCount(building()) <= SCRIPT_COUNT_MAX) return 0;
  const place: i32 = put(beginDiagnostic(), "scripts and all at-once= are together more than ");
  return report(putDecimal(place, SCRIPT_COUNT_MAX), EXIT_USAGE);
}

/** Sees at start whether all interpreters are there. Returns 0 or an exit status. */
export function checkInterpreters(): i32 {
  let worst: i32 = 0;
  let rule: RuleRef = nextRule(building(), 0);
  for (; rule !== 0; rule = nextRule(building(), rule)) {
    if (!hasInterpreter(rule)) continue;
    setPlaceInConfiguration(interpreterLine(rule));
    const from: i32 = interpreterAt(rule);
    worst = worse(worst, checkProgramPath("interpreter", from, interpreterEnd(rule)));
  }
  setPlaceCommandLine();
  return worst;
}

function applySettings(rule: i32, from: Offset, end: Offset): i32 {
  let at: i32 = skipSpace(from, end);
  while (at < end) {
    const wordEnd: i32 = endOfWord(at, end);
    const status: i32 = applySetting(rule, at, wordEnd);
    if (status !== 0) return status;
    at = skipSpace(wordEnd, end);
  }
  return 0;
}

/** KEY=VALUE */
function applySetting(rule: i32, at: Offset, end: Offset): i32 {
  const equals: i32 = findOctet(Octet.Equals, at, end);
  if (equals < end && isWordKey(at, equals)) {
    return applyWordKey(ScriptOption.Script, rule, at, equals, end);
  }
  const setting: RuleSetting = findSetting(at, equals);
  if (setting === RuleSetting.COUNT || equals === end) {
    const keys: i32 = put(
      putValue(ScriptOption.Script, at, end),
      "is none of head= silence= idle= total=",
    );
    const all: i32 = put(keys, " at-once= rate= buffer= leave= encoded-slash=");
    const hint: i32 = put(all, "; an interpreter's argument with = stands in quotes: ");
    return report(put(hint, '*.EXT:"/PROGRAM -d A=B"'), EXIT_USAGE);
  }
  return applyNumber(ScriptOption.Script, rule, setting, at, equals + 1, end);
}

function reportScript(at: Offset, end: Offset, why: string): i32 {
  return reportValue(ScriptOption.Script, at, end, why);
}

function isInterpreter(at: Offset, end: Offset): bool {
  return end - at > 1 && octet(at) === Octet.Slash;
}
