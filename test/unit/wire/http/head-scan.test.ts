import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  NEED_MORE,
  scanHead,
  scannedLineAt,
  skipEmptyLines,
} from "../../../../src/wire/http/head-scan";
import {
  REFUSE_BARE_LF,
  REFUSE_EMPTY_LINES,
  REFUSE_FIELD_LENGTH,
  REFUSE_FIRST_OCTET,
  REFUSE_TARGET_LENGTH,
} from "../../../../src/wire/http/refusal";
import { adoptArena, setOctet } from "../../../../src/wire/octets/arena";
import { LINE_BYTES_MAX } from "../../../../src/wire/sizes/sizes";
import { freshArena, putBytes } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();
const HEAD_AT = 1000;

test.before.each(freshArena);

/**
 * Scans what comes in pieces that end at `cuts`, as a connection does it. Returns what the scan
 * returns, the end of the head as octets from its start.
 */
function scan(input: string, cuts: number[] = []): number {
  let lineAt = HEAD_AT;
  let scanAt = HEAD_AT;
  for (const cut of [...cuts, input.length]) {
    const end = putBytes(scanAt, input.slice(scanAt - HEAD_AT, cut));
    const result = scanHead(HEAD_AT, lineAt, scanAt, end);
    if (result !== NEED_MORE) return result > 0 ? result - HEAD_AT : result;
    lineAt = scannedLineAt;
    scanAt = end;
  }
  return NEED_MORE;
}

/** Whole, octet by octet, cut in two at each place and in three at random ones. */
function scanAllWays(input: string): number {
  const whole = scan(input);
  const everywhere = Array.from({ length: input.length }, (_, i) => i + 1);
  assert.is(scan(input, everywhere), whole, `octet by octet: ${JSON.stringify(input)}`);
  for (let cut = 0; cut < input.length; cut++) {
    const other = cut + random.below(input.length - cut);
    assert.is(scan(input, [cut]), whole, `cut at ${cut}: ${JSON.stringify(input)}`);
    assert.is(scan(input, [cut, other]), whole, `cut at ${cut} and ${other}`);
  }
  return whole;
}

/** A line of that many octets with its CRLF. */
function lineOf(bytes: number): string {
  return `${"x".repeat(bytes - 2)}\r\n`;
}

const HEADS = [
  "GET / HTTP/1.1\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
  "GET / HTTP/1.0\r\nA: b\rc\r\n: \r\r\nd\r\n\r\n",
  "x\r\n\r\n",
  "\x16\x03\x01\0\xff\r\n\r\n",
];

test("a head ends behind its first empty line", () => {
  for (const head of HEADS) {
    assert.is(scanAllWays(head), head.length, JSON.stringify(head));
    for (const next of ["G", "\r\n\r\n", "\n", "\0"]) {
      assert.is(scanAllWays(head + next), head.length, JSON.stringify(head + next));
    }
  }
});

test("more is needed until the last octet has come", () => {
  for (const head of HEADS) {
    for (let end = 0; end < head.length; end++) {
      assert.is(scanAllWays(head.slice(0, end)), NEED_MORE, JSON.stringify(head.slice(0, end)));
    }
  }
});

test("LF without CR is refused wherever it stands (RFC 9112 §2.2)", () => {
  for (const start of ["\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nA: b\n", "G\r\nA:\r\n\n"]) {
    for (const rest of ["", "\r\n", "Host: a\r\n\r\n"]) {
      assert.is(scanAllWays(start + rest), REFUSE_BARE_LF, JSON.stringify(start + rest));
    }
  }
});

test("the line that is not complete is told", () => {
  for (const [input, line] of [
    ["GET / HTTP/1.1", 0],
    ["GET / HTTP/1.1\r", 0],
    ["GET / HTTP/1.1\r\n", 16],
    ["GET / HTTP/1.1\r\nHost: a", 16],
    ["GET / HTTP/1.1\r\nHost: a\r\n\r", 25],
  ] as const) {
    assert.is(scan(input), NEED_MORE);
    assert.is(scannedLineAt - HEAD_AT, line, JSON.stringify(input));
  }
});

test("a line has at most 8192 octets with its CRLF", () => {
  assert.is(LINE_BYTES_MAX, 8192);
  const longest = lineOf(8192);
  assert.is(scan(`${longest}\r\n`), 8194);
  assert.is(scan(`${longest}${longest}${longest}\r\n`), 3 * 8192 + 2);
});

test("a request-line of 8193 octets is refused as such, a field line as such", () => {
  for (const bytes of [8193, 8194, 9000]) {
    const long = lineOf(bytes);
    assert.is(scan(`${long}\r\n`), REFUSE_TARGET_LENGTH, `request-line of ${bytes}`);
    assert.is(scan(`G\r\n${long}\r\n`), REFUSE_FIELD_LENGTH, `field line of ${bytes}`);
    assert.is(scan(`${lineOf(8192)}A: b\r\n${long}\r\n`), REFUSE_FIELD_LENGTH);
  }
});

