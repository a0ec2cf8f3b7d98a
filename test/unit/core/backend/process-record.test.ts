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
import {
  APP_PROCESS_LINE_BYTES,
  AppChannel,
  appChannel,
  appProcessCount,
  appProcessLineAt,
  appProcessOf,
  appProcessStateAt,
  appSocketOf,
  NO_SOCKET,
  oldAppProcessOf,
  resetAppProcesses,
} from "../../../../src/core/backend/process-record";
import {
  AppProcessState,
  afterAppProcess,
  appProcessState,
  enterAppProcess,
  hasAppProcess,
} from "../../../../src/core/backend/process-state";
import * as times from "../../../../src/core/backend/process-times";
import {
  forgetProgram,
  ProgramText,
  setProgramText,
} from "../../../../src/core/backend/spawned-programs";
import { appProcessTableBytes, arenaBytes } from "../../../../src/core/budget/memory-plan";
import { NONE } from "../../../../src/core/memory/pool";
import { APP_PROCESS_BYTES } from "../../../../src/core/memory/sizes";
import { ruleAt } from "../../../../src/core/rules/rules";
import { builtSite } from "../../../../src/core/settings/generations";
import { setClock } from "../../../../src/core/time/clock";
import { NO_PROCESS } from "../../../../src/seam/results";
import { enumMembers } from "../../../support/enum-members";
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
  addBackend(0, 1, 2, 80);
  forgetProgram(rule);
  setProgramText(rule, ProgramText.Command, 0, 1);
  for (let i = 0; i < 2; i++) addBackend(rule, 0, 0, UNIX);
  resetAppProcesses();
}

for (const start of STARTS) {
  test(`a process that ends again and again waits longer each time, from ${start}`, () => {
    begin(start);
    const delays: number[] = [];
    for (let i = 0; i < 11; i++) {
      times.noteStart(OURS);
      pass(5);
      delays.push(times.takeDelayAfterExit(OURS));
      assert.is(times.isHopeless(OURS), i >= 7);
    }
    const doubled = [100, 200, 400, 800, 1600, 3200, 6400];
    assert.equal(delays, [0, ...doubled, 10_000, 10_000, 10_000]);
    times.noteStart(OURS);
    pass(10_000);
    assert.is(times.takeDelayAfterExit(OURS), 0, "it has lived for long enough");
    assert.is(times.takeDelay(OTHER), 0, "another has its own");
  });
}

test("who has answered something is started again at once, however soon it ended", () => {
  begin(1_000_000);
  times.takeDelay(OURS);
  for (const [livedMs, answered, delay] of [
    [150, 1, 0],
    [150, 0, 100],
    [9999, 0, 200],
    [0, 7, 0],
    [9999, 0, 100],
  ] as const) {
    times.noteStart(OURS);
    pass(livedMs);
    const before = backendAnswered(OURS);
    setBackendAnswered(OURS, before + answered);
    assert.is(times.takeDelayAfterExit(OURS), delay, `${livedMs} ms, ${answered} answers`);
  }
});

test("one that could not be started waits, however long ago the last one was started", () => {
  begin(1_000_000);
  times.noteStart(OURS);
  pass(60_000);
  assert.is(times.takeDelayAfterExit(OURS), 0);
  assert.is(times.takeDelay(OURS), 100);
  assert.is(times.takeDelay(OURS), 200);
});

test("the soonest time is told, and what has none is not waited for", () => {
  begin(1_000_000);
  assert.is(times.untilAppProcesses(), -1);
  times.noteStart(OURS);
  assert.is(times.untilAppProcesses(), -1);
  times.enterFor(OURS, AppProcessState.Waiting, 400);
  reach(OTHER, AppProcessState.Running);
  times.enterFor(OTHER, AppProcessState.Ending, 300);
  assert.is(times.untilAppProcesses(), 300);
  pass(299);
  assert.not(times.isDue(OTHER));
  pass(1);
  assert.ok(times.isDue(OTHER));
  assert.not(times.isDue(OURS));
  assert.is(times.untilAppProcesses(), 0);
});

test("one that is replaced is due when its requests are answered, or its time is over", () => {
  begin(1_000_000);
  setBackendRequests(OURS, 2);
  reach(OURS, AppProcessState.Running);
  times.enterFor(OURS, AppProcessState.Draining, 500);
  assert.is(times.untilAppProcesses(), 500);
  setBackendRequests(OURS, 0);
  assert.ok(times.isDue(OURS));
  setBackendRequests(OURS, 1);
  pass(500);
  assert.ok(times.isDue(OURS));
});

test("rows begin without a process, and only ours are off", () => {
  begin(1_000_000);
  assert.is(appProcessCount(), 3);
  assert.is(appProcessTableBytes(), 3 * APP_PROCESS_BYTES);
  for (let b = 0; b < 3; b++) {
    assert.is(appProcessState(b), AppProcessState.Spare);
    assert.not(hasAppProcess(b));
    assert.equal([appProcessOf(b), oldAppProcessOf(b)], [NO_PROCESS, NO_PROCESS]);
    assert.is(appSocketOf(b), NO_SOCKET);
    for (let which = 0; which < AppChannel.COUNT; which++) assert.is(appChannel(b, which), NONE);
    assert.is(isBackendOff(b), b > 0);
  }
  forgetBackends();
  assert.is(appProcessCount(), 0);
  assert.is(appProcessTableBytes(), 0);
});

test("a record and its line lie in its row", () => {
  begin(1_000_000);
  const lineEnd = appProcessLineAt(OURS) + APP_PROCESS_LINE_BYTES;
  assert.is(lineEnd, appProcessStateAt(OTHER) * 4);
  assert.ok(APP_PROCESS_LINE_BYTES >= 480);
});

// @ts-expect-error: see enumMembers.
const STATES = enumMembers(AppProcessState);

test("a state is entered just from those that it may follow", () => {
  for (const [name, state] of STATES) {
    for (const [next, number] of STATES) {
      begin(1_000_000);
      reach(OURS, state);
      const may = (afterAppProcess(state) & (1 << number)) !== 0;
      if (may) enterAppProcess(OURS, number);
      else assert.throws(() => enterAppProcess(OURS, number), undefined, `${name}, ${next}`);
      assert.is(appProcessState(OURS), may ? number : state, `${name}, ${next}`);
    }
  }
});

/** Enters a state by the shortest way from its own. */
function reach(b: number, state: AppProcessState): void {
  const ways: AppProcessState[][] = [[appProcessState(b)]];
  for (const way of ways) {
    const last = way.at(-1) as AppProcessState;
    if (last === state) {
      for (const next of way.slice(1)) enterAppProcess(b, next);
      return;
    }
    if (way.length > STATES.length) throw new Error(`${state} cannot be reached`);
    for (const [, next] of STATES) {
      if ((afterAppProcess(last) & (1 << next)) !== 0) ways.push([...way, next]);
    }
  }
}

test.run();
