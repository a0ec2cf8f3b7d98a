import { test } from "uvu";
import * as assert from "uvu/assert";
import { RELEASE_SECONDS } from "../../../../src/core/product/product";
import * as clock from "../../../../src/core/time/clock";

test("what has gone by is a difference, also where the clock wraps", () => {
  for (const since of [0, 1, -1, 12345, 2 ** 31 - 1, -(2 ** 31), 2 ** 31 - 1000]) {
    for (const elapsed of [0, 1, 999, 1001, 86_400_000, 2 ** 31 - 1]) {
      clock.setClock((since + elapsed) | 0, 0);
      assert.is(clock.elapsedMs(since), elapsed, `${elapsed} since ${since}`);
    }
  }
});

test("the server is up for whole seconds, whatever the wall clock does", () => {
  clock.setClock((2 ** 31 - 1000) | 0, 0);
  const before = clock.uptimeSeconds();
  for (let i = 1; i <= 30; i++)
    clock.setClock((2 ** 31 - 1000 + i * 100) | 0, i % 2 === 0 ? 1e9 : 0);
  assert.is(clock.uptimeSeconds() - before, 3);
});

test("what is yet to come has not gone by", () => {
  clock.setClock(-(2 ** 31), 0);
  assert.is(clock.elapsedMs((-(2 ** 31) + 10) | 0), -10);
});

test("the wall clock is kept in whole seconds", () => {
  for (const [seconds, whole] of [
    [1795305600.999, 1795305600],
    [1795305600, 1795305600],
    [0.5, 0],
    [4294967296.25, 4294967296],
  ] as const) {
    clock.setClock(5, seconds);
    assert.is(clock.wallSeconds, whole);
    assert.is(clock.nowMs, 5);
  }
});

test("a wall clock before the release is not believed (RFC 9110 §6.6.1)", () => {
  for (const [seconds, isBelieved] of [
    [0, false],
    [86400, false],
    [RELEASE_SECONDS - 1, false],
    [RELEASE_SECONDS - 0.001, false],
    [RELEASE_SECONDS, true],
    [RELEASE_SECONDS + 1e9, true],
  ] as const) {
    clock.setClock(0, seconds);
    assert.is(clock.isClockBelievable(), isBelieved, `${seconds}`);
  }
});

test("a wall clock that jumps lets no time go by", () => {
  clock.setClock(1000, 0);
  clock.setClock(1001, RELEASE_SECONDS);
  assert.is(clock.elapsedMs(1000), 1);
});

test("the sooner of two times is the smaller one that ever comes", () => {
  const expected: [number, number, number][] = [
    [1, 2, 1],
    [2, 1, 1],
    [0, 5, 0],
    [-1, 5, 5],
    [5, -1, 5],
    [-1, -1, -1],
  ];
  for (const [a, b, first] of expected) assert.is(clock.sooner(a, b), first, `${a}, ${b}`);
});

test.run();
