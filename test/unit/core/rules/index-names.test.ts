import { test } from "uvu";
import * as assert from "uvu/assert";
import * as indexNames from "../../../../src/core/rules/index-names";
import { addScriptRule, forgetScriptRules } from "../../../../src/core/rules/rules";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const OUT_AT = 400_000;

test.before.each(() => {
  zeroArena();
  indexNames.forgetIndexNames();
  forgetScriptRules();
});

function names(): string[] {
  return Array.from({ length: indexNames.indexNameCount() }, (_, i) =>
    takeBytes(OUT_AT, indexNames.putIndexName(OUT_AT, i)),
  );
}

test("without a setting it is index.html alone", () => {
  assert.equal(names(), ["index.html"]);
});

test("without a setting the extensions of scripts follow", () => {
  addScriptRule(1, putBytes(1, ".php"), true);
  addScriptRule(11, putBytes(11, "apps/"), false);
  addScriptRule(21, putBytes(21, ".cgi"), true);
  assert.equal(names(), ["index.html", "index.php", "index.cgi"]);
  indexNames.addIndexName(31, putBytes(31, "own.php"));
  assert.equal(names(), ["own.php"]);
});

test("names are kept in their order, in place of the default, up to the limit", () => {
  const given = Array.from({ length: indexNames.INDEX_NAME_COUNT_MAX }, (_, i) => `name-${i}`);
  for (const [i, name] of given.entries()) {
    assert.ok(indexNames.addIndexName(1 + i * 10, putBytes(1 + i * 10, name)));
  }
  assert.not.ok(indexNames.addIndexName(1, 2));
  assert.equal(names(), given);
});

test.run();
