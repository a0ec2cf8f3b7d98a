import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  adoptArena,
  double,
  findControl,
  findOctet,
  findOutside,
  isEqual,
  moveFieldName,
  moveOctets,
  octet,
  setDouble,
  setOctet,
  setWord,
  word,
} from "../../../../src/wire/octets/arena";
import {
  ARENA_BYTES,
  assertUntouched,
  freshArena,
  putBytes,
  takeBytes,
} from "../../../support/arena";
import { makeRandom } from "../../../support/random";

const random = makeRandom();

test.before.each(freshArena);

test("an octet is a number of 0 to 255, whatever was stored", () => {
  for (let value = 0; value < 256; value++) {
    setOctet(1000, value);
    assert.is(octet(1000), value);
    for (const beyond of [value + 256, value - 256, value + 0x7fffff00]) {
      setOctet(1000, beyond);
      assert.is(octet(1000), value, `${beyond}`);
    }
  }
  assertUntouched(0, 1000);
  assertUntouched(1001, 2000);
});

test("a word is 32 bits with a sign, in four octets of its own", () => {
  for (const value of [0, 1, -1, 2147483647, -2147483648, 0x12345678]) {
    setWord(250, value);
    assert.is(word(250), value);
  }
  assertUntouched(0, 1000);
  assertUntouched(1004, 2000);
});

test("a double is exact up to 2^53 - 1, in eight octets of its own", () => {
  for (const value of [0, -1, 0.5, 2147483648, 4294967297, Number.MAX_SAFE_INTEGER]) {
    setDouble(125, value);
    assert.is(double(125), value);
  }
  assertUntouched(0, 1000);
  assertUntouched(1008, 2000);
});

test("octets, words and doubles are views of one block", () => {
  setWord(250, -1);
  for (let at = 1000; at < 1004; at++) assert.is(octet(at), 255);
  setDouble(125, 0);
  assert.is(word(250), 0);
  assert.is(word(251), 0);
});

test("the first and the last place are inside, their neighbours are not", () => {
  const words = ARENA_BYTES / 4;
  const doubles = ARENA_BYTES / 8;
  for (const at of [0, ARENA_BYTES - 1]) setOctet(at, octet(at));
  for (const at of [0, words - 1]) setWord(at, word(at));
  for (const at of [0, doubles - 1]) setDouble(at, double(at));
  for (const at of [-1, ARENA_BYTES, 2147483647, -2147483648]) {
    assert.throws(() => octet(at), /assertion/, `octet ${at}`);
    assert.throws(() => setOctet(at, 0), /assertion/, `octet ${at}`);
  }
  for (const at of [-1, words, ARENA_BYTES]) {
    assert.throws(() => word(at), /assertion/, `word ${at}`);
    assert.throws(() => setWord(at, 0), /assertion/, `word ${at}`);
  }
  for (const at of [-1, doubles, words]) {
    assert.throws(() => double(at), /assertion/, `double ${at}`);
    assert.throws(() => setDouble(at, 0), /assertion/, `double ${at}`);
  }
});

test("octets are moved as if by way of another place, overlapping or not", () => {
  const text = "abcdefghijklmnopqrstuvwxyz";
  for (let distance = -30; distance <= 30; distance++) {
    freshArena();
    const end = putBytes(1000, text);
    moveOctets(1000 + distance, 1000, text.length);
    assert.is(takeBytes(1000 + distance, end + distance), text, `by ${distance}`);
    assertUntouched(900, Math.min(1000, 1000 + distance));
    assertUntouched(Math.max(end, end + distance), 1100);
  }
});

test("random moves are those of a plain array", () => {
  const model = Array.from({ length: 512 }, () => random.below(256));
  putBytes(0, model);
  for (let round = 0; round < 200; round++) {
    const bytes = random.below(200);
    const source = random.below(512 - bytes);
    const target = random.below(512 - bytes);
    moveOctets(target, source, bytes);
    model.splice(target, bytes, ...model.slice(source, source + bytes));
  }
  for (let at = 0; at < 512; at++) assert.is(octet(at), model[at], `octet ${at}`);
});

test("a move up to the arena's end is good, one beyond it writes nothing", () => {
  putBytes(0, "abc");
  moveOctets(ARENA_BYTES - 3, 0, 3);
  assert.is(takeBytes(ARENA_BYTES - 3, ARENA_BYTES), "abc");
  moveOctets(ARENA_BYTES, ARENA_BYTES, 0);
  const before = takeBytes(0, ARENA_BYTES);
  for (const [target, source, bytes] of [
    [ARENA_BYTES - 2, 0, 3],
    [0, ARENA_BYTES - 2, 3],
    [-1, 0, 3],
    [0, -1, 3],
    [0, 10, -1],
    [0, 0, ARENA_BYTES + 1],
  ] as const) {
    assert.throws(() => moveOctets(target, source, bytes), /assertion/);
  }
  assert.ok(takeBytes(0, ARENA_BYTES) === before);
});

