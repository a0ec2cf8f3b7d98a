/*
 * Content of known length that has not come whole with its head: kept until it has, up to
 * --script-buffer, so that a slow sender holds no script; and what gives way where there is no room.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import { filler } from "../../support/simulated-world";
import { ask, received, reply, withRules } from "../backends";
import {
  answer,
  assertAtRest,
  get,
  onBoth,
  Pool,
  post,
  say,
  startScript,
  statuses,
  taken,
} from "../on-both";

const SCRIPT = "/cgi-bin/script";
const BUFFERED_COUNT = 32;
const CHUNKED = `POST ${SCRIPT} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;

function last(server: SimulatedServer): SimulatedScript {
  return server.host.scripts.at(-1) as SimulatedScript;
}

function finish(server: SimulatedServer): void {
  last(server).write("Content-Type: text/plain\n\ndone");
  last(server).exit();
  server.pass(0);
}

/** A client that has sent the head of a request, and so much of its content. */
function begin(server: SimulatedServer, length: number, octets = ""): SimulatedChannel {
  const client = server.connect();
  say(server, client, post(SCRIPT, length) + octets);
  return client;
}

for (const bytes of [1, 100, 16_000, 16_300, 16_384, 17_000, 50_000]) {
  for (const pieceBytes of [7, 1000, 16_384]) {
    if (bytes > 1000 && pieceBytes === 7) continue;
    onBoth(`${bytes} octets in pieces of ${pieceBytes}`, "--cgi", (server) => {
      const content = filler(bytes).toString("latin1");
      const client = begin(server, bytes);
      assert.is(server.host.scripts.length, 0);
      client.give(content + get("/next.txt"), pieceBytes);
      server.pass(0);
      assert.is(server.host.scripts.length, 1);
      last(server).input.takeAll();
      server.pass(0);
      assert.is(last(server).input.received().toString("latin1"), content);
      assert.is(last(server).variable("CONTENT_LENGTH"), `${bytes}`);
      finish(server);
      assert.equal(statuses(client), [200, 200]);
      assertAtRest(server, 1);
    });
  }
}

onBoth("content that comes whole with its head costs what it did", "--cgi", (server) => {
  const plain = startScript(server, `${post(SCRIPT, 5)}hello`);
  assert.equal([taken(server, Pool.Heads), taken(server, Pool.Held)], [0, 0]);
  assert.is(plain.script.input.received().toString(), "hello");
});

onBoth(
  "content that comes behind its head, and fits behind it, costs no file",
  "--cgi",
  (server) => {
    server.host.failNext("openTemporary", Failure.Forbidden);
    const client = begin(server, 10_000);
    say(server, client, "a".repeat(10_000));
    server.pass(0);
    assert.is(last(server).input.received().length, 10_000);
    finish(server);
    assert.is(answer(client).status, 200);
  },
);

onBoth("slow senders hold no script, however many", "--cgi", (server) => {
  const slow = Array.from({ length: 20 }, () => begin(server, 60_000));
  for (let second = 0; second < 60; second++) {
    for (const client of slow) client.give("a".repeat(1000));
    server.pass(1000);
    if (second % 10 === 5) {
      const client = server.connect();
      say(server, client, get(SCRIPT));
      finish(server);
      assert.is(answer(client).status, 200);
    }
  }
  // They ran when all of it had come.
  for (let i = 0; i < slow.length; i++) {
    const script = server.host.scripts[6 + i] as SimulatedScript;
    assert.is(script.input.received().length, 60_000);
    script.write("Content-Type: text/plain\n\ndone");
    script.exit();
    server.pass(0);
  }
  for (const client of slow) assert.is(answer(client).status, 200);
});

for (const args of ["--script-buffer 0", "--script-buffer 99"]) {
  onBoth(`content beyond ${args} goes on as it comes`, `--cgi ${args}`, (server) => {
    const { client, script } = startScript(server, `${post(SCRIPT, 100)}ab`);
    assert.is(script.input.received().toString(), "ab");
    say(server, client, "c".repeat(98));
    assert.is(script.input.received().length, 98);
  });
}

withRules(
  "buffer= holds for its rule alone",
  ["--script", "/cgi-bin/ buffer=0", "--fastcgi", "/app/ :9000 buffer=4"],
  (server) => {
    startScript(server, post(SCRIPT, 100));
    ask(server, post("/app/x", 5));
    const client = server.connect();
    say(server, client, post("/app/x", 4));
    assert.is(server.host.backends.length, 1);
    say(server, client, "abcd");
    server.pass(0);
    assert.is(server.host.backends.length, 2);
  },
);

for (const bytes of [4, 40_000]) {
  withRules(
    `a backend gets ${bytes} octets that were kept`,
    ["--fastcgi", "/app/ :9000"],
    (server) => {
      const client = server.connect();
      say(server, client, post("/app/x", bytes));
      for (let at = 0; at < bytes; at += 1000)
        say(server, client, "a".repeat(Math.min(1000, bytes)));
      server.pass(0);
      const [backend] = server.host.backends;
      assert.ok(backend);
      if (backend === undefined) return;
      const { content, isWhole } = received(backend);
      assert.equal([content.length, isWhole], [bytes, true]);
      reply(server, backend);
      assert.is(answer(client).status, 200);
      assertAtRest(server, 1);
    },
  );
}

