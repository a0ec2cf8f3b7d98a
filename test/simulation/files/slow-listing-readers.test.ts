/*
 * Directories that are listed to slow clients (src/core/pace/listing-rate.ts): as many as may be at
 * once do not keep another one from being listed.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { LISTING_COUNT, LISTING_QUEUE_COUNT } from "../../../src/wire/sizes/sizes";
import { fieldOf } from "../../support/http-message";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedServer } from "../../support/simulated-server";
import { directory, file } from "../../support/simulated-tree";
import {
  answer,
  answers,
  assertAtRest,
  get,
  onBoth,
  Pool,
  post,
  say,
  statuses,
  taken,
} from "../on-both";

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
  "readers of listings that are fast enough do not give way: who comes waits, then 503",
  "",
  (server) => {
    const readers = fill(
      server,
      SLOW.map(() => RATE),
    );
    pass(server, 7, readers);
    const client = list(server);
    pass(server, 9, readers);
    assert.equal(statuses(client), [], "it waits");
    pass(server, 1, readers);
    assert.match(answer(client).content.toString(), "50302");
    for (const reader of readers) assert.is(reader.client.isClosed, false);
  },
  { tree },
);

onBoth(
  "nothing is known of readers that have begun just now: who comes waits until it is",
  "",
  (server) => {
    const readers = fill(server, SLOW);
    const client = list(server);
    pass(server, 4, readers);
    assert.equal(statuses(client), []);
    pass(server, 3, readers);
    assert.is(answer(client).status, 200);
    assert.is(readers.filter((reader) => reader.client.isReset).length, 1);
  },
  { tree },
);

onBoth(
  "readers are known to be slow as soon as somebody might have to wait",
  "",
  (server) => {
    const readers = fill(server, SLOW.slice(0, LISTING_COUNT / 2 + 1));
    pass(server, 7, readers);
    fill(server, SLOW.slice(readers.length));
    assert.is(taken(server, Pool.Listings), LISTING_COUNT);
    assert.is(answer(list(server)).status, 200, "at once");
    assert.is((readers[0] as Reader).client.isReset, true);
  },
  { tree },
);

onBoth(
  "a listing that has ended is the turn of who has waited for longest",
  "",
  (server) => {
    const readers = fill(server, SLOW);
    const waiting = ["/small/", "/", "/large/?sort=size"].map((target) => {
      const client = server.connect();
      say(server, client, get(target));
      return client;
    });
    const [first, ...others] = waiting as [SimulatedChannel, ...SimulatedChannel[]];
    first.limit(100);
    (readers[3] as Reader).client.fail();
    server.pass(0);
    for (const client of others) assert.equal(statuses(client), []);
    first.takeAll();
    server.pass(0);
    for (const client of waiting) assert.is(answer(client).status, 200);
  },
  { tree },
);

onBoth(
  "as many wait as may: 503 at once, with Retry-After",
  "",
  (server) => {
    fill(server, SLOW);
    const waiting = Array.from({ length: LISTING_QUEUE_COUNT }, () => list(server));
    const refused = answer(list(server));
    assert.is(refused.status, 503);
    assert.is(fieldOf(refused, "Retry-After"), "2");
    (waiting[0] as SimulatedChannel).fail();
    server.settle();
    assert.equal(statuses(list(server)), [], "there is room for one again");
  },
  { tree },
);

onBoth(
  "what comes behind a request for a listing that waits is answered after it",
  "",
  (server) => {
    const readers = fill(server, SLOW);
    const client = server.connect();
    say(server, client, `${post("/small/", 3).replace("POST", "GET")}abc${get("/small/a.txt")}`);
    pass(server, 7, readers);
    const [listing, file] = answers(client);
    assert.match(listing?.content.toString() ?? "", "a.txt");
    assert.is(file?.content.toString(), "a");
  },
  { tree },
);

onBoth(
  "a client that ends its side while it waits for a listing is answered",
  "",
  (server) => {
    const readers = fill(server, SLOW);
    const client = server.connect();
    say(server, client, get("/small/"));
    client.end();
    pass(server, 7, readers);
    assert.is(answer(client).status, 200);
  },
  { tree, args: ["--script", "*.txt:/bin/sh leave=end"] },
);

onBoth(
  "the end of the server refuses who waits for a listing",
  "",
  (server) => {
    fill(server, SLOW);
    const client = list(server);
    server.stop();
    server.settle();
    assert.match(answer(client).content.toString(), "50306");
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
