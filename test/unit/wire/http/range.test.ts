import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  parseRanges,
  putContentRange,
  putPositions,
  RANGE_IGNORED,
  RANGE_UNSATISFIABLE,
  RANGES_DOUBLES,
  UNORDERED_COUNT_MAX,
} from "../../../../src/wire/http/range";
import { double } from "../../../../src/wire/octets/arena";
import { WHOLE_MAX } from "../../../../src/wire/octets/decimal";
import { RANGE_COUNT_MAX } from "../../../../src/wire/sizes/sizes";
import { assertUntouched, freshArena, putBytes, written } from "../../../support/arena";
import { makeRandom, type Random } from "../../../support/random";

const TEXT_AT = 10_000;
const RANGES_AT = 1000;
const IGNORED = "ignored";
const UNSATISFIABLE = "unsatisfiable";

type Ranges = [number, number][];

/** What a Range means for a representation of this size. */
function parse(value: string, size: number): Ranges | string {
  freshArena();
  const count = parseRanges(TEXT_AT, putBytes(TEXT_AT, value), size, RANGES_AT / 8);
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

/** So many members, each a hundred octets behind the one before it. */
function ascending(count: number, bytes = 1): Ranges {
  return Array.from({ length: count }, (_, i) => [i * 100, i * 100 + bytes - 1]);
}

function specifier(ranges: Ranges): string {
  return `bytes=${ranges.map((pair) => pair.join("-")).join()}`;
}

test("RANGE_COUNT_MAX that ascend, and no more", () => {
  const all = ascending(RANGE_COUNT_MAX);
  assert.equal(parse(specifier(all), 1e6), all);
  assert.is(parse(specifier(ascending(RANGE_COUNT_MAX + 1)), 1e6), IGNORED);
  // The last is open, or a suffix.
  assert.is((parse(`${specifier(all.slice(1))},90000-`, 1e6) as Ranges).length, RANGE_COUNT_MAX);
  assert.is((parse(`${specifier(all.slice(1))},-5`, 1e6) as Ranges).length, RANGE_COUNT_MAX);
  assert.is(parse(`${specifier(all)},90000-`, 1e6), IGNORED);
});

test("what ascends is counted as the ranges that it becomes", () => {
  // Adjoining, with gaps of 80 octets, behind the end.
  assert.equal(parse(specifier(ascending(900, 100)), 1e6), [[0, 89_999]]);
  assert.equal(parse(specifier(ascending(900, 20)), 1e6), [[0, 89_919]]);
  assert.is(parse(specifier(ascending(900, 19)), 1e6) as string, IGNORED);
  assert.equal(parse(specifier(ascending(900)), 150), [
    [0, 0],
    [100, 100],
  ]);
  assert.is(parse(`bytes=${"0-0,".repeat(UNORDERED_COUNT_MAX)}`, 10).length, 1);
  assert.is(parse(specifier(ascending(900).slice(1)), 5), UNSATISFIABLE);
  // One that is malformed still spoils all.
  assert.is(parse(`${specifier(ascending(900, 100))},x`, 1e6), IGNORED);
});

test("UNORDERED_COUNT_MAX that do not ascend or overlap, wherever that is seen, and no more", () => {
  const most = UNORDERED_COUNT_MAX;
  for (const spoil of [0, 1, 7, most - 2]) {
    for (const [what, first] of [
      ["as before", spoil * 100],
      ["overlapping", spoil * 100 + 50],
      ["before all", -1],
    ] as const) {
      const members = ascending(most, 51);
      const spoiling = first < 0 ? ([0, 0] as [number, number]) : [first, first + 1];
      members.splice(spoil + 1, 1, spoiling as [number, number]);
      assert.not.type(parse(specifier(members), 1e6), "string", `${what} at ${spoil}`);
      const more = [...members, [90_000, 90_000] as [number, number]];
      assert.is(parse(specifier(more), 1e6), IGNORED, `${what} at ${spoil}`);
    }
  }
  const descending = ascending(most).reverse();
  assert.equal(parse(specifier(descending), 1e6), descending);
  assert.is(parse(specifier(ascending(most + 1).reverse()), 1e6), IGNORED);
  // Seen late.
  const late = [...ascending(RANGE_COUNT_MAX - 1), [5, 5] as [number, number]];
  assert.is(parse(specifier(late), 1e6), IGNORED);
  // Of those that cannot be satisfied too: an open one, and a suffix of nothing, reach for ever.
  assert.is(parse(`bytes=0-0${",500-".repeat(most)}`, 100), IGNORED);
  assert.is(parse(`bytes=0-0${",-0".repeat(most)}`, 100), IGNORED);
  assert.equal(parse(`bytes=0-0${",500-".repeat(most - 1)}`, 100), [[0, 0]]);
});

test("random ranges: every octet that was asked for, none twice, no more between them than a gap", () => {
  const random = makeRandom(20261124);
  for (let round = 0; round < 2000; round++) {
    const size = 1 + random.below(3000);
    const asked = random.below(2) === 0 ? anyOrder(random, size) : inOrder(random, size);
    const value = `bytes=${asked.map((pair) => pair.join("-")).join()}`;
    const got = parse(value, size) as Ranges;
    assert.is(faultOfCounts(asked, got, size), null, `${value} of ${size}`);
    assert.is(faultOfRanges(got, size), null, `${value} of ${size}`);
  }
});

function faultOfCounts(asked: Ranges, got: Ranges, size: number): string | null {
  const counts = new Uint8Array(size);
  for (const [first, last] of got) for (let i = first; i <= last; i++) counts[i]++;
  for (const [first, last] of asked) {
    const wrong = counts.subarray(first, last + 1).findIndex((count) => count !== 1);
    if (wrong >= 0) return `octet ${first + wrong}, ${counts[first + wrong]} times`;
  }
  return null;
}

function faultOfRanges(got: Ranges, size: number): string | null {
  for (const [first, last] of got) {
    if (first > last || last >= size) return `${first}-${last}`;
    const near = got.find(([other]) => other > last && other - last <= 81);
    if (near !== undefined) return `${last} and ${near[0]}`;
  }
  return null;
}

function anyOrder(random: Random, size: number): Ranges {
  return Array.from({ length: 1 + random.below(UNORDERED_COUNT_MAX) }, () => {
    const first = random.below(size);
    return [first, first + random.below(random.below(2) === 0 ? 5 : 500)];
  });
}

function inOrder(random: Random, size: number): Ranges {
  const ranges: Ranges = [];
  for (let at = random.below(size); at < size; at += random.below(120)) {
    const last = at + random.below(random.below(2) === 0 ? 5 : 200);
    ranges.push([at, last]);
    at = last + 1;
  }
  return ranges;
}

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
