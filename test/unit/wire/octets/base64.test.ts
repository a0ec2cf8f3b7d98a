import { test } from "uvu";
import * as assert from "uvu/assert";
import { decodeBase64, NO_BASE64 } from "../../../../src/wire/octets/base64";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const AT = 4096;

function decoded(text: string, to = 8192): string | null {
  freshArena();
  const end = decodeBase64(to, AT, putBytes(AT, text));
  return end === NO_BASE64 ? null : takeBytes(to, end);
}

test("what is encoded is decoded, in its place too", () => {
  const random = makeRandom();
  for (let bytes = 0; bytes < 200; bytes++) {
    const octets = Buffer.from(Array.from({ length: bytes }, () => random.below(256)));
    assert.is(decoded(octets.toString("base64")), octets.toString("latin1"));
    assert.is(decoded(octets.toString("base64"), AT), octets.toString("latin1"));
  }
});

test("what no encoder writes is refused", () => {
  for (const text of [
    "Y",
    "YQ",
    "YQ=",
    "YR==",
    "YWJ=",
    "Y===",
    "====",
    "YQ==YQ==",
    "YW=j",
    "YWJ-",
    "YWJ_",
    " YQ=",
    "YW\nJ",
    "YWJj\x80\x80\x80\x80",
  ]) {
    assert.is(decoded(text), null, text);
  }
});

test.run();
