import { test } from "uvu";
import * as assert from "uvu/assert";
import { mayLogLine, startLogShare, takeDropped } from "../../../../src/core/log/log-budget";
import { FIXED_END } from "../../../../src/core/memory/layout";
import { setClock } from "../../../../src/core/time/clock";
import { Upstream } from "../../../../src/core/upstream/upstream-record";
import { zeroArena } from "../../../support/zero-arena";

const LONG_MS = 1_000_000;

let now = 0;

test.before.each(() => {
  zeroArena();
  pass(LONG_MS);
});

function pass(ms: number): void {
  now = (now + ms) | 0;
  setClock(now, 0);
}

function script(index: number): number {
  const s = (FIXED_END >> 2) + index * Upstream.LENGTH;
  startLogShare(s);
  return s;
}

/** How many of so many lines may be logged. */
function logged(s: number, lines: number): number {
  let count = 0;
  for (let each = 0; each < lines; each++) if (mayLogLine(s)) count++;
  return count;
}

test("a hundred lines at once, then twenty a second, each second together", () => {
  const s = script(0);
  assert.is(logged(s, 1000), 100);
  assert.is(takeDropped(s), 900);
  assert.is(takeDropped(s), 0);
  assert.is(logged(s, 5), 0);
  pass(999);
  assert.is(logged(s, 1000), 0);
  pass(51);
  assert.is(logged(s, 1), 1);
  assert.is(takeDropped(s), 1005);
  assert.is(logged(s, 1000), 20);
});

test("twenty a second are never refused, nor what comes after a pause", () => {
  const s = script(0);
  for (let each = 0; each < 500; each++) {
    assert.ok(mayLogLine(s));
    pass(50);
  }
  pass(10_000);
  assert.is(logged(s, 100), 100);
});

test("all scripts together: 400 lines at once", () => {
  const counts = Array.from({ length: 10 }, (_, i) => logged(script(i), 100));
  assert.equal(counts, [100, 100, 100, 100, 0, 0, 0, 0, 0, 0]);
  pass(2000);
  assert.is(logged(script(11), 300), 100);
});

test("where the clock wraps, and when it went round since the last line", () => {
  for (const start of [2 ** 31 - 100, -100]) {
    pass(LONG_MS);
    now = start;
    pass(0);
    const s = script(0);
    assert.is(logged(s, 1000), 100);
    takeDropped(s);
    pass(6000);
    assert.is(logged(s, 1000), 100);
    takeDropped(s);
    pass(2 ** 31 + 4000);
    assert.is(logged(s, 1000), 100);
  }
});

test.run();
