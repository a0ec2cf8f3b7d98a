/*
 * The layering rule: who may import whom.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkLayers, checkRoomTable, ROOMS } from "../../build/lib/layers.mjs";

const allowed: [string, string][] = [
  ["src/wire/http/a.ts", "./b"],
  ["src/wire/http/a.ts", "../octets/arena"],
  ["src/core/memory/a.ts", "../../wire/octets/arena"],
  ["src/core/memory/a.ts", "../../seam/host"],
  ["src/core/log/a.ts", "../memory/pool"],
  ["src/handler/route/a.ts", "../../core/memory/pool"],
  ["src/server/a.ts", "../handler/route/route"],
  ["src/host/node/a.ts", "node:net"],
  ["src/host/node/a.ts", "../../server/server"],
  ["src/host/node/a.ts", "../../seam/core"],
  ["src/host/native/entry.ts", "../../wire/octets/arena"],
  ["build/a.mjs", "esbuild"],
  ["build/a.mjs", "./lib/files.mjs"],
  ["test/a.test.ts", "../src/wire/octets/arena"],
];

const refused: [string, string][] = [
  ["src/wire/octets/a.ts", "../http/path"],
  ["src/wire/http/a.ts", "../../core/memory/pool"],
  ["src/wire/http/a.ts", "../../seam/results"],
  ["src/wire/http/a.ts", "node:fs"],
  ["src/core/memory/a.ts", "../log/access-log"],
  ["src/core/memory/a.ts", "../../handler/route/route"],
  ["src/core/memory/a.ts", "../../seam/core"],
  ["src/core/memory/a.ts", "../../host/node/host"],
  ["src/core/a.ts", "./memory/pool"],
  ["src/attic/a.ts", "../core/memory/pool"],
  ["src/handler/route/a.ts", "uvu"],
  ["src/handler/route/a.ts", "../../server/server"],
  ["src/seam/host.ts", "./results"],
  ["src/host/node/a.ts", "esbuild"],
  ["src/host/node/a.ts", "../native/entry"],
  ["src/host/native/entry.ts", "node:fs"],
  ["build/a.mjs", "../src/wire/octets/arena"],
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
  const path = "src/wire/http/a.ts";
  assert.equal(found(path, 'import "../../core/memory/pool.ts";'), [`${path}:1 layer`]);
});

test("the table of rooms in the documentation is the list", () => {
  const rows = ROOMS.map((room) => `| \`${room}\` | What it is for. |\n`);
  const faults = (some: string[]): string[] =>
    checkRoomTable(some.join("")).map(({ message }) => message);
  assert.equal(faults(rows), []);
  assert.match(faults(rows.slice(0, -1))[0] ?? "", "differ at server");
  assert.match(faults([...rows, "| `attic` | Old things. |\n"])[0] ?? "", "differ at attic");
  assert.match(faults([rows[1] ?? "", rows[0] ?? "", ...rows.slice(2)])[0] ?? "", ROOMS[0] ?? "");
});

test("a room has no more files and lines than can be read as one", () => {
  const many = Array.from({ length: 16 }, (_, i): [string, string] => [`src/core/log/${i}.ts`, ""]);
  const rooms = (files: [string, string][]): string[] =>
    checkLayers(new Map(files)).map(({ file, rule }) => `${file} ${rule}`);
  assert.equal(rooms(many), ["src/core/log room"]);
  assert.equal(rooms(many.slice(1)), []);
  assert.equal(rooms([["src/core/log/a.ts", "//\n".repeat(1301)]]), ["src/core/log room"]);
  assert.equal(rooms([["src/core/log/a.ts", "//\n".repeat(1300)]]), []);
});

test.run();

function found(path: string, text: string): string[] {
  const files = new Map([
    ["src/core/memory/pool.ts", ""],
    [path, text],
  ]);
  return checkLayers(files).map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}
