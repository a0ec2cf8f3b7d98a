/*
 * How many scripts may run at once: those of a rule with a number of its own beside all others,
 * which share one.
 */
import { setWord, word } from "../../wire/octets/arena";
import { SCRIPT_SHARES_AT, SCRIPT_SHARES_WORDS } from "../memory/layout";
import { RuleSetting } from "../rules/rule-setting";
import { RULE_ROW_COUNT, ruleSetting, scriptRuleCount, UNSET } from "../rules/rules";
import { commonScriptCount } from "../settings/settings";

/** The share of all rules without a number of their own; that of another is the rule's number. */
const COMMON_SHARE: i32 = RULE_ROW_COUNT;

/**
 * Bits of shares in which requests that wait may have their turn. One that has room and for which
 * somebody waits is always among them.
 */
let openShares: i32 = 0;

/** Bits of shares of which as many run as may. */
let fullShares: i32 = 0;

/** Whether one more script of this rule may run now. */
export function mayStart(rule: i32): bool {
  return runningWith(rule) < mostWith(rule);
}

/** Whether one of this rule may make room for another before it has ended. */
export function mayLeave(rule: i32): bool {
  return runningWith(rule) <= mostWith(rule);
}

/** Scripts that share one number with those of this rule, and run. */
export function runningWith(rule: i32): i32 {
  return word(SCRIPT_SHARES_AT + shareOf(rule));
}

/** Whether scripts of these two rules share one number. */
export function isSharing(rule: i32, other: i32): bool {
  return shareOf(rule) === shareOf(other);
}

/** One more script of this rule runs. */
export function noteUpstreamStart(rule: i32): void {
  setWord(SCRIPT_SHARES_AT + shareOf(rule), runningWith(rule) + 1);
  if (mayStart(rule)) return;
  openShares = openShares & ~(1 << shareOf(rule));
  fullShares = fullShares | (1 << shareOf(rule));
}

/** One fewer. */
export function noteUpstreamEnd(rule: i32): void {
  assert(runningWith(rule) > 0);
  setWord(SCRIPT_SHARES_AT + shareOf(rule), runningWith(rule) - 1);
  if (mayStart(rule)) fullShares = fullShares & ~(1 << shareOf(rule));
  noteWaiting(rule);
}

/** A request waits for a script of this rule, which may be its turn at once. */
export function noteWaiting(rule: i32): void {
  if (mayStart(rule)) openShares = openShares | (1 << shareOf(rule));
}

/** Whether requests for scripts of some rule that wait may have their turn. */
export function hasOpenShare(): bool {
  return openShares !== 0;
}

/** Whether those for scripts of this rule may. */
export function isShareOpen(rule: i32): bool {
  return (openShares & (1 << shareOf(rule))) !== 0;
}

/** Whether of some number as many scripts run as may. */
export function hasFullShare(): bool {
  return fullShares !== 0;
}

/** Whether of this rule's number as many run as may. */
export function isShareFull(rule: i32): bool {
  return (fullShares & (1 << shareOf(rule))) !== 0;
}

/** Nobody waits who may have a turn before another script has ended. */
export function closeShares(): void {
  openShares = 0;
}

function mostWith(rule: i32): i32 {
  const own: i32 = ruleSetting(rule, RuleSetting.AtOnce);
  return own === UNSET ? commonScriptCount : own;
}

function shareOf(rule: i32): i32 {
  assert(SCRIPT_SHARES_WORDS > COMMON_SHARE && COMMON_SHARE < 31);
  return ruleSetting(rule, RuleSetting.AtOnce) === UNSET ? COMMON_SHARE : rule;
}

/** Scripts that run at once: those that share one number, and those of rules with their own. */
export function scriptCount(): i32 {
  let count: i32 = commonScriptCount;
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) {
    const own: i32 = ruleSetting(rule, RuleSetting.AtOnce);
    if (own !== UNSET) count += own;
  }
  return count;
}

/** Numbers of scripts with a queue: that of all, and that of each rule with its own. */
export function shareCount(): i32 {
  let count: i32 = 1;
  for (let rule: i32 = 0; rule < scriptRuleCount; rule++) {
    if (ruleSetting(rule, RuleSetting.AtOnce) !== UNSET) count++;
  }
  return count;
}
