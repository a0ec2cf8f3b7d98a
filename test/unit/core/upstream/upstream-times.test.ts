import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import { definePool, Pool, take } from "../../../../src/core/memory/pool";
import { RuleSetting } from "../../../../src/core/rules/rule-setting";
import { addScriptRule, ruleAt, setRuleSetting } from "../../../../src/core/rules/rules";
import { builtSite, serving } from "../../../../src/core/settings/generations";
import { setClock } from "../../../../src/core/time/clock";
import { Phase, setDuration } from "../../../../src/core/time/deadlines";
import {
  setClient,
  setUpstreamFlags,
  upstreamAt,
} from "../../../../src/core/upstream/upstream-record";
import { setRule } from "../../../../src/core/upstream/upstream-request";
import {
  beginStates,
  enterResponse,
  InputState,
  ResponseState,
  UpstreamKind,
} from "../../../../src/core/upstream/upstream-state";
import {
  awaitUpstream,
  hearUpstream,
  noteUpstreamTimes,
  overdueUpstream,
  pauseTimers,
  startUpstreamClock,
  untilUpstreamDue,
} from "../../../../src/core/upstream/upstream-times";
import { zeroArena } from "../../../support/zero-arena";

const POOL_AT = 600_000;
const COUNT = 4;
/** Far from the place where the clock wraps, and close before it. */
const STARTS = [1_000_000, 2 ** 31 - 500, -1000];

let startMs = 0;

/** Milliseconds since the test began. */
function setTime(ms: number): void {
  setClock((startMs + ms) | 0, 0);
}

/** A script of the rule with this number. */
function begin(number: number): number {
  const s = upstreamAt(take(Pool.Upstreams, 0));
  setUpstreamFlags(s, 0);
  beginStates(s, UpstreamKind.Script, InputState.Ended);
  setClient(s, 1);
  setRule(s, ruleAt(builtSite(), number));
  startUpstreamClock(s);
  return s;
}

function end(s: number): void {
  setClient(s, 0);
}

function both(name: string, handler: () => void): void {
  for (const start of STARTS) {
    test(`${name} (the clock at ${start})`, () => {
      zeroArena();
      definePool(Pool.Upstreams, POOL_AT, COUNT, itemBytesOf(Pool.Upstreams));
      for (let i = 0; i < 3; i++) addScriptRule(builtSite(), i, i + 1, false);
      startMs = start;
      setTime(0);
      // What an earlier test has left to be looked for.
      while (overdueUpstream() !== 0);
      handler();
    });
  }
}

both("without scripts nothing is due", () => {
  setTime(1_000_000);
  assert.is(overdueUpstream(), 0);
  assert.is(untilUpstreamDue(), -1);
});

both("30 s for the head, from when it is waited for", () => {
  const s = begin(0);
  assert.is(untilUpstreamDue(), -1);
  setTime(5000);
  awaitUpstream(s);
  assert.is(untilUpstreamDue(), 30_000);
  setTime(34_999);
  assert.is(untilUpstreamDue(), 1);
  assert.is(overdueUpstream(), 0);
  setTime(35_000);
  assert.is(untilUpstreamDue(), 0);
  assert.is(overdueUpstream(), s);
  end(s);
  assert.is(overdueUpstream(), 0);
  assert.is(untilUpstreamDue(), -1);
});

both("awaited again: the time does not begin anew; after a pause it does", () => {
  const s = begin(0);
  awaitUpstream(s);
  setTime(20_000);
  awaitUpstream(s);
  setTime(30_000);
  assert.is(overdueUpstream(), s);
  pauseTimers(s);
  assert.is(overdueUpstream(), 0);
  setTime(500_000);
  assert.is(overdueUpstream(), 0);
  awaitUpstream(s);
  setTime(529_999);
  assert.is(overdueUpstream(), 0);
  setTime(530_000);
  assert.is(overdueUpstream(), s);
});

both("an octet ends the silence, but not the time for the whole head", () => {
  setRuleSetting(ruleAt(builtSite(), 0), RuleSetting.Silence, 10);
  const s = begin(0);
  awaitUpstream(s);
  for (const ms of [9000, 18_000, 27_000]) {
    setTime(ms);
    assert.is(overdueUpstream(), 0);
    hearUpstream(s);
  }
  setTime(29_999);
  assert.is(overdueUpstream(), 0);
  setTime(30_000);
  assert.is(overdueUpstream(), s);
});

both("silence before the head", () => {
  setRuleSetting(ruleAt(builtSite(), 0), RuleSetting.Silence, 10);
  const s = begin(0);
  awaitUpstream(s);
  setTime(4000);
  hearUpstream(s);
  setTime(10_000);
  assert.is(overdueUpstream(), 0, "who looks too soon looks again");
  assert.is(untilUpstreamDue(), 4000);
  setTime(14_000);
  assert.is(overdueUpstream(), s);
});

both("after the head there is no time but those that were set", () => {
  const s = begin(0);
  awaitUpstream(s);
  enterResponse(s, ResponseState.Head);
  enterResponse(s, ResponseState.Streaming);
  noteUpstreamTimes(s);
  setTime(86_400_000);
  assert.is(overdueUpstream(), 0);
  assert.is(untilUpstreamDue(), -1);
});

both("silence after the head is shorter than what was noted before", () => {
  setRuleSetting(ruleAt(builtSite(), 0), RuleSetting.Idle, 3);
  const s = begin(0);
  awaitUpstream(s);
  setTime(1000);
  hearUpstream(s);
  enterResponse(s, ResponseState.Head);
  enterResponse(s, ResponseState.Streaming);
  noteUpstreamTimes(s);
  assert.is(untilUpstreamDue(), 3000);
  setTime(4000);
  assert.is(overdueUpstream(), s);
});

both("the total runs from the start, whoever is waited for", () => {
  setRuleSetting(ruleAt(builtSite(), 0), RuleSetting.Total, 7);
  const s = begin(0);
  setTime(3000);
  awaitUpstream(s);
  pauseTimers(s);
  assert.is(untilUpstreamDue(), 4000);
  setTime(7000);
  assert.is(overdueUpstream(), s);
});

both("a rule's own times, and 0 for none, before the common ones", () => {
  setDuration(serving(), Phase.ScriptHead, 5);
  setDuration(serving(), Phase.ScriptSilence, 0);
  setRuleSetting(ruleAt(builtSite(), 1), RuleSetting.Head, 0);
  setRuleSetting(ruleAt(builtSite(), 2), RuleSetting.Head, 2);
  const [common, endless, short] = [begin(0), begin(1), begin(2)];
  for (const s of [common, endless, short]) awaitUpstream(s as number);
  setTime(2000);
  assert.is(overdueUpstream(), short);
  end(short as number);
  assert.is(overdueUpstream(), 0);
  assert.is(untilUpstreamDue(), 3000);
  setTime(5000);
  assert.is(overdueUpstream(), common);
  end(common as number);
  setTime(1_000_000);
  assert.is(overdueUpstream(), 0);
  assert.is(untilUpstreamDue(), -1);
});

both("the local redirect of a script is not waited for here", () => {
  const s = begin(0);
  awaitUpstream(s);
  enterResponse(s, ResponseState.Head);
  enterResponse(s, ResponseState.Redirecting);
  setTime(40_000);
  assert.is(overdueUpstream(), 0);
});

test.run();
