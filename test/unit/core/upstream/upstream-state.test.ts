import { test } from "uvu";
import * as assert from "uvu/assert";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import { definePool, Pool } from "../../../../src/core/memory/pool";
import * as progress from "../../../../src/core/upstream/upstream-progress";
import { statesOf, UpstreamRef, upstreamAt } from "../../../../src/core/upstream/upstream-record";
import * as state from "../../../../src/core/upstream/upstream-state";
import {
  InputState,
  OutputState,
  PeerState,
  ResponseState,
  UpstreamKind,
} from "../../../../src/core/upstream/upstream-state";
import { setWord } from "../../../../src/wire/octets/arena";
import { enumMembers } from "../../../support/enum-members";
import { zeroArena } from "../../../support/zero-arena";

/** Each state, and those that may follow it. */
type Table = Record<string, string>;

interface Axis {
  /** Index of its word among the states. */
  index: number;
  members: [string, number][];
  table: Table;
  enter: (u: UpstreamRef, next: number) => void;
  read: (u: UpstreamRef) => number;
}

const AXES: Record<string, Axis> = {
  peer: {
    index: 1,
    // @ts-expect-error: see enumMembers.
    members: enumMembers(PeerState),
    table: {
      None: "Connecting Running",
      Connecting: "None Connected",
      Connected: "None",
      Running: "Outliving Aborted Exited Killed",
      Outliving: "Aborted Exited",
      Aborted: "Cleared",
      Exited: "Cleared",
      Killed: "Cleared",
      Cleared: "",
    },
    enter: state.enterPeer,
    read: state.peerState,
  },
  input: {
    index: 2,
    // @ts-expect-error: see enumMembers.
    members: enumMembers(InputState),
    table: { Open: "Lent Ended", Lent: "Open Ending Ended", Ending: "Ended", Ended: "Open Ending" },
    enter: state.enterInput,
    read: state.inputState,
  },
  output: {
    index: 3,
    // @ts-expect-error: see enumMembers.
    members: enumMembers(OutputState),
    table: { Open: "Paused Ended", Paused: "Open Ended", Ended: "" },
    enter: state.enterOutput,
    read: state.outputState,
  },
  response: {
    index: 4,
    // @ts-expect-error: see enumMembers.
    members: enumMembers(ResponseState),
    table: {
      Awaited: "Head",
      Head: "Streaming Redirecting Allowed",
      Streaming: "",
      Redirecting: "",
      Allowed: "",
    },
    enter: state.enterResponse,
    read: state.responseState,
  },
};

let u: UpstreamRef = 0;

test.before.each(() => {
  zeroArena();
  definePool(Pool.Upstreams, 600_000, 1, itemBytesOf(Pool.Upstreams));
  u = upstreamAt(0);
  state.beginStates(u, UpstreamKind.Script, InputState.Open);
});

for (const [name, axis] of Object.entries(AXES)) {
  test(`${name}: each state may be followed by those of the table and by no other`, () => {
    assert.equal(
      Object.keys(axis.table),
      axis.members.map(([member]) => member),
    );
    for (const [from, number] of axis.members) {
      const followers = (axis.table[from] ?? "").split(" ");
      for (const [to, next] of axis.members) {
        setWord(statesOf(u) + axis.index, number);
        const enter = (): void => axis.enter(u, next);
        if (followers.includes(to)) enter();
        else assert.throws(enter, /assertion failed/, `${from} to ${to}`);
        assert.is(axis.read(u), followers.includes(to) ? next : number, `${from} to ${to}`);
      }
    }
  });
}

test("a record begins with nobody, an output to come and its input open or ended", () => {
  for (const input of [InputState.Open, InputState.Ended]) {
    state.beginStates(u, UpstreamKind.Gateway, input);
    assert.is(state.kindOf(u), UpstreamKind.Gateway);
    assert.is(state.peerState(u), PeerState.None);
    assert.is(state.inputState(u), input);
    assert.is(state.outputState(u), OutputState.Open);
    assert.is(state.responseState(u), ResponseState.Awaited);
    assert.is(state.framingOf(u), state.Framing.None);
  }
  assert.throws(() => state.beginStates(u, UpstreamKind.Gateway, InputState.Lent));
});

test("a record that has ended is nobody's, and ends once", () => {
  state.endStates(u);
  assert.is(state.kindOf(u), UpstreamKind.Free);
  assert.throws(() => state.endStates(u));
  assert.throws(() => state.beginStates(u, UpstreamKind.Free, InputState.Open));
});

test("a response is framed once its head is sent, and not before", () => {
  assert.throws(() => state.setFraming(u, state.Framing.Chunked));
  state.enterResponse(u, ResponseState.Head);
  state.enterResponse(u, ResponseState.Streaming);
  state.setFraming(u, state.Framing.Chunked);
  assert.is(state.framingOf(u), state.Framing.Chunked);
});

test("what is lent to a backend goes on behind the end of the input, to a script it does not", () => {
  for (const [kind, after] of [
    [UpstreamKind.Gateway, InputState.Ending],
    [UpstreamKind.Script, InputState.Ended],
  ] as const) {
    state.beginStates(u, kind, InputState.Open);
    progress.lendInput(u);
    assert.ok(progress.isInputLent(u));
    progress.closeInput(u);
    assert.is(state.inputState(u), after);
    progress.regainInput(u);
    assert.is(state.inputState(u), InputState.Ended);
    progress.regainInput(u); // Nothing is lent: nothing changes.
    assert.is(state.inputState(u), InputState.Ended);
  }
});

test("a request without content is lent whole", () => {
  state.beginStates(u, UpstreamKind.Gateway, InputState.Ended);
  progress.lendInput(u);
  assert.is(state.inputState(u), InputState.Ending);
});

test("a signal cuts what was not whole: not a script that had ended its output, or was told to", () => {
  const exits: [PeerState[], boolean, PeerState][] = [
    [[PeerState.Running], false, PeerState.Exited],
    [[PeerState.Running], true, PeerState.Killed],
    [[PeerState.Running, PeerState.Outliving], true, PeerState.Exited],
    [[PeerState.Running, PeerState.Aborted], true, PeerState.Cleared],
    [[PeerState.Running, PeerState.Aborted], false, PeerState.Cleared],
  ];
  for (const [before, isBySignal, after] of exits) {
    state.beginStates(u, UpstreamKind.Script, InputState.Ended);
    for (const next of before) state.enterPeer(u, next);
    assert.ok(progress.hasProcess(u));
    progress.exitPeer(u, isBySignal);
    assert.is(state.peerState(u), after);
    assert.not(progress.hasProcess(u));
  }
});

test("what has ended is cleared when its group is told to end", () => {
  for (const isBySignal of [false, true]) {
    state.beginStates(u, UpstreamKind.Script, InputState.Ended);
    state.enterPeer(u, PeerState.Running);
    progress.exitPeer(u, isBySignal);
    assert.not(progress.isAborted(u));
    progress.abortPeer(u);
    assert.ok(progress.isAborted(u));
  }
});

test.run();