test("views that are not of one length are refused", () => {
  const block = new ArrayBuffer(4096);
  const octets = new Uint8Array(block);
  const words = new Int32Array(block);
  const doubles = new Float64Array(block);
  assert.throws(() => adoptArena(octets.subarray(8), words, doubles), /assertion/);
  assert.throws(() => adoptArena(octets, words.subarray(2), doubles), /assertion/);
  assert.throws(() => adoptArena(octets, words, doubles.subarray(1)), /assertion/);
  assert.is(word(ARENA_BYTES / 4 - 1), 0xa5a5a5a5 | 0, "the old arena is still the one in use");
  adoptArena(octets, words, doubles);
  assert.throws(() => octet(4096), /assertion/);
});

test("an octet is found at any place, and not behind the end", () => {
  for (let length = 0; length < 20; length++) {
    for (let place = 0; place < length; place++) {
      putBytes(
        1000,
        Array.from({ length: length + 1 }, (_, i) => (i === place ? 58 : 59)),
      );
      setOctet(1000 + length, 58);
      assert.is(findOctet(58, 1000, 1000 + length), 1000 + place);
      assert.is(findOctet(58, 1000, 1000 + place), 1000 + place);
      assert.is(findOctet(58, 1000 + place + 1, 1000 + length), 1000 + length);
    }
  }
});

test("a control octet is one below 32, or DEL", () => {
  for (let c = 0; c < 256; c++) {
    putBytes(1000, [65, 255, c, 0]);
    const isControl = c < 32 || c === 127;
    assert.is(findControl(1000, 1004), isControl ? 1002 : 1003, `octet ${c}`);
    assert.is(findControl(1000, 1003), isControl ? 1002 : 1003, `octet ${c}`);
  }
});

test("nothing is looked for outside of the arena", () => {
  for (const [at, end] of [
    [-1, 10],
    [10, 9],
    [0, ARENA_BYTES + 1],
  ] as const) {
    assert.throws(() => findControl(at, end));
    assert.throws(() => findOctet(0, at, end));
  }
});

test("a run of a class ends at the first octet whose bit is not set", () => {
  // Letters, digits, "-" and "!".
  const masks: [number, number, number] = [0x03ff2002, 0x07fffffe, 0x07fffffe];
  const isMember = (c: number) => /[A-Za-z0-9!-]/.test(String.fromCharCode(c));
  for (let c = 0; c < 256; c++) {
    putBytes(1000, `aZ0-!${String.fromCharCode(c)}x:`);
    assert.is(findOutside(1000, 1008, ...masks), isMember(c) ? 1007 : 1005, `${c}`);
  }
  assert.is(findOutside(1000, 1003, ...masks), 1003);
  assert.is(findOutside(1000, 1000, ...masks), 1000);
  assert.throws(() => findOutside(1000, 999, ...masks), /assertion/);
  assert.throws(() => findOutside(1000, ARENA_BYTES + 1, ...masks), /assertion/);
});

test("runs of octets are equal when each octet is", () => {
  for (let bytes = 0; bytes < 20; bytes++) {
    putBytes(1000, "abcdefghijklmnopqrstu");
    putBytes(1100, "abcdefghijklmnopqrstu");
    assert.ok(isEqual(1000, 1100, bytes));
    setOctet(1100 + bytes, 0);
    assert.ok(isEqual(1000, 1100, bytes), "what lies behind");
    if (bytes === 0) continue;
    setOctet(1000 + bytes - 1, 255);
    assert.not.ok(isEqual(1000, 1100, bytes), `${bytes}`);
  }
  assert.throws(() => isEqual(1000, ARENA_BYTES - 1, 2), /assertion/);
  assert.throws(() => isEqual(-1, 1000, 2), /assertion/);
});

test("a field's name is copied as it stands in a variable's, whatever its length", () => {
  const name = "aA-zZ09-bcdefghijklm-nopqrstuvwxy-B";
  for (let bytes = 0; bytes <= name.length; bytes++) {
    putBytes(1000, name);
    putBytes(1100, "#".repeat(40));
    moveFieldName(1100, 1000, bytes);
    const expected = name.slice(0, bytes).toUpperCase().replaceAll("-", "_");
    assert.is(takeBytes(1100, 1140), expected.padEnd(40, "#"));
    assert.is(takeBytes(1000, 1000 + name.length), name);
  }
  assert.throws(() => moveFieldName(ARENA_BYTES - 1, 1000, 2), /assertion/);
  assert.throws(() => moveFieldName(1000, -1, 2), /assertion/);
});

test.run();
