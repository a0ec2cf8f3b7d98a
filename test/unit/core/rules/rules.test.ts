import { test } from "uvu";
import * as assert from "uvu/assert";
import { SCRIPT_RULE_COUNT_MAX } from "../../../../src/core/memory/sizes";
import * as matching from "../../../../src/core/rules/rule-match";
import { RuleSetting } from "../../../../src/core/rules/rule-setting";
import * as rules from "../../../../src/core/rules/rules";
import { RuleKind } from "../../../../src/core/rules/rules";
import { builtSite } from "../../../../src/core/settings/generations";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const PATH_AT = 300_000;
const OUT_AT = 400_000;

let textAt = 0;

test.before.each(() => {
  zeroArena();
  textAt = 1;
});

/** Adds a rule as it is kept: "apps/" or ".php". */
function add(pattern: string, interpreter = "", line = 0): number {
  const at = textAt;
  const end = putBytes(at, pattern);
  const rule = rules.addScriptRule(builtSite(), at, end, pattern.startsWith("."));
  textAt = putBytes(end + 1, interpreter) + 1;
  if (rule !== 0 && interpreter !== "")
    rules.setInterpreter(rule, end + 1, textAt - 1, textAt - 1, line);
  return rule;
}

function ruleOf(path: string): number {
  return matching.ruleFor(builtSite(), PATH_AT, putBytes(PATH_AT, path));
}

function interpreterOf(path: string): string | null {
  const rule = matching.interpreterRuleFor(builtSite(), PATH_AT, putBytes(PATH_AT, path));
  if (rule === 0) return null;
  return takeBytes(rules.interpreterAt(rule), rules.interpreterEnd(rule));
}

test("without rules nothing is a script", () => {
  for (const path of ["", "a.php", "cgi-bin/x"]) assert.is(ruleOf(path), 0);
  assert.is(interpreterOf("a.php"), null);
});

test("--cgi is two directories, and what they hold at any depth", () => {
  rules.addCgiRules(builtSite());
  for (const path of ["cgi-bin/x", "cgi-bin/", "cgi-bin/a/b.txt"]) {
    assert.is(ruleOf(path), rules.ruleAt(builtSite(), 0), path);
  }
  assert.is(ruleOf("htbin/x"), rules.ruleAt(builtSite(), 1));
  for (const path of ["cgi-bin", "cgi-bin-not/x", "a/cgi-bin/x", "cgi-bi", "htbin"]) {
    assert.is(ruleOf(path), 0, path);
  }
});

test("a rule that was given for one of them takes its place", () => {
  const given = add("cgi-bin/");
  rules.addCgiRules(builtSite());
  assert.is(ruleOf("cgi-bin/x"), given);
  assert.is(ruleOf("htbin/x"), rules.ruleAt(builtSite(), 1));
  assert.is(rules.ruleCount(builtSite()), 2);
});

test("a directory without a slash at its end is that name as well", () => {
  const rule = add("status");
  for (const path of ["status", "status/", "status/a"]) assert.is(ruleOf(path), rule, path);
  for (const path of ["statusx", "status.txt", "statu"]) assert.is(ruleOf(path), 0, path);
});

test("the root is a directory too", () => {
  const rule = add("");
  for (const path of ["", "a", "a/b.txt"]) assert.is(ruleOf(path), rule, path);
});

test("the longest directory holds, in whatever order they were given", () => {
  const short = add("apps/");
  const long = add("apps/events/");
  const between = add("apps/ev/");
  assert.is(ruleOf("apps/x"), short);
  assert.is(ruleOf("apps/events/x"), long);
  assert.is(ruleOf("apps/ev/x"), between);
});

test("the longest extension holds, and a name may be nothing but it", () => {
  const short = add(".php");
  const long = add(".inc.php");
  for (const path of ["a.php", "a/b.php", "a/.php", ".php"]) assert.is(ruleOf(path), short, path);
  assert.is(ruleOf("a.inc.php"), long);
  for (const path of ["aphp", "a.php.gz", "a.php/b", "a.php/", "php", "a.phpx"]) {
    assert.is(ruleOf(path), 0, path);
  }
});

test("case and dots at the end of a name make no difference: FAT looks names up without them", () => {
  const extension = add(".Php");
  const directory = add("Apps/");
  for (const path of ["a.PHP", "a.php.", "a.pHp..", ".PHP."])
    assert.is(ruleOf(path), extension, path);
  for (const path of ["apps/x", "APPS/x", "apps./x", "aPPs.../x"]) {
    assert.is(ruleOf(path), directory, path);
  }
  const file = add("status");
  for (const path of ["status.", "STATUS../x"]) assert.is(ruleOf(path), file, path);
  assert.is(ruleOf("..."), 0);
});

