import { test } from "uvu";
import * as assert from "uvu/assert";
import { REFUSE_CHUNK_EXTENSION } from "../../../../src/wire/http/chunk-extension";
import {
  CHUNKED_WORDS,
  Chunked,
  chunkedContentAt,
  chunkedContentBytes,
  chunkedOutcome,
  decodeChunk,
  REFUSE_CHUNK_BARE_CR,
  REFUSE_CHUNK_BARE_LF,
  REFUSE_CHUNK_END,
  REFUSE_CHUNK_EXTENSION_LENGTH,
  REFUSE_CHUNK_OVERHEAD,
  REFUSE_CHUNK_SIZE,
  REFUSE_CHUNK_SIZE_DIGITS,
  REFUSE_CHUNK_SIZE_TOO_LARGE,
  REFUSE_TRAILER,
  REFUSE_TRAILER_LENGTH,
  startChunked,
} from "../../../../src/wire/http/chunked";
import { assertUntouched, freshArena, putBytes, takeBytes } from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();
const STATE_AT = 8;
const STATE_END = (STATE_AT + CHUNKED_WORDS) * 4;
const INPUT_AT = 1024;

interface Decoded {
  content: string;
  outcome: number;
  /** Octets consumed in all. */
  consumed: number;
}

/** Decodes `input`, which comes in pieces that end at `cuts`; the arena's owner is the caller. */
function decode(input: string, cuts: number[]): Decoded {
  const decoded: Decoded = { content: "", outcome: Chunked.NeedMore, consumed: 0 };
  startChunked(STATE_AT);
  for (const cut of [...cuts, input.length]) {
    const end = putBytes(INPUT_AT, input.slice(decoded.consumed, cut));
    let at = INPUT_AT;
    while (at < end) {
      const consumed = decodeChunk(STATE_AT, at, end);
      decoded.outcome = chunkedOutcome(STATE_AT);
      decoded.consumed += consumed;
      if (decoded.outcome === Chunked.Content) {
        const contentAt = chunkedContentAt(STATE_AT);
        const contentEnd = contentAt + chunkedContentBytes(STATE_AT);
        assert.ok(contentAt >= at && contentEnd > contentAt);
        assert.is(contentEnd, at + consumed);
        decoded.content += takeBytes(contentAt, contentEnd);
      } else {
        assert.is(chunkedContentBytes(STATE_AT), 0);
        if (decoded.outcome !== Chunked.NeedMore) return decoded;
        assert.is(at + consumed, end);
      }
      at += consumed;
    }
  }
  if (decoded.outcome === Chunked.Content) decoded.outcome = Chunked.NeedMore;
  return decoded;
}

/** The input whole, octet by octet, in two pieces at each place and in three at random places. */
function decodeAllWays(input: string): Decoded {
  freshArena();
  const whole = decode(input, []);
  const everywhere = Array.from({ length: input.length }, (_, i) => i + 1);
  assert.equal(decode(input, everywhere), whole, `octet by octet: ${JSON.stringify(input)}`);
  for (let cut = 1; cut < input.length; cut++) {
    assert.equal(decode(input, [cut]), whole, `cut at ${cut}: ${JSON.stringify(input)}`);
    const other = cut + random.below(input.length - cut);
    assert.equal(decode(input, [cut, other]), whole, `cut at ${cut}, ${other}`);
  }
  assertUntouched(0, STATE_AT * 4);
  assertUntouched(STATE_END, INPUT_AT);
  assertUntouched(INPUT_AT + input.length, INPUT_AT + input.length + 64);
  return whole;
}

function chunk(content: string, extension = ""): string {
  return `${content.length.toString(16)}${extension}\r\n${content}\r\n`;
}

const END = "0\r\n\r\n";

