import { test } from "uvu";
import * as assert from "uvu/assert";
import * as names from "../../../src/core/sorted-names";
import { octet, setOctet } from "../../../src/wire/arena";
import { putBytes, takeBytes } from "../../support/arena";
import { makeRandom, type Random } from "../../support/random";
import { zeroArena } from "../../support/zero-arena";

const random = makeRandom();
const SET_AT = 2048;
const SET_END = SET_AT * 4 + names.SORTED_NAMES_BYTES;
const NAME_AT = 100;
const LAST_AT = 500;

interface Entry {
  rank: number;
  name: string;
}

test.before.each(() => zeroArena());

/** By rank, then by octets, a shorter name before those that it begins. */
function order(one: Entry, other: Entry): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

/** Looks at all entries once and keeps those that come next after `last`. */
function fill(entries: Entry[], last: Entry | undefined): Entry[] {
  names.clearNames(SET_AT);
  const lastEnd = putBytes(LAST_AT, last?.name ?? "");
  for (const { rank, name } of entries) {
    const end = putBytes(NAME_AT, name);
    const after = names.compareNames(rank, NAME_AT, end, last?.rank ?? -1, LAST_AT, lastEnd);
    if (after > 0) names.addName(SET_AT, rank, NAME_AT, end);
  }
  return Array.from({ length: names.nameCount(SET_AT) }, (_, i) => ({
    rank: names.sortedRank(SET_AT, i),
    name: takeBytes(names.sortedNameAt(SET_AT, i), names.sortedNameEnd(SET_AT, i)),
  }));
}

/**
 * Fills the set again and again, in whatever order the entries come, until no more are left. Each
 * batch must be the smallest of what was left, with nothing left out. Returns how many it took.
 */
function assertListed(entries: Entry[], isShuffled = true): number {
  const sorted = [...entries].sort(order);
  setOctet(SET_END, 0x5a);
  setOctet(SET_AT * 4 - 1, 0x5a);
  let done = 0;
  for (let batches = 1; ; batches++) {
    const batch = fill(isShuffled ? shuffled(entries, random) : entries, sorted[done - 1]);
    const what = `batch ${batches} of ${entries.length} entries, ${done} before it`;
    for (const [i, entry] of batch.entries()) {
      const expected = sorted[done + i];
      if (entry.name !== expected?.name || entry.rank !== expected.rank) {
        assert.equal(entry, expected, `${what}: entry ${i}`);
      }
    }
    done += batch.length;
    assert.is(names.isCut(SET_AT), done < sorted.length, what);
    assert.is(octet(SET_END), 0x5a, "beyond the set's end");
    assert.is(octet(SET_AT * 4 - 1), 0x5a, "before the set");
    if (done === sorted.length) return batches;
    // Less than half of the room would be a waste of readings of the directory.
    const bytes = batch.reduce((sum, { name }) => sum + name.length, 0);
    assert.ok(batch.length >= 700 || bytes >= names.SORTED_NAMES_BYTES / 6, `${what}: too few`);
  }
}

function shuffled<T>(list: T[], from: Random): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = from.below(i + 1);
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

/** Names of 1 to `bytesMax` octets, each once, of ranks 0 and 1. */
function randomEntries(count: number, bytesMax: number, letters: number): Entry[] {
  const entries = new Map<string, Entry>();
  while (entries.size < count) {
    const bytes = 1 + random.below(bytesMax);
    const octets = Array.from({ length: bytes }, () => 255 - random.below(letters));
    const name = String.fromCharCode(...octets);
    entries.set(name, { rank: random.below(2), name });
  }
  return [...entries.values()];
}

/** `count` names in ascending order, each of `bytes` octets. */
function numbered(count: number, bytes: number): Entry[] {
  return Array.from({ length: count }, (_, i) => ({
    rank: 0,
    name: String(i).padStart(5, "0").padEnd(bytes, "x"),
  }));
}

test("an empty directory has no entries, and no more than those", () => {
  assert.is(assertListed([]), 1);
  assert.is(assertListed([{ rank: 1, name: "a" }]), 1);
});

test("entries are in the order of their ranks and octets", () => {
  const list = ["B", "a", "A", "ab", "a.b", "\xe4", "\x01", "a ", "~", "b", "aa"];
  assert.is(assertListed(list.flatMap((name) => [0, 1].map((rank) => ({ rank, name })))), 1);
});

test("names compare by rank, then octet by octet, then by length", () => {
  const compare = (one: Entry, other: Entry): number => {
    const end = putBytes(NAME_AT, one.name);
    const otherEnd = putBytes(LAST_AT, other.name);
    return names.compareNames(one.rank, NAME_AT, end, other.rank, LAST_AT, otherEnd);
  };
  const list = [...randomEntries(30, 3, 3), { rank: 0, name: "" }, { rank: 1, name: "\x01" }];
  for (const one of list) {
    for (const other of list) {
      assert.is(Math.sign(compare(one, other)), order(one, other));
    }
  }
});

test("random sets of any size, of short names", () => {
  for (const count of [1, 2, 10, 100, 1000, 1399, 1400, 1401, 1402, 2000, 3000, 5000]) {
    assertListed(randomEntries(count, 12, 26));
  }
});

test("random sets of long names, and of names that begin alike", () => {
  for (const count of [10, 80, 90, 100, 200, 500, 1500]) {
    assertListed(randomEntries(count, 255, 26));
    const common = "y".repeat(240);
    const alike = randomEntries(count, 15, 26).map(({ rank, name }) => ({
      rank,
      name: common + name,
    }));
    assertListed(alike);
  }
  assertListed(randomEntries(2000, 60, 3));
});

test("names that come in order, and in the opposite order, which a full set meets worst", () => {
  for (const [count, bytes] of [
    [1399, 5],
    [1400, 5],
    [1401, 5],
    [1402, 5],
    [2801, 5],
    [5000, 5],
    [88, 255],
    [89, 255],
    [90, 255],
    [200, 255],
    [300, 254],
    [1000, 100],
  ] as const) {
    const ascending = numbered(count, bytes);
    assertListed(ascending, false);
    assertListed([...ascending].reverse(), false);
  }
});

test("a name that comes after all in a set that is just full does not push out a smaller one", () => {
  for (const bytes of [5, 10, 16, 17, 100, 255]) {
    for (const count of [80, 88, 89, 225, 226, 1325, 1326, 1400, 1401]) {
      const entries = numbered(count, bytes);
      entries.push({ rank: 1, name: "z" }, { rank: 1, name: "zz" });
      assertListed(entries, false);
    }
  }
});

test("one batch suffices for what there is room for: 1,400 short names", () => {
  assert.is(assertListed(numbered(1400, 15)), 1);
  assert.is(assertListed(numbered(88, 255)), 1);
});

test("an emptied set has nothing of the set before", () => {
  fill(numbered(3000, 20), undefined);
  assert.ok(names.isCut(SET_AT));
  names.clearNames(SET_AT);
  assert.is(names.nameCount(SET_AT), 0);
  assert.not(names.isCut(SET_AT));
});

test.run();
