/*
 * The door into the core on Node.js, with a core of the test's own.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startClock } from "../../../src/host/node/clock";
import { deliver, Event, NOBODY, openDoor } from "../../../src/host/node/guard";
import { adoptBlock, readBuffer, setReadBuffer } from "../../../src/host/node/memory";
import type { Core } from "../../../src/seam/core";

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

test("octets that have come are still there when what is due has used the read buffer", () => {
  const { now } = performance;
  adoptBlock(new ArrayBuffer(4096));
  setReadBuffer(8, 16);
  const received: string[] = [];
  const core = {
    tick: () => readBuffer.fill("#"),
    received: (_channel: number, bytes: number) => {
      received.push(readBuffer.toString("latin1", 0, bytes));
      return 1;
    },
    untilDeadline: () => -1,
  };
  try {
    openDoor(core as unknown as Core);
    for (const [time, octets] of [
      [7, "0123456789abcdef"],
      [8, "xyz"],
    ] as const) {
      performance.now = () => time;
      readBuffer.write(octets, "latin1");
      assert.is(deliver({ channel: 3 }, Event.Received, octets.length), 1);
    }
    assert.equal(received, ["0123456789abcdef", "xyz"]);
  } finally {
    performance.now = now;
  }
});

test.run();
