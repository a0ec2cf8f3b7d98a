import { test } from "uvu";
import * as assert from "uvu/assert";
import { Field } from "../../../../src/wire/http/field";
import * as record from "../../../../src/wire/http/head-record";
import * as refusal from "../../../../src/wire/http/refusal";
import * as head from "../../../../src/wire/http/request-head";
import { assertUntouched, freshArena, putBytes, takeBytes } from "../../../support/arena";

const TABLE_AT = 100;
const TABLE_END = (TABLE_AT + record.HEAD_WORDS) * 4;
const HEAD_AT = 8192;

/** Reads a head of these field lines, and checks that it writes in its table alone. */
function refusalOf(lines: string[], version = "1.1"): number {
  freshArena();
  const text = [`GET / HTTP/${version}`, ...lines, "", ""].join("\r\n");
  const end = putBytes(HEAD_AT, text);
  const result = head.parseRequestHead(HEAD_AT, end, TABLE_AT);
  assert.is(takeBytes(HEAD_AT, end), text);
  assertUntouched(0, TABLE_AT * 4);
  assertUntouched(TABLE_END, HEAD_AT);
  assertUntouched(end, end + 64);
  return result;
}

function parse(lines: string[], version = "1.1"): void {
  assert.is(refusalOf(lines, version), 0, JSON.stringify(lines));
}

/** With a Host, which every request of HTTP/1.1 needs. */
function parseWithHost(...lines: string[]): void {
  parse(["Host: a", ...lines]);
}

function assertRefused(expected: number, lines: string[], version = "1.1"): void {
  for (const list of [
    ["Host: a", ...lines],
    [...lines, "Host: a"],
  ]) {
    assert.is(refusalOf(list, version), expected, JSON.stringify(list));
  }
}

test("field lines are kept in their order, without the space around values", () => {
  parse(["Host:a", "X-One: \t b c\t ", "content-TYPE:", "X-Two: \xff:,\t;", "!#$%&'*+-.^_`|~: 1"]);
  const records = Array.from({ length: record.fieldCount(TABLE_AT) }, (_, i) => [
    record.fieldId(TABLE_AT, i),
    takeBytes(record.fieldNameAt(TABLE_AT, i), record.fieldNameEnd(TABLE_AT, i)),
    takeBytes(record.fieldValueAt(TABLE_AT, i), record.fieldValueEnd(TABLE_AT, i)),
  ]);
  assert.equal(records, [
    [Field.Host, "Host", "a"],
    [Field.Other, "X-One", "b c"],
    [Field.ContentType, "content-TYPE", ""],
    [Field.Other, "X-Two", "\xff:,\t;"],
    [Field.Other, "!#$%&'*+-.^_`|~", "1"],
  ]);
});

test("a field is found by its number, from a record on", () => {
  parse(["Cookie: a=1", "Host: a", "COOKIE: b=2"]);
  assert.is(record.findField(TABLE_AT, Field.Cookie, 0), 0);
  assert.is(record.findField(TABLE_AT, Field.Cookie, 1), 2);
  assert.is(record.findField(TABLE_AT, Field.Cookie, 3), -1);
  assert.is(record.findField(TABLE_AT, Field.Range, 0), -1);
  assert.is(record.hostField(TABLE_AT), 1);
});

test("a field is found by its name, in any case of letters", () => {
  parse(["Host: a", "ORIGIN: b", "Origin: c", "Originals: d"]);
  const found = record.findFieldNamed(TABLE_AT, "origin");
  assert.is(
    takeBytes(record.fieldValueAt(TABLE_AT, found), record.fieldValueEnd(TABLE_AT, found)),
    "b",
  );
  assert.is(record.findFieldNamed(TABLE_AT, "orig"), -1);
  parse(["Host: a"]);
  assert.is(record.findFieldNamed(TABLE_AT, "origin"), -1);
});

