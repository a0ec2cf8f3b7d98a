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
    const other: i32 = word(scriptAt(item) + ScriptRecord.Rule);
    const isSharing: bool =
      own === UNSET ? ruleSetting(other, RuleSetting.AtOnce) === UNSET : other === rule;
    if (isSharing) running++;
  }
  return running < (own === UNSET ? commonScriptCount : own);
}
