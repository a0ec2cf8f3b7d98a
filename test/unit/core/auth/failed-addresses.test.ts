import { test } from "uvu";
import * as assert from "uvu/assert";
import { openAuthMemory } from "../../../../src/core/auth/auth-memory";
import * as failed from "../../../../src/core/auth/failed-addresses";
import { setClock } from "../../../../src/core/time/clock";
import { FAILED_ADDRESS_COUNT } from "../../../../src/wire/sizes/sizes";
import { connectHost, type Seam } from "../../../support/host-shim";
import { zeroArena } from "../../../support/zero-arena";

let nowMs = 1000;

function pass(ms: number): void {
  nowMs += ms;
  setClock(nowMs, 0);
}

test.before.each(() => {
  zeroArena();
  pass(1);
  connectHost({ fillRandom: () => {} } as unknown as Seam);
  openAuthMemory(100_000);
});

function fail(times: number, address = 7): void {
  for (let i = 0; i < times; i++) failed.noteFailure(address, 1);
}

test("four are nobody's fault; from then on each doubles the time, up to 64 seconds", () => {
  fail(4);
  assert.is(failed.secondsUntilCheck(7, 1), 0);
  for (const seconds of [1, 2, 4, 8, 16, 32, 64, 64, 64]) {
    fail(1);
    assert.is(failed.secondsUntilCheck(7, 1), seconds);
    pass(seconds * 1000 - 1);
    assert.is(failed.secondsUntilCheck(7, 1), 1);
    pass(1);
    assert.is(failed.secondsUntilCheck(7, 1), 0);
  }
  assert.is(failed.secondsUntilCheck(7, 2), 0, "both words count");
});

test("a right one, or a quarter of an hour, has them forgotten", () => {
  fail(6);
  failed.forgetFailures(7, 1);
  assert.is(failed.secondsUntilCheck(7, 1), 0);
  fail(4);
  assert.is(failed.secondsUntilCheck(7, 1), 0);
  fail(20);
  pass(900_000);
  fail(4);
  assert.is(failed.secondsUntilCheck(7, 1), 0);
});

test("of more addresses than there is room for the one that failed longest ago is forgotten", () => {
  fail(5, 1);
  for (let i = 2; i <= FAILED_ADDRESS_COUNT; i++) {
    pass(1);
    fail(5, i);
  }
  assert.is(failed.secondsUntilCheck(1, 1), 1);
  pass(1);
  fail(1, 1000);
  assert.is(failed.secondsUntilCheck(1, 1), 0);
  assert.is(failed.secondsUntilCheck(2, 1), 1);
});

test.run();
