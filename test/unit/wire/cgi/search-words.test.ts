import { test } from "uvu";
import * as assert from "uvu/assert";
import * as searchWords from "../../../../src/wire/cgi/search-words";
import { countStrings } from "../../../../src/wire/octets/text";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const QUERY_AT = 300_000;
const OUT_AT = 400_000;

test.before(() => zeroArena());

/** The words of a query; null when there are none. */
function wordsOf(query: string): string[] | null {
  const end = searchWords.putSearchWords(OUT_AT, QUERY_AT, putBytes(QUERY_AT, query));
  if (end === OUT_AT) return null;
  const words = takeBytes(OUT_AT, end).split("\0");
  assert.is(words.pop(), "", "the last one is ended too");
  assert.is(words.length, countStrings(OUT_AT, end));
  return words;
}

test("words stand between plus signs, and are decoded after that", () => {
  assert.equal(wordsOf("a"), ["a"]);
  assert.equal(wordsOf("a+b%2Bc+d%20e"), ["a", "b+c", "d e"]);
  assert.equal(wordsOf("a%3Db+%E9/?&"), ["a=b", "\xe9/?&"]);
  assert.equal(wordsOf("a-b+c%0A"), ["a-b", "c\n"]);
});

test("a query with an equals sign is a form", () => {
  for (const query of ["a=b", "=", "a+b=", "a+b+c+="]) assert.is(wordsOf(query), null, query);
});

test("all words or none", () => {
  for (const query of ["", "+", "a+", "+a", "a++b", "a+%", "a+%4", "a+%zz", "a+b%00c", "%00"]) {
    assert.is(wordsOf(query), null, query);
  }
});

test("no query gives a program its options", () => {
  for (const query of ["-s", "%2ds", "a+-d", "a+%2D", "--"]) assert.is(wordsOf(query), null, query);
});

test("there are so many words and no more", () => {
  const most = Array.from({ length: searchWords.SEARCH_WORD_COUNT_MAX }, (_, i) => `w${i}`);
  assert.equal(wordsOf(most.join("+")), most);
  assert.is(wordsOf(`${most.join("+")}+more`), null);
});

test.run();
