/*
 * Connections to backends that are kept: which, how many, for how long, and what becomes of a
 * request on one that is no good any more.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { endRecord, record, answer as recordsOf, Type } from "../../support/fastcgi-backend";
import { ask, HEAD, latest, places, received, reply, STREAMED, withRules } from "../backends";
import { assertAtRest, get, Pool, post, say, statuses, taken } from "../on-both";

const KEEPING = ["--fastcgi", "/app/ unix:/a keep=2"];

withRules("a connection is kept for the next request, for five seconds", KEEPING, (server) => {
  const { client, backend } = ask(server);
  assert.ok(received(backend).keeps, "FCGI_KEEP_CONN");
  reply(server, backend);
  assert.not.ok(backend.channel.isClosed);
  server.pass(4999);
  say(server, client, get("/app/x"));
  assert.is(places(server).length, 1, "the same connection");
  assert.ok(received(backend).isWhole);
  reply(server, backend);
  assert.equal(statuses(client), [200, 200]);
  server.pass(4999);
  assert.not.ok(backend.channel.isClosed);
  server.pass(1);
  assert.ok(backend.channel.isClosed);
  assertAtRest(server, 1);
});

const BRIEFLY = [...KEEPING, "--timeout", "gateway-keep=2"];

withRules("how long one is kept can be said", BRIEFLY, (server) => {
  const { backend } = ask(server);
  reply(server, backend);
  server.pass(1999);
  assert.not.ok(backend.channel.isClosed);
  server.pass(1);
  assert.ok(backend.channel.isClosed);
});

withRules("no more are kept to a backend than may be", KEEPING, (server) => {
  const asked = [ask(server), ask(server), ask(server)];
  for (const { backend } of asked) reply(server, backend);
  assert.equal(
    asked.map(({ backend }) => backend.channel.isClosed),
    [false, false, true],
  );
  assert.is(taken(server, Pool.Idle), 2);
});

withRules("what was kept last is used first", ["--fastcgi", "/app/ unix:/a keep=3"], (server) => {
  const asked = [ask(server), ask(server), ask(server)];
  for (const { backend } of asked) reply(server, backend);
  asked[0]?.backend.close();
  server.settle();
  // It takes the place of the one that was closed.
  const last = ask(server, post("/app/x", 0));
  reply(server, last.backend);
  for (const { backend } of [...asked, last]) backend.received();
  say(server, last.client, get("/app/x"));
  assert.ok(received(last.backend).isWhole);
  assert.is(places(server).length, 4);
});

withRules(
  "a request that takes none of those that are kept has one closed",
  [...KEEPING, ...STREAMED],
  (server) => {
    const asked = [ask(server), ask(server)];
    for (const { backend } of asked) reply(server, backend);
    // Content cannot be sent twice; and one of them may hold the backend's only free worker.
    const last = ask(server, post("/app/x", 5));
    assert.equal(
      asked.map(({ backend }) => backend.channel.isClosed),
      [true, false],
    );
    assert.is(places(server).length, 3);
    last.client.give("hello");
    server.settle();
    assert.ok(received(last.backend).isWhole);
  },
);

withRules("one that its backend closes, or speaks on, is not used", KEEPING, (server) => {
  for (const act of ["close", "fail", "speak"] as const) {
    const { client, backend } = ask(server);
    reply(server, backend);
    if (act === "speak") backend.write(record(Type.Stderr, "x"));
    else backend[act]();
    server.settle();
    assert.ok(backend.channel.isClosed);
    assert.is(taken(server, Pool.Idle), 0);
    client.end();
    server.settle();
  }
});

withRules(
  "one that turns out to be no good: GET is sent over a new one, once",
  KEEPING,
  (server) => {
    const kept = [ask(server), ask(server)];
    for (const { backend } of kept) reply(server, backend);
    const client = server.connect();
    say(server, client, get("/app/x"));
    kept[1]?.backend.close();
    server.settle();
    assert.is(places(server).length, 3, "a new connection, not the other one that was kept");
    latest(server).close();
    server.settle();
    assert.equal(statuses(client), [502]);
    assert.is(places(server).length, 3);
    server.pass(5000);
    assertAtRest(server, 3);
  },
);

withRules("one that takes nothing more is replaced, and is no failure", KEEPING, (server) => {
  const { client, backend } = ask(server);
  reply(server, backend);
  backend.channel.vanish();
  say(server, client, get("/app/x"));
  assert.ok(backend.channel.isClosed);
  reply(server, latest(server));
  assert.equal(statuses(client), [200, 200]);
  assert.not.match(server.host.logged, /closed the connection/);
});

withRules("a request that may not be made twice is sent over a new one", KEEPING, (server) => {
  const { client, backend } = ask(server);
  reply(server, backend);
  say(server, client, post("/app/x", 0));
  assert.is(places(server).length, 2);
  reply(server, latest(server));
  say(server, client, post("/app/x", 0));
  latest(server).close();
  server.settle();
  assert.equal(statuses(client), [200, 200, 502]);
  assert.is(places(server).length, 3);
});

const WHOLE = recordsOf(`${HEAD}hello`);
/** Answers behind which a connection is of no use. */
const UNCLEAN: readonly [string, Buffer][] = [
  ["a record behind the end", Buffer.concat([WHOLE, record(Type.Stderr, "x")])],
  ["an octet behind the end", Buffer.concat([WHOLE, Buffer.from([1])])],
  ["an end of another kind", Buffer.concat([record(Type.Stdout, HEAD), endRecord(0, 2)])],
];

for (const [what, octets] of UNCLEAN) {
  withRules(`not kept: ${what}`, KEEPING, (server) => {
    const { backend } = ask(server);
    backend.write(octets);
    server.settle();
    assert.ok(backend.channel.isClosed);
    assert.is(taken(server, Pool.Idle), 0);
  });
}

withRules("not kept: its content was not all sent", [...KEEPING, ...STREAMED], (server) => {
  const { client, backend } = ask(server, `${post("/app/x", 6)}abc`);
  reply(server, backend);
  assert.ok(backend.channel.isClosed);
  say(server, client, `def${get("/hello.txt")}`);
  assert.equal(statuses(client), [200, 200]);
  const other = ask(server);
  const slow = ask(server, post("/app/x", 3000));
  slow.backend.channel.limit(0);
  say(server, slow.client, "x".repeat(3000));
  reply(server, slow.backend);
  assert.ok(slow.backend.channel.isClosed, "content that was lent was not taken");
  reply(server, other.backend);
  assert.not.ok(other.backend.channel.isClosed);
});

withRules("kept with padding behind the end, and in pieces of an octet", KEEPING, (server) => {
  const { client, backend } = ask(server);
  const octets = Buffer.concat([
    record(Type.Stdout, `${HEAD}hello`, { padding: 255 }),
    record(Type.Stdout, "", { padding: 1 }),
    endRecord(0, 0, { padding: 7 }),
  ]);
  backend.write(octets, 1);
  server.settle();
  assert.not.ok(backend.channel.isClosed);
  say(server, client, get("/app/x"));
  assert.is(places(server).length, 1);
  reply(server, backend);
  assert.equal(statuses(client), [200, 200]);
});

test.run();
