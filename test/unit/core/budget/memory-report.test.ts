import { test } from "uvu";
import * as assert from "uvu/assert";
import { arenaBytes, descriptorCount } from "../../../../src/core/budget/memory-plan";
import { putBudget } from "../../../../src/core/budget/memory-report";
import { BLOCK_AT, BLOCK_END } from "../../../../src/core/memory/layout";
import { building } from "../../../../src/core/settings/generations";
import { setConnectionCount } from "../../../../src/core/settings/server-settings";
import { takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

const COUNTS = [1, 256, 10000];

test.before.each(() => zeroArena());

interface Budget {
  /** Octets, count, size, what for. */
  addends: [number, number, number, string][];
  sum: number;
  descriptors: number;
}

function readBudget(connections: number): Budget {
  setConnectionCount(building(), connections);
  const end = putBudget(BLOCK_AT);
  assert.ok(end < BLOCK_END);
  const [title, ...lines] = takeBytes(BLOCK_AT, end).split("\n");
  assert.match(title ?? "", /octets/);
  assert.is(lines.pop(), "");
  const descriptors = Number(/^descriptors: (\d+)$/.exec(lines.pop() ?? "")?.[1]);
  const sum = Number(/^ *(\d+) {2}in all$/.exec(lines.pop() ?? "")?.[1]);
  const addends = lines.map((line): Budget["addends"][0] => {
    assert.ok(line.length <= 80, line);
    assert.match(
      line,
      /^[ \d]{8}\d {2}[ \d]{8}\d {2}[ \d]{8}\d {2}\S/,
      "three columns, flush right",
    );
    const [, octets, count, size, what = ""] = /^ *(\d+) +(\d+) +(\d+) {2}(\S.*)$/.exec(line) ?? [];
    return [Number(octets), Number(count), Number(size), what];
  });
  return { addends, sum, descriptors };
}

test("the sum is what the start reserves", () => {
  for (const connections of COUNTS) {
    const { sum, descriptors } = readBudget(connections);
    assert.is(sum, arenaBytes());
    assert.is(descriptors, descriptorCount());
  }
});

test("the addends make the sum, but for what fills two pages: before scripts, and its last", () => {
  for (const connections of COUNTS) {
    const { addends, sum } = readBudget(connections);
    const added = addends.reduce((total, [octets]) => total + octets, 0);
    assert.ok(added <= sum && sum - added < 2 * 4096, `${connections}: ${added} of ${sum}`);
  }
});

test("an addend is its count times its size, and two words for the books of each item", () => {
  for (const connections of COUNTS) {
    for (const [octets, count, size, what] of readBudget(connections).addends) {
      const product = count * size;
      assert.ok(octets === product || octets === product + count * 8, `${what}: ${octets}`);
      assert.ok(octets > 0, what);
    }
  }
});

test("each addend says what it is for", () => {
  const names = readBudget(256).addends.map(([, , , what]) => what);
  assert.is(new Set(names).size, names.length);
  const connections = readBudget(256).addends.find(([, , , what]) => what === "connections");
  assert.ok((connections?.[1] ?? 0) >= 256);
});

test.run();
