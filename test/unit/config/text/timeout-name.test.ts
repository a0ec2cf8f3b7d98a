import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  findPhase,
  putDurations,
  putPhaseName,
  putPhaseNames,
} from "../../../../src/config/text/timeout-name";
import { BLOCK_AT } from "../../../../src/core/memory/layout";
import { building } from "../../../../src/core/settings/generations";
import { Phase, setDuration } from "../../../../src/core/time/deadlines";
import { putBytes, takeBytes } from "../../../support/arena";
import { zeroArena } from "../../../support/zero-arena";

test.before.each(() => zeroArena());

const NAMES = [
  ..."idle head content send linger script-wait script-head script-silence script-idle".split(" "),
  ..."script-total gateway-connect gateway-send gateway-keep script-kill script-rest".split(" "),
];

function find(name: string): Phase {
  return findPhase(BLOCK_AT, putBytes(BLOCK_AT, name));
}

test("each name is found and is its phase's", () => {
  for (const name of NAMES) {
    const phase = find(name);
    assert.is.not(phase, Phase.None, name);
    assert.is(takeBytes(BLOCK_AT, putPhaseName(BLOCK_AT, phase)), name);
  }
  assert.is(new Set(NAMES.map(find)).size, NAMES.length);
});

test("nothing else is a name, and what has no duration to set has none", () => {
  for (const name of ["", "Head", "hea", "heads", "soon", "none"])
    assert.is(find(name), Phase.None);
});

test("the list of names is complete", () => {
  assert.is(takeBytes(BLOCK_AT, putPhaseNames(BLOCK_AT)), ` ${NAMES.join(" ")}`);
});

test("durations are told in seconds, those that were set too", () => {
  setDuration(building(), Phase.Head, 7);
  setDuration(building(), Phase.ScriptRest, 86400);
  assert.is(
    takeBytes(BLOCK_AT, putDurations(BLOCK_AT)),
    "time-outs, in seconds: idle=15 head=7 content=30 send=30 linger=2 script-wait=30 " +
      "script-head=30 script-silence=30 script-idle=0 script-total=0 " +
      "gateway-connect=5 gateway-send=30 gateway-keep=5 script-kill=3 " +
      "script-rest=86400\n",
  );
});

test.run();