const COMPLETE: [string, string][] = [
  [END, ""],
  ["000\r\n\r\n", ""],
  [`5\r\nhello\r\n${END}`, "hello"],
  [`5\r\nhello\r\n6\r\n world\r\n${END}`, "hello world"],
  [`a\r\n0123456789\r\nA\r\nABCDEFGHIJ\r\n${END}`, "0123456789ABCDEFGHIJ"],
  [`000000000000000a\r\n0123456789\r\n${END}`, "0123456789"],
  [`2\r\n\r\n\r\n${END}`, "\r\n"],
  [`7\r\n0\r\n\r\n0\r\r\n${END}`, "0\r\n\r\n0\r"],
  [`1;a\r\nx\r\n${END}`, "x"],
  [`1;a=b\r\nx\r\n${END}`, "x"],
  [`1;a="b"\r\nx\r\n${END}`, "x"],
  [`1;a="b;c=\\"d\\", \t\xff"\r\nx\r\n${END}`, "x"],
  [`1;a="";b;c=d\r\nx\r\n${END}`, "x"],
  [`1 ; a = b ;\tc\t=\t"d" ; e\r\nx\r\n${END}`, "x"],
  [`1;a ;b\r\nx\r\n0;last\r\n\r\n`, "x"],
  ["0\r\nA: b\r\n\r\n", ""],
  ["0\r\nA:\r\nX-Long_1: \xff\t b \r\n\r\n", ""],
  [`1\r\nx\r\n0\r\nExpires: Sat, 27 Mar 2004 21:12:00 GMT\r\n\r\n`, "x"],
];

test("complete content, and nothing of the next request is consumed", () => {
  for (const [input, content] of COMPLETE) {
    const expected = { content, outcome: Chunked.Complete, consumed: input.length };
    assert.equal(decodeAllWays(input), expected, JSON.stringify(input));
    assert.equal(decodeAllWays(`${input}GET / HTTP/1.1\r\n\r\n`), expected, JSON.stringify(input));
  }
});

test("cut at any octet more is needed", () => {
  for (const [input] of COMPLETE) {
    for (let end = 0; end < input.length; end++) {
      freshArena();
      const { outcome, consumed } = decode(input.slice(0, end), []);
      assert.is(outcome, Chunked.NeedMore, JSON.stringify(input.slice(0, end)));
      assert.is(consumed, end);
    }
  }
});

