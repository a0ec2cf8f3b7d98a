/*
 * The folders of targets/: each place that the server is built for has one, with the same files.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { TARGETS } from "../../build/cross-targets.mjs";
import { projectFolder } from "../support/build";

const folder = join(projectFolder, "targets");
const names = [...TARGETS.keys()];

test("each target has a folder, and each such folder is a target", () => {
  const folders = readdirSync(folder).filter((name) => name.includes("-"));
  assert.equal(folders.sort(), [...names].sort());
});

test("each has the same files", () => {
  const files = names.map((name) => readdirSync(join(folder, name)).sort());
  for (const each of files) assert.equal(each, files[0]);
});

test.run();
