import { test } from "uvu";
import * as assert from "uvu/assert";
import { nearestOption } from "../../../../src/config/options/nearest-option";
import { findWord, NO_OPTION, nextOption, putWord } from "../../../../src/config/options/options";
import { BLOCK_AT, BLOCK_END } from "../../../../src/core/memory/layout";
import {
  ARENA_BYTES,
  assertUntouched,
  freshArena,
  putBytes,
  takeBytes,
} from "../../../support/arena";
import { makeRandom } from "../../../support/random";
import { zeroArena } from "../../../support/zero-arena";

const random = makeRandom();

zeroArena();

const words: string[] = [];
const options: number[] = [];
for (let option = nextOption(NO_OPTION); option !== NO_OPTION; option = nextOption(option)) {
  words.push(takeBytes(BLOCK_AT, putWord(BLOCK_AT, option)));
  options.push(option);
}

/** The word that is proposed, "" for none. */
function nearest(text: string): string {
  const option = nearestOption(BLOCK_AT, putBytes(BLOCK_AT, text));
  return option === NO_OPTION ? "" : (words[options.indexOf(option)] ?? "?");
}

/** Levenshtein's distance by its definition. */
function distance(one: string, other: string): number {
  const known = new Map<string, number>();
  const from = (i: number, j: number): number => {
    if (i === one.length || j === other.length) return one.length - i + other.length - j;
    const key = `${i},${j}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const isSame = one[i] === other[j];
    const replaced = from(i + 1, j + 1) + (isSame ? 0 : 1);
    const least = Math.min(replaced, from(i + 1, j) + 1, from(i, j + 1) + 1);
    known.set(key, least);
    return least;
  };
  return from(0, 0);
}

test("common slips", () => {
  for (const [text, word] of [
    ["listn", "listen"],
    ["Listen", "listen"],
    ["lissten", "listen"],
    ["hme", "home"],
    ["hoem", "home"],
    ["dir", ""],
    ["directry", "directory"],
    ["conections", "connections"],
    ["connection", "connections"],
    ["forground", "foreground"],
    ["vrebose", "verbose"],
    ["helpp", "help"],
    ["cg", "cgi"],
    ["", ""],
    ["x", ""],
    ["portal", ""],
    ["document-root", ""],
    ["zzzzzzzzzz", ""],
  ] as const) {
    assert.is(nearest(text), word, text);
  }
});

test("random slips are answered with a word at the least distance, up to two", () => {
  const letters = "abcdefghilnorstuvx-=\xff";
  let near = 0;
  for (let round = 0; round < 3000; round++) {
    let text = words[random.below(words.length)] ?? "";
    for (let slips = random.below(5); slips > 0; slips--) {
      const at = random.below(text.length + 1);
      const put = random.below(3) > 0 ? letters.charAt(random.below(letters.length)) : "";
      text = text.slice(0, at) + put + text.slice(at + random.below(2));
    }
    const least = Math.min(...words.map((word) => distance(text, word)));
    const answer = nearest(text);
    if (least > 2) assert.is(answer, "", text);
    else {
      near++;
      assert.is(distance(text, answer), least, `${text}: ${answer}`);
    }
  }
  assert.ok(near > 500, `only ${near} were near`);
});

test("a word that is known is nearest to itself", () => {
  for (const [i, word] of words.entries()) {
    const option = options[i];
    assert.is(nearest(word), word);
    assert.is(findWord(BLOCK_AT, putBytes(BLOCK_AT, word)), option);
  }
});

test("what is longer than any slip is not looked at", () => {
  for (const bytes of [32, 33, 1000, 60000]) assert.is(nearest("listen".padEnd(bytes, "n")), "");
});

test("a message that is being composed is left as it is", () => {
  freshArena();
  const end = putBytes(BLOCK_AT, "a-word-of-thirty-two-octets-abcd");
  nearestOption(BLOCK_AT, end);
  assertUntouched(0, BLOCK_AT);
  assertUntouched(end, BLOCK_END - 2048);
  assertUntouched(BLOCK_END, ARENA_BYTES);
});

test.run();
