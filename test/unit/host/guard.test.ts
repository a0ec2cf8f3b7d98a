/*
 * The door into the core on Node.js, with a core of the test's own.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Core } from "../../../src/host/core";
import { startClock } from "../../../src/host/node/clock";
import { deliver, Event, NOBODY, openDoor } from "../../../src/host/node/guard";

const TURNS = 10;

test("what is due at once is done again and again, be it in the same millisecond", async () => {
  const { now } = performance;
  performance.now = () => 5;
  let ticks = 0;
  const core = {
    tick: () => {
      ticks++;
    },
    untilDeadline: () => (ticks < 3 ? 0 : -1),
  };
  try {
    startClock(() => deliver(NOBODY, Event.Tick, 0));
    openDoor(core as unknown as Core);
    for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
    assert.is(ticks, 3);
  } finally {
    performance.now = now;
  }
});

test.run();
