/*
 * What is passed on to other servers, and to which: --fastcgi, --scgi, --authorizer.
 *
 * Rules of this file: names of hosts are not looked up, since that waits; a word is a backend where
 * it begins with "unix:" or has no "=".
 */

import { addBackend, forgetBackendsOf, hasBackends, UNIX } from "../../core/backend/backends";
import { forgetProgram } from "../../core/backend/spawned-programs";
import { BACKEND_COUNT_MAX, SCRIPT_RULE_COUNT_MAX } from "../../core/memory/sizes";
import { Balance, RuleSetting } from "../../core/rules/rule-setting";
import {
  addAuthorizerRule,
  addScriptRule,
  RuleKind,
  RuleRef,
  setBackendRoot,
  setGateway,
  setMustExist,
  setRuleSetting,
} from "../../core/rules/rules";
import { building, builtSite } from "../../core/settings/generations";
import { loopbackAt, putLoopback } from "../../core/settings/listeners";
import { isIpv4Address, isIpv6Address } from "../../wire/http/host-field";
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isDigit } from "../../wire/octets/octet-class";
import { endOfWord, isText, put, skipSpace } from "../../wire/octets/text";
import { ROOT_BYTES_MAX } from "../../wire/sizes/sizes";
import { GatewayOption } from "../options/gateway-options";
import { putValue, reportTooMany, reportValue } from "../options/option-error";
import { Option } from "../options/options";
import { EXIT_USAGE, report } from "../text/diagnostic";
import { applyProgramKey, finishProgram, isProgramKey } from "./apply-spawn";
import {
  applyNumber,
  applyWordKey,
  endOfQuoted,
  findGatewaySetting,
  isExtension,
  isWordKey,
  patternAt,
  patternEnd,
  readPattern,
} from "./rule-text";

/** What a rule has that sets nothing else: requests at once, and seconds. */
const USUAL_AT_ONCE: i32 = 128;
/** 1 s: lighttpd's disable-time. */
const USUAL_DOWN: i32 = 1;

/** Octets of a Unix socket's path: sun_path without its NUL. */
const UNIX_PATH_BYTES_MAX: i32 = 107;
const PORT_MAX: f64 = 65535;

/** Octets of "unix:". */
const UNIX_WORD_BYTES: i32 = 5;

/** PATTERN BACKEND … [KEY=VALUE …], where PATTERN is /PATH, *.EXT or .EXT */
export function applyGateway(option: Option, at: Offset, end: Offset): i32 {
  const textEnd: i32 = endOfWord(at, end);
  if (!readPattern(at, textEnd)) {
    return reportValue(option, at, textEnd, "begins with neither /PATH nor *.EXT");
  }
  const allows: bool = option === GatewayOption.Authorizer;
  if (allows && isExtension) return reportValue(option, at, textEnd, "does not begin with /PATH");
  const rule: RuleRef = allows
    ? addAuthorizerRule(builtSite(), patternAt, patternEnd)
    : addScriptRule(builtSite(), patternAt, patternEnd, isExtension);
  if (rule === 0) return reportTooMany(option, at, textEnd, SCRIPT_RULE_COUNT_MAX);
  forgetBackendsOf(rule);
  forgetProgram(rule);
  setGateway(rule, kindOf(option));
  setUsual(rule);
  let wordAt: i32 = skipSpace(textEnd, end);
  while (wordAt < end) {
    const wordEnd: i32 = endOfQuoted(wordAt, end);
    const status: i32 = applyWord(option, rule, wordAt, wordEnd);
    if (status !== 0) return status;
    wordAt = skipSpace(wordEnd, end);
  }
  const status: i32 = finishProgram(option, rule, at, end);
  if (status !== 0 || hasBackends(rule)) return status;
  return reportValue(
    option,
    at,
    end,
    "has no backend, such as unix:/PATH or 127.0.0.1:9000, and no spawn=",
  );
}

function kindOf(option: Option): RuleKind {
  if (option === GatewayOption.Authorizer) return RuleKind.Authorizer;
  return option === GatewayOption.Scgi ? RuleKind.Scgi : RuleKind.FastCgi;
}

function setUsual(rule: i32): void {
  setRuleSetting(rule, RuleSetting.AtOnce, USUAL_AT_ONCE);
  setRuleSetting(rule, RuleSetting.Keep, 0);
  setRuleSetting(rule, RuleSetting.Down, USUAL_DOWN);
  setRuleSetting(rule, RuleSetting.Balance, Balance.Least);
}

function applyWord(option: Option, rule: i32, at: Offset, end: Offset): i32 {
  if (isUnix(at, end)) return applyUnix(option, rule, at, end);
  const equals: i32 = findOctet(Octet.Equals, at, end);
  if (equals < end) return applyKey(option, rule, at, equals, end);
  return applyAddress(option, rule, at, end);
}

/** unix:/PATH */
function applyUnix(option: Option, rule: i32, at: Offset, end: Offset): i32 {
  const pathAt: i32 = at + UNIX_WORD_BYTES;
  if (end - pathAt < 2 || octet(pathAt) !== Octet.Slash || end - pathAt > UNIX_PATH_BYTES_MAX) {
    return reportValue(option, at, end, "is not unix:/PATH of at most 107 octets");
  }
  return add(option, rule, at, end, pathAt, end, UNIX);
}

