import { test } from "uvu";
import * as assert from "uvu/assert";
import { double } from "../../../src/wire/arena";
import { WHOLE_MAX } from "../../../src/wire/decimal";
import {
  parseRanges,
  putContentRange,
  putPositions,
  RANGE_COUNT_MAX,
  RANGE_IGNORED,
  RANGE_UNSATISFIABLE,
  RANGES_DOUBLES,
} from "../../../src/wire/range";
import { assertUntouched, freshArena, putBytes, written } from "../../support/arena";
import { makeRandom } from "../../support/random";

const RANGES_AT = 1000;
const IGNORED = "ignored";
const UNSATISFIABLE = "unsatisfiable";

type Ranges = [number, number][];

/** What a Range means for a representation of this size. */
function parse(value: string, size: number): Ranges | string {
  freshArena();
  const count = parseRanges(500, putBytes(500, value), size, RANGES_AT / 8);
  assertUntouched(RANGES_AT - 8, RANGES_AT);
  assertUntouched(RANGES_AT + RANGES_DOUBLES * 8, RANGES_AT + RANGES_DOUBLES * 8 + 8);
  if (count === RANGE_IGNORED) return IGNORED;
  if (count === RANGE_UNSATISFIABLE) return UNSATISFIABLE;
  return Array.from({ length: count }, (_, i) => [
    double(RANGES_AT / 8 + 2 * i),
    double(RANGES_AT / 8 + 2 * i + 1),
  ]);
}

const SINGLE: [string, number, Ranges | string][] = [
  // The examples of 9110 14.1.2, of 10000 octets.
  ["bytes=0-499", 10000, [[0, 499]]],
  ["bytes=500-999", 10000, [[500, 999]]],
  ["bytes=-500", 10000, [[9500, 9999]]],
  ["bytes=9500-", 10000, [[9500, 9999]]],
  ["bytes=0-0", 10000, [[0, 0]]],
  ["bytes=0-", 10000, [[0, 9999]]],
  ["bytes=9999-9999", 10000, [[9999, 9999]]],
  ["bytes=9999-10000", 10000, [[9999, 9999]]],
  ["bytes=0-99999", 10000, [[0, 9999]]],
  ["bytes=-10000", 10000, [[0, 9999]]],
  ["bytes=-10001", 10000, [[0, 9999]]],
  ["bytes=-1", 1, [[0, 0]]],
  ["BYTES=0-0", 10, [[0, 0]]],
  ["bytes=00000000000000000000000-00000000000000000000001", 10, [[0, 1]]],
  // Behind the end.
  ["bytes=10000-", 10000, UNSATISFIABLE],
  ["bytes=10000-10001", 10000, UNSATISFIABLE],
  ["bytes=-0", 10000, UNSATISFIABLE],
  ["bytes=0-", 0, UNSATISFIABLE],
  ["bytes=0-0", 0, UNSATISFIABLE],
  ["bytes=-0", 0, UNSATISFIABLE],
  // All of nothing cannot be said as a range.
  ["bytes=-1", 0, IGNORED],
  ["bytes=5-,-1", 0, IGNORED],
  // Numbers that 53 bits do not hold, and where 31, 32 and 64 bits end.
  ["bytes=0-9007199254740992", 10, [[0, 9]]],
  ["bytes=0-18446744073709551616", 10, [[0, 9]]],
  ["bytes=-18446744073709551617", 10, [[0, 9]]],
  ["bytes=18446744073709551617-", 10, UNSATISFIABLE],
  ["bytes=18446744073709551616-18446744073709551617", 10, UNSATISFIABLE],
  ["bytes=18446744073709551616-5", 10, IGNORED],
  ["bytes=2147483648-2147483649", 5e9, [[2147483648, 2147483649]]],
  ["bytes=4294967295-4294967296", 5e9, [[4294967295, 4294967296]]],
  ["bytes=-1", 2 ** 40, [[2 ** 40 - 1, 2 ** 40 - 1]]],
  ["bytes=0-", WHOLE_MAX, [[0, WHOLE_MAX - 1]]],
  // Not by the grammar, or of another unit.
  ["", 10, IGNORED],
  ["bytes", 10, IGNORED],
  ["bytes=", 10, IGNORED],
  ["bytes=,", 10, IGNORED],
  ["bytes= ", 10, IGNORED],
  ["bytes= 0-0", 10, IGNORED],
  ["bytes =0-0", 10, IGNORED],
  ["bytes=0 -0", 10, IGNORED],
  ["bytes=0- 0", 10, IGNORED],
  ["bytes=0-0 0", 10, IGNORED],
  ["bytes=-", 10, IGNORED],
  ["bytes=--1", 10, IGNORED],
  ["bytes=0", 10, IGNORED],
  ["bytes=0--1", 10, IGNORED],
  ["bytes=1-0", 10, IGNORED],
  ["bytes=+1-2", 10, IGNORED],
  ["bytes=0x1-2", 10, IGNORED],
  ["bytes=1-2-3", 10, IGNORED],
  ["bytes=a-b", 10, IGNORED],
  ["bytes=0-0;", 10, IGNORED],
  ["bytes:0-0", 10, IGNORED],
  ["items=0-0", 10, IGNORED],
  ["none", 10, IGNORED],
  ["0-0", 10, IGNORED],
];

