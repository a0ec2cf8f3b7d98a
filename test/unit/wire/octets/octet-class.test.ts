import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  isDigit,
  isFieldValueOctet,
  isSpaceOrTab,
  isTokenOctet,
} from "../../../../src/wire/octets/octet-class";

/** RFC 5234 appendix B.1, as sets of octets. */
const DIGIT = range(0x30, 0x39);
const ALPHA = [...range(0x41, 0x5a), ...range(0x61, 0x7a)];
const VCHAR = range(0x21, 0x7e);
const SP = [0x20];
const HTAB = [0x09];
/** RFC 9110 §5.5. */
const OBS_TEXT = range(0x80, 0xff);

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function assertClass(isIn: (c: number) => boolean, members: number[]): void {
  const set = new Set(members);
  for (let c = 0; c < 256; c++) assert.is(isIn(c), set.has(c), `octet ${c}`);
}

test("tchar (RFC 9110 §5.6.2)", () => {
  const signs = [..."!#$%&'*+-.^_`|~"].map((sign) => sign.charCodeAt(0));
  assert.is(signs.length, 15);
  assertClass(isTokenOctet, [...signs, ...DIGIT, ...ALPHA]);
});

test("what a field value is made of (RFC 9110 §5.5)", () => {
  assertClass(isFieldValueOctet, [...VCHAR, ...OBS_TEXT, ...SP, ...HTAB]);
});

test("DIGIT (RFC 5234)", () => {
  assertClass(isDigit, DIGIT);
});

test("OWS (RFC 9110 §5.6.3)", () => {
  assertClass(isSpaceOrTab, [...SP, ...HTAB]);
});

test.run();
