import { test } from "uvu";
import * as assert from "uvu/assert";
import { RuleSetting } from "../../../../src/core/rules/rule-setting";
import * as rules from "../../../../src/core/rules/rules";
import { builtSite, serving } from "../../../../src/core/settings/generations";
import { setScriptCount } from "../../../../src/core/settings/server-settings";
import * as share from "../../../../src/core/upstream/concurrency";
import { mayStart } from "../../../../src/core/upstream/concurrency";
import { putBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

test.before.each(() => {
  zeroArena();
  setScriptCount(serving(), 2);
  share.closeShares();
});

function add(extension: string): number {
  const at = 1 + rules.ruleCount(builtSite()) * 10;
  return rules.addScriptRule(builtSite(), at, putBytes(at, extension), true);
}

test("rules without a number of their own share one", () => {
  const [one, other] = [add(".a"), add(".b")];
  assert.ok(share.isSharing(one, other));
  assert.ok(mayStart(one));
  share.noteUpstreamStart(one);
  assert.ok(mayStart(other));
  share.noteUpstreamStart(other);
  assert.not(mayStart(one));
  assert.not(mayStart(other));
  assert.is(share.runningWith(one), 2);
  share.noteUpstreamEnd(other);
  assert.ok(mayStart(one));
});

test("a rule's own number neither takes from the others nor is it taken from", () => {
  const [own, common] = [add(".sse"), add(".php")];
  rules.setRuleSetting(own, RuleSetting.AtOnce, 3);
  assert.not(share.isSharing(own, common));
  share.noteUpstreamStart(common);
  share.noteUpstreamStart(common);
  assert.not(mayStart(common));
  for (let i = 0; i < 3; i++) {
    assert.ok(mayStart(own));
    share.noteUpstreamStart(own);
  }
  assert.not(mayStart(own));
  assert.throws(() => {
    for (let i = 0; i < 4; i++) share.noteUpstreamEnd(own);
  }, /assertion/);
});

test("who waits may have a turn when a script that shares the number has ended", () => {
  const [own, common] = [add(".sse"), add(".php")];
  rules.setRuleSetting(own, RuleSetting.AtOnce, 1);
  share.noteUpstreamStart(own);
  share.noteWaiting(own);
  assert.not(share.hasOpenShare());
  share.noteUpstreamEnd(own);
  assert.ok(share.isShareOpen(own));
  assert.not(share.isShareOpen(common));
  share.noteUpstreamStart(own);
  assert.not(share.hasOpenShare());
});

test("who waits while there is room has a turn at once, until nobody waits", () => {
  const common = add(".php");
  share.noteWaiting(common);
  assert.ok(share.isShareOpen(common));
  share.noteUpstreamStart(common);
  assert.ok(share.isShareOpen(common), "there is room for another");
  share.closeShares();
  assert.not(share.hasOpenShare());
});

test.run();
