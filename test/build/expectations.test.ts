/*
 * What is expected is looked at in tests, and is not in the product.
 */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withAssertions, withoutExpectations } from "../../build/lib/expectations.mjs";
import { filesBelow } from "../../build/lib/files.mjs";

const SOURCE = `function f(a: i32): i32 {
  expect(a > 0);
  if (a > 1) {
    expect(
      isOne(a, ")") && a < 5,
    );
  }
  return expected(a);
}
`;

test("the product is built without it, and its lines stay where they are", () => {
  const text = withoutExpectations("x.ts", SOURCE);
  assert.not.match(text, /expect\(|isOne/);
  assert.match(text, /return expected\(a\);/);
  const lines = text.split("\n");
  assert.is(lines.length, SOURCE.split("\n").length);
  assert.is(lines[7], "  return expected(a);");
});

test("tests are built with assertions in its place", () => {
  const text = withAssertions("x.ts", SOURCE);
  assert.is(text, SOURCE.replaceAll("expect(", "assert("));
});

test("one that is all of a branch is refused: another statement would take its place", () => {
  assert.throws(() => withoutExpectations("x.ts", "if (a) expect(b);\nc();"), /x.ts: .*braces/);
});

test("a source without it is what it was", () => {
  const text = "const expected = 1;\n";
  assert.is(withoutExpectations("x.ts", text), text);
  assert.is(withAssertions("x.ts", text), text);
});

test("nothing of it is left of any source", () => {
  const paths = filesBelow("src", [".ts"]).filter((path) => !path.endsWith("portable.d.ts"));
  const sources = paths
    .map((path): [string, string] => [path, readFileSync(path, "utf8")])
    .filter(([path, text]) => text.includes("  expect(") && !path.startsWith("src/host/"));
  assert.ok(sources.length > 0);
  for (const [path, text] of sources) {
    assert.not.match(withoutExpectations(path, text), /\bexpect\(/, path);
    assert.not.match(withAssertions(path, text), /\bexpect\(/, path);
  }
});

test.run();
