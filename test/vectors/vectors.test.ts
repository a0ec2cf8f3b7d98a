import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadCores } from "../support/simulated-world";
import { feedVector, MANNERS } from "./feed";
import { parseVectors } from "./parse";
import { messageOf, readVectors } from "./read";

const cores = await loadCores();

for (const { title, vector } of readVectors()) {
  test(title, () => {
    for (const core of cores) {
      for (const manner of MANNERS) {
        try {
          feedVector(core, vector, manner);
        } catch (error) {
          throw new Error(`${manner}, ${core.name}: ${messageOf(error)}`, { cause: error });
        }
      }
    }
  });
}

const GOOD = "## a\nRule (§1).\n```request\nGET /\n```\n- answer 400\n- closes\n";

test("the parser: a vector", () => {
  const [vector] = parseVectors("x.md", GOOD.replace("GET /", "\\x41\\{ab*3}\\\\\\r\\\nc\\"));
  assert.is(vector?.request, "Aababab\\\rc");
  assert.equal(vector?.answers, [{ status: 400, refusal: null, method: "GET" }]);
  assert.is(vector?.end, "closes");
});

test("the parser: arguments", () => {
  const text = `${GOOD}- with --a "b c: \\x41" d\n- with --e\n`;
  assert.equal(parseVectors("x.md", text)[0]?.args, ["--a", "b c: A", "d", "--e"]);
});

test("the parser: what it does not know is an error with its place", () => {
  const cases: [string, string][] = [
    [`${GOOD}- persist\n`, "x.md:8: unknown: - persist"],
    [`${GOOD}more prose\n`, "x.md:8: prose stands before the request"],
    [`${GOOD}- closes\n`, "x.md:8: said twice what becomes of the connection"],
    [`${GOOD}${GOOD}`, "x.md:8: a second vector of this name"],
    [GOOD.replace("GET /", "GET \\q"), "x.md:3: unknown escape \\q"],
    [GOOD.replace("```request", "```text"), "x.md:3: an unknown block, or one without end"],
    [GOOD.replace("(§1)", ""), "x.md:1: the prose does not say where the rule comes from"],
    [GOOD.replace("- closes\n", ""), "x.md:1: no request, or not said what becomes of it"],
    ["# title\n- closes\n", "x.md:2: it belongs to no vector"],
    ["# title\n", "x.md: it has no vectors"],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => parseVectors("x.md", text),
      (error: Error) => error.message === message,
      message,
    );
  }
});

test.run();
