/*
 * The rule that files in C call each other one way.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkCircles } from "../../build/lib/c-circles.mjs";

function found(files: Record<string, string>): string[] {
  return checkCircles(new Map(Object.entries(files))).map(
    ({ file, message }) => `${file} ${message}`,
  );
}

const LOG = "int lines;\nvoid logLine(const char *text) {\n  lines++;\n}\n";

test("files that call one way are no circle", () => {
  assert.equal(found({ "log.c": LOG, "main.c": "int main(void) {\n  logLine(0);\n}\n" }), []);
});

test("two files that call each other are a circle, each of which is told", () => {
  const end = "void leave(void) {\n  logLine(0);\n}\n";
  const log = LOG.replace("lines++", "leave()");
  const circles = found({ "end.c": end, "log.c": log });
  assert.is(circles.length, 2);
  assert.match(circles[0] ?? "", "end.c a circle: end.c -> log.c -> end.c; ");
});

test("a variable of another file is a way too, and so is one over a third file", () => {
  const files = {
    "a.c": "void a(void) {\n  b();\n}\n",
    "b.c": "void b(void) {\n  lines = 1;\n}\n",
    "log.c": LOG.replace("lines++", "a()"),
  };
  assert.is(found(files).length, 3);
  assert.match(found(files)[0] ?? "", "a.c -> b.c -> log.c -> a.c");
});

test("what a comment or a text says, and what is static, is nobody else's", () => {
  const a = "void a(void) {\n  b(); /* logLine */\n}\nstatic int lines;\n";
  assert.equal(found({ "a.c": a, "b.c": 'void b(void) {\n  c("a");\n}\n', "log.c": LOG }), []);
});

test.run();
