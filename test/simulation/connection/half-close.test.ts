/*
 * A client that ends its side of the connection has no more to ask, and still wants what it has
 * asked for (RFC 9112 §9.6): whatever its request waits for, it is answered. What has not come
 * whole is not answered, and a connection that fails ends what it was for.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Signal } from "../../../src/seam/results";
import { answer as recordsOf } from "../../support/fastcgi-backend";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import { ask, HEAD, latest, received, withRules } from "../backends";
import { answers, assertAtRest, get, onBoth, post, say, startScript, statuses } from "../on-both";

const SCRIPT = get("/cgi-bin/script");
const FILE = get("/hello.txt");
const CHUNKED = "POST /cgi-bin/script HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
/** Content is passed on as it comes. */
const STREAMING = "--cgi --script-buffer 0";
const LEAVE_END = ["--script", "/cgi-bin/ leave=end"];

function last(server: SimulatedServer): SimulatedScript {
  return server.host.scripts.at(-1) as SimulatedScript;
}

/** A client that sends this and ends its side. */
function askAndEnd(server: SimulatedServer, octets: string, pieceBytes?: number): SimulatedChannel {
  const client = server.connect();
  client.give(octets, pieceBytes);
  client.end();
  server.pass(0);
  return client;
}

function finish(server: SimulatedServer, script = last(server), text = "done"): void {
  script.write(HEAD + text);
  script.exit();
  server.pass(0);
}

/** What came back, and that the connection has ended with it, in no reset. */
function assertAnswered(client: SimulatedChannel, ...texts: string[]): void {
  assert.equal(
    answers(client).map(({ content }) => content.toString()),
    texts,
  );
  assert.ok(client.isClosed && !client.isReset, "the connection has ended");
}

onBoth("a script goes on, and its client is answered", "--cgi", (server) => {
  const client = askAndEnd(server, SCRIPT);
  server.pass(5_000);
  assert.equal(last(server).signals, []);
  finish(server);
  assertAnswered(client, "done");
  assertAtRest(server);
});

onBoth("the end comes while the script answers", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write(`${HEAD}one`);
  server.settle();
  client.end();
  server.pass(1_000);
  script.write("two");
  script.exit();
  server.pass(0);
  assertAnswered(client, "onetwo");
});

for (const pieceBytes of [1, 50, 16_384]) {
  onBoth(`content of a length comes first, in pieces of ${pieceBytes}`, "--cgi", (server) => {
    const client = askAndEnd(server, `${post("/cgi-bin/script", 40)}${"c".repeat(40)}`, pieceBytes);
    assert.is(last(server).input.received().toString(), "c".repeat(40));
    finish(server);
    assertAnswered(client, "done");
    assertAtRest(server);
  });

  onBoth(`chunked content is kept first, in pieces of ${pieceBytes}`, "--cgi", (server) => {
    const client = askAndEnd(server, `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`, pieceBytes);
    assert.is(last(server).input.received().toString(), "hello");
    finish(server);
    assertAnswered(client, "done");
    assertAtRest(server);
  });

  onBoth(`all behind it is answered, in pieces of ${pieceBytes}`, "--cgi", (server) => {
    const client = askAndEnd(server, FILE + SCRIPT + FILE + SCRIPT, pieceBytes);
    finish(server, last(server), "one");
    finish(server, last(server), "two");
    assertAnswered(client, "hello\n", "one", "hello\n", "two");
    assertAtRest(server);
  });
}

onBoth("content that a script has not taken yet goes on to it", STREAMING, (server) => {
  const content = "c".repeat(300_000);
  const { client, script } = startScript(server, post("/cgi-bin/script", content.length));
  script.input.limit(0);
  client.give(content);
  client.end();
  server.pass(0);
  let taken = script.input.received().toString();
  while (taken.length < content.length) {
    script.input.take(20_000);
    server.pass(0);
    taken += script.input.received().toString();
  }
  assert.ok(taken === content, "all of it, unchanged");
  finish(server, script);
  assertAnswered(client, "done");
});

onBoth("a request that waits is answered in its turn", "--cgi --scripts 1", (server) => {
  const { script } = startScript(server);
  const client = askAndEnd(server, SCRIPT + FILE);
  assert.is(server.host.scripts.length, 1);
  finish(server, script);
  finish(server);
  assertAnswered(client, "done", "hello\n");
});

onBoth("chunked content of one that waits", "--cgi --scripts 1", (server) => {
  const { script } = startScript(server);
  const client = askAndEnd(server, `${CHUNKED}5\r\nhello\r\n0\r\n\r\n${FILE}`);
  finish(server, script);
  assert.is(last(server).input.received().toString(), "hello");
  finish(server);
  assertAnswered(client, "done", "hello\n");
});

const INCOMPLETE: Record<string, string> = {
  nothing: "",
  "a part of a head": SCRIPT.slice(0, -3),
  "a part of content": `${post("/cgi-bin/script", 10)}hello`,
  "a part of chunked content": `${CHUNKED}5\r\nhel`,
  "chunked content without its last chunk": `${CHUNKED}5\r\nhello\r\n`,
};
for (const [what, octets] of Object.entries(INCOMPLETE)) {
  onBoth(`no script is started for ${what}`, "--cgi", (server) => {
    const client = askAndEnd(server, octets);
    assert.is(server.host.scripts.length, 0);
    assert.ok(client.isClosed);
    assertAtRest(server);
  });

  onBoth(`a script before ${what} is answered`, "--cgi", (server) => {
    const client = askAndEnd(server, SCRIPT + octets);
    finish(server);
    assertAnswered(client, "done");
    assert.is(server.host.scripts.length, 1);
    assertAtRest(server);
  });
}

