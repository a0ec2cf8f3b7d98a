/*
 * The command line: arguments lie at the start of the settings' region, each ended by NUL. It is
 * read twice: first for what must be known before all else (help, the configuration file), then for
 * the rest, which thereby wins over the file.
 */

import { forgetBackends } from "../../core/backend/backends";
import { forgetIndexNames } from "../../core/rules/index-names";
import { forgetScriptRules } from "../../core/rules/rules";
import { argumentBytesOf, building, builtSite, textStart } from "../../core/settings/generations";
import { forgetListeners } from "../../core/settings/listeners";
import { Offset, octet } from "../../wire/octets/arena";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { put } from "../../wire/octets/text";
import { applyPort } from "../apply/apply-listener";
import { applyOption } from "../apply/apply-option";
import { CommandOption } from "../options/command-options";
import { GatewayOption } from "../options/gateway-options";
import { putHint, putOption, reportMissing } from "../options/option-error";
import { findLetter, findWord, NO_OPTION, Option, takesValue } from "../options/options";
import { ResponseOption } from "../options/response-options";
import { ScriptOption } from "../options/script-options";
import { ServerOption } from "../options/server-options";
import { beginDiagnostic, EXIT_USAGE, putQuoted, report } from "../text/diagnostic";

/** What was asked for besides settings. */
export let wantsHelp: bool = false;
export let wantsVersion: bool = false;
export let wantsLimits: bool = false;
export let wantsTest: bool = false;
/** The configuration file's name; its length is 0 when there is none. */
export let configAt: i32 = 0;
export let configEnd: i32 = 0;

let isFirstPass: bool = false;
/** An option is not known: what follows may be its value, so nothing behind it is certain. */
let isLost: bool = false;
let hasOwnListeners: bool = false;
let hasOwnIndexNames: bool = false;
let hasOwnScriptRules: bool = false;
/** Where the argument begins that is read next, and where the last one ends. */
let nextAt: i32 = 0;
let argumentsEnd: i32 = 0;

/** Finds help, version, tests and the configuration file. Returns 0 or an exit status. */
export function readEarlyArguments(): i32 {
  isFirstPass = true;
  return readArguments();
}

/** Applies all settings. Returns 0 or an exit status. */
export function readArgumentSettings(): i32 {
  isFirstPass = false;
  return readArguments();
}

function readArguments(): i32 {
  const bytes: i32 = argumentBytesOf(building());
  nextAt = textStart(building()) + bytes;
  argumentsEnd = nextAt + bytes;
  isLost = false;
  hasOwnListeners = false;
  hasOwnIndexNames = false;
  hasOwnScriptRules = false;
  let worst: i32 = 0;
  while (nextAt < argumentsEnd && !isLost) {
    const at: i32 = nextAt;
    const end: i32 = takeArgument();
    const status: i32 = readArgument(at, end);
    if (status !== 0) worst = status;
  }
  return worst;
}

/** Passes over one argument. Returns its end. */
function takeArgument(): i32 {
  let end: i32 = nextAt;
  while (octet(end) !== 0) end++;
  nextAt = end + 1;
  return end;
}

function readArgument(at: Offset, end: Offset): i32 {
  if (end - at > 2 && octet(at) === Octet.Hyphen && octet(at + 1) === Octet.Hyphen)
    return readWord(at + 2, end);
  if (end - at > 1 && octet(at) === Octet.Hyphen) return readLetters(at + 1, end);
  if (isFirstPass) return 0;
  takeOwnListeners();
  return applyPort(at, end);
}

/** --word, --word VALUE or --word=VALUE */
function readWord(at: Offset, end: Offset): i32 {
  let wordEnd: i32 = at;
  while (wordEnd < end && octet(wordEnd) !== Octet.Equals) wordEnd++;
  const option: i32 = findWord(at, wordEnd);
  if (option === NO_OPTION) return reportWord(at, wordEnd);
  if (!takesValue(option)) {
    return wordEnd === end ? applyArgument(option, end, end) : reportNoValue(option);
  }
  if (wordEnd < end) return applyArgument(option, wordEnd + 1, end);
  if (nextAt === argumentsEnd) return reportMissing(option);
  const valueAt: i32 = nextAt;
  return applyArgument(option, valueAt, takeArgument());
}

/** -f, -fv, -p VALUE or -pVALUE; -h as the last argument asks for help. */
function readLetters(at: Offset, end: Offset): i32 {
  for (let i: i32 = at; i < end; i++) {
    const option: i32 = findLetter(octet(i));
    if (option === NO_OPTION) return reportLetter(i);
    if (!takesValue(option)) {
      const status: i32 = applyArgument(option, end, end);
      if (status !== 0) return status;
      continue;
    }
    if (i + 1 < end) return applyArgument(option, i + 1, end);
    if (nextAt === argumentsEnd) {
      return option === ServerOption.Home
        ? applyArgument(CommandOption.Help, end, end)
        : reportMissing(option);
    }
    const valueAt: i32 = nextAt;
    return applyArgument(option, valueAt, takeArgument());
  }
  return 0;
}

function applyArgument(option: Option, at: Offset, end: Offset): i32 {
  if (!isFirstPass) {
    if (option === ServerOption.Listen) takeOwnListeners();
    if (option === ResponseOption.Index) takeOwnIndexNames();
    if (isOfRules(option)) takeOwnScriptRules();
    return applyOption(option, at, end);
  }
  switch (option) {
    case CommandOption.Help:
      wantsHelp = true;
      return 0;
    case CommandOption.Version:
      wantsVersion = true;
      return 0;
    case CommandOption.Limits:
      wantsLimits = true;
      return 0;
    case CommandOption.Test:
      wantsTest = true;
      return 0;
    case CommandOption.Config:
      if (at === end) return reportMissing(option);
      configAt = at;
      configEnd = end;
      return 0;
    default:
      return 0;
  }
}

/** A listener on the command line takes the place of all of the file's. */
function takeOwnListeners(): void {
  if (!hasOwnListeners) forgetListeners(building());
  hasOwnListeners = true;
}

function takeOwnIndexNames(): void {
  if (!hasOwnIndexNames) forgetIndexNames(builtSite());
  hasOwnIndexNames = true;
}

function isOfRules(option: Option): bool {
  return (
    option === ScriptOption.Script ||
    option === GatewayOption.Fastcgi ||
    option === GatewayOption.Scgi ||
    option === GatewayOption.Authorizer
  );
}

function takeOwnScriptRules(): void {
  if (!hasOwnScriptRules) {
    forgetScriptRules(builtSite());
    forgetBackends();
  }
  hasOwnScriptRules = true;
}

function reportWord(at: Offset, end: Offset): i32 {
  const place: i32 = putQuoted(put(beginDiagnostic(), "unknown option "), at - 2, end);
  isLost = true;
  return report(put(putHint(place, at, end), "; --help lists all"), EXIT_USAGE);
}

function reportLetter(at: Offset): i32 {
  isLost = true;
  const place: i32 = putLogText(put(beginDiagnostic(), "unknown option -"), at, at + 1);
  return report(put(place, "; --help lists all"), EXIT_USAGE);
}

function reportNoValue(option: Option): i32 {
  return report(put(putOption(beginDiagnostic(), option), " takes no value"), EXIT_USAGE);
}
