/*
 * Answers of backends that are whole while other requests wait: the backend has its next request
 * before the client has the answer.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ask, latest, places, received, reply, STREAMED, withRules } from "../backends";
import { assertAtRest, get, Pool, post, say, statuses, taken } from "../on-both";

const ONE = ["--fastcgi", "/app/ unix:/a keep=1 at-once=1"];

withRules("the next request goes first, over the same connection", ONE, (server) => {
  const { client, backend } = ask(server);
  const waiting = server.connect();
  say(server, waiting, get("/app/y"));
  assert.ok(received(backend).isWhole);
  const from = server.host.transcript.length;
  reply(server, backend);
  server.pass(0);
  const sends = server.host.transcript.slice(from).filter((line) => line.startsWith("  send("));
  assert.equal(
    sends.map((line) => Number(/\((\d+)/.exec(line)?.[1])),
    [backend.channel.number, client.number],
  );
  assert.equal(statuses(client), [200]);
  assert.is(places(server).length, 1);
  assert.ok(received(backend).isWhole);
  reply(server, backend);
  assert.equal(statuses(waiting), [200], "at once, as nobody waits");
  assert.is(taken(server, Pool.Upstreams), 0);
  server.pass(5000);
  assertAtRest(server, 2);
});

withRules("who takes an answer slowly makes no room for a second one", ONE, (server) => {
  const { client, backend } = ask(server);
  const [second, third] = [server.connect(), server.connect()];
  for (const waiting of [second, third]) say(server, waiting, get("/app/y"));
  client.limit(10);
  backend.received();
  reply(server, backend);
  server.pass(0);
  assert.ok(received(backend).isWhole, "the second request");
  reply(server, backend);
  server.pass(0);
  assert.equal(statuses(second), [200]);
  assert.is(backend.received().length, 0, "the third waits");
  client.takeAll();
  server.settle();
  server.pass(0);
  assert.equal(statuses(client), [200]);
  assert.ok(received(backend).isWhole, "the third request");
  reply(server, backend);
  assert.equal(statuses(third), [200]);
  server.pass(5000);
  assertAtRest(server, 3);
});

const TIMED = ["--fastcgi", "/app/ unix:/a unix:/b at-once=1 head=4 total=4"];

withRules(
  "it is whole in the instant in which its time is over: it is the answer",
  TIMED,
  (server) => {
    const { client, backend } = ask(server);
    const waiting = server.connect();
    say(server, waiting, get("/app/y"));
    server.pass(3999);
    reply(server, backend);
    server.nowMs += 1;
    server.tick();
    server.pass(0);
    assert.equal(statuses(client), [200]);
    assert.is(places(server).length, 2, "the other one's request");
    reply(server, latest(server));
    assert.equal(statuses(waiting), [200]);
    assertAtRest(server, 2);
  },
);

withRules("the client may leave before its answer is sent", ONE, (server) => {
  const { client, backend } = ask(server);
  const waiting = server.connect();
  say(server, waiting, get("/app/y"));
  backend.received();
  reply(server, backend);
  client.fail();
  server.settle();
  server.pass(0);
  assert.ok(received(backend).isWhole);
  reply(server, backend);
  assert.equal(statuses(waiting), [200]);
  server.pass(5000);
  assertAtRest(server, 1);
});

withRules("content that comes meanwhile is thrown away", [...ONE, ...STREAMED], (server) => {
  const { client, backend } = ask(server, post("/app/x", 5));
  const waiting = server.connect();
  say(server, waiting, get("/app/y"));
  reply(server, backend);
  say(server, client, "hello");
  server.pass(0);
  assert.equal(statuses(client), [200]);
  const second = latest(server);
  const { isWhole, content } = received(second);
  assert.equal([isWhole, content], [true, ""]);
});

withRules("the server may be stopped before it is sent", ONE, (server) => {
  const { client, backend } = ask(server);
  const waiting = server.connect();
  say(server, waiting, get("/app/y"));
  reply(server, backend);
  server.stop();
  server.pass(0);
  assert.equal(statuses(client), [200]);
  server.pass(20_000);
  assert.ok(server.host.exitStatus !== null);
});

const TWO = ["--fastcgi", "/app/ unix:/a keep=2 at-once=2"];

withRules("of several that end together each makes room for one", TWO, (server) => {
  const asked = [ask(server), ask(server)];
  const waiting = [server.connect(), server.connect(), server.connect()];
  for (const client of waiting) say(server, client, get("/app/y"));
  for (const { backend } of asked) backend.received();
  for (const { backend } of asked) reply(server, backend);
  server.pass(0);
  for (const { client } of asked) assert.equal(statuses(client), [200]);
  for (const { backend } of asked) assert.ok(received(backend).isWhole);
  for (const { backend } of asked) reply(server, backend);
  server.pass(0);
  const last = asked.find(({ backend }) => backend.received().length > 0);
  assert.ok(last !== undefined, "the third has one of the two connections");
  reply(server, (last as (typeof asked)[0]).backend);
  for (const client of waiting) assert.equal(statuses(client), [200]);
  assert.is(taken(server, Pool.Upstreams), 0);
  server.pass(5000);
  assertAtRest(server, 5);
});

test.run();
