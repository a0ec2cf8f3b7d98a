import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../src/seam/results";
import { caseOf, stepsOf } from "../fuzz/input";
import { projectFolder } from "../support/build";
import { seed } from "../support/random";
import { loadCores } from "../support/simulated-world";
import { type Case, readCase, writeCase } from "./case";
import { compareCores } from "./compare";
import { Generator } from "./generate";
import { minimise } from "./minimise";

const RUNS = 60;
const STEPS = 100;
/** What `make fuzz` has found. */
const CASES = join(projectFolder, "test/differential/cases");

/** Inputs of the native fuzzer, which together cover what any of its inputs did. */
const CORPUS = join(projectFolder, "test/fuzz/corpus.txt");
const CORPUS_LINES_AT_ONCE = 50;
/** As in build/fuzz-native.mjs. */
const CORPUS_ARGS = [
  ...["--cgi", "-v"],
  ...["--fastcgi", "/fcgi/ unix:/a.sock 127.0.0.1:9000 keep=2 root=/srv at-once=8"],
  ...["--scgi", "/scgi/ unix:/b.sock at-once=8"],
  ...["--authorizer", "/guarded/ unix:/c.sock keep=1 at-once=8"],
];

const builds = await loadCores();
const generator = new Generator(builds[0] as (typeof builds)[number]);

test("the core as JavaScript and as wasm does the same with the same octets and events", () => {
  const failures = [];
  let requests = 0;
  for (let run = 0; run < RUNS; run++) {
    const compared = compareCores(builds, generator.make(seed + run, STEPS));
    requests += compared.requests;
    if (compared.failure !== null) failures.push(`SEED=${seed + run}: ${compared.failure}`);
  }
  assert.is(failures.length, 0, failures.slice(0, 3).join("\n\n"));
  assert.ok(requests > RUNS, `${requests} requests`);
});

for (const name of readdirSync(CASES)) {
  test(`what was found stays mended: ${name}`, () => {
    const found = readCase(readFileSync(join(CASES, name), "utf8"));
    const { failure, status } = compareCores(builds, found);
    assert.is(failure, null, failure ?? "");
    assert.is(status, 0, "it starts");
  });
}

test("what the native fuzzer has found to be different is the same for both cores", () => {
  const lines = readFileSync(CORPUS, "utf8").split("\n").filter(Boolean);
  for (let at = 0; at < lines.length; at += CORPUS_LINES_AT_ONCE) {
    const inputs = lines.slice(at, at + CORPUS_LINES_AT_ONCE).map((line) => JSON.parse(line));
    const { failure } = compareCores(builds, caseOf(inputs, CORPUS_ARGS));
    assert.is(failure, null, `from line ${at + 1} on: ${failure}`);
  }
  assert.ok(lines.length > CORPUS_LINES_AT_ONCE);
});

test("an input of the native fuzzer means the same steps here", () => {
  const input =
    "a\xff\xffb\xff-c\xffn\x01d\xffo\xff\xffe\xffx\x07\xfff\x02\xffl\x6f\xffaf\xffk\xffn\x00\xffe\xffr";
  const steps = stepsOf(input);
  assert.equal(
    steps.filter(([kind]) => kind !== "events"),
    [
      ["connect"],
      ["give", 0, 16_384, "a\xffb"],
      ["give", 0, 16_384, "c"],
      ["connect"],
      ["give", 1, 16_384, "d"],
      ["write", -1, "output", 16_384, "\xffe"],
      ["exit", -1, 7],
      ["fail", "spawn", Failure.NotExecutable],
      ["fail", "connect", Failure.Refused],
      ["answer", -1, 16_384, "f"],
      ["leave", -1, "close"],
      ["end", 0],
    ],
  );
});

test("a case is the same when it was written and read", () => {
  const made = generator.make(seed, STEPS);
  const text = writeCase(made);
  assert.ok(/^[\x20-\x7e\n]*$/.test(text));
  assert.equal(readCase(text), made);
});

test("two cores that differ are found out, and the case is made smaller", () => {
  const [javaScript, wasm] = builds as [(typeof builds)[number], (typeof builds)[number]];
  // The second never hears of octets that begin with "B".
  const deaf: typeof wasm = {
    name: "wasm",
    makeCore: (seam) => {
      const core = wasm.makeCore(seam);
      const { events } = core;
      const received = (channel: number, bytes: number) => {
        const isHeard = core.arena().octets[events.readAt()] !== 0x42;
        return isHeard ? events.received(channel, bytes) : 1;
      };
      return {
        events: { ...events, received },
        arena: () => core.arena(),
        prepare: (octets) => core.prepare(octets),
        memoryBytes: () => core.memoryBytes(),
      };
    },
  };
  const steps: Case["steps"] = [
    ["connect"],
    ["connect"],
    ["give", 1, 100, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["pass", 10],
    ["give", 0, 100, "BREW / HTTP/1.1\r\n\r\n"],
    ["events", 1, null],
    ["pass", 5000],
  ];
  const made: Case = { args: ["-v"], configuration: null, steps };
  const fails = (tried: Case) => compareCores([javaScript, deaf], tried).failure !== null;
  assert.match(compareCores([javaScript, deaf], made).failure ?? "", "the cores differ");
  const smaller = minimise(made, fails, () => false);
  assert.equal(smaller.steps, [["connect"], ["give", 0, 100, "B"]]);
});

test.run();
