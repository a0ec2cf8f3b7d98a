/*
 * Directories that are listed to slow clients (src/core/connection/listing-rate.ts): as many as may be at
 * once do not keep another one from being listed.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LISTING_COUNT } from "../../src/core/memory/sizes";
import type { SimulatedChannel } from "../support/simulated-channel";
import type { SimulatedServer } from "../support/simulated-server";
import { directory, file } from "../support/simulated-tree";
import { answer, assertAtRest, get, onBoth, Pool, say, statuses, taken } from "./on-both";

const RATE = 10_000;

const tree = directory({
  small: directory({ "a.txt": file("a") }),
  large: directory(
    Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`file-${i}.txt`, file("")])),
  ),
});

/** Clients that take a listing at these octets a second. */
interface Reader {
  readonly client: SimulatedChannel;
  readonly rate: number;
}

function fill(server: SimulatedServer, rates: readonly number[]): Reader[] {
  return rates.map((rate) => {
    const client = server.connect();
    client.limit(1000);
    say(server, client, get("/large/"));
    server.pass(0);
    return { client, rate };
  });
}

function pass(server: SimulatedServer, seconds: number, readers: readonly Reader[]): void {
  for (let second = 0; second < seconds; second++) {
    for (const { client, rate } of readers) if (!client.isClosed) client.take(rate);
    server.pass(1000);
  }
}

function list(server: SimulatedServer): SimulatedChannel {
  const client = server.connect();
  say(server, client, get("/small/"));
  server.pass(0);
  return client;
}

const SLOW = Array.from({ length: LISTING_COUNT }, (_, i) => 300 + i);

onBoth(
  "the slowest reader of a listing gives way to another one",
  "",
  (server) => {
    const readers = fill(server, SLOW);
    assert.is(taken(server, Pool.Listings), LISTING_COUNT);
    pass(server, 7, readers);
    for (const { client } of readers) assert.is(client.isClosed, false, "nobody else came");
    assert.is(answer(list(server)).status, 200);
    const [slowest, ...others] = readers as [Reader, ...Reader[]];
    assert.is(slowest.client.isReset, true);
    for (const { client } of others) assert.is(client.isClosed, false);
  },
  { tree },
);

onBoth(
  "readers of listings that are fast enough do not give way: 503",
  "",
  (server) => {
    const readers = fill(
      server,
      SLOW.map(() => RATE),
    );
    pass(server, 7, readers);
    assert.equal(statuses(list(server)), [503]);
    for (const { client } of readers) assert.is(client.isClosed, false);
  },
  { tree },
);

onBoth(
  "nothing is known of readers that have begun just now: 503",
  "",
  (server) => {
    const readers = fill(server, SLOW);
    pass(server, 4, readers);
    assert.equal(statuses(list(server)), [503]);
  },
  { tree },
);

onBoth(
  "nothing is left of listings that gave way",
  "",
  (server) => {
    const readers = fill(server, SLOW);
    pass(server, 7, readers);
    for (let i = 0; i < LISTING_COUNT; i++) fill(server, [RATE]);
    for (const { client } of readers) assert.is(client.isReset, true);
    server.pass(70_000);
    assertAtRest(server);
  },
  { tree },
);

test.run();
