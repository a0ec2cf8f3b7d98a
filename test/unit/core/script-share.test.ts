import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../src/core/limits";
import { definePool, give, Pool, take } from "../../../src/core/pool";
import { ScriptRecord, scriptAt } from "../../../src/core/script-record";
import * as rules from "../../../src/core/script-rules";
import { RuleSetting } from "../../../src/core/script-rules";
import { mayStart } from "../../../src/core/script-share";
import { commonScriptCount, setScriptCount } from "../../../src/core/settings";
import { setWord } from "../../../src/wire/arena";
import { putBytes } from "../../support/arena";
import { zeroArena } from "../../support/zero-arena";

const POOL_AT = 600_000;
const COUNT = 12;
const usual = commonScriptCount;

test.before.each(() => {
  zeroArena();
  rules.forgetScriptRules();
  definePool(Pool.Scripts, POOL_AT, COUNT, itemBytesOf(Pool.Scripts));
  setScriptCount(2);
});
test.after(() => setScriptCount(usual));

function add(extension: string): number {
  const at = 1 + rules.scriptRuleCount * 10;
  return rules.addScriptRule(at, putBytes(at, extension), true);
}

function start(rule: number): number {
  const item = take(Pool.Scripts, 0);
  setWord(scriptAt(item) + ScriptRecord.Rule, rule);
  return item;
}

test("rules without a number of their own share one", () => {
  const [one, other] = [add(".a"), add(".b")];
  assert.ok(mayStart(one));
  start(one);
  assert.ok(mayStart(other));
  const last = start(other);
  assert.not(mayStart(one));
  assert.not(mayStart(other));
  give(Pool.Scripts, last);
  assert.ok(mayStart(one));
});

test("a rule's own number neither takes from the others nor is it taken from", () => {
  const [own, common] = [add(".sse"), add(".php")];
  rules.setRuleSetting(own, RuleSetting.AtOnce, 3);
  start(common);
  start(common);
  assert.not(mayStart(common));
  for (let i = 0; i < 3; i++) {
    assert.ok(mayStart(own));
    start(own);
  }
  assert.not(mayStart(own));
});

test.run();
