/*
 * The test runner counts right whatever becomes of a test file: what does not pass has failed.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { filterFor } from "../../build/lib/test/named.mjs";
import { runTest } from "../../build/lib/test/run.mjs";

const FOLDER = join(process.cwd(), "out/test/build/runner");
const UVU = join(process.cwd(), "build/lib/test/uvu.mjs");
/** Enough for Node.js to start on a machine that is busy; two of the files take all of it. */
const LIMITS = { fileMs: 6000, endMs: 1000 };

/** Passed, failed and skipped of a file that ends with `rest`. */
const cases: [string, string, [number, number, number]][] = [
  ["passes", 'test("b", () => {}); test.run();', [2, 0, 0]],
  ["fails", 'test("b", () => { throw new Error("x"); }); test.run();', [1, 1, 0]],
  ["throws at once", 'throw new Error("x");', [0, 1, 0]],
  ["throws while it runs", 'test("b", stray); test("c", () => {}); test.run();', [1, 2, 0]],
  ["exits", 'test("b", () => process.exit(0)); test("c", () => {}); test.run();', [1, 2, 0]],
  ["dies", 'test("b", () => process.abort()); test.run();', [1, 1, 0]],
  ["never settles", 'test("b", () => new Promise(() => {})); test.run();', [1, 1, 0]],
  ["hangs", 'test("b", () => { for (;;); }); test.run();', [1, 1, 0]],
  ["is not run", "", [0, 1, 0]],
  ["has a bad hook before", 'test.before(() => { throw new Error("x"); }); test.run();', [0, 1, 0]],
  ["has a bad hook after", 'test.after(() => { throw new Error("x"); }); test.run();', [1, 1, 0]],
  [
    "leaves something open",
    "test.after(() => { setInterval(stray, 9999); }); test.run();",
    [1, 1, 0],
  ],
  ["skips", 'test.skip("b", () => {}); test.run();', [1, 0, 1]],
  ["has only one", 'test.only("b", () => {}); test.run();', [1, 0, 1]],
  ["has two suites", 'const s = suite("s"); s("b", () => {}); s.run(); test.run();', [2, 0, 0]],
];

for (const [title, rest, expected] of cases) {
  test(`a file that ${title}`, async () => {
    assert.equal(await counted(title, rest, ""), expected);
  });
}

test("a filter leaves out what it does not name, and their hooks", async () => {
  const rest = 'test.before(() => { throw new Error("x"); }); const s = suite("Word"); ';
  assert.equal(
    await counted("filter", `${rest} s("b", () => {}); s.run(); test.run();`, "word"),
    [1, 0, 0],
  );
  assert.equal(await counted("filter", "test.run();", "word"), [0, 0, 0]);
});

test("a word with a slash picks files alone, and others are not run for it", () => {
  assert.is(filterFor("test/unit/wire/path.test.ts", ""), "");
  assert.is(filterFor("test/unit/wire/path.test.ts", "wire/path"), "");
  assert.is(filterFor("test/unit/wire/path.test.ts", "Path,unit/core"), "");
  assert.is(filterFor("test/unit/wire/path.test.ts", "wire/range,unit/core"), null);
  assert.is(filterFor("test/unit/wire/path.test.ts", "wire/range,dots,slashes"), "dots,slashes");
});

test.run();

async function counted(title: string, rest: string, filter: string): Promise<number[]> {
  const bundle = join(FOLDER, `${title.replaceAll(" ", "-")}.mjs`);
  const stray = "const stray = () => new Promise(() => setTimeout(() => { throw 1; }));";
  const first = `import { suite, test } from "${UVU}"; ${stray} test("a", () => {});`;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(bundle, `${first} ${rest}`);
  const { passed, failed, skipped } = await runTest({ title, bundle, filter, build: null }, LIMITS);
  return [passed, failed, skipped];
}
