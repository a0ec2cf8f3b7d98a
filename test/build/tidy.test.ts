/*
 * The house rules of build/lib/tidy.mjs, each with what it finds and what it leaves alone.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { functionsOf } from "../../build/lib/functions.mjs";
import { checkTidy } from "../../build/lib/tidy.mjs";

/** The smallest project in which nothing is found. */
const sound: [string, string][] = [
  ["build/bundle.mjs", 'bundle("src/host/node/main.ts");\n'],
  ["src/host/node/main.ts", 'import { read } from "../../wire/http/head";\nread();\n'],
  ["src/wire/http/head.ts", "export function read(): void {}\n"],
  ["test/unit/wire/http/head.test.ts", 'import { read } from "../../../../src/wire/http/head";\n'],
];

test("nothing is found in a sound project", () => {
  assert.equal(found([]), []);
});

test("columns: 100 and no more, counted as characters, in sources", () => {
  assert.equal(found([["build/a.mjs", `// ${"ä".repeat(97)}\n`]]), []);
  assert.equal(found([["build/a.mjs", `\n// ${"a".repeat(98)}\n`]]), ["build/a.mjs:2:101 columns"]);
  assert.equal(found([["test/a.test.ts", `// ${"a".repeat(98)}\n`]]), []);
  assert.equal(found([["build/a.mjs", `// https://example.org/${"a".repeat(98)}\n`]]), []);
});

test("unfinished work, anywhere; a template of mkstemp is none", () => {
  const mark = "FIX" + "ME";
  assert.equal(found([["targets/a.sh", `# ${mark}: later\n`]]), ["targets/a.sh:1:3 unfinished"]);
  assert.equal(found([["build/a.mjs", 'const template = "/tmp/aXXXXXX";\n']]), []);
});

test("file-length: 300 lines and no more", () => {
  assert.equal(found([["build/a.mjs", "a();\n".repeat(300)]]), []);
  assert.equal(found([["build/a.mjs", "a();\n".repeat(301)]]), ["build/a.mjs:301:1 file-length"]);
});

test("function-length: 50 lines and no more", () => {
  const text = (lines: number): string => `function f() {\n${"  a();\n".repeat(lines - 2)}}\n`;
  assert.equal(found([["build/a.mjs", text(50)]]), []);
  assert.equal(found([["build/a.mjs", text(51)]]), ["build/a.mjs:1:1 function-length"]);
  assert.equal(found([["src/host/native/a.c", `static int ${text(51).slice(9)}`]]), [
    "src/host/native/a.c:1:1 function-length",
  ]);
});

test("functions of C: heads over several lines, and no prototypes, tables or structures", () => {
  const text = `#define CALL(x) f(x)
static int table[] = {
  1,
};
struct pair {
  int a;
};
int prototype(int a,
              int b);
static int first(int a) {
  return a;
}

void
second(int a,
       int b)
{
  first(a);
}
`;
  assert.equal(functionsOf("a.c", text), [
    { name: "first", line: 10, count: 3 },
    { name: "second", line: 15, count: 5 },
  ]);
});

test("refusal: each has a number of its own; its comment may be long", () => {
  const line = (name: string, number: number): string =>
    `export const REFUSE_${name}: i32 = ${number}; // ${"a".repeat(100)}\n`;
  const file = (text: string): [string, string] => ["src/wire/http/head.ts", text];
  assert.equal(found([file(line("A", -40001) + line("B", -40002))]), []);
  assert.equal(found([file(line("A", -40001) + line("B", -40001))]), [
    "src/wire/http/head.ts:2:1 refusal",
  ]);
});

test("orphan: neither named by the build nor imported by what is used", () => {
  assert.equal(found([["src/host/node/a.ts", 'import "./b";\n']]), [
    "src/host/node/a.ts:1:1 orphan",
  ]);
  assert.equal(found([["src/host/native/a.h", ""]]), ["src/host/native/a.h:1:1 orphan"]);
  assert.equal(
    found([
      ["build/native.mjs", 'join("src/host/native", "entry.ts");\n'],
      ["src/host/native/entry.ts", 'import "../../wire/http/head";\n'],
    ]),
    [],
  );
  assert.equal(
    found([
      ["src/host/native/a.h", ""],
      ["src/host/native/a.c", '#include "a.h"\n'],
    ]),
    [],
  );
});

test("test: each file of wire by name, each file of core without host calls by some test", () => {
  const main: [string, string] = [
    "src/host/node/main.ts",
    'import "../../wire/http/head";\nimport "../../core/memory/pool";\nimport "../../seam/host";\n',
  ];
  const pool = "export function take(): void {}\n";
  const host: [string, string] = ["src/seam/host.ts", ""];
  assert.equal(found([main, host, ["src/core/memory/pool.ts", pool]]), [
    "src/core/memory/pool.ts:1:1 test",
  ]);
  assert.equal(
    found([main, host, ["src/core/memory/pool.ts", `import "../../seam/host";\n${pool}`]]),
    [],
  );
  assert.equal(found([main, host, ["src/core/memory/pool.ts", "export const A: i32 = 1;\n"]]), []);
  assert.equal(
    found([
      main,
      host,
      ["src/core/memory/pool.ts", pool],
      ["test/unit/core/all.test.ts", 'import "../../../src/core/memory/pool";\n'],
    ]),
    [],
  );
  assert.equal(found([["test/unit/wire/http/head.test.ts", ""]]), []);
  const untested = new Map(sound.slice(0, 3));
  assert.equal(namesOf(untested), ["src/wire/http/head.ts:1:1 test"]);
});

test.run();

function found(changes: [string, string][]): string[] {
  return namesOf(new Map([...sound, ...changes]));
}

function namesOf(files: Map<string, string>): string[] {
  return checkTidy(files).map(
    ({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`,
  );
}
