import { test } from "uvu";
import * as assert from "uvu/assert";
import { entryMark, entryNameAt, entryNameEnd } from "../../../../src/core/listing/sorted-entry";
import * as names from "../../../../src/core/listing/sorted-names";
import { octet, setOctet } from "../../../../src/wire/octets/arena";
import { putBytes, takeBytes } from "../../../support/arena";
import { makeRandom, type Random } from "../../../support/random";
import { zeroArena } from "../../../support/zero-arena";

const random = makeRandom();
const SET_AT = 2048;
const SET_END = SET_AT * 4 + names.SORTED_NAMES_BYTES;
/** What a set surely holds: half of its room, in names of this length with what each costs. */
const ENTRY_BYTES = 28;
/** It is sorted in parts, as a server has other things to do. */
const SORTED_AT_ONCE = 700;

interface Entry {
  rank: number;
  name: string;
  key?: number;
  mark?: number;
}

test.before.each(() => zeroArena());

/** By rank, key, then octets, a shorter name before those that it begins. */
function order(one: Entry, other: Entry): number {
  if (one.rank !== other.rank) return one.rank - other.rank;
  const keys = (one.key ?? 0) - (other.key ?? 0);
  if (keys !== 0) return keys;
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

/** Looks at all entries once and gives what the set has kept. */
function fill(entries: Entry[]): Entry[] {
  for (const { rank, name, key = 0, mark = 0 } of entries) {
    const at = names.candidateNameAt(SET_AT);
    const end = putBytes(at, name);
    names.addName(SET_AT, rank, key, mark, end - at);
  }
  while (!names.sortNames(SET_AT, SORTED_AT_ONCE));
  return Array.from({ length: names.nameCount(SET_AT) }, (_, i) => {
    const entry = names.sortedEntry(SET_AT, i);
    const name = takeBytes(entryNameAt(entry), entryNameEnd(entry));
    return { rank: 0, mark: entryMark(entry), name };
  });
}

/**
 * Fills the set again and again, in whatever order the entries come, until no more are left. Each
 * batch must be the smallest of what was left, with nothing left out. Returns how many it took.
 */
function assertListed(entries: Entry[], isShuffled = true, compare = order): number {
  const sorted = [...entries].sort(compare);
  names.startNames(SET_AT, compare !== order);
  setOctet(SET_END, 0x5a);
  setOctet(SET_AT * 4 - 1, 0x5a);
  let done = 0;
  for (let batches = 1; ; batches++) {
    const batch = fill(isShuffled ? shuffled(entries, random) : entries);
    const what = `batch ${batches} of ${entries.length} entries, ${done} before it`;
    for (const [i, entry] of batch.entries()) {
      const expected = sorted[done + i];
      if (entry.name !== expected?.name || entry.mark !== (expected.mark ?? 0)) {
        assert.equal(entry, expected, `${what}: entry ${i}`);
      }
    }
    done += batch.length;
    assert.is(names.isCut(SET_AT), done < sorted.length, what);
    assert.is(octet(SET_END), 0x5a, "beyond the set's end");
    assert.is(octet(SET_AT * 4 - 1), 0x5a, "before the set");
    if (done === sorted.length) return batches;
    // Less than half of the room would be a waste of readings of the directory.
    const bytes = batch.reduce((sum, { name }) => sum + name.length + ENTRY_BYTES, 0);
    assert.ok(bytes >= names.SORTED_NAMES_BYTES / 2, `${what}: too few`);
    names.clearNames(SET_AT);
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

/** Names of 1 to `bytesMax` octets, each once, of ranks 0 and 1, with one of `keys` keys. */
function randomEntries(count: number, bytesMax: number, letters: number, keys = 1): Entry[] {
  const entries = new Map<string, Entry>();
  while (entries.size < count) {
    const bytes = 1 + random.below(bytesMax);
    const octets = Array.from({ length: bytes }, () => 255 - random.below(letters));
    const name = String.fromCharCode(...octets);
    const key = random.below(keys) * 2 ** 33 - random.below(2) * 2 ** 40;
    entries.set(name, { rank: random.below(2), name, mark: random.below(2), key });
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

test("keys come before names, exact up to 2^53, negative ones too", () => {
  const keys = [0, 1, -1, 2 ** 53 - 1, 2 ** 53 - 2, 1 - 2 ** 53, 0.5, 2 ** 32, 2 ** 31];
  const entries = keys.flatMap((key) =>
    ["a", "b"].map((name) => ({ rank: 1, name: name + key, key })),
  );
  assert.is(assertListed(entries), 1);
});

test("random sets of any size, of short names", () => {
  for (const count of [1, 2, 10, 100, 255, 256, 257, 258, 1000, 12_000, 13_000]) {
    assertListed(randomEntries(count, 12, 26));
  }
});

test("random sets with keys, few of them and many", () => {
  for (const keys of [2, 7, 1000, 100_000]) {
    for (const count of [10, 1000, 13_000]) assertListed(randomEntries(count, 40, 26, keys));
  }
});

test("names from the greatest to the smallest, ranks as ever", () => {
  const reversed = (one: Entry, other: Entry) =>
    one.rank - other.rank || (one.name < other.name ? 1 : -1);
  const withoutKeys = (count: number) =>
    randomEntries(count, 30, 26).map((entry) => ({ ...entry, key: 0 }));
  for (const count of [1, 2, 100, 257, 13_000]) assertListed(withoutKeys(count), true, reversed);
  assertListed(numbered(18_000, 20), false, reversed);
});

test("random sets of long names, and of names that begin alike", () => {
  for (const count of [10, 1400, 1500, 3000]) {
    assertListed(randomEntries(count, 255, 26));
    const common = "y".repeat(240);
    const alike = randomEntries(count, 15, 26).map(({ rank, name }) => ({
      rank,
      name: common + name,
    }));
    assertListed(alike);
  }
  assertListed(randomEntries(12_000, 60, 3));
});

test("names that come in order, and in the opposite order, which a full set meets worst", () => {
  for (const [count, bytes] of [
    [11_999, 5],
    [12_000, 5],
    [12_001, 5],
    [12_002, 5],
    [26_000, 5],
    [1445, 255],
    [1446, 255],
    [1447, 255],
    [2000, 255],
    [3000, 254],
    [8000, 100],
  ] as const) {
    const ascending = numbered(count, bytes);
    assertListed(ascending, false);
    assertListed([...ascending].reverse(), false);
  }
});

test("a name that comes after all in a set that is just full does not push out a smaller one", () => {
  for (const bytes of [5, 16, 17, 255]) {
    for (const count of [1445, 1446, 8191, 8192, 12_000, 12_001]) {
      const entries = numbered(count, bytes);
      entries.push({ rank: 1, name: "z" }, { rank: 1, name: "zz" });
      assertListed(entries, false);
    }
  }
});

test("one batch suffices for what there is room for", () => {
  assert.is(assertListed(numbered(12_000, 16)), 1);
  assert.is(assertListed(numbered(1440, 255)), 1);
});

test("a name that is given twice is there once", () => {
  for (const count of [100, 255, 256, 257, 1000]) {
    names.startNames(SET_AT, false);
    const twice = [...numbered(count, 10), ...numbered(count, 10)];
    assert.is(fill(shuffled(twice, random)).length, count);
  }
});

test("names that are given twice are there once where there is no room for all", () => {
  const entries = numbered(20_000, 10);
  names.startNames(SET_AT, false);
  const found: string[] = [];
  do {
    if (found.length > 0) names.clearNames(SET_AT);
    found.push(...fill(shuffled([...entries, ...entries], random)).map(({ name }) => name));
  } while (names.isCut(SET_AT));
  assert.equal(
    found,
    entries.map(({ name }) => name),
  );
});

test("a set that is started anew has nothing of the set before", () => {
  names.startNames(SET_AT, true);
  fill(numbered(18_000, 20));
  assert.ok(names.isCut(SET_AT));
  names.clearNames(SET_AT);
  names.startNames(SET_AT, false);
  assert.is(names.nameCount(SET_AT), 0);
  assert.not(names.isCut(SET_AT));
  assert.is(assertListed(numbered(10, 5)), 1);
});

test.run();
