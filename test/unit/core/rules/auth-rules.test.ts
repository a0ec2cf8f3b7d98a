import { test } from "uvu";
import * as assert from "uvu/assert";
import { AUTH_RULE_COUNT_MAX } from "../../../../src/core/memory/sizes";
import * as rules from "../../../../src/core/rules/auth-rules";
import { building, builtSite } from "../../../../src/core/settings/generations";
import { hasSiteFlag, SiteFlag } from "../../../../src/core/settings/site-settings";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const PATH_AT = 300_000;

let textAt = 0;

test.before.each(() => {
  zeroArena();
  textAt = 1;
});

function add(pattern: string, file = "f", line = 0): number {
  const end = putBytes(textAt, pattern);
  const rule = rules.addAuthRule(builtSite(), textAt, end, line);
  const fileEnd = putBytes(end, file);
  if (rule !== 0) rules.setAuthText(rule, rules.AuthText.File, end, fileEnd);
  textAt = fileEnd + 1;
  return rule;
}

function patternOf(path: string): string | null {
  const rule = rules.authRuleFor(builtSite(), PATH_AT, putBytes(PATH_AT, path));
  if (rule === 0) return null;
  const at = rules.authTextAt(rule, rules.AuthText.Pattern);
  return takeBytes(at, rules.authTextEnd(rule, rules.AuthText.Pattern));
}

test("the longest path holds, in any case of letters and with dots behind names", () => {
  assert.not(rules.hasAuthRules(building()));
  add("admin");
  add("admin/deep");
  assert.ok(rules.hasAuthRules(building()));
  for (const path of ["admin", "admin/", "ADMIN/x", "admin./x", "admin/deeper"]) {
    assert.is(patternOf(path), "admin", path);
  }
  for (const path of ["admin/deep", "Admin./DEEP./x"]) assert.is(patternOf(path), "admin/deep");
  for (const path of ["", "administrator", "x/admin", "adm"])
    assert.is(patternOf(path), null, path);
  add("");
  assert.is(patternOf("x/admin"), "");
});

test("a rule that is given again takes the place of the one before; one without a file is open", () => {
  const rule = add("a", "f", 3);
  assert.not(rules.isOpenToAll(rule));
  assert.is(rules.authRuleLine(rule), 3);
  assert.is(add("a", "", 4), rule);
  assert.ok(rules.isOpenToAll(rule));
  assert.is(rules.authRuleCount(builtSite()), 1);
});

test("as many as there is room for", () => {
  for (let i = 0; i < AUTH_RULE_COUNT_MAX; i++) assert.ok(add(`p${i}`) > 0);
  assert.is(add("one more"), 0);
});

test("a name with other letters has all names looked at", () => {
  assert.not(hasSiteFlag(builtSite(), SiteFlag.ForeignRules));
  add("stra\xc3\x9fe");
  assert.ok(hasSiteFlag(builtSite(), SiteFlag.ForeignRules));
});

test("the cost is 12 where none is set", () => {
  assert.is(rules.authCost(building()), 12);
  rules.setAuthCost(building(), 9);
  assert.is(rules.authCost(building()), 9);
});

test.run();
