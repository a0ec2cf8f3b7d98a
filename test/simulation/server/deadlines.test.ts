import { test } from "uvu";
import * as assert from "uvu/assert";
import { answer, assertAtRest, get, onBoth, post, say, statuses } from "../on-both";

onBoth("a head that is not completed: 408 after 20 s", "", (server) => {
  const client = server.connect();
  server.pass(10_000);
  say(server, client, "GET / HT");
  server.pass(19_999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.is(answer(client).status, 408);
  assert.is(client.isFinished, true);
  server.pass(2_000);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

const CONFIGURED = "--header X-Header:x --cors http://a.example --index a --type .a=text/a";

onBoth("what else is configured changes no time-out", CONFIGURED, (server) => {
  const client = server.connect();
  server.pass(14_999);
  assert.is(client.isClosed, false);
  server.pass(1);
  assert.is(client.isClosed, true);
});

onBoth("octets that trickle in do not move the head's deadline", "", (server) => {
  const client = server.connect();
  for (let i = 0; i < 20; i++) {
    say(server, client, "G");
    server.pass(1_000);
  }
  assert.is(answer(client).status, 408);
});

onBoth("an empty line in two pieces, and nothing after it", "", (server) => {
  const client = server.connect();
  say(server, client, "\r");
  say(server, client, "\n");
  server.pass(21_000);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("a 408 that is not taken, and more octets", "", (server) => {
  const client = server.connect();
  client.limit(10);
  say(server, client, `GET / HTTP/1.1\r\nHost: a\r\n${"a: b\r\n".repeat(2500)}`);
  server.pass(20_000);
  say(server, client, "x".repeat(16_000));
  server.pass(60_000);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("an idle connection is closed without a word after 15 s", "", (server) => {
  const client = server.connect();
  say(server, client, get("/hello.txt"));
  assert.equal(statuses(client), [200]);
  server.pass(14_999);
  assert.is(client.isOver, false);
  server.pass(1);
  assert.is(client.isClosed, true);
  assert.is(client.received().length, 0);
  assertAtRest(server);
});

onBoth("a client that takes nothing in a whole window of 30 s is closed", "", (server) => {
  const client = server.connect();
  client.limit(1_000);
  say(server, client, get("/big.bin"));
  server.pass(59_999);
  assert.is(client.isClosed, false);
  server.pass(1);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("a client that takes a little now and then is served to the end", "", (server) => {
  const client = server.connect();
  client.limit(1_000);
  say(server, client, get("/big.bin"));
  for (let i = 0; i < 20; i++) {
    server.pass(29_000);
    client.take(6_000);
    server.settle();
  }
  assert.is(answer(client).content.length, 100_000);
});

onBoth("content that nobody wants and that stops coming", "", (server) => {
  const client = server.connect();
  say(server, client, `${post("/hello.txt", 100)}abc`);
  assert.is(answer(client).status, 405);
  server.pass(29_999);
  assert.is(client.isClosed, false);
  server.pass(1);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("a client that lingers and sends no more is closed after 2 s", "", (server) => {
  const client = server.connect();
  say(server, client, "nonsense\r\n\r\n");
  assert.is(answer(client).status, 400);
  assert.is(client.isFinished, true);
  server.pass(1_999);
  assert.is(client.isClosed, false);
  server.pass(1);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("a client that goes on sending is listened to for half a minute", "", (server) => {
  const client = server.connect();
  say(server, client, "nonsense\r\n\r\n");
  assert.is(answer(client).status, 400);
  for (let i = 0; i < 14; i++) {
    say(server, client, "more of it".repeat(1000));
    server.pass(2_000);
    assert.is(client.isClosed, false);
  }
  say(server, client, "more of it");
  server.pass(2_000);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

test.run();
