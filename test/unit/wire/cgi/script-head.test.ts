import { test } from "uvu";
import * as assert from "uvu/assert";
import { ScriptField } from "../../../../src/wire/cgi/script-field";
import * as script from "../../../../src/wire/cgi/script-head";
import * as record from "../../../../src/wire/cgi/script-head-record";
import * as refusals from "../../../../src/wire/http/refusal";
import { ARENA_BYTES, freshArena, putBytes, takeBytes } from "../../../support/arena";

/** Word index of the record. */
const RECORD = 16;

const HEAD_AT = 1000;

test.before.each(freshArena);

/** The head's end as octets from its start, SCRIPT_HEAD_INCOMPLETE or a refusal. */
function parse(text: string): number {
  const result = script.parseScriptHead(HEAD_AT, putBytes(HEAD_AT, text), RECORD);
  return result > 0 ? result - HEAD_AT : result;
}

function parseWhole(text: string): void {
  assert.is(parse(text), text.length, JSON.stringify(text));
}

function assertRefused(text: string, refusal: number, line?: string): void {
  assert.is(parse(text), refusal, JSON.stringify(text));
  if (line !== undefined)
    assert.is(takeBytes(record.faultAt(RECORD), record.faultEnd(RECORD)), line);
}

/** Names and values of the lines of a head, as its reader is given them. */
function linesOf(text: string): [string, string, boolean][] {
  parseWhole(text);
  const lines: [string, string, boolean][] = [];
  for (let at = HEAD_AT; !script.isEmptyLine(at); ) {
    at = script.parseScriptLine(at, RECORD);
    assert.ok(record.lineValueAt(RECORD) <= record.lineValueEnd(RECORD));
    const name = takeBytes(record.lineNameAt(RECORD), record.lineNameEnd(RECORD));
    const value = takeBytes(record.lineValueAt(RECORD), record.lineValueEnd(RECORD));
    lines.push([name, value, script.isForClient(HEAD_AT, 0, RECORD)]);
  }
  return lines;
}

test("lines end in LF or CRLF, also mixed (RFC 3875 §6.2)", () => {
  for (const first of ["\n", "\r\n"]) {
    for (const second of ["\n", "\r\n"]) {
      for (const last of ["\n", "\r\n"]) {
        const text = `Content-Type: text/plain${first}X-A:\t b \t${second}${last}`;
        const lines = [
          ["Content-Type", "text/plain", true],
          ["X-A", "b", true],
        ];
        assert.equal(linesOf(text), lines, JSON.stringify(text));
        for (const content of ["\n", "\r\n", "content", "A: b\n\n", "\0"]) {
          assert.is(parse(text + content), text.length, JSON.stringify(text + content));
        }
      }
    }
  }
});

test("the space around a value is none of it", () => {
  assert.equal(linesOf("A:b\nC:  \t\nD:\nE: f g:\t\r\n\n"), [
    ["A", "b", true],
    ["C", "", true],
    ["D", "", true],
    ["E", "f g:", true],
  ]);
});

test("more is needed until the empty line has come", () => {
  for (const head of [
    "Content-Type: text/plain\r\nX: y\r\n\r\n",
    "Status: 404 Not Found\n\n",
    "A:\n\r\n",
  ]) {
    for (let end = 0; end < head.length; end++) {
      assert.is(parse(head.slice(0, end)), script.SCRIPT_HEAD_INCOMPLETE, head.slice(0, end));
    }
  }
});

test("nothing behind the octets that there are belongs to the head", () => {
  putBytes(HEAD_AT, "A: b\n\n");
  const end = HEAD_AT + "A: b\n".length;
  assert.is(script.parseScriptHead(HEAD_AT, end, RECORD), script.SCRIPT_HEAD_INCOMPLETE);
  putBytes(ARENA_BYTES - 5, "A:b\n\n");
  assert.is(script.parseScriptHead(ARENA_BYTES - 5, ARENA_BYTES, RECORD), ARENA_BYTES);
});

test("a script that forgot its head is told at its first line, however long it gets", () => {
  for (const text of [
    "Hello world",
    "Hello world\nA: b\n\n",
    "<html>",
    "#!/bin/sh\n",
    "Content-Type : text/plain\n\n",
    " A: b\n\n",
    "\0\0",
    "\xff\xfe",
    "HTTP 200 OK\n\n",
    "http/1.1 200 OK\n\n",
    " HTTP/1.1 200 OK\n\n",
    "no-colon\n\n",
    "no-colon\r\n",
    ":\n\n",
  ]) {
    assertRefused(text, refusals.REFUSE_RESPONSE, text.split("\n")[0]);
  }
});