/** The input, its refusal, and where the octet is that was refused. */
const REFUSED: [string, number, number][] = [
  ["\r\n", REFUSE_CHUNK_SIZE, 0],
  [" 5\r\nhello\r\n", REFUSE_CHUNK_SIZE, 0],
  ["\t5\r\n", REFUSE_CHUNK_SIZE, 0],
  ["+5\r\nhello\r\n", REFUSE_CHUNK_SIZE, 0],
  ["-1\r\n", REFUSE_CHUNK_SIZE, 0],
  ["0x5\r\nhello\r\n", REFUSE_CHUNK_SIZE, 1],
  ["0X5\r\nhello\r\n", REFUSE_CHUNK_SIZE, 1],
  ["g\r\n", REFUSE_CHUNK_SIZE, 0],
  [":\r\n", REFUSE_CHUNK_SIZE, 0],
  ["5g\r\n", REFUSE_CHUNK_SIZE, 1],
  ["5_0\r\n", REFUSE_CHUNK_SIZE, 1],
  ["5,5\r\n", REFUSE_CHUNK_SIZE, 1],
  ["5.\r\n", REFUSE_CHUNK_SIZE, 1],
  ["5\0\r\n", REFUSE_CHUNK_SIZE, 1],
  [";a\r\n", REFUSE_CHUNK_SIZE, 0],
  ["\xb5\r\n", REFUSE_CHUNK_SIZE, 0],
  ["00000000000000005\r\n", REFUSE_CHUNK_SIZE_DIGITS, 16],
  ["00000000000000000\r\n", REFUSE_CHUNK_SIZE_DIGITS, 16],
  ["20000000000000\r\n", REFUSE_CHUNK_SIZE_TOO_LARGE, 13],
  ["100000000000000\r\n", REFUSE_CHUNK_SIZE_TOO_LARGE, 14],
  ["10000000000000005\r\nhello\r\n", REFUSE_CHUNK_SIZE_TOO_LARGE, 14],
  ["ffffffffffffffff\r\n", REFUSE_CHUNK_SIZE_TOO_LARGE, 13],
  ["\n", REFUSE_CHUNK_BARE_LF, 0],
  ["5\nhello\r\n", REFUSE_CHUNK_BARE_LF, 1],
  ["5;a\nhello\r\n", REFUSE_CHUNK_BARE_LF, 3],
  ['5;a="\nhello\r\n', REFUSE_CHUNK_BARE_LF, 5],
  ["5\r\nhello\n0\r\n\r\n", REFUSE_CHUNK_BARE_LF, 8],
  ["0\r\n\n", REFUSE_CHUNK_BARE_LF, 3],
  ["0\r\nA: b\n\r\n", REFUSE_CHUNK_BARE_LF, 7],
  ["0\r\nA\n", REFUSE_CHUNK_BARE_LF, 4],
  ["5\rhello", REFUSE_CHUNK_BARE_CR, 2],
  ["5\r\r\nhello", REFUSE_CHUNK_BARE_CR, 2],
  ["5;a\rb\r\n", REFUSE_CHUNK_BARE_CR, 4],
  ["5\r\nhello\r0\r\n\r\n", REFUSE_CHUNK_BARE_CR, 9],
  ["0\r\nA: b\rc\r\n\r\n", REFUSE_CHUNK_BARE_CR, 8],
  ["0\r\n\r\r\n", REFUSE_CHUNK_BARE_CR, 4],
  ["5\r\nhelloX\r\n", REFUSE_CHUNK_END, 8],
  ["5\r\nhello0\r\n\r\n", REFUSE_CHUNK_END, 8],
  ["5\r\nhello \r\n", REFUSE_CHUNK_END, 8],
  ["5 \r\nhello\r\n", REFUSE_CHUNK_EXTENSION, 2],
  ["5\t\r\n", REFUSE_CHUNK_EXTENSION, 2],
  ["5 5\r\n", REFUSE_CHUNK_EXTENSION, 2],
  ["5;\r\nhello\r\n", REFUSE_CHUNK_EXTENSION, 2],
  ["5;;a\r\n", REFUSE_CHUNK_EXTENSION, 2],
  ["5;a;\r\n", REFUSE_CHUNK_EXTENSION, 4],
  ["5;a \r\n", REFUSE_CHUNK_EXTENSION, 4],
  ["5;a b\r\n", REFUSE_CHUNK_EXTENSION, 4],
  ["5;a=\r\n", REFUSE_CHUNK_EXTENSION, 4],
  ["5;a==b\r\n", REFUSE_CHUNK_EXTENSION, 4],
  ["5;=b\r\n", REFUSE_CHUNK_EXTENSION, 2],
  ["5;a=b=c\r\n", REFUSE_CHUNK_EXTENSION, 5],
  ['5;a=b"\r\n', REFUSE_CHUNK_EXTENSION, 5],
  ['5;a="b"c\r\n', REFUSE_CHUNK_EXTENSION, 7],
  ['5;a="b\r\nhello\r\n', REFUSE_CHUNK_EXTENSION, 6],
  ['5;a="b\\\r\n', REFUSE_CHUNK_EXTENSION, 7],
  ['5;a="b\x7f"\r\n', REFUSE_CHUNK_EXTENSION, 6],
  ["5;a\0\r\n", REFUSE_CHUNK_EXTENSION, 3],
  ["5;a\xff\r\n", REFUSE_CHUNK_EXTENSION, 3],
  ["0\r\n A: b\r\n\r\n", REFUSE_TRAILER, 3],
  ["0\r\nA: b\r\n c\r\n\r\n", REFUSE_TRAILER, 9],
  ["0\r\n: b\r\n\r\n", REFUSE_TRAILER, 3],
  ["0\r\nA : b\r\n\r\n", REFUSE_TRAILER, 4],
  ["0\r\nA\r\n\r\n", REFUSE_TRAILER, 4],
  ["0\r\nGET / HTTP/1.1\r\n\r\n", REFUSE_TRAILER, 6],
  ["0\r\nA: b\0c\r\n\r\n", REFUSE_TRAILER, 7],
  ["0\r\nA: \x7f\r\n\r\n", REFUSE_TRAILER, 6],
];

test("refused, each with its number, at its octet", () => {
  for (const [input, refusal, consumed] of REFUSED) {
    const decoded = decodeAllWays(input);
    assert.is(decoded.outcome, refusal, JSON.stringify(input));
    assert.is(decoded.consumed, consumed, JSON.stringify(input));
  }
});

test("the refusals differ", () => {
  assert.is(new Set(REFUSED.map(([, refusal]) => refusal)).size, 8);
});

