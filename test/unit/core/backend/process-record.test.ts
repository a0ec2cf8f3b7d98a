import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  addBackend,
  backendAnswered,
  forgetBackends,
  isBackendOff,
  setBackendAnswered,
  setBackendRequests,
  UNIX,
} from "../../../../src/core/backend/backends";
import * as workers from "../../../../src/core/backend/process-record";
import { AppProcess, AppProcessState } from "../../../../src/core/backend/process-record";
import { Program, setProgramWord } from "../../../../src/core/backend/spawned-programs";
import { appProcessTableBytes, arenaBytes } from "../../../../src/core/budget/memory-plan";
import { NONE } from "../../../../src/core/memory/pool";
import { APP_PROCESS_BYTES } from "../../../../src/core/memory/sizes";
import { ruleAt } from "../../../../src/core/rules/rules";
import { builtSite } from "../../../../src/core/settings/generations";
import { setClock } from "../../../../src/core/time/clock";
import { zeroArena } from "../../../support/zero-arena";

let rule = 0;
const OURS = 1;
const OTHER = 2;
/** Far from the place where the clock wraps, and close before it. */
const STARTS = [1_000_000, 2 ** 31 - 5000];

let now = 0;

function pass(ms: number): void {
  now += ms;
  setClock(now | 0, 0);
}

/** Three backends, of which the last two are processes of ours. */
function begin(startMs: number): void {
  zeroArena();
  zeroArena(arenaBytes() + 65536);
  rule = ruleAt(builtSite(), 1);
  now = startMs;
  pass(0);
  forgetBackends();
  addBackend(0, 1, 2, 80, 0);
  setProgramWord(rule, Program.CommandEnd, 1);
  for (let i = 0; i < 2; i++) addBackend(rule, 0, 0, UNIX, 0);
  workers.resetAppProcesses();
}

for (const start of STARTS) {
  test(`a process that ends again and again waits longer each time, from ${start}`, () => {
    begin(start);
    const delays: number[] = [];
    for (let i = 0; i < 11; i++) {
      workers.noteStart(OURS);
      pass(5);
      delays.push(workers.takeDelayAfterExit(OURS));
      assert.is(workers.isHopeless(OURS), i >= 7);
    }
    const doubled = [100, 200, 400, 800, 1600, 3200, 6400];
    assert.equal(delays, [0, ...doubled, 10_000, 10_000, 10_000]);
    workers.noteStart(OURS);
    pass(10_000);
    assert.is(workers.takeDelayAfterExit(OURS), 0, "it has lived for long enough");
    assert.is(workers.takeDelay(OTHER), 0, "another has its own");
  });
}

test("who has answered something is started again at once, however soon it ended", () => {
  begin(1_000_000);
  workers.takeDelay(OURS);
  for (const [livedMs, answered, delay] of [
    [150, 1, 0],
    [150, 0, 100],
    [9999, 0, 200],
    [0, 7, 0],
    [9999, 0, 100],
  ] as const) {
    workers.noteStart(OURS);
    pass(livedMs);
    const before = backendAnswered(OURS);
    setBackendAnswered(OURS, before + answered);
    assert.is(workers.takeDelayAfterExit(OURS), delay, `${livedMs} ms, ${answered} answers`);
  }
});

test("one that could not be started waits, however long ago the last one was started", () => {
  begin(1_000_000);
  workers.noteStart(OURS);
  pass(60_000);
  assert.is(workers.takeDelayAfterExit(OURS), 0);
  assert.is(workers.takeDelay(OURS), 100);
  assert.is(workers.takeDelay(OURS), 200);
});

test("the soonest time is told, and what has none is not waited for", () => {
  begin(1_000_000);
  assert.is(workers.untilAppProcesses(), -1);
  workers.noteStart(OURS);
  assert.is(workers.untilAppProcesses(), -1);
  workers.enterState(OURS, AppProcessState.Waiting, 400);
  workers.enterState(OTHER, AppProcessState.Ending, 300);
  assert.is(workers.untilAppProcesses(), 300);
  pass(299);
  assert.not(workers.isDue(OTHER));
  pass(1);
  assert.ok(workers.isDue(OTHER));
  assert.not(workers.isDue(OURS));
  assert.is(workers.untilAppProcesses(), 0);
});

test("one that is replaced is due when its requests are answered, or its time is over", () => {
  begin(1_000_000);
  setBackendRequests(OURS, 2);
  workers.enterState(OURS, AppProcessState.Draining, 500);
  assert.is(workers.untilAppProcesses(), 500);
  setBackendRequests(OURS, 0);
  assert.ok(workers.isDue(OURS));
  setBackendRequests(OURS, 1);
  pass(500);
  assert.ok(workers.isDue(OURS));
});

test("rows begin without a process, and only ours are off", () => {
  begin(1_000_000);
  assert.is(workers.appProcessCount(), 3);
  assert.is(appProcessTableBytes(), 3 * APP_PROCESS_BYTES);
  for (let b = 0; b < 3; b++) {
    assert.is(workers.appProcessState(b), AppProcessState.Spare);
    assert.not(workers.hasAppProcess(b));
    for (const field of [
      AppProcess.Output,
      AppProcess.Error,
      AppProcess.OldOutput,
      AppProcess.OldError,
    ]) {
      assert.is(workers.appProcessWord(b, field), NONE);
    }
    assert.is(isBackendOff(b), b > 0);
  }
  forgetBackends();
  assert.is(workers.appProcessCount(), 0);
  assert.is(appProcessTableBytes(), 0);
});

test("a record and its line lie in its row", () => {
  begin(1_000_000);
  const lineEnd = workers.appProcessLineAt(OURS) + workers.APP_PROCESS_LINE_BYTES;
  assert.is(lineEnd, workers.appProcessAt(OTHER) * 4);
  assert.ok(workers.appProcessLineAt(OURS) >= (workers.appProcessAt(OURS) + AppProcess.LENGTH) * 4);
});

test.run();