test("an empty line alone is no head (RFC 3875 §6.2: at least one field)", () => {
  for (const text of ["\n", "\r\n", "\n\n", "\nA: b\n\n", "\r\ncontent"]) {
    assertRefused(text, refusals.REFUSE_RESPONSE);
  }
});

test("one line that is no field line spoils the head", () => {
  for (const line of [
    "no colon",
    "A b: c",
    "A : b",
    ": b",
    " folded",
    "\tfolded",
    "A: b\rc",
    "A: \0",
    "A: \x7f",
    "A: b\r\r",
    "\r\r",
    "\xff: b",
  ]) {
    assertRefused(`X: y\n${line}\n\n`, refusals.REFUSE_RESPONSE_FIELD, line);
    assertRefused(`X: y\r\n${line}\r\n\r\n`, refusals.REFUSE_RESPONSE_FIELD, `${line}\r`);
  }
});

test("a name is a token and a value has no control octet", () => {
  const tchar = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/;
  for (let c = 0; c < 256; c++) {
    const sign = String.fromCharCode(c);
    if (sign === "\n") continue;
    const named = `X: y\nA${sign}B: c\n\n`;
    const valued = `X: y\nA: b${sign}c\n\n`;
    if (sign !== ":")
      assert.is(
        parse(named),
        tchar.test(sign) ? named.length : refusals.REFUSE_RESPONSE_FIELD,
        `${c}`,
      );
    const isControl = (c < 32 && sign !== "\t") || c === 127;
    assert.is(parse(valued), isControl ? refusals.REFUSE_RESPONSE_FIELD : valued.length, `${c}`);
  }
});

test("Status has three digits, and perhaps a reason phrase (RFC 3875 §6.3.3)", () => {
  for (const [value, status, reason] of [
    ["200 OK", 200, "OK"],
    ["200", 200, ""],
    ["404 Not Found", 404, "Not Found"],
    ["299\tOdd  \xe4 one", 299, "Odd  \xe4 one"],
    ["500   x", 500, "x"],
    ["599 ", 599, ""],
  ] as const) {
    for (const name of ["Status", "STATUS", "status"]) {
      parseWhole(`A: b\n${name}: ${value}\n\n`);
      assert.is(record.scriptStatus(RECORD), status);
      assert.is(record.reasonEnd(RECORD) - record.reasonAt(RECORD), reason.length, value);
      assert.is(takeBytes(record.reasonAt(RECORD), record.reasonEnd(RECORD)), reason);
    }
  }
});

test("a Status that no final response can have is refused", () => {
  for (const value of [
    "",
    "OK",
    "20",
    "2OO",
    "200OK",
    "2000",
    "+20",
    "-200",
    "000",
    "099 x",
    "100 Continue",
    "101 Switching Protocols",
    "199",
    "600",
    "999 x",
    "HTTP/1.1 200 OK",
    "0200 OK",
  ]) {
    assertRefused(`Status: ${value}\n\n`, refusals.REFUSE_RESPONSE_STATUS);
  }
});

test("a status-line before the fields is a Status (RFC 9112 §4)", () => {
  for (const newline of ["\n", "\r\n"]) {
    for (const [line, status, reason] of [
      ["HTTP/1.0 200 OK", 200, "OK"],
      ["HTTP/1.1 404 Not  Found", 404, "Not  Found"],
      ["HTTP/1.1 204", 204, ""],
      ["HTTP/1.1 503 ", 503, ""],
      ["HTTP/1.9  599 \xe4", 599, "\xe4"],
    ] as const) {
      const text = `${line}${newline}A: b${newline}${newline}`;
      assert.equal(linesOf(text), [
        [line.slice(0, 8), line.slice(9).trim(), false],
        ["A", "b", true],
      ]);
      assert.is(record.scriptStatus(RECORD), status);
      assert.is(takeBytes(record.reasonAt(RECORD), record.reasonEnd(RECORD)), reason);
      parseWhole(`${line}${newline}${newline}`);
      assert.is(record.scriptStatus(RECORD), status);
      for (let end = 0; end < text.length; end++) {
        assert.is(parse(text.slice(0, end)), script.SCRIPT_HEAD_INCOMPLETE, text.slice(0, end));
      }
    }
  }
});