test("a line that is too long is refused before its end has come", () => {
  assert.is(scan("x".repeat(8191)), NEED_MORE);
  assert.is(scan("x".repeat(8193)), REFUSE_TARGET_LENGTH);
  assert.is(scan(`G\r\n${"x".repeat(8191)}`), NEED_MORE);
  assert.is(scan(`G\r\n${"x".repeat(8193)}`), REFUSE_FIELD_LENGTH);
});

test("limits do not depend on where the octets were cut", () => {
  for (const bytes of [8191, 8192, 8193, 8194]) {
    for (const start of ["", "G\r\n"]) {
      const input = `${start}${lineOf(bytes)}\r\n`;
      const whole = scan(input);
      const last = start.length + 8192;
      for (const cut of [last - 2, last - 1, last, last + 1]) {
        assert.is(scan(input, [cut]), whole, `${bytes} octets, cut at ${cut}`);
        assert.is(scan(input, [cut, cut + 1]), whole, `${bytes} octets, cut at ${cut}, ${cut + 1}`);
      }
    }
  }
});

test("however small the pieces are, each octet is looked at once, and a line's end thrice", () => {
  const head = `GET / HTTP/1.1\r\n${lineOf(500).repeat(8)}\r\n`;
  const counts = countReads();
  const everywhere = Array.from({ length: head.length }, (_, i) => i + 1);
  assert.is(scan(head, everywhere), head.length);
  for (let at = 0; at < head.length; at++) {
    const isLineEnd = head.charAt(at) === "\r" || head.charAt(at) === "\n";
    const count = counts[HEAD_AT + at] ?? 0;
    assert.ok(count >= 1 && count <= (isLineEnd ? 3 : 1), `octet ${at}: ${count} times`);
  }
});

test("nothing is looked at behind the octets that there are", () => {
  const counts = countReads();
  const end = putBytes(HEAD_AT, "GET / HTTP/1.1\r\n");
  scanHead(HEAD_AT, HEAD_AT, HEAD_AT, end);
  for (const start of ["\r", "\r\n", "\r\n\r", "G", ""]) {
    skipEmptyLines(HEAD_AT - 100, putBytes(HEAD_AT - 100, start));
  }
  for (let at = end; at < end + 100; at++) assert.is(counts[at], 0);
  assert.is(counts[HEAD_AT - 1], 0);
});

/** Adopts a zero arena that counts how often each octet is read. */
function countReads(): Uint32Array {
  const block = new ArrayBuffer(16384);
  const octets = new Uint8Array(block);
  const counts = new Uint32Array(octets.length);
  const counting = new Proxy(octets, {
    get(target, key) {
      const at = typeof key === "string" ? Number(key) : Number.NaN;
      if (Number.isInteger(at)) counts[at] = (counts[at] ?? 0) + 1;
      return Reflect.get(target, key);
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
  adoptArena(counting, new Int32Array(block), new Float64Array(block));
  return counts;
}

/** Where the request begins, from the start of the input, or a refusal. */
function skip(input: string): number {
  const result = skipEmptyLines(HEAD_AT, putBytes(HEAD_AT, input));
  return result < 0 ? result : result - HEAD_AT;
}

test("one or two empty lines before a request are passed over (RFC 9112 §2.2)", () => {
  for (const [input, begin] of [
    ["", 0],
    ["GET", 0],
    ["\r\nGET", 2],
    ["\r\n\r\nGET", 4],
    ["\r\n", 2],
    ["\r\n\r\n", 4],
    ["\r", 0],
    ["\r\n\r", 2],
    ["\r\n\r\n\r", 4],
  ] as const) {
    assert.is(skip(input), begin, JSON.stringify(input));
  }
});

test("more than two empty lines are refused", () => {
  for (const lines of [3, 4, 100]) {
    assert.is(skip(`${"\r\n".repeat(lines)}GET / HTTP/1.1\r\n`), REFUSE_EMPTY_LINES);
    assert.is(skip("\r\n".repeat(lines)), REFUSE_EMPTY_LINES);
  }
});

test("an empty line ends in CR LF too", () => {
  assert.is(skip("\nGET"), REFUSE_BARE_LF);
  assert.is(skip("\r\n\nGET"), REFUSE_BARE_LF);
  assert.is(skip("\rGET"), REFUSE_FIRST_OCTET);
  assert.is(skip("\r\r\nGET"), REFUSE_FIRST_OCTET);
  assert.is(skip("\r\n\rGET"), REFUSE_FIRST_OCTET);
});

test("TLS and all else that begins with no token octet is refused at its first octet", () => {
  const tchar = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]$/;
  for (let c = 0; c < 256; c++) {
    setOctet(HEAD_AT, c);
    const sign = String.fromCharCode(c);
    const expected = tchar.test(sign) || sign === "\r" ? HEAD_AT : REFUSE_FIRST_OCTET;
    const isLf = sign === "\n";
    assert.is(skipEmptyLines(HEAD_AT, HEAD_AT + 1), isLf ? REFUSE_BARE_LF : expected, `${c}`);
  }
  assert.is(skip("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"), REFUSE_FIRST_OCTET);
  assert.is(skip("\r\n\x16\x03\x01"), REFUSE_FIRST_OCTET);
});

test.run();