onBoth("100 (Continue) is said when the content is to be kept", "--cgi", (server) => {
  const client = server.connect();
  say(server, client, post(SCRIPT, 5).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));
  assert.is(client.received().toString(), "HTTP/1.1 100 Continue\r\n\r\n");
  assert.is(server.host.scripts.length, 0);
  say(server, client, "hello");
  server.pass(0);
  assert.is(last(server).input.received().toString(), "hello");
});

for (const call of ["openTemporary", "writeFile"] as const) {
  for (const failure of [Failure.NoSpace, Failure.Forbidden, Failure.NoDescriptors]) {
    onBoth(`${call} fails with ${failure} at first: it goes on as it comes`, "--cgi", (server) => {
      server.host.failNext(call, failure);
      const client = begin(server, 40_000, "a".repeat(10_000));
      say(server, client, "b".repeat(10_000));
      server.pass(0);
      assert.is(server.host.scripts.length, 1);
      assert.match(server.host.logged, /no content can be kept in \/tmp: /);
      say(server, client, `${"c".repeat(20_000)}${get("/next.txt")}`);
      server.pass(0);
      const content = last(server).input.received().toString();
      assert.is(content, "a".repeat(10_000) + "b".repeat(10_000) + "c".repeat(20_000));
      finish(server);
      assert.equal(statuses(client), [200, 200]);
      assertAtRest(server, 1);
    });
  }
}

onBoth("there is no space any more for what comes later: 507", "--cgi", (server) => {
  const client = begin(server, 40_000, "a".repeat(30_000));
  server.host.failNext("writeFile", Failure.NoSpace);
  say(server, client, `${"c".repeat(10_000)}${get("/next.txt")}`);
  server.pass(0);
  assert.equal(statuses(client), [507, 200]);
  assert.is(server.host.scripts.length, 0);
  assertAtRest(server, 1);
});

onBoth(
  "it goes on as it comes, and waits for its turn meanwhile",
  "--cgi --scripts 1",
  (server) => {
    const { script } = startScript(server);
    server.host.failNext("openTemporary", Failure.NoSpace);
    const client = begin(server, 40_000, "a".repeat(10_000));
    say(server, client, "b".repeat(30_000));
    assert.is(server.host.scripts.length, 1);
    script.exit();
    server.pass(0);
    assert.is(last(server).input.received().length, 40_000);
    finish(server);
    assert.is(answer(client).status, 200);
  },
);

onBoth("as many are kept as may be: another one's goes on as it comes", "--cgi", (server) => {
  for (let i = 0; i < BUFFERED_COUNT; i++) begin(server, 10);
  assert.is(server.host.scripts.length, 0);
  startScript(server, post(SCRIPT, 10));
});

/** As many as may be kept; each has sent 10 octets more than the one before. */
function fill(server: SimulatedServer): SimulatedChannel[] {
  return Array.from({ length: BUFFERED_COUNT }, (_, i) => {
    const client = server.connect();
    const bytes = 100 + 10 * i;
    say(server, client, `${CHUNKED}${bytes.toString(16)}\r\n${"a".repeat(bytes)}\r\n`);
    return client;
  });
}

onBoth(
  "of those that are kept the slowest gives way to chunked content: 408",
  "--cgi",
  (server) => {
    const slow = fill(server);
    server.pass(5_000);
    const honest = server.connect();
    say(server, honest, `${CHUNKED}5\r\nhello\r\n`);
    const [first, second, ...others] = slow as [SimulatedChannel, SimulatedChannel];
    const refused = answer(first);
    assert.is(refused.status, 408);
    assert.match(refused.content.toString(), "40803");
    say(server, honest, "0\r\n\r\n");
    server.pass(0);
    assert.is(last(server).input.received().toString(), "hello");
    finish(server);
    assert.is(answer(honest).status, 200);
    for (const client of [second, ...others]) assert.is(client.received().length, 0);
    say(server, second, "0\r\n\r\n");
    server.pass(0);
    assert.is(last(server).input.received().length, 110);
  },
);

for (const [what, args, ms] of [
  ["who has begun just now is not judged", "--cgi", 4_999],
  ["nobody is too slow for --script-rate 0", "--cgi --script-rate 0", 20_000],
  ["who is fast enough does not give way", "--cgi --script-rate 4", 20_000],
] as const) {
  onBoth(`${what}: the 33rd is 503`, args, (server) => {
    const slow = fill(server);
    server.pass(ms);
    const surplus = server.connect();
    say(server, surplus, `${CHUNKED}5\r\nhello\r\n0\r\n\r\n${get("/next.txt")}`);
    assert.equal(statuses(surplus), [503, 200]);
    for (const client of slow) assert.is(client.received().length, 0);
  });
}

onBoth("nothing is left of those who gave way", "--cgi", (server) => {
  const slow = fill(server);
  server.pass(5_000);
  for (let i = 0; i < 40; i++) {
    const client = server.connect();
    say(server, client, `${CHUNKED}5\r\nhello\r\n`);
    client.fail();
    server.settle();
  }
  for (const client of slow) client.fail();
  server.pass(5_000);
  assertAtRest(server);
});

test.run();
