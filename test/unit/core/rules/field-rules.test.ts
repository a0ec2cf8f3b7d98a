import { test } from "uvu";
import * as assert from "uvu/assert";
import * as fieldRules from "../../../../src/core/rules/field-rules";
import { Trait } from "../../../../src/core/rules/field-rules";
import { builtSite } from "../../../../src/core/settings/generations";
import { FIELD_RULE_BYTES_MAX, FIELD_RULE_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const PATH_AT = 300_000;
const OUT_AT = 400_000;

let textAt = 0;

test.before.each(() => {
  zeroArena();
  textAt = 1;
});

/** Adds a rule as it is written in a configuration file. */
function add(pattern: string, field: string): boolean {
  const patternAt = textAt;
  const patternEnd = putBytes(patternAt, pattern);
  const at = patternEnd + 1;
  textAt = putBytes(at, field) + 1;
  const nameEnd = at + field.indexOf(":");
  return fieldRules.addFieldRule(builtSite(), patternAt, patternEnd, at, nameEnd, textAt - 1);
}

function rulesOf(path: string): number {
  return fieldRules.rulesFor(builtSite(), PATH_AT, putBytes(PATH_AT, path));
}

function linesOf(rules: number): string[] {
  const text = takeBytes(OUT_AT, fieldRules.putFieldRules(OUT_AT, builtSite(), rules));
  return text.split("\r\n").slice(0, -1);
}

function sentTo(path: string): string[] {
  return linesOf(rulesOf(path));
}

test("without rules there are none", () => {
  assert.is(rulesOf("a/b.txt"), 0);
  assert.equal(linesOf(0), []);
});

test("a rule without a pattern is for all paths, the root too", () => {
  add("", "X-A: 1");
  for (const path of ["", "a", "a/b.txt", "dir/"]) assert.equal(sentTo(path), ["X-A: 1"], path);
});

test("a path is compared component by component, in any case of letters", () => {
  add("/static/", "X-Slash: 1");
  add("/static", "X-None: 1");
  add("/", "X-Root: 1");
  const all = ["X-Slash: 1", "X-None: 1", "X-Root: 1"];
  assert.equal(sentTo("static/a.js"), all);
  assert.equal(sentTo("static/"), all);
  assert.equal(sentTo("Static/a"), all);
  assert.equal(sentTo("static"), ["X-None: 1", "X-Root: 1"]);
  for (const path of ["", "statics", "static.html", "a/static/", "stati"]) {
    assert.equal(sentTo(path), ["X-Root: 1"], path);
  }
});

test("an extension is compared in any case of letters, and needs a name before it", () => {
  add("*.js", "X-A: 1");
  for (const path of ["a.js", "dir/a.JS", "a.min.js", "a/.js"]) {
    assert.equal(sentTo(path), ["X-A: 1"], path);
  }
  for (const path of [".js", "a.mjs.map", "ajs", "a.js/b", ""])
    assert.equal(sentTo(path), [], path);
});

test("of two rules with the same name the later one holds, where both are for the path", () => {
  add("", "Cache-Control: no-cache");
  add("*.js", "cache-control: max-age=60");
  add("", "X-A: 1");
  assert.equal(sentTo("a.js"), ["cache-control: max-age=60", "X-A: 1"]);
  assert.equal(sentTo("a.css"), ["Cache-Control: no-cache", "X-A: 1"]);
});

test("fields that may be sent several times are", () => {
  const fields = ["Set-Cookie: a=1", "Link: </a>", "Vary: X", "Set-Cookie: b=2", "Link: </b>"];
  for (const field of fields) add("", field);
  assert.equal(sentTo("a"), fields);
});

test("rules go where somebody else has sent the field", () => {
  add("", "X-A: 1");
  add("", "X-B: 2");
  const at = 500_000;
  const rest = fieldRules.withoutField(builtSite(), rulesOf("a"), at, putBytes(at, "x-a"));
  assert.equal(linesOf(rest), ["X-B: 2"]);
  assert.is(fieldRules.withoutField(builtSite(), rest, at, putBytes(at, "X-")), rest);
});

test("traits tell what a field replaces and what 304 has", () => {
  add("", "content-TYPE: text/x");
  add("*.a", "X-Content-Type-Options: nosniff");
  add("*.a", "Access-Control-Allow-Origin: *");
  add("", "Expires: 0");
  const some = rulesOf("a.a");
  assert.ok(fieldRules.hasTrait(builtSite(), some, Trait.ContentType));
  assert.ok(fieldRules.hasTrait(builtSite(), some, Trait.ContentTypeOptions));
  assert.ok(fieldRules.hasTrait(builtSite(), some, Trait.AllowOrigin));
  assert.not.ok(fieldRules.hasTrait(builtSite(), rulesOf("b"), Trait.AllowOrigin));
  assert.not.ok(fieldRules.hasTrait(builtSite(), 0, Trait.ContentType));
  const kept = fieldRules.withTrait(builtSite(), some, Trait.NotModified);
  assert.equal(linesOf(kept), ["Access-Control-Allow-Origin: *", "Expires: 0"]);
});

test("there are as many rules as bits of a word, and all of them can be had", () => {
  for (let i = 0; i < FIELD_RULE_COUNT_MAX; i++) assert.ok(add("", `X-${i}: ${i}`));
  assert.not.ok(add("", "X-Last: 1"));
  assert.is(sentTo("a").length, FIELD_RULE_COUNT_MAX);
  assert.is(sentTo("a").at(-1), `X-${FIELD_RULE_COUNT_MAX - 1}: 31`);
});

test("their octets are bounded: what is sent never has more", () => {
  let fields = 0;
  while (add("", `X-${fields}: ${"v".repeat(200)}`)) fields++;
  assert.ok(fields > 5 && fields < 12);
  const rules = rulesOf("a");
  const bytes = fieldRules.putFieldRules(OUT_AT, builtSite(), rules) - OUT_AT;
  assert.ok(bytes <= FIELD_RULE_BYTES_MAX, String(bytes));
});

test.run();
