/*
 * The portability rule fires where it must and nowhere else: see portable-numbers.ts.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkPortable, isPortable } from "../../build/lib/portable/check.mjs";
import { arena, constructFixtures } from "./portable-constructs";
import { numberFixtures } from "./portable-numbers";

const fixtures = [...numberFixtures, ...constructFixtures];
const texts = new Map(fixtures.map(([name, text]) => [`src/core/memory/fixture-${name}.ts`, text]));
const findings = checkPortable([...texts.keys()], texts);

for (const [path, text] of texts) {
  test(path, () => {
    assert.equal(foundIn(path), expectedIn(text));
  });
}

test("src/wire/octets/arena.ts may hold typed arrays, and nothing else more than others", () => {
  const path = "src/wire/octets/arena.ts";
  const found = checkPortable([path], new Map([[path, arena]]));
  assert.equal(
    found.map(({ line, rule }) => `${line} ${rule}`),
    expectedIn(arena),
  );
});

test("a finding names its place, the rule and what to write instead", () => {
  const first = findings.find(({ file }) => file === "src/core/memory/fixture-shift.ts");
  assert.equal(first, {
    file: "src/core/memory/fixture-shift.ts",
    line: 2,
    column: 18,
    rule: "shift",
    message: "`>>>` is signed in asc; use `>>` and mask",
  });
});

test("one function toInt converts, not two", () => {
  const text = "export function toInt(x: f64): i32 {\n  return (x as i32) | 0;\n}\n";
  const both = new Map([
    ["src/core/memory/one.ts", text],
    ["src/core/memory/two.ts", text],
  ]);
  const found = checkPortable([...both.keys()], both);
  assert.equal(
    found.map(({ file, rule }) => `${file} ${rule}`),
    ["src/core/memory/two.ts truncation"],
  );
});

test("the rule is for the portable part", () => {
  assert.ok(isPortable("src/wire/octets/arena.ts"));
  assert.ok(isPortable("src/handler/route/static-path.ts"));
  assert.not.ok(isPortable("src/host/node/main.ts"));
  assert.not.ok(isPortable("src/portable.d.ts"));
});

test.run();

function foundIn(path: string): string[] {
  return findings.filter(({ file }) => file === path).map(({ line, rule }) => `${line} ${rule}`);
}

/** "line rule" for each rule behind `// refused:`. */
function expectedIn(text: string): string[] {
  const expected: string[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    const rules = line.split("// refused: ")[1];
    if (rules === undefined) continue;
    for (const rule of rules.split(" ")) expected.push(`${at + 1} ${rule}`);
  }
  return expected;
}
