import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { putName, putVersion, RELEASE_SECONDS } from "../../../../src/core/product/product";
import { written } from "../../../support/arena";
import { projectFolder } from "../../../support/build";

const description: { name: string; version: string } = JSON.parse(
  readFileSync(join(projectFolder, "package.json"), "utf8"),
);

test("name and version are those of package.json", () => {
  assert.is(written(putName), description.name);
  assert.is(written(putVersion), description.version);
});

test("name and version make a Server field (RFC 9110 §10.2.4): two tokens", () => {
  for (const text of [written(putName), written(putVersion)]) assert.match(text, /^[\w.+-]+$/);
});

test("the release is the start of a day that is not before the project's and not to come", () => {
  assert.is(RELEASE_SECONDS % 86400, 0);
  assert.ok(RELEASE_SECONDS >= Date.UTC(2026, 10, 22) / 1000);
  // A release's date in the future would keep Date out of every answer.
  assert.ok(RELEASE_SECONDS <= Date.now() / 1000);
});

test.run();
