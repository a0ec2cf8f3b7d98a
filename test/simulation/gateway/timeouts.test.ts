/*
 * The times of gateways: what is said when one is over, and which backends are left out for it.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import { record, Type } from "../../support/fastcgi-backend";
import type { SimulatedServer } from "../../support/simulated-server";
import { ask, HEAD, latest, places, reply, STREAMED, withRules } from "../backends";
import { assertAtRest, get, post, say, statuses } from "../on-both";

const TIMES = "connect=2 send=3 head=4 silence=3 idle=5 total=20 down=60";
const ONE = ["--fastcgi", `/app/ unix:/a ${TIMES}`];
const TWO = ["--fastcgi", `/app/ unix:/a unix:/b ${TIMES}`];

/** Whether no backend is asked for a request that comes now. */
function areDown(server: SimulatedServer): boolean {
  const before = places(server).length;
  const client = server.connect();
  say(server, client, get("/app/x"));
  const isAsked = places(server).length > before;
  assert.equal(statuses(client), isAsked ? [] : [503]);
  return !isAsked;
}

withRules("not connected in time: 504, and it is left out", ONE, (server) => {
  server.host.onConnect = (backend) => backend.hold();
  const { client, backend } = ask(server, `${post("/app/x", 3)}abc`);
  server.pass(1999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [504]);
  assert.ok(backend.channel.isClosed);
  assert.ok(areDown(server));
  server.pass(59_999);
  assert.ok(areDown(server));
  server.pass(1);
  assert.not.ok(areDown(server));
});

withRules("one that was left out is asked again, however long nobody asked", ONE, (server) => {
  const DAY_MS = 86_400_000;
  for (const days of [1, 26, 40, 51]) {
    server.host.failNext("connect", Failure.Refused);
    const client = server.connect();
    say(server, client, get("/app/x"));
    assert.equal(statuses(client), [503]);
    assert.ok(areDown(server));
    server.nowMs += days * DAY_MS;
    server.tick();
    assert.not.ok(areDown(server), `${days} days`);
    latest(server).fail();
    server.settle();
  }
});

withRules("not connected in time: the next one is asked, with times of its own", TWO, (server) => {
  server.host.onConnect = (backend) => backend.hold();
  const { client } = ask(server, `${post("/app/x", 3)}abc`);
  server.pass(2000);
  assert.is(new Set(places(server)).size, 2);
  server.pass(1999);
  assert.is(client.received().length, 0);
  latest(server).accept();
  reply(server, latest(server));
  assert.equal(statuses(client), [200]);
  assertAtRest(server, 1);
});

withRules("one that does not take the content in time: 504, and it is left out", ONE, (server) => {
  server.host.onConnect = ({ channel }) => channel.limit(700);
  const { client, backend } = ask(server, `${post("/app/x", 3000)}${"x".repeat(3000)}`);
  server.pass(2999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [504]);
  assert.ok(backend.channel.isClosed);
  assert.ok(areDown(server));
});

withRules(
  "one that takes a piece of content now and then has time for each",
  [...ONE, ...STREAMED],
  (server) => {
    server.host.onConnect = ({ channel }) => channel.limit(700);
    const { client, backend } = ask(server, `${post("/app/x", 48_000)}${"x".repeat(48_000)}`);
    for (let i = 0; i < 3; i++) {
      server.pass(2900);
      backend.channel.take(16_500);
      server.pass(0);
    }
    assert.is(client.received().length, 0);
    backend.channel.takeAll();
    reply(server, backend);
    assert.equal(statuses(client), [200]);
  },
);

withRules(
  "one that takes a little of a piece each second has time without end",
  [...ONE, ...STREAMED],
  (server) => {
    server.host.onConnect = ({ channel }) => channel.limit(700);
    const { client, backend } = ask(server, `${post("/app/x", 40_000)}${"x".repeat(16_000)}`);
    for (let second = 0; second < 15; second++) {
      server.pass(1000);
      backend.channel.take(100);
    }
    assert.not.ok(areDown(server));
    server.pass(2000);
    assert.is(client.received().length, 0);
    server.pass(2000);
    assert.equal(statuses(client), [504], "it has stopped");
    assert.ok(areDown(server));
  },
);

withRules("one that takes the content slowly: its answer is not awaited before", ONE, (server) => {
  server.host.onConnect = ({ channel }) => channel.limit(700);
  const { client, backend } = ask(server, `${post("/app/x", 3000)}${"x".repeat(3000)}`);
  for (let second = 0; second < 12; second++) {
    server.pass(1000);
    backend.channel.take(10);
  }
  backend.channel.takeAll();
  server.pass(2999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [504]);
});

