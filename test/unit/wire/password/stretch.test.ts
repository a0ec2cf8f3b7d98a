import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  beginDigest,
  DigestKind,
  endDigest,
  openContext,
} from "../../../../src/wire/password/digest";
import { addRepeated, putRepeated, stretch } from "../../../../src/wire/password/stretch";
import { freshArena, putBytes, takeBytes, written } from "../../../support/arena";

const CONTEXT = 1024;
const AT = 65536;
const DIGEST_AT = 32768;

test("a digest is repeated as far as wanted", () => {
  for (const [bytes, text] of [
    [0, ""],
    [2, "ab"],
    [3, "abc"],
    [7, "abcabca"],
  ] as const) {
    assert.is(
      written((at) => {
        putBytes(AT, "abc");
        return putRepeated(at, AT, 3, bytes);
      }),
      text,
    );
    freshArena();
    openContext(CONTEXT, DigestKind.Sha256);
    beginDigest(CONTEXT);
    putBytes(AT, "abc");
    addRepeated(CONTEXT, AT, 3, bytes);
    const end = endDigest(CONTEXT, DIGEST_AT);
    const expected = createHash("sha256").update(text).digest();
    assert.is(takeBytes(DIGEST_AT, end), expected.toString("latin1"));
  }
});

test("the rounds are those of the scheme", () => {
  freshArena();
  openContext(CONTEXT, DigestKind.Md5);
  let expected: Buffer = createHash("md5").update("begin").digest();
  putBytes(DIGEST_AT, expected);
  const passwordEnd = putBytes(AT, "word");
  const saltEnd = putBytes(AT + 100, "salt");
  stretch(CONTEXT, DigestKind.Md5, DIGEST_AT, 50, AT, passwordEnd, AT + 100, saltEnd);
  for (let round = 0; round < 50; round++) {
    const isOdd = round % 2 === 1;
    const hash = createHash("md5").update(isOdd ? "word" : expected);
    if (round % 3 !== 0) hash.update("salt");
    if (round % 7 !== 0) hash.update("word");
    expected = hash.update(isOdd ? expected : "word").digest();
  }
  assert.is(takeBytes(DIGEST_AT, DIGEST_AT + 16), expected.toString("latin1"));
});

test.run();
