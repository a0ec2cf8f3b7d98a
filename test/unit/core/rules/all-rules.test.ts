import { test } from "uvu";
import * as assert from "uvu/assert";
import { hasGateways, nextRule } from "../../../../src/core/rules/all-rules";
import { addScriptRule, RuleKind, setGateway } from "../../../../src/core/rules/rules";
import { addSite, building, builtSite } from "../../../../src/core/settings/generations";
import { putBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

test.before.each(() => zeroArena());

function all(): number[] {
  const found: number[] = [];
  for (let rule = nextRule(building(), 0); rule !== 0; rule = nextRule(building(), rule)) {
    found.push(rule);
  }
  return found;
}

test("without rules there is none", () => {
  assert.equal(all(), []);
  assert.not(hasGateways(building()));
});

test("the rules of all sites are gone through, a site's in their order", () => {
  const first = addScriptRule(builtSite(), 1, putBytes(1, "a/"), false);
  addSite(building());
  addSite(building());
  const own = addScriptRule(builtSite(), 5, putBytes(5, "b/"), false);
  const rules = all();
  assert.is(new Set(rules).size, 4, "each site has the first, and the last its own");
  assert.is(rules[0], first);
  assert.is(rules[3], own);
  assert.not(hasGateways(building()));
  setGateway(own, RuleKind.Scgi);
  assert.ok(hasGateways(building()));
});

test.run();