test("the greatest chunk-size", () => {
  freshArena();
  for (const digits of ["1fffffffffffff", "001FFFFFFFFFFFFF"]) {
    const decoded = decode(`${digits}\r\nabc`, []);
    assert.equal(decoded, {
      content: "abc",
      outcome: Chunked.NeedMore,
      consumed: digits.length + 5,
    });
  }
});

test("chunk extensions are bounded for each chunk", () => {
  const longest = `;${"a".repeat(255)}`;
  freshArena();
  const input = `${chunk("x", longest)}${chunk("y", longest)}0${longest}\r\n\r\n`;
  assert.equal(decode(input, []).content, "xy");
  assert.is(decode(input, []).outcome, Chunked.Complete);
  for (const extension of [`${longest}a`, `;a="${"b".repeat(252)}"`, `${" ".repeat(255)};a`]) {
    const decoded = decode(chunk("x", extension), []);
    assert.is(decoded.outcome, REFUSE_CHUNK_EXTENSION_LENGTH, extension);
    assert.is(decoded.consumed, 257);
  }
});

test("the trailer section is bounded", () => {
  freshArena();
  const line = `A: ${"b".repeat(59)}\r\n`; // 64 octets.
  const longest = `0\r\n${line.repeat(64)}\r\n`;
  assert.is(decode(longest, []).outcome, Chunked.Complete);
  assert.is(decode(`0\r\n${line.repeat(64)}A`, []).outcome, REFUSE_TRAILER_LENGTH);
  assert.is(decode(`0\r\n${"a".repeat(5000)}`, []).outcome, REFUSE_TRAILER_LENGTH);
  assert.is(decode(`0\r\nA:${"\t".repeat(5000)}`, []).outcome, REFUSE_TRAILER_LENGTH);
});

test("a flood of chunks of one octet is refused after 100 KiB of framing", () => {
  freshArena();
  const flood = chunk("x").repeat(25000);
  const decoded = decode(flood, []);
  assert.is(decoded.outcome, REFUSE_CHUNK_OVERHEAD);
  // 5 octets of framing for each: the size line of chunk 20481 brings it above 102400.
  assert.is(decoded.content.length, 20480);
  const cuts = [];
  for (let at = 0; at < flood.length; at += 1 + random.below(4000)) cuts.push(at);
  assert.equal(decode(flood, cuts), decoded);
});

test("chunks of two octets are no flood, nor is one of one octet among large ones", () => {
  freshArena();
  assert.is(decode(`${chunk("xy").repeat(30000)}${END}`, []).outcome, Chunked.Complete);
  const mixed = chunk("x").repeat(15) + chunk("y".repeat(60));
  assert.is(decode(`${mixed.repeat(1600)}${END}`, []).outcome, Chunked.Complete);
});

test("random content in random chunks and random pieces", () => {
  for (let round = 0; round < 300; round++) {
    let content = "";
    let input = "";
    for (let n = random.below(12); n > 0; n--) {
      let data = "";
      for (let m = 1 + random.below(40); m > 0; m--) data += String.fromCharCode(random.below(256));
      content += data;
      input += chunk(data, ["", ";a", `;b="c\\""`, " ; d = e"][random.below(4)]);
    }
    input += END;
    const cuts = [];
    for (let at = random.below(9); at < input.length; at += 1 + random.below(17)) cuts.push(at);
    freshArena();
    const expected = { content, outcome: Chunked.Complete, consumed: input.length };
    assert.equal(decode(`${input}0`, cuts), expected);
  }
});

test("random octets end in a result, the same for every cut", () => {
  const alphabet = '0123aF;= \t"\\\r\n\r\n\r\n:x\0';
  for (let round = 0; round < 3000; round++) {
    let input = ["", "0\r\n", "1\r\nx\r\n", "1;a"][random.below(4)] ?? "";
    for (let n = random.below(10); n > 0; n--) input += alphabet[random.below(alphabet.length)];
    decodeAllWays(input);
  }
});

test("no call after the end", () => {
  for (const input of [END, "x"]) {
    freshArena();
    decode(input, []);
    assert.throws(() => decodeChunk(STATE_AT, INPUT_AT, INPUT_AT + 1));
  }
});

test.run();