test("a directory's rule holds before an extension's, whose interpreter it uses", () => {
  const directory = add("cgi-bin/");
  const extension = add(".py", "/usr/bin/python3");
  assert.is(ruleOf("cgi-bin/a.py"), directory);
  assert.is(interpreterOf("cgi-bin/a.py"), "/usr/bin/python3");
  assert.is(interpreterOf("cgi-bin/a.sh"), null);
  assert.is(ruleOf("a.py"), extension);
  assert.is(interpreterOf("a.PY"), "/usr/bin/python3");
});

test("a directory's own interpreter runs all that is in it", () => {
  add("py/", "/usr/bin/python3");
  add(".sh", "/bin/sh");
  add(".cgi");
  assert.is(interpreterOf("py/a.sh"), "/usr/bin/python3");
  assert.is(interpreterOf("py/a"), "/usr/bin/python3");
  assert.is(interpreterOf("a.cgi"), null);
});

test("settings are kept by rule, and are unset at first", () => {
  const rule = add(".sse");
  const other = add(".php");
  for (let setting = 0; setting < RuleSetting.COUNT; setting++) {
    assert.is(rules.ruleSetting(rule, setting), rules.UNSET);
    rules.setRuleSetting(rule, setting, setting * 100);
  }
  for (let setting = 0; setting < RuleSetting.COUNT; setting++) {
    assert.is(rules.ruleSetting(rule, setting), setting * 100);
    assert.is(rules.ruleSetting(other, setting), rules.UNSET);
  }
});

test("of two rules with the same pattern the later one holds, whole", () => {
  const rule = add(".php", "/usr/bin/old", 7);
  rules.setRuleSetting(rule, RuleSetting.Total, 5);
  assert.is(rules.interpreterLine(rule), 7);
  assert.is(add(".php"), rule);
  assert.is(interpreterOf("a.php"), null);
  assert.is(rules.ruleSetting(rule, RuleSetting.Total), rules.UNSET);
  assert.is(rules.ruleCount(builtSite()), 1);
});

test("a rule is a gateway's when it was made one, until another takes its place", () => {
  const extension = add(".php");
  const directory = add("app/");
  assert.is(rules.ruleKind(extension), RuleKind.Cgi);
  assert.not(rules.isGateway(extension));
  rules.setGateway(extension, RuleKind.FastCgi);
  rules.setGateway(directory, RuleKind.Scgi);
  assert.is(rules.ruleKind(extension), RuleKind.FastCgi);
  assert.is(rules.ruleKind(directory), RuleKind.Scgi);
  assert.ok(rules.isGateway(extension) && rules.isGateway(directory));
  assert.is(add(".php"), extension);
  assert.not(rules.isGateway(extension));
});

test("a file must exist for an extension's gateway, not for a path's, unless it is told", () => {
  const extension = add(".php");
  const directory = add("app/");
  rules.setGateway(extension, RuleKind.FastCgi);
  rules.setGateway(directory, RuleKind.FastCgi);
  assert.ok(rules.mustExist(extension));
  assert.not(rules.mustExist(directory));
  rules.setMustExist(extension, false);
  rules.setMustExist(directory, true);
  assert.not(rules.mustExist(extension));
  assert.ok(rules.mustExist(directory));
});

test("the backends' root is ours until it is set", () => {
  const rule = add(".php");
  assert.is(rules.backendRootEnd(rule), rules.backendRootAt(rule));
  const end = putBytes(OUT_AT, "/srv");
  rules.setBackendRoot(rule, OUT_AT, end);
  assert.is(takeBytes(rules.backendRootAt(rule), rules.backendRootEnd(rule)), "/srv");
});

test("there is room for so many, and for those of --cgi beside them", () => {
  for (let i = 0; i < SCRIPT_RULE_COUNT_MAX; i++) {
    assert.is(add(`.e${i}`), rules.ruleAt(builtSite(), i));
  }
  assert.is(add(".more"), 0);
  rules.addCgiRules(builtSite());
  assert.is(rules.ruleCount(builtSite()), SCRIPT_RULE_COUNT_MAX + 2);
  assert.is.not(ruleOf("htbin/x"), 0);
});

test.run();