test("where both are, Status holds, wherever it stands", () => {
  parseWhole("HTTP/1.1 200 OK\nA: b\nStatus: 404 None\n\n");
  assert.is(record.scriptStatus(RECORD), 404);
  assert.is(takeBytes(record.reasonAt(RECORD), record.reasonEnd(RECORD)), "None");
});

test("a status-line that is none of a final response of HTTP/1.x is refused, with its line", () => {
  for (const line of [
    "HTTP/2 200",
    "HTTP/2.0 200 OK",
    "HTTP/11 200 OK",
    "HTTP/1.x 200 OK",
    "HTTP/1. 200 OK",
    "HTTP/1.10 200 OK",
    "HTTP/1.1\t200 OK",
    "HTTP/1.1",
    "HTTP/",
    "HTTP/1.1: 200",
    "HTTP/1.1 ",
    "HTTP/1.1 OK",
    "HTTP/1.1 20",
    "HTTP/1.1 2000",
    "HTTP/1.1 200OK",
    "HTTP/1.1 100 Continue",
    "HTTP/1.1 101 Switching Protocols",
    "HTTP/1.1 199",
    "HTTP/1.1 600",
    "HTTP/1.1 HTTP/1.1 200 OK",
  ]) {
    assertRefused(`${line}\nA: b\n\n`, refusals.REFUSE_RESPONSE_STATUS, line);
  }
  assertRefused("HTTP/1.1 200 O\0K\n\n", refusals.REFUSE_RESPONSE_FIELD);
  assertRefused("HTTP/2 200\nA: b\n", refusals.REFUSE_RESPONSE_STATUS, "HTTP/2 200");
});

test("a status-line stands first, and once", () => {
  for (const text of ["A: b\n", "HTTP/1.1 200 OK\n", "Status: 200\n"]) {
    const second = "HTTP/1.1 200 OK";
    assertRefused(`${text}${second}\n\n`, refusals.REFUSE_RESPONSE_FIELD, second);
  }
});

test("framing is ours behind a status-line too", () => {
  const start = "HTTP/1.1 200 OK\r\n";
  for (const field of ["Transfer-Encoding: chunked", "Content-Length: +1"]) {
    assertRefused(`${start}${field}\r\n\r\n`, refusals.REFUSE_RESPONSE_FRAMING);
  }
  const twice = `${start}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`;
  assertRefused(twice, refusals.REFUSE_RESPONSE_TWICE);
});

test("a length is a number, and given once", () => {
  parseWhole("A: b\n\n");
  assert.is(record.scriptLength(RECORD), -1);
  for (const length of [0, 5, Number.MAX_SAFE_INTEGER]) {
    parseWhole(`content-LENGTH: ${length}\n\n`);
    assert.is(record.scriptLength(RECORD), length);
  }
  for (const value of ["", "-1", "5, 5", "five", "0x5", "9007199254740992"]) {
    assertRefused(`Content-Length: ${value}\n\n`, refusals.REFUSE_RESPONSE_FRAMING);
  }
});

test("content that is framed already is refused", () => {
  for (const value of ["chunked", "identity", ""]) {
    const text = `X: y\r\nTRANSFER-ENCODING: ${value}\r\n\r\n`;
    assertRefused(text, refusals.REFUSE_RESPONSE_FRAMING, `TRANSFER-ENCODING: ${value}\r`);
  }
});

test("fields that mean one thing are there once (RFC 3875 §6.3)", () => {
  for (const [name, value] of [
    ["Status", "200"],
    ["Location", "/a"],
    ["Content-Type", "a/b"],
    ["Content-Length", "5"],
    ["X-Sendfile", "/a"],
  ]) {
    const line = `${name?.toLowerCase()}: ${value}`;
    assertRefused(`${name}: ${value}\nX: y\n${line}\n\n`, refusals.REFUSE_RESPONSE_TWICE, line);
  }
  parseWhole("Set-Cookie: a\nSet-Cookie: b\nDate: x\nDate: y\n\n");
});

test("Location leads somewhere", () => {
  assertRefused("Location:\n\n", refusals.REFUSE_RESPONSE_LOCATION);
});

