/*
 * Requests that an authorizer has allowed and that are held then: they wait for their turn, or for
 * their content.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SimulatedBackend } from "../../support/simulated-backend";
import { ask, latest, places, received, reply, withRules } from "../backends";
import { answer, assertAtRest, get, Pool, say, statuses, taken } from "../on-both";

const ALLOWED = "Status: 200\nVariable-REMOTE_USER: joe\n\n";
const ARGS = ["--authorizer", "/ unix:/auth", "--fastcgi", "/app/ unix:/app at-once=1"];
const CHUNKED = "POST /app/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

withRules("nothing came behind the heads: each has its turn", ARGS, (server) => {
  const clients = [1, 2, 3].map((number) => {
    const { client } = ask(server, get(`/app/${number}`));
    reply(server, latest(server), "", ALLOWED);
    return client;
  });
  assert.equal(places(server), ["/auth", "/app", "/auth", "/auth"]);
  let backend = server.host.backends[1] as SimulatedBackend;
  for (const [index, client] of clients.entries()) {
    const { params } = received(backend);
    assert.match(params, `/app/${index + 1}`);
    assert.match(params, "REMOTE_USERjoe");
    reply(server, backend);
    server.pass(0);
    assert.equal(statuses(client), [200]);
    backend = latest(server);
  }
  assertAtRest(server, 3);
});

withRules("nothing came behind the heads, and no turn comes: 503", ARGS, (server) => {
  const { client: first } = ask(server, get("/app/x"));
  reply(server, latest(server), "", ALLOWED);
  const others = [1, 2].map(() => {
    const { client } = ask(server, get("/app/y"));
    reply(server, latest(server), "", ALLOWED);
    return client;
  });
  server.pass(30_000);
  for (const client of others) assert.equal(statuses(client), [503]);
  first.end();
  for (const client of others) client.end();
  server.settle();
  assertAtRest(server);
});

withRules("nothing came behind the heads, and the server is stopped: 503", ARGS, (server) => {
  ask(server, get("/app/x"));
  reply(server, latest(server), "", ALLOWED);
  const { client } = ask(server, get("/app/y"));
  reply(server, latest(server), "", ALLOWED);
  server.stop();
  assert.equal(statuses(client), [503]);
});

withRules(
  "content that comes later takes the place neither of head nor variables",
  ARGS,
  (server) => {
    const { client } = ask(server, CHUNKED);
    reply(server, latest(server), "", ALLOWED);
    const head = get("/hello.txt", "X: \r\n");
    const forged = get("/hello.txt", `X: ${"x".repeat(CHUNKED.length - head.length)}\r\n`);
    assert.is(forged.length, CHUNKED.length);
    say(server, client, `${forged}REMOTE_USER=bob\0`);
    assert.equal(statuses(client), [400]);
    assert.equal(places(server), ["/auth"]);
    client.end();
    server.settle();
    assertAtRest(server);
  },
);

withRules("content that comes later is the request's", ARGS, (server) => {
  const { client } = ask(server, CHUNKED);
  reply(server, latest(server), "", ALLOWED);
  say(server, client, "5\r\nhel");
  say(server, client, "lo\r\n0\r\n\r\n");
  server.pass(0);
  const { content, params } = received(latest(server));
  assert.is(content, "hello");
  assert.match(params, "/app/x");
  assert.match(params, "REMOTE_USERjoe");
  reply(server, latest(server));
  assert.equal(statuses(client), [200]);
  assertAtRest(server, 1);
});

const MUCH = `Status: 200\nVariable-A: ${"v".repeat(2000)}\n\n`;

for (const pieces of [
  [16_384, 2048, 16_384],
  [16_384, 16_384, 16_384],
  [2000, 16_384, 16_384, 16_384],
]) {
  const args = ["--authorizer", "/ unix:/auth at-once=1", "--fastcgi", "/app/ unix:/app"];
  withRules(`much came before the question was asked: ${pieces}`, args, (server) => {
    const { backend } = ask(server, get("/app/first"));
    const client = server.connect();
    const content = "c".repeat(60_000);
    const octets = `${CHUNKED}${(60_000).toString(16)}\r\n${content}\r\n0\r\n\r\n`;
    let at = 0;
    for (const piece of pieces) {
      say(server, client, octets.slice(at, at + piece));
      at += piece;
    }
    reply(server, backend, "", MUCH);
    server.pass(0);
    const question = server.host.backends.filter(({ address }) => address === "/auth").at(-1);
    reply(server, question as SimulatedBackend, "", MUCH);
    server.pass(0);
    for (; at < octets.length; at += 16_384) say(server, client, octets.slice(at, at + 16_384));
    server.pass(0);
    const { content: got, isWhole } = received(latest(server));
    assert.equal([got.length, isWhole, got === content], [content.length, true, true]);
    reply(server, latest(server));
    assert.equal(statuses(client), [200]);
  });
}

for (const [what, request, rest] of [
  ["waits for its turn", get("/app/y"), ""],
  ["waits for its content", CHUNKED, "0\r\n\r\n"],
] as const) {
  const args = [...ARGS, "--connections", "900", "--scripts", "1", "--script-queue", "4"];
  withRules(
    `all head slots are of slow clients: one gives way to it, as it ${what}`,
    args,
    (server) => {
      const { client: first } = ask(server, get("/app/x"));
      reply(server, latest(server), "", ALLOWED);
      const busy = latest(server);
      const slow = Array.from({ length: 600 }, () => server.connect());
      server.audits = false;
      for (const other of slow) say(server, other, "GET /app/z HTTP/1.1\r\nHos");
      server.audits = true;
      const before = taken(server, Pool.Heads);
      const refused = slow.filter(({ isOver }) => isOver).length;
      assert.ok(refused > 0, "there is none left");
      const { client } = ask(server, request);
      reply(server, latest(server), "", ALLOWED);
      assert.is(taken(server, Pool.Heads), before);
      assert.is(slow.filter(({ isOver }) => isOver).length, refused + 1);
      say(server, client, rest);
      reply(server, busy);
      server.pass(0);
      assert.equal(statuses(first), [200]);
      assert.equal(
        places(server).slice(-3),
        ["/app", "/auth", "/app"],
        "it is not asked for again",
      );
      assert.match(received(latest(server)).params, "REMOTE_USERjoe");
      reply(server, latest(server));
      assert.is(answer(client, request.slice(0, 4).trim()).status, 200);
    },
  );
}

test.run();
