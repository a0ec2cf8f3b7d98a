import { test } from "uvu";
import * as assert from "uvu/assert";
import * as indexNames from "../../../../src/core/rules/index-names";
import { addScriptRule } from "../../../../src/core/rules/rules";
import { builtSite } from "../../../../src/core/settings/generations";
import { INDEX_NAME_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const OUT_AT = 400_000;

test.before.each(() => {
  zeroArena();
});

function names(): string[] {
  return Array.from({ length: indexNames.indexNameCount(builtSite()) }, (_, i) =>
    takeBytes(OUT_AT, indexNames.putIndexName(OUT_AT, builtSite(), i)),
  );
}

test("without a setting it is index.html alone", () => {
  assert.equal(names(), ["index.html"]);
});

test("without a setting the extensions of scripts follow", () => {
  addScriptRule(builtSite(), 1, putBytes(1, ".php"), true);
  addScriptRule(builtSite(), 11, putBytes(11, "apps/"), false);
  addScriptRule(builtSite(), 21, putBytes(21, ".cgi"), true);
  assert.equal(names(), ["index.html", "index.php", "index.cgi"]);
  indexNames.addIndexName(builtSite(), 31, putBytes(31, "own.php"));
  assert.equal(names(), ["own.php"]);
});

test("names are kept in their order, in place of the default, up to the limit", () => {
  const given = Array.from({ length: INDEX_NAME_COUNT_MAX }, (_, i) => `name-${i}`);
  for (const [i, name] of given.entries()) {
    assert.ok(indexNames.addIndexName(builtSite(), 1 + i * 10, putBytes(1 + i * 10, name)));
  }
  assert.not.ok(indexNames.addIndexName(builtSite(), 1, 2));
  assert.equal(names(), given);
});

test.run();
