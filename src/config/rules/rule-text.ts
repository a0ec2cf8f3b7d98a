/*
 * The text of rules, of scripts and of gateways alike: a pattern, then words with spaces between
 * them, some of which are KEY=VALUE with a number.
 */

import { SCRIPT_COUNT_MAX } from "../../core/memory/sizes";
import { EncodedSlash, Leave, RuleSetting } from "../../core/rules/rule-setting";
import { setRuleSetting } from "../../core/rules/rules";
import { builtSite } from "../../core/settings/generations";
import { SiteFlag, setSiteFlag } from "../../core/settings/site-settings";
import { DURATION_SECONDS_MAX } from "../../core/time/deadlines";
import { normalisePath } from "../../wire/http/path";
import { Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab } from "../../wire/octets/octet-class";
import { parseSize } from "../../wire/octets/size";
import { isOneOf, isText } from "../../wire/octets/text";
import { reportRange, reportValue } from "../options/option-error";
import { Option } from "../options/options";

/** What `readPattern` has read: the text as rules keep it. */
export let patternAt: i32 = 0;
export let patternEnd: i32 = 0;
export let isExtension: bool = false;

/** Octets a second: more of a client's pace cannot be meant. */
const RATE_MAX: i32 = 1000000000;

/** Connections that can be kept to one backend: more than it has workers is no use. */
const IDLE_MAX: i32 = 64;

/** 1 GiB: as much as scripts are sent. */
const BUFFER_MAX: f64 = 1073741824;

/** Reads /PATH, as requests have it and decoded in its place, *.EXT or .EXT. */
export function readPattern(at: Offset, end: Offset): bool {
  const first: i32 = at < end ? octet(at) : 0;
  isExtension = first === Octet.Asterisk || first === Octet.Dot;
  patternAt = first === Octet.Asterisk ? at + 1 : at;
  if (isExtension) {
    patternEnd = end;
    return isExtensionText(patternAt, end);
  }
  patternEnd = first === Octet.Slash ? normalisePath(at, at, end, false) : -1;
  return patternEnd >= 0;
}

/** A dot at the end is not compared (src/core/rules/rules.ts). */
function isExtensionText(at: Offset, end: Offset): bool {
  if (end - at < 2 || octet(at) !== Octet.Dot || octet(end - 1) === Octet.Dot) return false;
  for (let i: i32 = at; i < end; i++) {
    if (octet(i) === Octet.Slash || octet(i) === Octet.Asterisk) return false;
  }
  return true;
}

/** The end of a word, in which spaces may stand between quotes: KEY="A B". */
export function endOfQuoted(at: Offset, end: Offset): i32 {
  let isQuoted: bool = false;
  let i: i32 = at;
  while (i < end && (isQuoted || !isSpaceOrTab(octet(i)))) {
    if (octet(i) === Octet.Quote) isQuoted = !isQuoted;
    i++;
  }
  return i;
}

/** Whether it is a key of any rule whose value is a word. */
export function isWordKey(at: Offset, end: Offset): bool {
  return isOneOf(at, end, "leave,encoded-slash");
}

/** Sets it, from `at` on, where its key ends at `equals`. Returns 0 or an exit status. */
export function applyWordKey(
  option: Option,
  rule: i32,
  at: Offset,
  equals: Offset,
  end: Offset,
): i32 {
  if (isText(at, equals, "leave")) return applyLeave(option, rule, at, equals + 1, end);
  return applyEncodedSlash(option, rule, at, equals + 1, end);
}

function applyLeave(option: Option, rule: i32, at: Offset, valueAt: Offset, end: Offset): i32 {
  const isEnd: bool = isText(valueAt, end, "end");
  if (!isEnd && !isText(valueAt, end, "finish")) {
    return reportValue(option, at, end, "is not leave=finish or leave=end");
  }
  setRuleSetting(rule, RuleSetting.Leave, isEnd ? Leave.End : Leave.Finish);
  return 0;
}

function applyEncodedSlash(
  option: Option,
  rule: i32,
  at: Offset,
  valueAt: Offset,
  end: Offset,
): i32 {
  const isPassed: bool = isText(valueAt, end, "pass");
  if (!isPassed && !isText(valueAt, end, "refuse")) {
    return reportValue(option, at, end, "is not encoded-slash=pass or encoded-slash=refuse");
  }
  if (isPassed) setSiteFlag(builtSite(), SiteFlag.RuleEncodedSlash);
  const setting: EncodedSlash = isPassed ? EncodedSlash.Pass : EncodedSlash.Refuse;
  setRuleSetting(rule, RuleSetting.EncodedSlash, setting);
  return 0;
}

/** The setting of any rule that has a number and this key, or `RuleSetting.COUNT`. */
export function findSetting(at: Offset, end: Offset): RuleSetting {
  if (isText(at, end, "head")) return RuleSetting.Head;
  if (isText(at, end, "silence")) return RuleSetting.Silence;
  if (isText(at, end, "idle")) return RuleSetting.Idle;
  if (isText(at, end, "total")) return RuleSetting.Total;
  if (isText(at, end, "rate")) return RuleSetting.Rate;
  if (isText(at, end, "buffer")) return RuleSetting.Buffer;
  return isText(at, end, "at-once") ? RuleSetting.AtOnce : RuleSetting.COUNT;
}

/** The setting of a gateway's rule that has a number and this key, or `RuleSetting.COUNT`. */
export function findGatewaySetting(at: Offset, end: Offset): RuleSetting {
  if (isText(at, end, "connect")) return RuleSetting.Connect;
  if (isText(at, end, "send")) return RuleSetting.Send;
  if (isText(at, end, "keep")) return RuleSetting.Keep;
  return isText(at, end, "down") ? RuleSetting.Down : findSetting(at, end);
}

/**
 * Sets the number at `valueAt` to `end`; `at` is where its key begins, for the complaint. Returns 0
 * or an exit status.
 */
export function applyNumber(
  option: Option,
  rule: i32,
  setting: RuleSetting,
  at: Offset,
  valueAt: Offset,
  end: Offset,
): i32 {
  if (setting === RuleSetting.Buffer) return applyBuffer(option, rule, at, valueAt, end);
  const least: i32 = leastOf(setting);
  const most: i32 = mostOf(setting);
  const value: f64 = parseDecimal(valueAt, end);
  if (value < least || value > most) return reportRange(option, at, end, least, most);
  setRuleSetting(rule, setting, toInt(value));
  return 0;
}

/** A size, which a word holds. */
function applyBuffer(option: Option, rule: i32, at: Offset, valueAt: Offset, end: Offset): i32 {
  const size: f64 = parseSize(valueAt, end);
  if (size < 0 || size > BUFFER_MAX) {
    return reportValue(option, at, end, "is not a size up to 1g, such as buffer=64k");
  }
  setRuleSetting(rule, RuleSetting.Buffer, toInt(size));
  return 0;
}

function leastOf(setting: RuleSetting): i32 {
  switch (setting) {
    case RuleSetting.AtOnce:
    case RuleSetting.Connect:
    case RuleSetting.Send:
      return 1;
    default:
      return 0;
  }
}

function mostOf(setting: RuleSetting): i32 {
  if (setting === RuleSetting.Rate) return RATE_MAX;
  if (setting === RuleSetting.AtOnce) return SCRIPT_COUNT_MAX;
  return setting === RuleSetting.Keep ? IDLE_MAX : DURATION_SECONDS_MAX;
}