/** IPV4:PORT, [IPV6]:PORT, localhost:PORT or :PORT */
function applyAddress(option: Option, rule: i32, at: Offset, end: Offset): i32 {
  const isBracketed: bool = octet(at) === Octet.BracketOpen;
  const hostEnd: i32 = findOctet(isBracketed ? Octet.BracketClose : Octet.Colon, at, end);
  const colonAt: i32 = isBracketed && hostEnd < end ? hostEnd + 1 : hostEnd;
  if (colonAt >= end || octet(colonAt) !== Octet.Colon) return reportBackend(option, at, end);
  const isNumber: bool = colonAt + 1 < end && isDigit(octet(colonAt + 1));
  const port: f64 = isNumber ? parseDecimal(colonAt + 1, end) : -1;
  if (isBracketed ? !isIpv6Address(at + 1, hostEnd) : !isHost(at, hostEnd)) {
    return reportBackend(option, at, end);
  }
  if (port < 1 || port > PORT_MAX) {
    return reportValue(option, at, end, "does not end in a port from 1 to 65535");
  }
  if (isBracketed) return add(option, rule, at, end, at + 1, hostEnd, toInt(port));
  if (!isLoopback(at, hostEnd)) return add(option, rule, at, end, at, hostEnd, toInt(port));
  return add(option, rule, at, end, loopbackAt(building()), putLoopback(building()), toInt(port));
}

function isHost(at: Offset, end: Offset): bool {
  return isLoopback(at, end) || isIpv4Address(at, end);
}

/** What is meant without a look at what this machine calls itself. */
function isLoopback(at: Offset, end: Offset): bool {
  return at === end || isText(at, end, "localhost");
}

function isUnix(at: Offset, end: Offset): bool {
  return end - at >= UNIX_WORD_BYTES && isText(at, at + UNIX_WORD_BYTES, "unix:");
}

function add(
  option: Option,
  rule: i32,
  at: Offset,
  end: Offset,
  addressAt: Offset,
  addressEnd: Offset,
  port: i32,
): i32 {
  if (addBackend(rule, addressAt, addressEnd, port)) return 0;
  return reportTooMany(option, at, end, BACKEND_COUNT_MAX);
}

function reportBackend(option: Option, at: Offset, end: Offset): i32 {
  const place: i32 = put(
    putValue(option, at, end),
    "is none of unix:/PATH, IPV4:PORT, [IPV6]:PORT",
  );
  return report(put(place, ", :PORT, KEY=VALUE; names are not looked up"), EXIT_USAGE);
}

/** KEY=VALUE */
function applyKey(option: Option, rule: i32, at: Offset, equals: Offset, end: Offset): i32 {
  if (isText(at, equals, "balance")) return applyBalance(option, rule, at, equals + 1, end);
  if (isText(at, equals, "check")) return applyCheck(option, rule, at, equals + 1, end);
  if (isWordKey(at, equals)) return applyWordKey(option, rule, at, equals, end);
  if (isText(at, equals, "root")) return applyRoot(option, rule, at, equals + 1, end);
  if (isProgramKey(at, equals)) return applyProgram(option, rule, at, equals, end);
  const setting: RuleSetting = findGatewaySetting(at, equals);
  if (setting === RuleSetting.COUNT) return reportKey(option, at, end);
  if (option === GatewayOption.Scgi && isOfKept(setting)) {
    return reportValue(option, at, end, "is not for SCGI, which has a connection for a request");
  }
  return applyNumber(option, rule, setting, at, equals + 1, end);
}

/** The value may stand between quotes. */
function applyProgram(option: Option, rule: i32, at: Offset, equals: Offset, end: Offset): i32 {
  const valueAt: i32 = equals + 1;
  if (valueAt === end || octet(valueAt) !== Octet.Quote) {
    return applyProgramKey(option, rule, at, equals, valueAt, end);
  }
  if (end - valueAt < 2 || findOctet(Octet.Quote, valueAt + 1, end) !== end - 1) {
    return reportValue(option, at, end, "does not end in its second quote");
  }
  return applyProgramKey(option, rule, at, equals, valueAt + 1, end - 1);
}

function isOfKept(setting: RuleSetting): bool {
  return setting === RuleSetting.Keep;
}

function reportKey(option: Option, at: Offset, end: Offset): i32 {
  let place: i32 = put(
    putValue(option, at, end),
    "is none of spawn= root= check= balance= at-once=",
  );
  place = put(
    place,
    " keep= connect= send= head= silence= idle= total= rate= buffer= down= leave= encoded-slash=",
  );
  return report(place, EXIT_USAGE);
}

function applyBalance(option: Option, rule: i32, at: Offset, valueAt: Offset, end: Offset): i32 {
  let balance: Balance = Balance.Least;
  if (isText(valueAt, end, "round")) balance = Balance.Round;
  else if (isText(valueAt, end, "client")) balance = Balance.Client;
  else if (!isText(valueAt, end, "least")) {
    return reportValue(option, at, end, "is not balance=least, round or client");
  }
  setRuleSetting(rule, RuleSetting.Balance, balance);
  return 0;
}

function applyCheck(option: Option, rule: i32, at: Offset, valueAt: Offset, end: Offset): i32 {
  const isNeeded: bool = isText(valueAt, end, "yes");
  if (!isNeeded && !isText(valueAt, end, "no")) {
    return reportValue(option, at, end, "is not check=yes or check=no");
  }
  setMustExist(rule, isNeeded);
  return 0;
}

function applyRoot(option: Option, rule: i32, at: Offset, valueAt: Offset, end: Offset): i32 {
  if (valueAt === end || octet(valueAt) !== Octet.Slash) {
    return reportValue(option, at, end, "is no absolute path");
  }
  if (end - valueAt > ROOT_BYTES_MAX) {
    return reportValue(option, at, end, "is longer than 1024 octets");
  }
  let rootEnd: i32 = end;
  while (rootEnd - valueAt > 1 && octet(rootEnd - 1) === Octet.Slash) rootEnd--;
  setBackendRoot(rule, valueAt, rootEnd);
  return 0;
}
