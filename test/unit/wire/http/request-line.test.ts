import { test } from "uvu";
import * as assert from "uvu/assert";
import * as record from "../../../../src/wire/http/head-record";
import { Method } from "../../../../src/wire/http/method";
import {
  REFUSE_METHOD,
  REFUSE_TARGET,
  REFUSE_TARGET_FORM,
  REFUSE_VERSION,
  REFUSE_VERSION_FORM,
} from "../../../../src/wire/http/refusal";
import * as line from "../../../../src/wire/http/request-line";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

/** Word index of the record. */
const HEAD = 100;
const LINE_AT = 1000;

test.before.each(freshArena);

function refusalOf(text: string): number {
  return line.parseRequestLine(LINE_AT, putBytes(LINE_AT, text), HEAD);
}

interface Byteranges {
  authority: string;
  path: string;
  query: string;
}

/** The parts of a line that is accepted. */
function parse(text: string): Byteranges {
  assert.is(refusalOf(text), 0, JSON.stringify(text));
  return {
    authority: takeBytes(record.authorityAt(HEAD), record.authorityEnd(HEAD)),
    path: takeBytes(record.pathAt(HEAD), record.pathEnd(HEAD)),
    query: takeBytes(record.queryAt(HEAD), record.queryEnd(HEAD)),
  };
}

/** Target, authority, path, query. */
const TARGETS: [string, string, string, string][] = [
  // origin-form (RFC 9112 §3.2.1)
  ["/", "", "/", ""],
  ["/a/b.html", "", "/a/b.html", ""],
  ["/a?b", "", "/a", "b"],
  ["/a?", "", "/a", ""],
  ["/?", "", "/", ""],
  ["/a?b?c=/d", "", "/a", "b?c=/d"],
  ["//host/a", "", "//host/a", ""],
  ["/http://host/", "", "/http://host/", ""],
  ["/*", "", "/*", ""],
  ["/%00%2f\\\xff{}", "", "/%00%2f\\\xff{}", ""],
  // absolute-form (§3.2.2), scheme without regard to case (RFC 3986 §3.1)
  ["http://host/a?b", "host", "/a", "b"],
  ["https://host:8443/a", "host:8443", "/a", ""],
  ["HTTP://HOST/", "HOST", "/", ""],
  ["hTtPs://[::1]:80/", "[::1]:80", "/", ""],
  ["http://host", "host", "", ""],
  ["http://host?q", "host", "", "q"],
  ["http://host?q/r", "host", "", "q/r"],
  ["http://host:/", "host:", "/", ""],
  ["http://host/http://other/", "host", "/http://other/", ""],
];

test("the target is split into authority, path and query", () => {
  for (const [target, authority, path, query] of TARGETS) {
    for (const method of ["GET", "HEAD", "POST", "OPTIONS", "PROPFIND"]) {
      const parts = parse(`${method} ${target} HTTP/1.1`);
      assert.equal(parts, { authority, path, query }, `${method} ${target}`);
      assert.is(takeBytes(record.targetAt(HEAD), record.targetEnd(HEAD)), target);
      assert.is(takeBytes(record.methodAt(HEAD), record.methodEnd(HEAD)), method);
    }
  }
});

test("nothing of the request before is left over", () => {
  parse("GET http://host/a?b HTTP/1.0");
  assert.equal(parse("HEAD /c HTTP/1.1"), { authority: "", path: "/c", query: "" });
  assert.is(record.headMethod(HEAD), Method.Head);
  assert.is(record.minorVersion(HEAD), 1);
  parse("GET /a?b HTTP/1.1");
  assert.equal(parse("OPTIONS * HTTP/1.1"), { authority: "", path: "", query: "" });
});

test("the asterisk-form is for OPTIONS (RFC 9112 §3.2.4)", () => {
  assert.equal(parse("OPTIONS * HTTP/1.1"), { authority: "", path: "", query: "" });
  for (const method of ["GET", "HEAD", "POST", "options", "PROPFIND"]) {
    assert.is(refusalOf(`${method} * HTTP/1.1`), REFUSE_TARGET_FORM, method);
  }
  for (const target of ["**", "*?a", "*/"]) {
    assert.is(refusalOf(`OPTIONS ${target} HTTP/1.1`), REFUSE_TARGET_FORM, target);
  }
});

test("the authority-form is for CONNECT (§3.2.3), which names no path", () => {
  assert.equal(parse("CONNECT host:443 HTTP/1.1"), { authority: "", path: "", query: "" });
  assert.is(record.headMethod(HEAD), Method.Refused);
  for (const method of ["GET", "OPTIONS", "POST", "connect"]) {
    assert.is(refusalOf(`${method} host:443 HTTP/1.1`), REFUSE_TARGET_FORM, method);
  }
});

