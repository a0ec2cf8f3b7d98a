import { test } from "uvu";
import * as assert from "uvu/assert";
import { FIXED_END } from "../../../../src/core/memory/layout";
import { setClock } from "../../../../src/core/time/clock";
import {
  clearDeadline,
  Deadline,
  expiredIn,
  longestIn,
  Phase,
  setDeadline,
  untilNextDeadline,
} from "../../../../src/core/time/deadlines";
import { word } from "../../../../src/wire/octets/arena";
import { makeRandom } from "../../../support/random";
import { zeroArena } from "../../../support/zero-arena";

const random = makeRandom();
/** Times of scripts that are no lists. */
const UNLISTED: readonly number[] = [
  Phase.ScriptHead,
  Phase.ScriptSilence,
  Phase.ScriptIdle,
  Phase.ScriptTotal,
  Phase.GatewayConnect,
  Phase.GatewaySend,
];
/** What is to be done at once. */
const AT_ONCE: readonly number[] = [Phase.Yield, Phase.ScriptWhole, Phase.ScriptOrphan];
const PHASES = Array.from({ length: Phase.COUNT - 1 }, (_, i) => (i + 1) as Phase).filter(
  (phase) => !UNLISTED.includes(phase),
);
/** Far from the place where the clock wraps, and close before it. */
const STARTS = [0, 1_000_000, 2 ** 31 - 500, -(2 ** 31), -1000];

test.before.each(() => {
  zeroArena();
  setClock(0, 0);
});

function recordAt(index: number): number {
  return (FIXED_END >> 2) + index * Deadline.LENGTH;
}

function setTime(ms: number): void {
  setClock(ms | 0, 0);
}

/** How long each phase lasts, as the host is told of a record that is alone. */
function measureDurations(): Map<Phase, number> {
  zeroArena();
  const durations = new Map<Phase, number>();
  for (const phase of PHASES) {
    setDeadline(recordAt(0), phase);
    durations.set(phase, untilNextDeadline());
    clearDeadline(recordAt(0));
  }
  return durations;
}

const durations = measureDurations();

function durationOf(phase: Phase): number {
  return durations.get(phase) ?? Number.NaN;
}

test("without records there is no deadline", () => {
  assert.is(untilNextDeadline(), -1);
  for (const phase of PHASES) {
    assert.is(longestIn(phase), 0);
    assert.is(expiredIn(phase), 0);
  }
});

test("a phase is over when its time is, not a millisecond before, wherever the clock stands", () => {
  for (const start of STARTS) {
    for (const phase of PHASES) {
      setTime(start);
      const duration = durationOf(phase);
      setDeadline(recordAt(0), phase);
      assert.is(untilNextDeadline(), duration, `phase ${phase} from ${start}`);
      if (duration > 0) {
        assert.is(expiredIn(phase), 0);
        setTime(start + duration - 1);
        assert.is(expiredIn(phase), 0, `phase ${phase} from ${start}`);
        assert.is(untilNextDeadline(), 1);
      }
      setTime(start + duration);
      assert.is(expiredIn(phase), recordAt(0), `phase ${phase} from ${start}`);
      assert.is(untilNextDeadline(), 0);
      setTime(start + duration + 3_600_000);
      assert.is(expiredIn(phase), recordAt(0));
      assert.is(untilNextDeadline(), 0);
      clearDeadline(recordAt(0));
    }
  }
});

test("waits are of seconds, but for what is to be done at once", () => {
  for (const phase of AT_ONCE) assert.is(durationOf(phase), 0);
  // The two whose numbers have a precedent.
  assert.is(durationOf(Phase.Head), 20_000);
  assert.is(durationOf(Phase.Linger), 2000);
  for (const phase of PHASES) {
    if (AT_ONCE.includes(phase)) continue;
    const duration = durationOf(phase);
    // What is over in a moment: nobody sets these.
    const isShort = phase === Phase.ScriptStatus || phase === Phase.ScriptRetry;
    assert.ok(
      duration >= (isShort ? 50 : 1000) && duration <= 60_000,
      `phase ${phase}: ${duration} ms`,
    );
  }
});