withRules(
  "not connected: no answer is awaited yet",
  ["--fastcgi", "/app/ unix:/a connect=20 head=2"],
  (server) => {
    server.host.onConnect = (backend) => backend.hold();
    const { client, backend } = ask(server);
    server.pass(19_999);
    assert.is(client.received().length, 0);
    backend.accept();
    server.pass(1999);
    assert.is(client.received().length, 0);
    server.pass(1);
    assert.equal(statuses(client), [504]);
  },
);

withRules(
  "one that answers without taking all: only its answer is awaited",
  [...ONE, ...STREAMED],
  (server) => {
    server.host.onConnect = ({ channel }) => channel.limit(700);
    const { client, backend } = ask(server, `${post("/app/x", 40_000)}${"x".repeat(16_000)}`);
    server.pass(2500);
    backend.write(record(Type.Stdout, "Content-"));
    server.pass(2500);
    backend.write(record(Type.Stdout, "Type: text/plain\n\n"));
    for (let second = 0; second < 3; second++) {
      server.pass(4900);
      backend.write(record(Type.Stdout, "more"));
    }
    server.pass(0);
    assert.not.ok(client.isClosed);
    assert.not.ok(areDown(server));
    server.pass(5000);
    assert.ok(client.isClosed && client.isReset);
  },
);

withRules("a silent one: 504, and it is not left out", ONE, (server) => {
  const { client, backend } = ask(server);
  server.pass(2999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [504]);
  assert.ok(backend.channel.isClosed);
  assert.not.ok(areDown(server));
});

withRules("a silent one: a GET goes to the next, and to no other behind that", TWO, (server) => {
  const { client } = ask(server);
  server.pass(3000);
  assert.is(new Set(places(server)).size, 2);
  server.pass(3000);
  assert.equal(statuses(client), [504]);
  assert.is(places(server).length, 2);
  assertAtRest(server, 1);
});

for (const how of ["silent", "not connected"]) {
  const args = ["--fastcgi", "/app/ unix:/a unix:/b unix:/c total=2 down=60"];
  withRules(`the time in all is over, ${how}: 504, and no other is asked`, args, (server) => {
    if (how === "not connected") server.host.onConnect = (backend) => backend.hold();
    const { client } = ask(server);
    server.pass(2000);
    assert.equal(statuses(client), [504]);
    assert.is(places(server).length, 1);
    assert.not.ok(areDown(server));
  });
}

withRules("the head of an answer that does not end: 504", ONE, (server) => {
  const { client, backend } = ask(server);
  server.pass(2000);
  backend.write(record(Type.Stdout, "Content-Ty"));
  server.pass(1999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [504]);
  assert.ok(backend.channel.isClosed);
});

withRules("standard error is a sign of life as well, but no head", ONE, (server) => {
  const { client, backend } = ask(server);
  server.pass(2000);
  backend.write(record(Type.Stderr, "busy\n"));
  server.pass(1999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [504]);
});

withRules("one that does not go on: the client is reset", ONE, (server) => {
  const { client, backend } = ask(server);
  backend.write(record(Type.Stdout, `${HEAD}some`));
  server.pass(4999);
  backend.write(record(Type.Stdout, "more"));
  server.pass(4999);
  assert.not.ok(client.isClosed);
  server.pass(1);
  assert.ok(client.isClosed && client.isReset);
  assert.ok(backend.channel.isClosed);
  assertAtRest(server);
});

withRules("one that goes on for too long: the client is reset", ONE, (server) => {
  const { client, backend } = ask(server);
  backend.write(record(Type.Stdout, HEAD));
  for (let second = 1; second < 20; second++) {
    server.pass(1000);
    backend.write(record(Type.Stdout, "more"));
  }
  server.pass(999);
  assert.not.ok(client.isClosed);
  server.pass(1);
  assert.ok(client.isClosed && client.isReset);
  assertAtRest(server);
});

withRules("one that has answered and does not end: its connection is closed", ONE, (server) => {
  const { client, backend } = ask(server);
  backend.write(record(Type.Stdout, "Content-Length: 5\n\nhello"));
  server.settle();
  say(server, client, get("/hello.txt"));
  assert.equal(statuses(client), [200, 200]);
  assert.not.ok(backend.channel.isClosed);
  server.pass(30_000);
  assert.ok(backend.channel.isClosed);
  assertAtRest(server);
});

test.run();