test("a field that there is, and one that there is once", () => {
  parse(["If-Range: a", "Host: a", "Range: b", "RANGE: c", "Other: d"]);
  assert.is(record.hasField(TABLE_AT, Field.IfRange), true);
  assert.is(record.hasField(TABLE_AT, Field.Range), true);
  assert.is(record.hasField(TABLE_AT, Field.IfMatch), false);
  assert.is(record.findOnlyField(TABLE_AT, Field.IfRange), 0);
  assert.is(record.findOnlyField(TABLE_AT, Field.Range), -1);
  assert.is(record.findOnlyField(TABLE_AT, Field.IfMatch), -1);
  parse(["Host: a"]);
  assert.is(record.hasField(TABLE_AT, Field.IfRange), false, "that was the head before");
});

test("a name is a token, and the colon follows at once (RFC 9112 §5.1)", () => {
  const tchar = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/;
  for (let c = 0; c < 256; c++) {
    const sign = String.fromCharCode(c);
    // An LF would end the line, and a colon the name.
    if (sign === "\n" || sign === ":") continue;
    const expected = tchar.test(sign) ? 0 : refusal.REFUSE_FIELD_NAME;
    assert.is(refusalOf(["Host: a", `X${sign}Y: b`]), expected, `${c}`);
  }
  for (const line of ["Host : a", "Host\t: a", ": a", ":", "Host", "Host a", "(x): y", "\r"]) {
    assertRefused(refusal.REFUSE_FIELD_NAME, [line]);
  }
});

test("a value has no control octet but HTAB (RFC 9110 §5.5)", () => {
  for (let c = 0; c < 256; c++) {
    const sign = String.fromCharCode(c);
    if (sign === "\n") continue;
    const isControl = (c < 32 && sign !== "\t") || c === 127;
    const expected = sign === "\r" ? refusal.REFUSE_BARE_CR : refusal.REFUSE_FIELD_VALUE;
    for (const value of [`a${sign}b`, `${sign}b`, `a${sign}`]) {
      assert.is(refusalOf(["Host: a", `X: ${value}`]), isControl ? expected : 0, `${c}`);
    }
  }
});

test("a line that goes on in the next one is refused (RFC 9112 §5.2)", () => {
  for (const fold of [" b", "\tb", " b: c", " ", "\t"]) {
    assert.is(refusalOf(["Host: a", fold]), refusal.REFUSE_OBS_FOLD, JSON.stringify(fold));
    // The same before the first field (§2.2): it would hide a field from one of two readers.
    assert.is(refusalOf([fold, "Host: a"]), refusal.REFUSE_OBS_FOLD, JSON.stringify(fold));
  }
});

test("a field line has at most 8192 octets with its CRLF", () => {
  const value = "v".repeat(8192 - "X: \r\n".length);
  parseWithHost(`X: ${value}`);
  assertRefused(refusal.REFUSE_FIELD_LENGTH, [`X: ${value}v`]);
});

test("a head has at most 100 field lines", () => {
  const lines = Array.from({ length: 99 }, (_, i) => `X-${i}: ${i}`);
  parseWithHost(...lines);
  assert.is(record.fieldCount(TABLE_AT), 100);
  assert.is(takeBytes(record.fieldValueAt(TABLE_AT, 99), record.fieldValueEnd(TABLE_AT, 99)), "98");
  assertRefused(refusal.REFUSE_FIELD_COUNT, [...lines, "X-99: 99"]);
});

test("Host is there once, and is a host (RFC 9112 §3.2)", () => {
  for (const value of ["a", "", "a:80", "[::1]:80", "127.0.0.1"]) parse([`Host: ${value}`]);
  assert.is(refusalOf([]), refusal.REFUSE_HOST_MISSING);
  assert.is(refusalOf(["X-Host: a"]), refusal.REFUSE_HOST_MISSING);
  assert.is(refusalOf([], "1.7"), refusal.REFUSE_HOST_MISSING);
  parse([], "1.0");
  assert.is(record.hostField(TABLE_AT), -1);
  for (const version of ["1.0", "1.1"]) {
    assertRefused(refusal.REFUSE_HOST_TWICE, ["HOST: a"], version);
    for (const value of ["a b", "a, b", "u@a", "a/b", "http://a", "a:b", "a:65536"]) {
      assert.is(refusalOf([`Host: ${value}`], version), refusal.REFUSE_HOST_VALUE, value);
    }
  }
});

