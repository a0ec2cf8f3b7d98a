/*
 * How many scripts may run at once: those of a rule with a number of its own beside all others,
 * which share one.
 */

import { setWord, word } from "../../wire/octets/arena";
import { SCRIPT_SHARE_AT, SCRIPT_SHARE_WORDS } from "../memory/layout";
import { HAS_SCRIPTS } from "../product/profile";
import { nextRule } from "../rules/all-rules";
import { RuleSetting } from "../rules/rule-setting";
import { RuleRef, ruleSetting, ruleShare, UNSET } from "../rules/rules";
import { serving } from "../settings/generations";
import { commonScriptCount } from "../settings/server-settings";
import { SettingsRef } from "../settings/settings-record";

/** Words of a share: that of all rules without a number of their own, and that of each with one. */
const enum Share {
  /** Scripts that run. */
  Running = 0,
  /** `openStamp` while requests that wait may have their turn. */
  Open,
  /** Whether as many run as may. */
  IsFull,
  LENGTH,
}

/** Changes when all shares are closed at once; 0 is none. */
let openStamp: i32 = 1;

/** Shares that are open. One with room for which somebody waits always is. */
let openCount: i32 = 0;

/** Shares of which as many scripts run as may. */
let fullCount: i32 = 0;

/** Whether one more script of this rule may run now. */
export function mayStart(rule: RuleRef): bool {
  return runningWith(rule) < mostWith(rule);
}

/** Whether one of this rule may make room for another before it has ended. */
export function mayLeave(rule: RuleRef): bool {
  return runningWith(rule) <= mostWith(rule);
}

/** Scripts that share one number with those of this rule, and run. */
export function runningWith(rule: RuleRef): i32 {
  expect(rule !== 0);
  return word(shareOf(rule) + Share.Running);
}

/** Whether scripts of these two rules share one number. */
export function isSharing(rule: RuleRef, other: RuleRef): bool {
  return shareOf(rule) === shareOf(other);
}

/** One more script of this rule runs. */
export function noteUpstreamStart(rule: RuleRef): void {
  expect(mayStart(rule) || mayLeave(rule));
  const share: i32 = shareOf(rule);
  setWord(share + Share.Running, word(share + Share.Running) + 1);
  noteFullness(rule);
}

/** One fewer. */
export function noteUpstreamEnd(rule: RuleRef): void {
  const share: i32 = shareOf(rule);
  assert(word(share + Share.Running) > 0);
  setWord(share + Share.Running, word(share + Share.Running) - 1);
  noteFullness(rule);
  noteWaiting(rule);
}

/** Other settings serve, by which more may run than before, or fewer. */
export function noteCounts(settings: SettingsRef): void {
  for (let rule: RuleRef = nextRule(settings, 0); rule !== 0; rule = nextRule(settings, rule)) {
    noteFullness(rule);
    noteWaiting(rule);
  }
}

/** As many of its number run as may, or fewer. A full one is not open. */
function noteFullness(rule: RuleRef): void {
  expect(word(shareOf(rule) + Share.Running) >= 0);
  const share: i32 = shareOf(rule);
  const isFull: bool = !mayStart(rule);
  if (isFull && isShareOpen(rule)) {
    openCount--;
    setWord(share + Share.Open, 0);
  }
  if (isFull === isShareFull(rule)) return;
  setWord(share + Share.IsFull, isFull ? 1 : 0);
  fullCount += isFull ? 1 : -1;
  expect(fullCount >= 0);
}

/** A request waits for a script of this rule, which may be its turn at once. */
export function noteWaiting(rule: RuleRef): void {
  if (!mayStart(rule) || isShareOpen(rule)) return;
  setWord(shareOf(rule) + Share.Open, openStamp);
  openCount++;
  expect(!isShareFull(rule));
}

/** Whether requests for scripts of some rule that wait may have their turn. */
export function hasOpenShare(): bool {
  expect(openCount >= 0);
  return openCount > 0;
}

/** Whether those for scripts of this rule may. */
export function isShareOpen(rule: RuleRef): bool {
  return word(shareOf(rule) + Share.Open) === openStamp;
}

/** Whether of some number as many scripts run as may. */
export function hasFullShare(): bool {
  expect(fullCount >= 0);
  return fullCount > 0;
}

/** Whether of this rule's number as many run as may. */
export function isShareFull(rule: RuleRef): bool {
  return word(shareOf(rule) + Share.IsFull) !== 0;
}

/** Nobody waits who may have a turn before another script has ended. */
export function closeShares(): void {
  expect(openStamp > 0);
  openStamp++;
  openCount = 0;
}

function mostWith(rule: RuleRef): i32 {
  const own: i32 = ruleSetting(rule, RuleSetting.AtOnce);
  return own === UNSET ? commonScriptCount(serving()) : own;
}

/** Word index of the share's words. */
function shareOf(rule: RuleRef): i32 {
  assert(Share.LENGTH <= SCRIPT_SHARE_WORDS && rule !== 0);
  return ruleSetting(rule, RuleSetting.AtOnce) === UNSET ? SCRIPT_SHARE_AT : ruleShare(rule);
}

/** Scripts that run at once: those that share one number, and those of rules with their own. */
export function scriptCount(settings: SettingsRef): i32 {
  expect(commonScriptCount(settings) > 0);
  if (!HAS_SCRIPTS) return 0;
  let count: i32 = commonScriptCount(settings);
  for (let rule: RuleRef = nextRule(settings, 0); rule !== 0; rule = nextRule(settings, rule)) {
    const own: i32 = ruleSetting(rule, RuleSetting.AtOnce);
    if (own !== UNSET) count += own;
  }
  return count;
}

/** Numbers of scripts with a queue: that of all, and that of each rule with its own. */
export function shareCount(settings: SettingsRef): i32 {
  expect(settings !== 0);
  if (!HAS_SCRIPTS) return 0;
  let count: i32 = 1;
  for (let rule: RuleRef = nextRule(settings, 0); rule !== 0; rule = nextRule(settings, rule)) {
    if (ruleSetting(rule, RuleSetting.AtOnce) !== UNSET) count++;
  }
  return count;
}
