import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../src/host/results";
import type { SimulatedServer } from "../support/simulated-server";
import { directory, file } from "../support/simulated-tree";
import {
  answer,
  assertAtRest,
  get,
  onBoth,
  Pool,
  say,
  startScript,
  statuses,
  taken,
} from "./on-both";

/** `--connections 64`: 36 head slots and 36 send slots (src/core/limits.ts). */
const SLOTS = 36;

function connectMany(server: SimulatedServer, count: number) {
  return Array.from({ length: count }, () => server.connect());
}

onBoth("head slots: 503 to the surplus, and the others go on", "--connections 64", (server) => {
  const slow = connectMany(server, SLOTS);
  for (const client of slow) say(server, client, "GET /hello.txt HTTP/1.1\r\nHos");
  assert.is(taken(server, Pool.Heads), SLOTS);
  const surplus = server.connect();
  say(server, surplus, "GET /hello.txt HTTP/1.1\r\nHos");
  assert.is(answer(surplus).status, 503);
  const whole = server.connect();
  say(server, whole, get("/hello.txt"));
  assert.is(answer(whole).status, 200);
  for (const client of slow) {
    say(server, client, "t: a\r\n\r\n");
    assert.is(answer(client).status, 200);
  }
  server.pass(20_000);
  assertAtRest(server);
});

onBoth("send slots: 503 to the surplus, and the others go on", "--connections 64", (server) => {
  const slow = connectMany(server, SLOTS);
  for (const client of slow) {
    client.limit(100);
    say(server, client, get("/big.bin"));
  }
  assert.is(taken(server, Pool.Sends), SLOTS);
  for (const target of ["/hello.txt", "/missing", "/sub", "/list/"]) {
    const surplus = server.connect();
    say(server, surplus, get(target));
    assert.is(answer(surplus).status, target === "/missing" ? 404 : 503, target);
  }
  for (const client of slow) {
    client.takeAll();
    server.settle();
    assert.is(answer(client).content.length, 100_000);
  }
  server.pass(20_000);
  assertAtRest(server);
});

onBoth("without a send slot a refusal that is not taken", "--connections 64", (server) => {
  const slow = connectMany(server, SLOTS);
  for (const client of slow) {
    client.limit(100);
    say(server, client, get("/big.bin"));
  }
  const surplus = server.connect();
  surplus.limit(100);
  say(server, surplus, get("/missing"));
  server.pass(31_000);
  assert.is(surplus.isClosed, true);
});

onBoth("send slots run out for a script's answer", "--cgi --connections 64", (server) => {
  const { client, script } = startScript(server);
  for (const slow of connectMany(server, SLOTS)) {
    slow.limit(100);
    say(server, slow, get("/big.bin"));
  }
  script.write("Content-Type: text/plain\n\nhello");
  server.pass(0);
  assert.is(answer(client).status, 503);
  server.pass(3_000);
  assert.is(taken(server, Pool.Scripts), 0);
});

onBoth("connections: idle ones make room, the surplus is told so", "--connections 2", (server) => {
  const [idle, busy] = connectMany(server, 2) as [never, never];
  say(server, idle, get("/hello.txt"));
  say(server, busy, "GET ");
  const third = server.connect();
  assert.is((idle as { isClosed: boolean }).isClosed, true, "the idle one made room");
  say(server, third, "GET ");
  const fourth = server.connect();
  server.settle();
  assert.is(answer(fourth).status, 503);
  assert.is(fourth.isFinished, true);
  say(server, third, "/hello.txt HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.is(answer(third).status, 200);
});

onBoth("connections beyond those that are told are closed at once", "--connections 1", (server) => {
  const busy = server.connect();
  say(server, busy, "GET ");
  const told = connectMany(server, 8);
  for (const client of told) assert.is(answer(client).status, 503);
  assert.is(server.connect().isClosed, true);
  server.pass(2_000);
  for (const client of told) assert.is(client.isClosed, true);
  assert.is(answer(server.connect()).status, 503);
  say(server, busy, "/hello.txt HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.is(answer(busy).status, 200);
});

onBoth("no descriptor for a file: kept ones are closed, then 503", "", (server) => {
  const client = server.connect();
  say(server, client, get("/hello.txt"));
  assert.is(server.host.files.open.size, 1);
  server.host.failNext("openFile", Failure.Exhausted);
  say(server, client, get("/next.txt"));
  assert.is(server.host.files.open.size, 1, "the kept file was closed");
  server.host.failNext("openFile", Failure.Exhausted);
  server.host.failNext("openFile", Failure.Exhausted);
  say(server, client, get("/page.html"));
  say(server, client, get("/page.html"));
  assert.equal(statuses(client), [200, 200, 503, 200]);
});

onBoth("no descriptor for a directory: 503", "", (server) => {
  const client = server.connect();
  server.host.failNext("openDirectory", Failure.Exhausted);
  say(server, client, get("/list/") + get("/list/"));
  assert.equal(statuses(client), [503, 200]);
});

for (const [failure, status] of [
  [Failure.Exhausted, 503],
  [Failure.Forbidden, 500],
  [Failure.NotFound, 500],
  [Failure.NotExecutable, 500],
  [Failure.TooBig, 500],
  [Failure.Fault, 500],
] as const) {
  onBoth(`a script cannot be started (${failure}): ${status}`, "--cgi", (server) => {
    const client = server.connect();
    server.host.failNext("spawn", failure);
    say(server, client, get("/cgi-bin/script") + get("/hello.txt"));
    assert.equal(statuses(client), [status, 200]);
    assert.is(taken(server, Pool.Scripts), 0);
    assert.is(taken(server, Pool.Outputs), 0);
  });

  onBoth(`a script turns out not to start (${failure}): ${status}`, "--cgi", (server) => {
    const { client, script } = startScript(server, get("/cgi-bin/script") + get("/hello.txt"));
    script.die(failure);
    server.settle();
    assert.equal(statuses(client), [status, 200]);
    script.exit();
    server.pass(0);
    assert.is(taken(server, Pool.Scripts), 0);
  });
}

const MANY = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`n${i}`, file("")]));

onBoth(
  "directories beyond the fourth: 503",
  "",
  (server) => {
    const slow = connectMany(server, 4);
    for (const client of slow) {
      client.limit(10);
      say(server, client, get("/"));
    }
    const surplus = server.connect();
    say(server, surplus, get("/"));
    assert.is(answer(surplus).status, 503);
    for (const client of slow) {
      client.takeAll();
      server.pass(0);
      assert.is(answer(client).status, 200);
    }
    server.pass(15_000);
    assertAtRest(server);
  },
  { tree: directory(MANY) },
);

test.run();
