/*
 * How many scripts may run at once: those of a rule with a number of its own beside all others,
 * which share one.
 */

import { word } from "../wire/arena";
import { highWater, NONE, ownerOf, Pool } from "./pool";
import { ScriptRecord, scriptAt } from "./script-record";
import { RuleSetting, ruleSetting, UNSET } from "./script-rules";
import { commonScriptCount } from "./settings";

/** Whether one more script of this rule may run now. */
export function mayStart(rule: i32): bool {
  const own: i32 = ruleSetting(rule, RuleSetting.AtOnce);
  let running: i32 = 0;
  for (let item: i32 = 0; item < highWater(Pool.Scripts); item++) {
    if (ownerOf(Pool.Scripts, item) === NONE) continue;
    if (isSharing(rule, word(scriptAt(item) + ScriptRecord.Rule))) running++;
  }
  return running < (own === UNSET ? commonScriptCount : own);
}

/** Whether scripts of these two rules share one number. */
export function isSharing(rule: i32, other: i32): bool {
  if (ruleSetting(rule, RuleSetting.AtOnce) !== UNSET) return other === rule;
  return ruleSetting(other, RuleSetting.AtOnce) === UNSET;
}
