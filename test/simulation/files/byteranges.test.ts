/*
 * Several ranges to slow clients and of files that change: the host of the tests sees that nothing
 * is written into what is lent, and that everything is given back.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Failure } from "../../../src/seam/results";
import { UNORDERED_COUNT_MAX } from "../../../src/wire/http/range";
import { RANGE_COUNT_MAX } from "../../../src/wire/sizes/sizes";
import { fieldOf } from "../../support/http-message";
import { partsOf } from "../../support/multipart";
import { makeRandom } from "../../support/random";
import type { SimulatedServer } from "../../support/simulated-server";
import type { Entry } from "../../support/simulated-tree";
import { filler } from "../../support/simulated-world";
import { answer, answers, assertAtRest, get, onBoth, say, statuses } from "../on-both";

const BIG = filler(100_000);
const PARTS = "Range: bytes=0-4,1000-1999,20000-59999,70000-70099,-3\r\n";

function entryOf(server: SimulatedServer, name: string): Entry {
  return server.host.files.root.children.get(name) as Entry;
}

for (const bytes of [1, 7, 100, 1000, 16_000, 17_000, 40_000]) {
  onBoth(`a client that takes ${bytes} octets at a time`, "", (server) => {
    const client = server.connect();
    client.limit(0);
    say(server, client, get("/big.bin", PARTS) + get("/next.txt"));
    for (let taken = 0; taken < 45_000; taken += bytes) {
      client.take(bytes);
      if (bytes > 50 || taken % 50 === 0) server.settle();
    }
    client.takeAll();
    server.settle();
    const [several, next] = answers(client);
    assert.is(next?.content.toString(), "next\n");
    if (several === undefined) throw new Error("no answer");
    const parts = partsOf(several);
    assert.is(Number(fieldOf(several, "Content-Length")), several.content.length);
    assert.equal(
      parts.map(({ first, last }) => [first, last]),
      [
        [0, 4],
        [1000, 1999],
        [20_000, 59_999],
        [70_000, 70_099],
        [99_997, 99_999],
      ],
    );
    for (const { first, last, octets } of parts) {
      assert.ok(octets.equals(BIG.subarray(first, last + 1)), `${first}-${last}`);
    }
    assertAtRest(server, 1);
  });
}

onBoth("random ranges", "", (server) => {
  const random = makeRandom(20261124);
  const client = server.connect();
  for (let round = 0; round < 200; round++) {
    const asked = Array.from({ length: 1 + random.below(UNORDERED_COUNT_MAX) }, () => {
      const first = random.below(100_000);
      return `${first}-${first + random.below([5, 900, 30_000][random.below(3)] as number)}`;
    });
    client.limit(random.below(60_000));
    say(server, client, get("/big.bin", `Range: bytes=${asked.join()}\r\n`));
    client.takeAll();
    server.settle();
    for (const { first, last, octets } of partsOf(answer(client))) {
      assert.ok(octets.equals(BIG.subarray(first, last + 1)), asked.join());
    }
  }
  assertAtRest(server, 1);
});

onBoth("as many ranges as there may be, taken in pieces of any size", "", (server) => {
  const random = makeRandom(20261128);
  const client = server.connect();
  for (let round = 0; round < 20; round++) {
    const long = random.below(3) === 0 ? 300 : 1;
    const asked = Array.from({ length: RANGE_COUNT_MAX }, (_, i) => {
      const first = i * 385 + random.below(3);
      return `${first}-${first + random.below(long)}`;
    });
    client.limit(random.below(20_000));
    say(server, client, get("/big.bin", `Range: bytes=${asked.join()}\r\n`));
    for (let taken = 0; taken < 20_000; taken += 1500) {
      client.take(random.below(3000));
      server.settle();
    }
    client.takeAll();
    server.settle();
    const several = answer(client);
    assert.is(Number(fieldOf(several, "Content-Length")), several.content.length);
    const parts = partsOf(several);
    assert.equal(
      parts.map(({ first, last }) => `${first}-${last}`),
      asked,
    );
    for (const { first, last, octets } of parts) {
      assert.ok(octets.equals(BIG.subarray(first, last + 1)), `${first}-${last}`);
    }
  }
  assertAtRest(server, 1);
});

for (const bytes of [0, 3, 1500, 30_000, 70_050, 99_998]) {
  onBoth(`a file that is cut off at ${bytes} while its parts are sent`, "", (server) => {
    const client = server.connect();
    client.limit(10);
    say(server, client, get("/big.bin", PARTS));
    const entry = entryOf(server, "big.bin");
    entry.content = entry.content.subarray(0, bytes);
    client.give(get("/next.txt"));
    client.takeAll();
    server.settle();
    const text = client.received().toString("latin1");
    assert.is(client.isClosed, true, "the length that was promised no longer holds");
    assert.not.match(text, /next\n$/);
    assert.not.match(text, /--\r\n$/, "it does not look complete");
    assertAtRest(server);
  });
}

for (const failure of [-9, 0, 2] as Failure[]) {
  onBoth(`a part that cannot be read (${failure})`, "", (server) => {
    const client = server.connect();
    server.host.failNext("readFile", failure);
    say(server, client, get("/big.bin", PARTS));
    assert.is(client.isClosed, true);
    assertAtRest(server);
  });
}

onBoth("a client leaves between two parts", "", (server) => {
  const client = server.connect();
  client.limit(30_000);
  say(server, client, get("/big.bin", PARTS));
  client.fail();
  server.settle();
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("a client that has ended its side gets all parts", "", (server) => {
  const client = server.connect();
  client.limit(100);
  client.give(get("/big.bin", PARTS));
  client.end();
  server.settle();
  client.takeAll();
  server.settle();
  assert.is(partsOf(answer(client)).length, 5);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("after several ranges a file has the whole slot again", "", (server) => {
  const client = server.connect();
  say(server, client, get("/big.bin", PARTS));
  client.limit(0);
  say(server, client, get("/slot.bin"));
  client.takeAll();
  server.settle();
  assert.is(answers(client)[1]?.content.length, 17_000);
  assertAtRest(server, 1);
});

onBoth("coded forms are looked for once for as long as a file is kept open", "", (server) => {
  const client = server.connect();
  const ask = (): string[] => {
    const from = server.host.transcript.length;
    say(server, client, get("/hello.txt", "Accept-Encoding: gzip, br\r\n"));
    const lines = server.host.transcript.slice(from);
    return lines.map((line) => line.trim().split("(")[0] as string);
  };
  const count = (calls: string[], name: string) => calls.filter((call) => call === name).length;
  assert.is(count(ask(), "inspect"), 3);
  for (let round = 0; round < 3; round++) {
    const calls = ask();
    assert.is(count(calls, "inspect"), 0);
    assert.is(count(calls, "statFile"), 1);
    assert.is(count(calls, "openFile"), 0);
  }
  server.pass(1000);
  assert.is(count(ask(), "inspect"), 3);
  assert.equal(statuses(client), Array(5).fill(200));
});

onBoth("a coded form that grows older while it is kept is not sent", "", (server) => {
  const client = server.connect();
  const ask = () => say(server, client, get("/coded/all.txt", "Accept-Encoding: gzip\r\n"));
  ask();
  const form = entryOf(server, "coded").children.get("all.txt.gz") as Entry;
  form.modifiedMs -= 1;
  form.changedMs += 1;
  ask();
  const [before, after] = answers(client);
  assert.is(before && fieldOf(before, "Content-Encoding"), "gzip");
  assert.is(after && fieldOf(after, "Content-Encoding"), null);
  assertAtRest(server, 1);
});

onBoth("a date is no strong validator within its own second", "", (server) => {
  const client = server.connect();
  const entry = entryOf(server, "hello.txt");
  entry.modifiedMs = server.wallSeconds * 1000 + 250;
  const date = new Date(server.wallSeconds * 1000).toUTCString();
  const ask = () =>
    say(server, client, get("/hello.txt", `Range: bytes=0-1\r\nIf-Range: ${date}\r\n`));
  server.pass(500);
  ask();
  server.pass(500);
  ask();
  assert.equal(statuses(client), [200, 206]);
});

onBoth("without a believable clock no date is strong", "", (server) => {
  const client = server.connect();
  server.wallSeconds = 3000;
  server.tick();
  const date = "Sun, 09 Mar 2025 07:08:09 GMT";
  say(server, client, get("/hello.txt", `Range: bytes=0-1\r\nIf-Range: ${date}\r\n`));
  say(server, client, get("/hello.txt", 'Range: bytes=0-1\r\nIf-Range: "19579bb8ca2-6"\r\n'));
  assert.equal(statuses(client), [200, 206]);
});

test.run();