onBoth("content that is cut short ends its script", `${STREAMING} -v`, (server) => {
  const { client, script } = startScript(server, `${post("/cgi-bin/script", 10)}hello`);
  client.end();
  server.pass(0);
  assert.is(script.signals[0], Signal.Terminate);
  assert.ok(client.isClosed);
  assert.match(server.host.logged, /is given up: its client's connection has ended\n/);
});

onBoth("content that is cut short, of one that waits", "--cgi --scripts 1", (server) => {
  const { script } = startScript(server);
  const client = askAndEnd(server, `${post("/cgi-bin/script", 10)}hello`);
  assert.ok(client.isClosed);
  finish(server, script);
  assert.is(server.host.scripts.length, 1);
  assertAtRest(server, 1);
});

onBoth("a connection that fails behind its end ends the script", "--cgi", (server) => {
  const client = askAndEnd(server, SCRIPT);
  client.fail();
  server.pass(0);
  assert.is(last(server).signals[0], Signal.Terminate);
  assertAtRest(server);
});

onBoth("an answer that cannot be sent behind the end ends the script", "--cgi", (server) => {
  const client = askAndEnd(server, SCRIPT);
  client.vanish();
  last(server).write(`${HEAD}event`);
  server.pass(0);
  assert.is(last(server).signals[0], Signal.Terminate);
  assertAtRest(server);
});

onBoth("a client that takes an answer slowly behind its end gets all of it", "--cgi", (server) => {
  const { client, script } = startScript(server);
  client.limit(100);
  script.write(HEAD + "x".repeat(60_000));
  script.exit();
  client.end();
  server.pass(0);
  client.takeAll();
  server.pass(0);
  assertAnswered(client, "x".repeat(60_000));
});

onBoth(
  "leave=end: the end is the client's leave",
  "",
  (server) => {
    const client = askAndEnd(server, SCRIPT);
    assert.is(last(server).signals[0], Signal.Terminate);
    assert.ok(client.isClosed);
    // It is seen behind what is kept of a next request, too.
    const other = server.connect();
    say(server, other, SCRIPT + FILE);
    other.end();
    server.pass(0);
    assert.is(last(server).signals[0], Signal.Terminate);
    assert.ok(other.isClosed);
    assertAtRest(server);
  },
  { args: LEAVE_END },
);

onBoth(
  "leave=end: one that waits gives its place away",
  "",
  (server) => {
    const { script } = startScript(server);
    const client = askAndEnd(server, SCRIPT);
    assert.ok(client.isClosed);
    finish(server, script);
    assert.is(server.host.scripts.length, 1);
  },
  { args: [...LEAVE_END, "--scripts", "1"] },
);

withRules("a FastCGI backend's answer is sent", ["--fastcgi", "/app/ unix:/a"], (server) => {
  const content = "c".repeat(300);
  const { client, backend } = ask(server, post("/app/x", content.length) + content + FILE);
  client.end();
  server.pass(1_000);
  assert.equal([received(backend).content, backend.channel.isClosed], [content, false]);
  backend.write(recordsOf(`${HEAD}done`));
  server.settle();
  assertAnswered(client, "done", "hello\n");
  assertAtRest(server);
});

withRules("an SCGI backend's answer is sent", ["--scgi", "/app/ unix:/a"], (server) => {
  const { client, backend } = ask(server);
  client.end();
  server.pass(1_000);
  backend.write(`${HEAD}done`);
  backend.close();
  server.settle();
  assertAnswered(client, "done");
});

withRules("leave=end, FastCGI", ["--fastcgi", "/app/ unix:/a leave=end"], (server) => {
  const { client, backend } = ask(server);
  client.end();
  server.pass(0);
  assert.ok(backend.channel.isClosed && client.isClosed);
  assertAtRest(server);
});

for (const [what, octets] of [
  ["of a length", `${post("/cgi-bin/script", 5)}hello`],
  ["in chunks", `${CHUNKED}5\r\nhello\r\n0\r\n\r\n`],
] as const) {
  const args = ["--cgi", "--authorizer", "/cgi-bin/ unix:/auth"];
  withRules(`an authorizer is asked, of content ${what}`, args, (server) => {
    const client = allowed(server, octets);
    assert.is(last(server).input.received().toString(), "hello");
    finish(server);
    assert.equal(statuses(client), [200]);
    assert.ok(client.isClosed);
    assertAtRest(server);
  });

  withRules(`the same, cut short, ${what}`, args, (server) => {
    const client = allowed(server, octets.slice(0, -1));
    assert.ok(server.host.scripts.every(({ signals }) => signals[0] === Signal.Terminate));
    assert.equal(statuses(client), []);
    assert.ok(client.isClosed);
    server.pass(5_000);
    assertAtRest(server);
  });
}

/** A client that ends its side when its authorizer was asked, which then allows the request. */
function allowed(server: SimulatedServer, octets: string): SimulatedChannel {
  const { client } = ask(server, octets);
  client.end();
  server.pass(0);
  latest(server).write(recordsOf("Status: 200\n\n"));
  server.pass(0);
  return client;
}

test.run();