test("without framing fields there is no content (RFC 9112 §6.3)", () => {
  parseWithHost("Content-Type: text/plain", "X-Content-Length: 5");
  assert.equal(
    [record.contentLength(TABLE_AT), record.hasLength(TABLE_AT), record.isChunked(TABLE_AT)],
    [0, false, false],
  );
});

test("Content-Length is a number and nothing else", () => {
  for (const [value, length] of [
    ["0", 0],
    ["5", 5],
    ["4294967296", 4294967296],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ] as const) {
    parseWithHost(`Content-Length: ${value}`);
    assert.equal(
      [record.contentLength(TABLE_AT), record.hasLength(TABLE_AT), record.isChunked(TABLE_AT)],
      [length, true, false],
    );
  }
  for (const value of ["", "+5", "-5", "5 5", "5,5", "5, 5", "0x5", "5.0", "1e3", "five", "\xb2"]) {
    assertRefused(refusal.REFUSE_LENGTH_VALUE, [`Content-Length: ${value}`]);
  }
  assertRefused(refusal.REFUSE_LENGTH_VALUE, ["Content-Length: 9007199254740992"]);
  assertRefused(refusal.REFUSE_LENGTH_VALUE, [`Content-Length: ${"9".repeat(400)}`]);
});

test("two lengths are refused, equal or not", () => {
  for (const second of ["5", "6", "0"]) {
    for (const first of ["5", "0"]) {
      const lines = [`Content-Length: ${first}`, `content-length: ${second}`];
      assertRefused(refusal.REFUSE_LENGTH_TWICE, lines);
    }
  }
});

test("chunked content has no length before its end", () => {
  for (const value of ["chunked", "Chunked", "CHUNKED", " chunked\t"]) {
    parseWithHost(`Transfer-Encoding:${value}`);
    assert.equal(
      [record.contentLength(TABLE_AT), record.hasLength(TABLE_AT), record.isChunked(TABLE_AT)],
      [-1, false, true],
      value,
    );
  }
  parse(["Host: a", "Transfer-Encoding: chunked"], "1.5");
  assert.ok(record.isChunked(TABLE_AT));
});

test("length and coding together are refused in any order (RFC 9112 §6.1)", () => {
  for (const length of ["0", "5"]) {
    const lines = [`Content-Length: ${length}`, "Transfer-Encoding: chunked"];
    assertRefused(refusal.REFUSE_LENGTH_AND_CODING, lines);
    assertRefused(refusal.REFUSE_LENGTH_AND_CODING, lines.reverse());
  }
});

test("HTTP/1.0 knows no coding (RFC 9112 §6.1)", () => {
  assertRefused(refusal.REFUSE_CODING_IN_1_0, ["Transfer-Encoding: chunked"], "1.0");
});

test("a coding other than chunked is not implemented (RFC 9112 §6.1)", () => {
  for (const value of ["gzip", "identity", "xchunked", "chunkedx", "gzip, chunked", "a,chunked"]) {
    assertRefused(refusal.REFUSE_CODING_UNKNOWN, [`Transfer-Encoding: ${value}`]);
  }
});

test("where chunked is not the last and only once the end is unknown (RFC 9112 §6.3)", () => {
  for (const value of [
    "",
    "chunked, gzip",
    "chunked,",
    ", chunked",
    ",",
    "chunked, identity",
    "chunked;q=1",
    '"chunked"',
    "chunked, chunked",
    "chunked,chunked",
    "chunked\t,\tchunked",
    "Chunked , gzip, CHUNKED",
    "chunked chunked",
  ]) {
    assertRefused(refusal.REFUSE_CODING_VALUE, [`Transfer-Encoding: ${value}`]);
  }
  const twice = ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"];
  assertRefused(refusal.REFUSE_CODING_VALUE, twice);
  assertRefused(refusal.REFUSE_CODING_VALUE, [
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: x",
  ]);
});