test("the record that was set first is over first", () => {
  const duration = durationOf(Phase.Idle);
  for (let i = 0; i < 5; i++) {
    setTime(i * 10);
    setDeadline(recordAt(i), Phase.Idle);
  }
  for (let i = 0; i < 5; i++) {
    setTime(duration + i * 10 - 1);
    assert.is(expiredIn(Phase.Idle), 0);
    setTime(duration + i * 10);
    assert.is(expiredIn(Phase.Idle), recordAt(i));
    clearDeadline(recordAt(i));
  }
  assert.is(longestIn(Phase.Idle), 0);
});

test("a record that is set again begins anew, behind the others", () => {
  setDeadline(recordAt(0), Phase.Send);
  setTime(100);
  setDeadline(recordAt(1), Phase.Send);
  setTime(200);
  setDeadline(recordAt(0), Phase.Send);
  assert.is(longestIn(Phase.Send), recordAt(1));
  assert.is(untilNextDeadline(), durationOf(Phase.Send) - 100);
  setTime(300);
  setDeadline(recordAt(1), Phase.Send);
  assert.is(longestIn(Phase.Send), recordAt(0));
});

test("the next deadline is the soonest of all phases", () => {
  setDeadline(recordAt(0), Phase.Send);
  setTime(10);
  setDeadline(recordAt(1), Phase.Linger);
  assert.is(untilNextDeadline(), 2000);
  setTime(1990);
  setDeadline(recordAt(2), Phase.Head);
  assert.is(untilNextDeadline(), 20);
  clearDeadline(recordAt(1));
  assert.is(untilNextDeadline(), Math.min(20_000, durationOf(Phase.Send) - 1990));
  setDeadline(recordAt(1), Phase.Yield);
  assert.is(untilNextDeadline(), 0);
});

test("a record without a deadline may be cleared, and Phase.None is none to set", () => {
  clearDeadline(recordAt(0));
  setDeadline(recordAt(1), Phase.Idle);
  clearDeadline(recordAt(1));
  clearDeadline(recordAt(1));
  assert.is(word(recordAt(1) + Deadline.Phase), Phase.None);
  assert.throws(() => setDeadline(recordAt(0), Phase.None), /assertion/);
  assert.is(untilNextDeadline(), -1);
});

test("random sets and clears keep every list in the order of a simple model", () => {
  const RECORDS = 40;
  const lists = new Map(PHASES.map((phase) => [phase, [] as number[]]));
  const since = new Map<number, number>();
  let now = 2 ** 31 - 20_000;
  for (let round = 0; round < 4000; round++) {
    now += random.below(30);
    setTime(now);
    const record = recordAt(random.below(RECORDS));
    for (const list of lists.values()) {
      if (list.includes(record)) list.splice(list.indexOf(record), 1);
    }
    if (random.below(3) === 0) clearDeadline(record);
    else {
      const phase = PHASES[random.below(PHASES.length)] as Phase;
      setDeadline(record, phase);
      lists.get(phase)?.push(record);
      since.set(record, now);
    }
    for (const [phase, list] of lists) {
      assert.equal(listOf(phase), list, `round ${round}, phase ${phase}`);
      assert.is(longestIn(phase), list[0] ?? 0);
    }
  }
  // One after the other they run out in this order, and in no other.
  for (const [phase, list] of lists) {
    for (const record of list) {
      setTime((since.get(record) ?? 0) + durationOf(phase));
      assert.is(expiredIn(phase), record);
      clearDeadline(record);
    }
  }
  assert.is(untilNextDeadline(), -1);
});

/** The records of a phase, forwards; backwards they must be the same. */
function listOf(phase: Phase): number[] {
  const forwards: number[] = [];
  for (let record = longestIn(phase); record !== 0; record = word(record + Deadline.Next)) {
    assert.is(word(record + Deadline.Phase), phase);
    assert.is(word(record + Deadline.Previous), forwards.at(-1) ?? 0);
    forwards.push(record);
    assert.ok(forwards.length < 1000, "the list has no end");
  }
  return forwards;
}

test.run();
