import { test } from "uvu";
import * as assert from "uvu/assert";
import { upstreamInvariants } from "../../../../src/core/audit/upstream-invariants";
import { itemBytesOf } from "../../../../src/core/budget/memory-plan";
import {
  bindChannel,
  openChannels,
  Role,
  unbindChannel,
} from "../../../../src/core/memory/channels";
import { definePool, give, NONE, Pool, take } from "../../../../src/core/memory/pool";
import { Deadline, Phase } from "../../../../src/core/time/deadlines";
import * as record from "../../../../src/core/upstream/upstream-record";
import { UpstreamFlag, type UpstreamRef } from "../../../../src/core/upstream/upstream-record";
import { OUTPUT_BYTES } from "../../../../src/core/upstream/upstream-slot";
import * as state from "../../../../src/core/upstream/upstream-state";
import {
  InputState,
  OutputState,
  PeerState,
  ResponseState,
  UpstreamKind,
} from "../../../../src/core/upstream/upstream-state";
import { setWord } from "../../../../src/wire/octets/arena";
import { zeroArena } from "../../../support/zero-arena";

const CLIENT = 4;
const [INPUT, OUTPUT, ERROR, OTHER] = [0, 1, 2, 3];

let u: UpstreamRef = 0;
let slot = 0;

function begin(kind: UpstreamKind): void {
  zeroArena();
  openChannels(8);
  definePool(Pool.Upstreams, 600_000, 2, itemBytesOf(Pool.Upstreams));
  definePool(Pool.Outputs, 610_000, 2, itemBytesOf(Pool.Outputs));
  const item = take(Pool.Upstreams, 0);
  u = record.upstreamAt(item);
  slot = take(Pool.Outputs, item);
  record.setSlot(u, slot);
  record.setClient(u, CLIENT);
  record.setErrorChannel(u, NONE);
  state.beginStates(u, kind, InputState.Open);
}

/** A script that runs, whose head is coming. */
function beginScript(): void {
  begin(UpstreamKind.Script);
  state.enterPeer(u, PeerState.Running);
  record.setProcess(u, 77);
  record.setInputChannel(u, INPUT);
  record.setOutputChannel(u, OUTPUT);
  record.setErrorChannel(u, ERROR);
  bindChannel(INPUT, Role.Input, u);
  bindChannel(OUTPUT, Role.Output, u);
  bindChannel(ERROR, Role.Error, u);
  state.enterResponse(u, ResponseState.Head);
}

/** A request that a backend has taken. */
function beginGateway(): void {
  begin(UpstreamKind.Gateway);
  state.enterPeer(u, PeerState.Connecting);
  state.enterPeer(u, PeerState.Connected);
  record.setInputChannel(u, OUTPUT);
  record.setOutputChannel(u, OUTPUT);
  bindChannel(OUTPUT, Role.Gateway, u);
  state.enterResponse(u, ResponseState.Head);
}

const setPhase = (phase: Phase): void => setWord(u + Deadline.Phase, phase);

/** What breaks either kind of record. */
const OF_BOTH: Record<string, () => void> = {
  "it is nobody's": () => state.endStates(u),
  "its slot is given back": () => give(Pool.Outputs, slot),
  "its slot is another's": () => record.setSlot(u, take(Pool.Outputs, 1)),
  "what is pending ends before it begins": () => setWord(u + record.Upstream.PendingAt, 9),
  "what is pending begins before its region": () => setWord(u + record.Upstream.PendingAt, -1),
  "what is pending is longer than its region": () => record.setPending(u, 0, OUTPUT_BYTES + 1),
  "its output is left in the read buffer": () =>
    record.setUpstreamFlag(u, UpstreamFlag.InReadBuffer),
  "it owes less than nothing": () => {
    state.enterResponse(u, ResponseState.Streaming);
    state.setFraming(u, state.Framing.Length);
    record.setOwedBytes(u, -1);
  },
  "something was sent before its head": () => record.setSentBytes(u, 1),
  "an authorizer's answer, and it is none": () => state.enterResponse(u, ResponseState.Allowed),
  "it is to be killed, and was not told to end": () => setPhase(Phase.ScriptKill),
  "it is deferred, and has its place": () => setPhase(Phase.ScriptWhole),
  "its status is awaited, and its output goes on": () => setPhase(Phase.ScriptStatus),
  "its output has ended, and has a channel": () => state.enterOutput(u, OutputState.Ended),
  "its output is paused, and has no channel": () => {
    state.enterOutput(u, OutputState.Paused);
    record.setOutputChannel(u, NONE);
  },
  "its output is nobody's channel": () => unbindChannel(OUTPUT),
};

const OF_SCRIPT: Record<string, () => void> = {
  "it has no process": () => record.setProcess(u, 0),
  "it has nobody": () => setWord(record.statesOf(u) + 1, PeerState.None),
  "its input is lent behind its end": () => {
    state.enterInput(u, InputState.Lent);
    state.enterInput(u, InputState.Ending);
  },
  "its input has ended, and has a channel": () => state.enterInput(u, InputState.Ended),
  "its error has the channel of another part": () => record.setErrorChannel(u, INPUT),
  "it has left its place": () => record.setUpstreamFlag(u, UpstreamFlag.SlotYielded),
  "it may be asked again": () => record.setUpstreamFlag(u, UpstreamFlag.Idempotent),
};

const OF_GATEWAY: Record<string, () => void> = {
  "its peer is gone, and its channel is not": () => state.enterPeer(u, PeerState.None),
  "it has two channels": () => record.setInputChannel(u, OTHER),
  "it has a standard error": () => record.setErrorChannel(u, OTHER),
  "it has a process": () => setWord(record.statesOf(u) + 1, PeerState.Running),
  "it is not parsed": () => record.setUpstreamFlag(u, UpstreamFlag.Nph),
  "less than nothing of its content was passed on": () => record.setPassedBytes(u, -1),
  "it has no connection, and its client waits": () => {
    state.enterPeer(u, PeerState.None);
    record.setInputChannel(u, NONE);
    record.setOutputChannel(u, NONE);
  },
};

for (const [kind, start, own] of [
  ["a script", beginScript, OF_SCRIPT],
  ["a gateway's", beginGateway, OF_GATEWAY],
] as const) {
  test(`${kind}: sound as it begins`, () => {
    start();
    assert.ok(upstreamInvariants(u));
  });

  for (const [what, spoil] of Object.entries({ ...OF_BOTH, ...own })) {
    test(`${kind}, not sound: ${what}`, () => {
      start();
      spoil();
      assert.not(upstreamInvariants(u));
    });
  }
}

test("a gateway's without a connection is sound when its output has ended, or its client is gone", () => {
  for (const isEnded of [false, true]) {
    beginGateway();
    state.enterPeer(u, PeerState.None);
    record.setInputChannel(u, NONE);
    record.setOutputChannel(u, NONE);
    if (isEnded) state.enterOutput(u, OutputState.Ended);
    else setPhase(Phase.ScriptOrphan);
    assert.ok(upstreamInvariants(u));
  }
});

test.run();
