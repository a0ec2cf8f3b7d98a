import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  countStrings,
  endOfWord,
  isOneOf,
  isSame,
  isSameAnyCase,
  isText,
  isTextAnyCase,
  put,
  putCrlf,
  putOctets,
  putString,
  skipSpace,
  spaceTrimmed,
} from "../../../../src/wire/octets/text";
import { assertUntouched, freshArena, putBytes, takeBytes, written } from "../../../support/arena";

test.before.each(freshArena);

test("text is written octet by octet, and its end returned", () => {
  const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => 32 + i));
  for (const text of ["", "x", "HTTP/1.1 ", "\t\r\n", printable]) {
    assert.is(
      written((at) => put(at, text)),
      text,
    );
  }
});

test("a line ends in CR LF", () => {
  assert.is(written(putCrlf), "\r\n");
});

test("octets are copied, also over themselves", () => {
  for (const target of [200, 97, 100, 102, 106]) {
    freshArena();
    const end = putBytes(100, "\0abc\xff");
    assert.is(putOctets(target, 100, end), target + 5);
    assert.is(takeBytes(target, target + 5), "\0abc\xff");
    assertUntouched(Math.max(end, target + 5), 400);
    assertUntouched(0, Math.min(100, target));
  }
  assert.is(putOctets(300, 100, 100), 300);
  assertUntouched(300, 400);
});

test("text is itself alone, case and all", () => {
  const end = putBytes(100, "Close");
  assert.ok(isText(100, end, "Close"));
  for (const other of ["close", "CLOSE", "Clos", "Closed", "Clo\0e", "lose", ""]) {
    assert.not(isText(100, end, other), other);
  }
  assert.ok(isText(100, 100, ""));
});

test("without regard to case only letters are folded", () => {
  const end = putBytes(100, "kEEp-ALIVE1");
  assert.ok(isTextAnyCase(100, end, "keep-alive1"));
  for (const other of ["keep-alive", "keep-alive2", "keep_alive1", "keep-alive11", ""]) {
    assert.not(isTextAnyCase(100, end, other), other);
  }
  // What differs from a letter or a sign in bit 5 alone: "@" and "`", "[" and "{", CR and "-".
  for (let c = 0; c < 256; c++) {
    const isFolded = c >= 0x41 && c <= 0x5a;
    putBytes(100, [c]);
    for (let text = 0; text < 128; text++) {
      const isExpected = text === c || (isFolded && text === c + 32);
      if (text >= 0x41 && text <= 0x5a) continue;
      assert.is(isTextAnyCase(100, 101, String.fromCharCode(text)), isExpected, `${c} ${text}`);
    }
  }
});

test("spaces and tabs around a text are passed over, and no other octet", () => {
  for (const [text, from, to] of [
    ["", 0, 0],
    [" \t ", 3, 0],
    ["a", 0, 1],
    ["\t a b \t", 2, 5],
    ["\xa0a\0", 0, 3],
  ] as const) {
    const end = putBytes(100, text);
    assert.is(skipSpace(100, end), 100 + from, JSON.stringify(text));
    assert.is(spaceTrimmed(100, end), 100 + to, JSON.stringify(text));
  }
});

test("runs of octets are the same when length and octets are", () => {
  const runs = ["", "a", "b", "A", "ab", "a\0", "\xff"];
  for (const one of runs) {
    for (const other of runs) {
      const end = putBytes(100, one);
      const otherEnd = putBytes(200, other);
      assert.is(isSame(100, end, 200, otherEnd), one === other, JSON.stringify([one, other]));
    }
  }
});

test("a word is one of a list when it is whole, in any case of letters", () => {
  const isIn = (text: string) => {
    freshArena();
    return isOneOf(100, putBytes(100, text), "date,server,e-tag");
  };
  for (const text of ["date", "DATE", "Server", "e-tag"]) assert.ok(isIn(text), text);
  for (const text of ["", "dat", "dates", "serve", "etag", "e-tag,", "-tag", "tag"]) {
    assert.not(isIn(text), text);
  }
});

test("two runs are the same in any case of letters, and nothing else is", () => {
  const end = putBytes(100, "X-One[");
  assert.ok(isSameAnyCase(100, end, 200, putBytes(200, "x-oNE[")));
  for (const other of ["x-one{", "x-on", "x-one[[", "y-one["]) {
    assert.not(isSameAnyCase(100, end, 200, putBytes(200, other)), other);
  }
});

test("a word ends at the first space or tab, or with the text", () => {
  for (const [text, bytes] of [
    ["word", 4],
    ["two words", 3],
    ["tab\tbed", 3],
    [" led", 0],
    ["", 0],
  ] as const) {
    assert.is(endOfWord(100, putBytes(100, text)), 100 + bytes, JSON.stringify(text));
  }
});

test("strings are counted by what ends them, those without an octet as well", () => {
  let end = 100;
  assert.is(countStrings(100, end), 0);
  for (const [index, text] of ["one", "", "three", ""].entries()) {
    const from = putBytes(200, text) - text.length;
    end = putString(end, from, from + text.length);
    assert.is(countStrings(100, end), index + 1);
  }
  assert.is(end, 100 + "one".length + "three".length + 4);
});

test.run();
