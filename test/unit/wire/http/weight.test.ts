import { test } from "uvu";
import * as assert from "uvu/assert";
import { NOT_WEIGHT, WEIGHT_MAX, weightOf } from "../../../../src/wire/http/weight";
import { freshArena, putBytes } from "../../../support/arena";

freshArena();

function weight(parameters: string): number {
  return weightOf(100, putBytes(100, parameters));
}

test("a weight has up to three decimals (RFC 9110 §12.4.2)", () => {
  const expected: [string, number][] = [
    [";q=1", 1000],
    [";q=1.", 1000],
    [";q=1.000", 1000],
    [";q=0", 0],
    [";q=0.", 0],
    [";q=0.5", 500],
    [";q=0.05", 50],
    [";q=0.001", 1],
    [";q=0.999", 999],
    [" ; \tQ=0.8 \t", 800],
    [";level=1;q=0.3", 300],
    [";level=1 ; q=0.3;q=0.9", 300],
  ];
  for (const [text, value] of expected) assert.is(weight(text), value, text);
});

test("without a weight it is the greatest", () => {
  for (const text of ["", ";", ";level=1", ";qs=0.1", ";x=q=0.1", "; "]) {
    assert.is(weight(text), WEIGHT_MAX, text);
  }
});

test("what is no qvalue is none", () => {
  for (const value of [
    "",
    "2",
    "1.1",
    "1.001",
    "-1",
    "+1",
    ".5",
    "0.1234",
    "0,5",
    "0.a",
    "00",
    "a",
  ]) {
    assert.is(weight(`;q=${value}`), NOT_WEIGHT, value);
  }
});

test.run();