test("a target of no known form is refused", () => {
  for (const target of [
    "a",
    "index.html",
    "?a",
    "http:",
    "http:/host/",
    "http:host/",
    "http://",
    "http:///a",
    "http://?a",
    "http://:80/",
    "http://user@host/",
    "http://user:word@host/",
    "http://ho^st/",
    "http://host:99999/",
    "http://host#a",
    "ftp://host/",
    "httpx://host/",
    "ttp://host/",
    "://host/",
    "mailto:a@b",
    "file:///etc/passwd",
    "%2f",
    "\\",
  ]) {
    assert.is(refusalOf(`GET ${target} HTTP/1.1`), REFUSE_TARGET_FORM, target);
  }
});

test("a fragment is no part of a target", () => {
  for (const target of ["/#", "/a#b", "/a?b#c", "http://host/#a"]) {
    assert.is(refusalOf(`GET ${target} HTTP/1.1`), REFUSE_TARGET, target);
  }
});

test("a target may have any octet but spaces, controls and '#'", () => {
  for (let c = 0; c < 256; c++) {
    const sign = String.fromCharCode(c);
    const refusal = refusalOf(`GET /a${sign}b HTTP/1.1`);
    if (c === 32) assert.is(refusal, REFUSE_VERSION_FORM);
    else assert.is(refusal, c < 32 || c === 127 || sign === "#" ? REFUSE_TARGET : 0, `${c}`);
  }
});

test("a method is a token (RFC 9112 §3.1) and one space", () => {
  const tchar = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/;
  for (let c = 0; c < 256; c++) {
    const sign = String.fromCharCode(c);
    const isToken = tchar.test(sign);
    assert.is(refusalOf(`${sign} / HTTP/1.1`), isToken ? 0 : REFUSE_METHOD, `${c}`);
    const within = refusalOf(`G${sign}T / HTTP/1.1`);
    // "G T" is a method and a target.
    if (c !== 32) assert.is(within, isToken ? 0 : REFUSE_METHOD, `${c}`);
    else assert.ok(within < 0);
  }
  for (const text of ["", "GET", " ", " / HTTP/1.1", "GET\t/ HTTP/1.1"]) {
    assert.is(refusalOf(text), REFUSE_METHOD, JSON.stringify(text));
  }
});

test("between the three parts is one space each and nothing else", () => {
  for (const text of [
    "GET  / HTTP/1.1",
    "GET /  HTTP/1.1",
    "GET / HTTP/1.1 ",
    "GET /\tHTTP/1.1",
    "GET \t/ HTTP/1.1",
    "GET / HTTP/1.1\t",
    "GET / HTTP/1.1\r",
    "GET / a HTTP/1.1",
    "GET \r/ HTTP/1.1",
  ]) {
    const refusal = refusalOf(text);
    assert.ok([REFUSE_TARGET, REFUSE_VERSION_FORM].includes(refusal), JSON.stringify(text));
  }
});

test("without a version it is HTTP/0.9, which is refused", () => {
  assert.is(refusalOf("GET /"), REFUSE_VERSION_FORM);
  assert.is(refusalOf("GET / "), REFUSE_VERSION_FORM);
  assert.is(refusalOf("GET "), REFUSE_TARGET);
  assert.is(refusalOf("GET  "), REFUSE_TARGET);
});

test("every version of one digit each: major 1 is spoken, others are refused with 505", () => {
  for (let major = 0; major < 10; major++) {
    for (let minor = 0; minor < 10; minor++) {
      const refusal = refusalOf(`GET / HTTP/${major}.${minor}`);
      assert.is(refusal, major === 1 ? 0 : REFUSE_VERSION, `${major}.${minor}`);
      // A later minor version is treated as the highest that is known (RFC 9110 §2.5).
      if (major === 1) assert.is(record.minorVersion(HEAD), minor === 0 ? 0 : 1, `1.${minor}`);
    }
  }
});

test("HTTP-version is case-sensitive and of eight octets (RFC 9112 §2.3)", () => {
  for (const version of [
    "http/1.1",
    "Http/1.1",
    "HTTP/1.10",
    "HTTP/11",
    "HTTP/1",
    "HTTP/1.",
    "HTTP/1,1",
    "HTTP/.11",
    "HTTP/01.1",
    "HTTP/+1.1",
    "HTTP/a.1",
    "HTTP/1.a",
    "HTTP/1.:",
    "HTTP 1.1",
    "HTTPS/1.1",
    "RTSP/1.1",
    "ICY/1.11",
  ]) {
    assert.is(refusalOf(`GET / ${version}`), REFUSE_VERSION_FORM, version);
  }
});

test("the method is told from others", () => {
  for (const [name, method] of [
    ["GET", Method.Get],
    ["get", Method.Unknown],
    ["POST", Method.Writing],
    ["TRACE", Method.Refused],
  ] as const) {
    parse(`${name} / HTTP/1.1`);
    assert.is(record.headMethod(HEAD), method, name);
  }
});

test("nothing is read behind the line", () => {
  // What the line lacks stands behind its end.
  const text = "GET / HTTP/1.1";
  putBytes(LINE_AT, text);
  for (let bytes = 0; bytes < text.length; bytes++) {
    assert.ok(line.parseRequestLine(LINE_AT, LINE_AT + bytes, HEAD) < 0, text.slice(0, bytes));
  }
});

test.run();
