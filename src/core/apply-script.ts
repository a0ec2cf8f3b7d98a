/*
 * What is a script, with what it runs and how many may: --script, --scripts.
 *
 * Rules of this file: what an interpreter's path names is looked at when all is read, so that the
 * message names the line of the rule.
 */
import { findOctet, octet } from "../wire/arena";
import { parseDecimal, putDecimal, toInt } from "../wire/decimal";
import { endOfWord, isText, put, skipSpace } from "../wire/text";
import { forgetBackendsOf } from "./backends";
import { checkProgramPath } from "./check-path";
import {
  beginComplaint,
  complain,
  EXIT_USAGE,
  placeLine,
  setPlaceCommandLine,
  setPlaceInConfiguration,
} from "./complaint";
import { SCRIPT_COUNT_MAX, scriptCount } from "./limits";
import { complainRange, complainTooMany, complainValue, putValue } from "./option-complaint";
import { Option } from "./options";
import { NONE } from "./pool";
import { forgetProgram } from "./programs";
import {
  applyLeave,
  applyNumber,
  findSetting,
  isExtension,
  patternAt,
  patternEnd,
  readPattern,
} from "./rule-text";
import {
  addScriptRule,
  hasInterpreter,
  interpreterAt,
  interpreterEnd,
  interpreterLine,
  RuleSetting,
  SCRIPT_RULE_COUNT_MAX,
  scriptRuleCount,
  setInterpreter,
} from "./script-rules";
import { setScriptCount } from "./settings";

/** Longer paths of interpreters are not meant, and the environment's block has no room for them. */
const INTERPRETER_BYTES_MAX: i32 = 1024;

const SLASH: i32 = 47;
const COLON: i32 = 58;
const EQUALS: i32 = 61;

/** PATTERN[:INTERPRETER] [KEY=VALUE …], where PATTERN is /PATH, *.EXT or .EXT */
export function applyScript(at: i32, end: i32): i32 {
  const wordEnd: i32 = endOfWord(at, end);
  const textEnd: i32 = findOctet(COLON, at, wordEnd);
  const interpreter: i32 = textEnd < wordEnd ? textEnd + 1 : wordEnd;
  if (textEnd < wordEnd && !isInterpreter(interpreter, wordEnd)) {
    return complainScript(at, end, "has an interpreter without its absolute path");
  }
  if (!readPattern(at, textEnd)) {
    return complainScript(at, end, "begins with neither /PATH nor *.EXT");
  }
  const rule: i32 = addScriptRule(patternAt, patternEnd, isExtension);
  if (rule === NONE) return complainTooMany(Option.Script, at, end, SCRIPT_RULE_COUNT_MAX);
  forgetBackendsOf(rule);
  forgetProgram(rule);
  setInterpreter(rule, interpreter, wordEnd, placeLine);
  return applySettings(rule, wordEnd, end);
}

export function applyScripts(at: i32, end: i32): i32 {
  const count: f64 = parseDecimal(at, end);
  if (count < 1 || count > SCRIPT_COUNT_MAX) {
    return complainRange(Option.Scripts, at, end, 1, SCRIPT_COUNT_MAX);
  }
  setScriptCount(toInt(count));
  return 0;
}

/** Sees, when all is read, whether there is room for all scripts. Returns 0 or an exit status. */
export function checkScriptCount(): i32 {
  if (scriptCount() <= SCRIPT_COUNT_MAX) return 0;
  const place: i32 = put(beginComplaint(), "scripts and all at-once= are together more than ");
  return complain(putDecimal(place, SCRIPT_COUNT_MAX), EXIT_USAGE);
}

/** Sees at start whether all interpreters are there. Returns 0 or an exit status. */
export function checkInterpreters(): i32 {
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) {
    if (!hasInterpreter(rule)) continue;
    setPlaceInConfiguration(interpreterLine(rule));
    const status: i32 = checkProgramPath("interpreter", interpreterAt(rule), interpreterEnd(rule));
    if (status !== 0) return status;
  }
  setPlaceCommandLine();
  return 0;
}

function applySettings(rule: i32, from: i32, end: i32): i32 {
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
function applySetting(rule: i32, at: i32, end: i32): i32 {
  const equals: i32 = findOctet(EQUALS, at, end);
  if (equals < end && isText(at, equals, "leave")) {
    return applyLeave(Option.Script, rule, at, equals + 1, end);
  }
  const setting: RuleSetting = findSetting(at, equals);
  if (setting === RuleSetting.COUNT || equals === end) {
    const keys: i32 = put(
      putValue(Option.Script, at, end),
      "is none of head= silence= idle= total=",
    );
    return complain(put(keys, " at-once= rate= buffer= leave="), EXIT_USAGE);
  }
  return applyNumber(Option.Script, rule, setting, at, equals + 1, end);
}

function complainScript(at: i32, end: i32, why: string): i32 {
  return complainValue(Option.Script, at, end, why);
}

function isInterpreter(at: i32, end: i32): bool {
  return end - at > 1 && octet(at) === SLASH && end - at <= INTERPRETER_BYTES_MAX;
}
