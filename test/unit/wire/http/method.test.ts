import { test } from "uvu";
import * as assert from "uvu/assert";
import { identifyMethod, Method } from "../../../../src/wire/http/method";
import { freshArena, putBytes } from "../../../support/arena";

freshArena();

function identify(name: string): Method {
  return identifyMethod(100, putBytes(100, name));
}

const KNOWN: [string, Method][] = [
  ["GET", Method.Get],
  ["HEAD", Method.Head],
  ["OPTIONS", Method.Options],
  ["POST", Method.Writing],
  ["PUT", Method.Writing],
  ["DELETE", Method.Writing],
  ["PATCH", Method.Writing],
  ["CONNECT", Method.Refused],
  ["TRACE", Method.Refused],
];

test("the methods of RFC 9110 §9.3 and RFC 5789", () => {
  for (const [name, method] of KNOWN) assert.is(identify(name), method, name);
});

test("methods are case-sensitive (RFC 9110 §9.1)", () => {
  for (const [name] of KNOWN) {
    for (const other of [
      name.toLowerCase(),
      `${name.slice(0, -1)}${name.slice(-1).toLowerCase()}`,
    ]) {
      assert.is(identify(other), Method.Unknown, other);
    }
  }
});

test("a method with one letter more, less or other is another method", () => {
  const names = new Set(KNOWN.map(([name]) => name));
  for (const [name] of KNOWN) {
    for (let at = 0; at <= name.length; at++) {
      for (const put of ["", "X", "S", "-"]) {
        for (const cut of [0, 1]) {
          const other = name.slice(0, at) + put + name.slice(at + cut);
          if (other === "" || names.has(other)) continue;
          assert.is(identify(other), Method.Unknown, other);
        }
      }
    }
  }
  for (const name of ["PROPFIND", "MKCOL", "LINK", "QUERY", "PRI", "M-SEARCH", "!"]) {
    assert.is(identify(name), Method.Unknown, name);
  }
});

test.run();
