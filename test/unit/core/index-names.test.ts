import { test } from "uvu";
import * as assert from "uvu/assert";
import * as indexNames from "../../../src/core/index-names";
import { putBytes, takeBytes } from "../../support/arena";
import { zeroArena } from "../../support/zero-arena";

const OUT_AT = 400_000;

test.before.each(() => {
  zeroArena();
  indexNames.forgetIndexNames();
});

function names(): string[] {
  return Array.from({ length: indexNames.indexNameCount() }, (_, i) =>
    takeBytes(OUT_AT, indexNames.putIndexName(OUT_AT, i)),
  );
}

test("without a setting it is index.html alone", () => {
  assert.equal(names(), ["index.html"]);
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