test("what every version and Connection come to (RFC 9112 §9.3)", () => {
  const cases: [string, string[], boolean][] = [
    ["1.1", [], true],
    ["1.2", [], true],
    ["1.0", [], false],
    ["1.1", ["close"], false],
    ["1.1", ["Close"], false],
    ["1.1", ["keep-alive"], true],
    ["1.1", ["upgrade"], true],
    ["1.1", ["keep-alive, close"], false],
    ["1.1", ["a,\tCLOSE ,b"], false],
    ["1.1", [",, close"], false],
    ["1.1", ["close,"], false],
    ["1.1", ["keep-alive", "close"], false],
    ["1.1", ["close", "keep-alive"], false],
    ["1.1", ["closed", "x-close", "clos e", "clo,se", ""], true],
    ["1.0", ["keep-alive"], true],
    ["1.0", ["Keep-Alive"], true],
    ["1.0", ["a, keep-alive"], true],
    ["1.0", ["keep-alive, close"], false],
    ["1.0", ["keep-alives", "keep alive"], false],
  ];
  for (const [version, values, isPersistent] of cases) {
    const lines = ["Host: a", ...values.map((value) => `Connection: ${value}`)];
    parse(lines, version);
    assert.is(record.isPersistent(TABLE_AT), isPersistent, `${version} ${JSON.stringify(values)}`);
  }
  parse(["Host: a", "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive"], "1.0");
  assert.not(record.isPersistent(TABLE_AT));
});

test("the one expectation is 100-continue, which HTTP/1.0 cannot have (RFC 9110 §10.1.1)", () => {
  for (const value of [
    "100-continue",
    "100-Continue",
    ", 100-CONTINUE",
    "100-continue,100-continue",
  ]) {
    parseWithHost(`Expect: ${value}`, "Content-Length: 5");
    assert.ok(record.expectsContinue(TABLE_AT));
    parse([`Expect: ${value}`, "Content-Length: 5"], "1.0");
    assert.not(record.expectsContinue(TABLE_AT));
  }
  for (const value of [
    "200-ok",
    "100",
    "100-continue;a",
    "100-continued",
    "x",
    "100-continue, x",
  ]) {
    assertRefused(refusal.REFUSE_EXPECTATION, [`Expect: ${value}`]);
  }
});

test("nothing of the head before is left over", () => {
  const lines = ["Host: a", "Connection: close", "Expect: 100-continue"];
  parse([...lines, "Content-Length: 5"]);
  parse(["Host: b"]);
  assert.is(record.fieldCount(TABLE_AT), 1);
  assert.equal(
    [record.contentLength(TABLE_AT), record.hasLength(TABLE_AT), record.isChunked(TABLE_AT)],
    [0, false, false],
  );
  assert.equal([record.isPersistent(TABLE_AT), record.expectsContinue(TABLE_AT)], [true, false]);
  parse([...lines, "Transfer-Encoding: chunked"]);
  parse([], "1.0");
  assert.equal(
    [record.contentLength(TABLE_AT), record.isChunked(TABLE_AT), record.hostField(TABLE_AT)],
    [0, false, -1],
  );
  parse(["Connection: keep-alive"], "1.0");
  parse([], "1.0");
  assert.not(record.isPersistent(TABLE_AT));
});

test("a refusal of the request-line comes first", () => {
  assert.is(refusalOf(["Host : a"], "2.0"), refusal.REFUSE_VERSION);
  assert.is(refusalOf([], "1.1 "), refusal.REFUSE_VERSION_FORM);
});

test.run();
