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

function neighboursOf(name: string): string[] {
  const places = Array.from({ length: name.length + 1 }, (_, at) => at);
  const parts = places.flatMap((at) =>
    [0, 1].map((cut) => [name.slice(0, at), name.slice(at + cut)]),
  );
  return ["", "X", "S", "-"]
    .flatMap((put) => parts.map((part) => part.join(put)))
    .filter((other) => other !== "");
}

test("a method with one letter more, less or other is another method", () => {
  const names = new Set(KNOWN.map(([name]) => name));
  const others = new Set(KNOWN.flatMap(([name]) => neighboursOf(name)));
  for (const name of names) others.delete(name);
  assert.ok(others.size > 100);
  for (const other of others) assert.is(identify(other), Method.Unknown, other);
  for (const name of ["PROPFIND", "MKCOL", "LINK", "QUERY", "PRI", "M-SEARCH", "!"]) {
    assert.is(identify(name), Method.Unknown, name);
  }
});

test.run();
