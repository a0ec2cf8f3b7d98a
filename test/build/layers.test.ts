/*
 * The layering rule: who may import whom.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkLayers } from "../../build/lib/layers.mjs";

const allowed: [string, string][] = [
  ["src/wire/a.ts", "./arena"],
  ["src/core/a.ts", "../wire/arena"],
  ["src/core/a.ts", "../host/host"],
  ["src/core/a.ts", "../host/results"],
  ["src/handler/a.ts", "../core/pool"],
  ["src/host/node/a.ts", "node:net"],
  ["src/host/node/a.ts", "../../handler/server"],
  ["src/host/native/entry.ts", "../../wire/arena"],
  ["build/a.mjs", "esbuild"],
  ["build/a.mjs", "./lib/files.mjs"],
  ["test/a.test.ts", "../src/wire/arena"],
];

const refused: [string, string][] = [
  ["src/wire/a.ts", "../core/pool"],
  ["src/wire/a.ts", "../host/results"],
  ["src/wire/a.ts", "node:fs"],
  ["src/core/a.ts", "../handler/server"],
  ["src/core/a.ts", "../host/core"],
  ["src/core/a.ts", "../host/node/host"],
  ["src/handler/a.ts", "uvu"],
  ["src/host/host.ts", "./results"],
  ["src/host/node/a.ts", "esbuild"],
  ["src/host/node/a.ts", "../native/entry"],
  ["src/host/native/entry.ts", "node:fs"],
  ["build/a.mjs", "../src/wire/arena"],
  ["build/a.mjs", "../test/support/arena"],
];

for (const [path, specifier] of allowed) {
  test(`${path} may import ${specifier}`, () => {
    assert.equal(found(path, `import { a } from "${specifier}";`), []);
  });
}

for (const [path, specifier] of refused) {
  test(`${path} may not import ${specifier}`, () => {
    assert.equal(found(path, `\nexport { a } from "${specifier}";`), [`${path}:2 layer`]);
  });
}

test("an import with its ending is the same file", () => {
  assert.equal(found("src/wire/a.ts", 'import "../core/pool.ts";'), ["src/wire/a.ts:1 layer"]);
});

test.run();

function found(path: string, text: string): string[] {
  const files = new Map([
    ["src/core/pool.ts", ""],
    [path, text],
  ]);
  return checkLayers(files).map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}
