import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  decodeTo,
  ENCODED_OCTET_BYTES_MAX,
  ESCAPE_MALFORMED,
  isUnreservedOrSubDelim,
  putEncodedPath,
  putEncodedSegment,
} from "../../../../src/wire/octets/percent";
import { freshArena, putBytes, takeBytes, utf8, written } from "../../../support/arena";

const STAY = /^[A-Za-z0-9\-._~]$/;

function decode(text: string): string {
  return written((at) => decodeTo(at, 0, putBytes(0, text)));
}

function encode(text: string): string {
  return written((at) => putEncodedSegment(at, 0, putBytes(0, text)));
}

test("decodes every octet, in either case of digits", () => {
  for (let c = 0; c < 256; c++) {
    const digits = c.toString(16).padStart(2, "0");
    assert.is(decode(`a%${digits}b`), `a${String.fromCharCode(c)}b`);
    assert.is(decode(`%${digits.toUpperCase()}`), String.fromCharCode(c));
  }
});

test("decodes once, and leaves + alone", () => {
  assert.is(decode("%252e%25"), "%2e%");
  assert.is(decode("a+b"), "a+b");
  assert.is(decode(""), "");
});

test("malformed escapes", () => {
  for (const text of [
    "%",
    "a%",
    "%4",
    "%4g",
    "%g4",
    "%%41",
    "%+4",
    "% 4",
    "%0x41",
    "ab%c",
    "%:0",
  ]) {
    freshArena();
    assert.is(decodeTo(1000, 0, putBytes(0, text)), ESCAPE_MALFORMED, text);
  }
});

test("an escape is not completed by what lies behind the end", () => {
  freshArena();
  putBytes(0, "a%41");
  assert.is(decodeTo(100, 0, 3), ESCAPE_MALFORMED);
  assert.is(decodeTo(100, 0, 2), ESCAPE_MALFORMED);
});

test("decodes in place", () => {
  freshArena();
  const end = decodeTo(50, 50, putBytes(50, "%41%42c%44"));
  assert.is(takeBytes(50, end), "ABcD");
});

test("a segment: all is encoded but what is unreserved, and so is what would be no segment", () => {
  for (let c = 0; c < 256; c++) {
    const text = String.fromCharCode(c);
    const escaped = `%${c.toString(16).toUpperCase().padStart(2, "0")}`;
    const encoded = encode(text);
    assert.is(encoded, STAY.test(text) ? text : escaped, `octet ${c}`);
    assert.ok(encoded.length <= ENCODED_OCTET_BYTES_MAX);
    assert.is(decode(encoded), text);
  }
  assert.is(encode(utf8("a b/ü?#%.html")), "a%20b%2F%C3%BC%3F%23%25.html");
  assert.is(encode("mailto:x"), "mailto%3Ax");
  assert.is(encode("//host"), "%2F%2Fhost");
});

test("a path: as its segments, with the slashes between them", () => {
  const encodePath = (text: string) => written((at) => putEncodedPath(at, 0, putBytes(0, text)));
  assert.is(encodePath("a:b/c d/..e"), "a%3Ab/c%20d/..e");
});

test("unreserved and sub-delims", () => {
  for (let c = 0; c < 256; c++) {
    const expected = /^[A-Za-z0-9\-._~!$&'()*+,;=]$/.test(String.fromCharCode(c));
    assert.is(isUnreservedOrSubDelim(c), expected, `octet ${c}`);
  }
});

test.run();