test("one range", () => {
  for (const [value, size, expected] of SINGLE) {
    assert.equal(parse(value, size), expected, `${value} of ${size}`);
  }
});

const SEVERAL: [string, number, Ranges | string][] = [
  [
    "bytes=0-0,-1",
    10000,
    [
      [0, 0],
      [9999, 9999],
    ],
  ],
  [
    "bytes=500-600, 900-999",
    10000,
    [
      [500, 600],
      [900, 999],
    ],
  ],
  [
    "bytes= ,, 900-999\t,\t0-0 ,",
    10000,
    [
      [900, 999],
      [0, 0],
    ],
  ],
  // What cannot be satisfied is left out.
  ["bytes=10000-,0-0", 10000, [[0, 0]]],
  ["bytes=10000-,20000-,-0", 10000, UNSATISFIABLE],
  // One that is malformed spoils all.
  ["bytes=0-0,x", 10000, IGNORED],
  ["bytes=0-0,2-1", 10000, IGNORED],
  ["bytes=0-0;500-600", 10000, IGNORED],
  ["bytes=0-0 500-600", 10000, IGNORED],
  // Overlapping, adjacent, and with gaps of 80 and 81 octets.
  ["bytes=0-99,50-149", 10000, [[0, 149]]],
  ["bytes=50-149,0-99", 10000, [[0, 149]]],
  ["bytes=0-99,100-199", 10000, [[0, 199]]],
  ["bytes=0-99,10-20", 10000, [[0, 99]]],
  ["bytes=0-,0-,0-", 10000, [[0, 9999]]],
  ["bytes=0-99,180-199", 10000, [[0, 199]]],
  [
    "bytes=0-99,181-199",
    10000,
    [
      [0, 99],
      [181, 199],
    ],
  ],
  // The third joins the first two, at the place of the first.
  ["bytes=0-99,300-399,50-350", 10000, [[0, 399]]],
  [
    "bytes=5000-5001,0-99,300-399,50-350",
    10000,
    [
      [5000, 5001],
      [0, 399],
    ],
  ],
  [
    "bytes=0-99,5000-5001,300-399,50-350",
    10000,
    [
      [0, 399],
      [5000, 5001],
    ],
  ],
];

test("several ranges", () => {
  for (const [value, size, expected] of SEVERAL) {
    assert.equal(parse(value, size), expected, `${value} of ${size}`);
  }
});

test("no more than RANGE_COUNT_MAX, whether they are satisfiable or not", () => {
  const members = Array.from({ length: RANGE_COUNT_MAX + 1 }, (_, i) => `${i * 1000}-${i * 1000}`);
  const whole = parse(`bytes=${members.slice(1).join()}`, 1e6) as Ranges;
  assert.is(whole.length, RANGE_COUNT_MAX);
  assert.is(parse(`bytes=${members.join()}`, 1e6), IGNORED);
  assert.is(parse(`bytes=${members.join()}`, 5), IGNORED);
  assert.equal(parse(`bytes=${"0-0,".repeat(RANGE_COUNT_MAX)}`, 10), [[0, 0]]);
});

test("random ranges: every octet that was asked for, none twice, no more between them than a gap", () => {
  const random = makeRandom(20261124);
  for (let round = 0; round < 2000; round++) {
    const size = 1 + random.below(3000);
    const asked: Ranges = Array.from({ length: 1 + random.below(RANGE_COUNT_MAX) }, () => {
      const first = random.below(size);
      return [first, first + random.below(random.below(2) === 0 ? 5 : 500)];
    });
    const value = `bytes=${asked.map((pair) => pair.join("-")).join()}`;
    const got = parse(value, size) as Ranges;
    const counts = new Uint8Array(size);
    for (const [first, last] of got) for (let i = first; i <= last; i++) counts[i]++;
    for (const [first, last] of asked) {
      for (let i = first; i <= Math.min(last, size - 1); i++) {
        if (counts[i] !== 1)
          assert.unreachable(`${value} of ${size}: octet ${i}, ${counts[i]} times`);
      }
    }
    for (const [first, last] of got) {
      if (first > last || last >= size) assert.unreachable(`${value} of ${size}: ${first}-${last}`);
      for (const [other] of got) {
        if (other > last && other - last <= 81)
          assert.unreachable(`${value}: ${last} and ${other}`);
      }
    }
  }
});

test("written", () => {
  assert.is(
    written((at) => putPositions(putContentRange(at), 0, 499, 1234)),
    "Content-Range: bytes 0-499/1234",
  );
  assert.is(
    written((at) => putPositions(at, WHOLE_MAX - 2, WHOLE_MAX - 1, WHOLE_MAX)),
    "9007199254740989-9007199254740990/9007199254740991",
  );
});

test.run();
