import { test } from "uvu";
import * as assert from "uvu/assert";
import { Coding } from "../../../../src/wire/http/accept-encoding";
import {
  ENTITY_TAG_BYTES_MAX,
  matchesEntityTag,
  putEntityTag,
} from "../../../../src/wire/http/entity-tag";
import { freshArena, putBytes, written } from "../../../support/arena";

function matches(list: string, tag: string, weak: boolean): boolean {
  freshArena();
  return matchesEntityTag(500, putBytes(500, list), 100, putBytes(100, tag), weak);
}

function tagOf(modifiedMs: number, size: number, coding = Coding.Identity): string {
  return written((at) => putEntityTag(at, modifiedMs, size, coding));
}

test("written", () => {
  assert.is(tagOf(1700000000123, 1024), `"18bcfe5687b-400"`);
  assert.is(tagOf(0, 0), `"0-0"`);
  assert.is(tagOf(-500, 16), `"-1f4-10"`);
  assert.is.not(tagOf(-500, 16), tagOf(500, 16));
  assert.is(tagOf(0, 16, Coding.Brotli), `"0-10-br"`);
  const longest = tagOf(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Coding.Gzip);
  assert.is(longest.length, ENTITY_TAG_BYTES_MAX);
});

test("the table of 9110 8.8.3.2", () => {
  assert.is(matches(`W/"1"`, `W/"1"`, false), false);
  assert.is(matches(`W/"1"`, `W/"1"`, true), true);
  assert.is(matches(`W/"1"`, `W/"2"`, false), false);
  assert.is(matches(`W/"1"`, `W/"2"`, true), false);
  assert.is(matches(`W/"1"`, `"1"`, false), false);
  assert.is(matches(`W/"1"`, `"1"`, true), true);
  assert.is(matches(`"1"`, `W/"1"`, false), false);
  assert.is(matches(`"1"`, `W/"1"`, true), true);
  assert.is(matches(`"1"`, `"1"`, false), true);
  assert.is(matches(`"1"`, `"1"`, true), true);
});

const FOUND = [
  `*`,
  `"x"`,
  `"a","x"`,
  `"x","a"`,
  `"a" , "x"`,
  `"a"\t,\t"x"`,
  `"a", W/"b", "x", "c"`,
  `, ,"x"`,
  `"x",`,
  `"x" , ,`,
  `"x" `,
  `"a,b","x"`,
  `"","x"`,
  `"\xfc","x"`,
  `"a\\","x"`,
];

test("lists that have it", () => {
  for (const list of FOUND) {
    assert.is(matches(list, `"x"`, false), true, list);
    assert.is(matches(list, `"x"`, true), true, list);
  }
});

const NOT_FOUND = [
  ``,
  ` `,
  `,`,
  `"a"`,
  `"X"`,
  `"xx"`,
  `""`,
  `x`,
  `"a,"x",b"`,
  `"a, \\"x\\""`,
  `" x"`,
  `W/`,
  `"`,
  `"x`,
  `x"`,
];

const MALFORMED = [
  `"x" "x"`,
  `"x""x"`,
  `"x";q=1`,
  `"x", a`,
  `"x", "a`,
  `"x", "a b"`,
  `"x", "\x7f"`,
  `"x", w/"a"`,
  `"x", W/`,
  `"x", W/a`,
  `"x", W"a"`,
  `"x", W/ "a"`,
  `"x", *`,
  `*, "x"`,
  `**`,
  `* `,
  `'x'`,
];

test("lists that have it not, and malformed ones that seem to have it", () => {
  for (const list of [...NOT_FOUND, ...MALFORMED]) {
    assert.is(matches(list, `"x"`, false), false, list);
    assert.is(matches(list, `"x"`, true), false, list);
  }
});

test("a list cut anywhere matches only where its entity-tag is complete", () => {
  const list = `"a", W/"b,c" , "x", "d"`;
  const complete = [`"a", W/"b,c" , "x"`, `"a", W/"b,c" , "x",`, `"a", W/"b,c" , "x", `, list];
  for (let cut = 0; cut <= list.length; cut++) {
    const text = list.slice(0, cut);
    assert.is(matches(text, `"x"`, false), complete.includes(text), text);
  }
});

test.run();
