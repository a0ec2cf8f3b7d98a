import { test } from "uvu";
import * as assert from "uvu/assert";
import { connectionInvariants } from "../../../../src/core/audit/connection-invariants";
import * as records from "../../../../src/core/connection/connection-record";
import {
  Connection,
  ConnectionNumber,
  Flag,
} from "../../../../src/core/connection/connection-record";
import { State } from "../../../../src/core/connection/connection-state";
import { definePool, NONE, Pool, take } from "../../../../src/core/memory/pool";
import { HEAD_SLOT_BYTES } from "../../../../src/core/memory/sizes";
import { setWord } from "../../../../src/wire/octets/arena";
import { zeroArena } from "../../../support/zero-arena";

const POOLS_AT = 600_000;
const COUNT = 4;

/** An idle connection and another one. */
function open(): [number, number] {
  zeroArena();
  let at = definePool(Pool.Connections, POOLS_AT, COUNT, records.Connection.LENGTH * 4);
  for (const pool of [Pool.Heads, Pool.Sends, Pool.Listings]) at = definePool(pool, at, COUNT, 8);
  return [openOne(), openOne()];
}

function openOne(): number {
  const c = records.connectionAt(take(Pool.Connections, 1));
  records.setState(c, State.Idle);
  records.setHeadSlot(c, NONE);
  records.setSendSlot(c, NONE);
  records.setFile(c, NONE);
  records.setListing(c, NONE);
  records.setHeld(c, NONE);
  return c;
}

/** What breaks them, done to an idle connection; `other` is another one's number. */
const FAULTS: [string, (c: number, other: number) => void][] = [
  ["a head slot of another", (c, other) => records.setHeadSlot(c, take(Pool.Heads, other))],
  ["a send slot of another", (c, other) => store(c, Connection.SendSlot, take(Pool.Sends, other))],
  ["octets without a slot", (c) => records.setHeadFilled(c, 1)],
  ["more octets than a slot has", (c) => store(c, Connection.HeadFilled, HEAD_SLOT_BYTES + 1)],
  ["more empty lines than may be", (c) => records.setEmptyLines(c, 3)],
  ["a file while it is idle", (c) => store(c, Connection.File, 0)],
  ["a send slot while it is idle", (c) => records.setSendSlot(c, takeOwn(c, Pool.Sends))],
  ["something lent while it is idle", (c) => records.setFlag(c, Flag.Lent)],
  [
    "chunked content that is not chunked",
    (c) => records.setConnectionNumber(c, ConnectionNumber.ContentRemaining, -1),
  ],
  [
    "less than nothing of a file",
    (c) => records.setConnectionNumber(c, ConnectionNumber.FileRemaining, -1),
  ],
  [
    "a head of which more was looked at than there is",
    (c) => {
      fill(c, 5);
      records.setState(c, State.Head);
      records.setScan(c, 0, 6);
    },
  ],
  [
    "a listing beside a script",
    (c) => {
      records.setState(c, State.Upstream);
      records.setListing(c, takeOwn(c, Pool.Listings));
    },
  ],
];

/** What the accessor asserts already: here it is broken by somebody else. */
function store(c: number, field: Connection, value: number): void {
  setWord(c + field, value);
}

function takeOwn(c: number, pool: Pool): number {
  return take(pool, records.connectionItem(c));
}

function fill(c: number, octets: number): void {
  records.setHeadSlot(c, takeOwn(c, Pool.Heads));
  records.setHeadFilled(c, octets);
}

test("they hold of an idle connection, of a head that comes, of a response", () => {
  const [c] = open();
  assert.ok(connectionInvariants(c));
  fill(c, 5);
  records.setState(c, State.Head);
  records.setScan(c, 3, 5);
  assert.ok(connectionInvariants(c));
  records.setState(c, State.Responding);
  records.setSendSlot(c, takeOwn(c, Pool.Sends));
  records.setFlag(c, Flag.Lent);
  assert.ok(connectionInvariants(c));
});

for (const [name, breakIt] of FAULTS) {
  test(`they do not hold of ${name}`, () => {
    const [c, other] = open();
    breakIt(c, records.connectionItem(other));
    assert.not(connectionInvariants(c));
    assert.ok(connectionInvariants(other));
  });
}

test("a state follows on some others alone", () => {
  const [c] = open();
  assert.throws(() => records.setState(c, State.Discarding), /assertion/);
  records.setState(c, State.Waiting);
  assert.throws(() => records.setState(c, State.Head), /assertion/);
  records.setState(c, State.Upstream);
  records.setState(c, State.Discarding);
  assert.throws(() => records.setState(c, State.Responding), /assertion/);
});

test.run();
