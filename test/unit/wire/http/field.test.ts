import { test } from "uvu";
import * as assert from "uvu/assert";
import { Field, identifyField } from "../../../../src/wire/http/field";
import { freshArena, putBytes } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

freshArena();

function identify(name: string): Field {
  return identifyField(100, putBytes(100, name));
}

const KNOWN: [string, Field][] = [
  ["Host", Field.Host],
  ["Accept", Field.Accept],
  ["Connection", Field.Connection],
  ["Content-Length", Field.ContentLength],
  ["Content-Type", Field.ContentType],
  ["Transfer-Encoding", Field.TransferEncoding],
  ["Expect", Field.Expect],
  ["If-Match", Field.IfMatch],
  ["If-None-Match", Field.IfNoneMatch],
  ["If-Modified-Since", Field.IfModifiedSince],
  ["If-Unmodified-Since", Field.IfUnmodifiedSince],
  ["If-Range", Field.IfRange],
  ["Range", Field.Range],
  ["Accept-Encoding", Field.AcceptEncoding],
  ["Authorization", Field.Authorization],
  ["Proxy-Authorization", Field.ProxyAuthorization],
  ["Proxy", Field.Proxy],
  ["Cookie", Field.Cookie],
];

test("names are known in any case of letters (RFC 9110 §5.1)", () => {
  for (const [name, field] of KNOWN) {
    for (const form of [name, name.toLowerCase(), name.toUpperCase(), mixed(name), mixed(name)]) {
      assert.is(identify(form), field, form);
    }
  }
});

test("a name with any one octet changed is another field", () => {
  for (const [name] of KNOWN) {
    for (let at = 0; at < name.length; at++) {
      for (let c = 0; c < 256; c++) {
        const sign = String.fromCharCode(c);
        if (c < 128 && sign.toLowerCase() === name.charAt(at).toLowerCase()) continue;
        const other = name.slice(0, at) + sign + name.slice(at + 1);
        assert.is(identify(other), Field.Other, JSON.stringify(other));
      }
    }
  }
});

test("a name that is longer or shorter is another field", () => {
  const names = new Set(KNOWN.map(([name]) => name));
  for (const [name] of KNOWN) {
    for (const other of [`${name}s`, `${name}-`, `x${name}`, name.slice(0, -1), name.slice(1)]) {
      if (!names.has(other)) assert.is(identify(other), Field.Other, other);
    }
  }
  for (const other of [
    "",
    "X",
    "Accept-Ranges",
    "Proxy-Connection",
    "Set-Cookie",
    "Content_Length",
  ]) {
    assert.is(identify(other), Field.Other, other);
  }
});

function mixed(name: string): string {
  const letters = [...name].map((c) => (random.below(2) === 0 ? c.toLowerCase() : c.toUpperCase()));
  return letters.join("");
}

test.run();