test("a path of ours as the only field is a local redirect (RFC 3875 §6.2.2)", () => {
  for (const [text, isLocal] of [
    ["Location: /\n\n", true],
    ["location:/a?b=//c\r\n\r\n", true],
    ["Location: //host/a\n\n", false],
    ["Location: a\n\n", false],
    ["Location: http://host/a\n\n", false],
    ["Location: /a#b\n\n", false],
    ["Location: /a\nX: y\n\n", false],
    ["Location: /a\nStatus: 302\n\n", false],
    ["HTTP/1.1 302 Found\nLocation: /a\n\n", false],
    ["X: /a\n\n", false],
  ] as const) {
    parseWhole(text);
    assert.is(script.isLocalRedirect(RECORD), isLocal, text);
  }
});

test("values of Location and X-Sendfile are told", () => {
  parseWhole("X-Sendfile: /a b \nLocation:  /c\n\n");
  assert.is(takeBytes(record.sendfileAt(RECORD), record.sendfileEnd(RECORD)), "/a b");
  assert.is(takeBytes(record.locationAt(RECORD), record.locationEnd(RECORD)), "/c");
});

test("the lines are counted as they will be written", () => {
  parseWhole("A:b\nC:\t d\n\n");
  assert.is(record.linesBytes(RECORD), "A: b\r\nC: d\r\n".length);
  parseWhole("HTTP/1.1 200 OK\n\n");
  assert.ok(record.linesBytes(RECORD) >= "HTTP/1.1 200 OK\r\n".length);
});

test("fields that Connection names are not passed on (RFC 9110 §7.6.1)", () => {
  const lines = linesOf(
    "X-A: 1\nX-B: 2\nConnection: x-a ,close\nX-C: 3\nConnection: X-c\nc: 4\n\n",
  );
  assert.equal(
    lines.filter(([, , isPassed]) => isPassed).map(([name, value]) => [name, value]),
    [
      ["X-B", "2"],
      ["c", "4"],
    ],
  );
});

test("fields that are not wanted in this answer are not passed on", () => {
  linesOf("Content-Type: a/b\n\n");
  assert.is(script.isForClient(HEAD_AT, ScriptField.ContentType, RECORD), false);
  assert.is(script.isForClient(HEAD_AT, ScriptField.Date, RECORD), true);
});

test("nothing of the head before is left over", () => {
  parseWhole("Status: 404 None\nLocation: /\nDate: x\nContent-Length: 7\n\n");
  assert.is(record.hasScriptField(RECORD, ScriptField.Location), true);
  parseWhole("A: b\n\n");
  assert.equal([record.scriptStatus(RECORD), record.scriptLength(RECORD)], [0, -1]);
  assert.is(record.hasScriptField(RECORD, ScriptField.Location | ScriptField.Date), false);
  assert.is(record.reasonEnd(RECORD), record.reasonAt(RECORD));
});

test("fields of the connection and of framing, Status and Server are not passed on", () => {
  for (const name of [
    // RFC 9110 §7.6.1, and Trailer (§6.6.2), whose section is not passed on.
    "Connection",
    "Proxy-Connection",
    "Keep-Alive",
    "TE",
    "Trailer",
    "Upgrade",
    // Ours: framing, our name; and what was for us (RFC 3875 §6.3.3).
    "Content-Length",
    "Server",
    "Status",
    "X-Sendfile",
  ]) {
    const value = name === "Status" ? "200" : "0";
    for (const form of [name, name.toLowerCase(), name.toUpperCase()]) {
      assert.equal(linesOf(`${form}: ${value}\n\n`), [[form, value, false]]);
    }
  }
});

test("all other fields are passed on", () => {
  for (const name of [
    "Content-Type",
    "Content-Encoding",
    "Content-Lengths",
    "Connections",
    "Cache-Control",
    "Date",
    "ETag",
    "Keep-Alives",
    "Last-Modified",
    "Location",
    "Pragma",
    "Proxy-Authenticate",
    "Servers",
    "Set-Cookie",
    "Statuses",
    "T",
    "Test",
    "Trailers",
    "Upgrade-Insecure-Requests",
    "WWW-Authenticate",
    "X-Status",
  ]) {
    assert.equal(linesOf(`${name}: a\n\n`), [[name, "a", true]]);
  }
});

test.run();
