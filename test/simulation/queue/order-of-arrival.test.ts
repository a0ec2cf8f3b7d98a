/*
 * Requests that wait for scripts to end: in order, each answered or refused, and nothing lost of
 * what came with them or behind them.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import { fieldOf } from "../../support/http-message";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import {
  answer,
  answers,
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

const HEAD = "Content-Type: text/plain\n\n";
const SCRIPT = get("/cgi-bin/script");

/** As many scripts as may run. */
function fill(server: SimulatedServer): { client: SimulatedChannel; script: SimulatedScript }[] {
  return Array.from({ length: 8 }, () => startScript(server));
}

function finish(server: SimulatedServer, script: SimulatedScript, text = "done"): void {
  script.write(HEAD + text);
  script.exit();
  server.pass(0);
}

/** A client whose request waits. */
function wait(server: SimulatedServer, octets = SCRIPT, pieceBytes?: number): SimulatedChannel {
  const client = server.connect();
  client.give(octets, pieceBytes);
  server.pass(0);
  return client;
}

function last(server: SimulatedServer): SimulatedScript {
  return server.host.scripts.at(-1) as SimulatedScript;
}

onBoth("requests wait in order of arrival, and one starts when one ends", "--cgi", (server) => {
  const running = fill(server);
  const waiting = [wait(server, get("/cgi-bin/script?1")), wait(server, get("/cgi-bin/script?2"))];
  assert.is(server.host.scripts.length, 8);
  for (const [i, { script }] of running.slice(0, 2).entries()) {
    finish(server, script);
    assert.is(server.host.scripts.length, 9 + i);
    assert.is(last(server).variable("QUERY_STRING"), `${i + 1}`);
  }
  for (const [i, client] of waiting.entries()) {
    finish(server, server.host.scripts[8 + i] as SimulatedScript, `${i + 1}`);
    assert.is(answer(client).content.toString(), `${i + 1}`);
  }
});

onBoth("nobody passes those who wait", "--cgi", (server) => {
  const [first] = fill(server);
  wait(server, get("/cgi-bin/script?1"));
  first?.script.exit();
  // The place is free, and the next event is a request and not yet the turn of who waits.
  server.settle();
  const late = server.connect();
  say(server, late, get("/cgi-bin/script?2"));
  assert.is(server.host.scripts.length, 8);
  server.pass(0);
  assert.is(last(server).variable("QUERY_STRING"), "1");
  assert.is(server.host.scripts.length, 9);
});

onBoth("the place is free when the process and its pipes have ended", "--cgi", (server) => {
  const [first] = fill(server);
  wait(server);
  first?.script.write(`Content-Length: 2\n\nok`);
  server.pass(0);
  first?.script.die(0);
  server.pass(0);
  assert.is(server.host.scripts.length, 8);
  first?.script.exit();
  server.pass(0);
  assert.is(server.host.scripts.length, 9);
});

onBoth("the queue is full: 503 at once, with Retry-After", "--cgi --script-queue 2", (server) => {
  fill(server);
  wait(server);
  wait(server);
  const surplus = wait(server, SCRIPT + get("/hello.txt"));
  const [refused, next] = answers(surplus);
  assert.is(refused?.status, 503);
  assert.match(refused?.content.toString() ?? "", "50303");
  assert.ok(refused && fieldOf(refused, "Retry-After") !== null);
  assert.is(next?.status, 200, "the connection goes on");
  assert.is(server.host.scripts.length, 8);
});

onBoth("the time to wait is over: 503, and the connection goes on", "--cgi", (server) => {
  fill(server);
  server.pass(1);
  const client = wait(server, SCRIPT + get("/hello.txt"));
  server.pass(29_998);
  assert.is(client.received().length, 0);
  for (const script of server.host.scripts) script.write(HEAD);
  server.pass(2);
  const [refused, next] = answers(client);
  assert.match(refused?.content.toString() ?? "", "50305");
  assert.is(refused?.status, 503);
  assert.ok(refused && fieldOf(refused, "Retry-After") !== null);
  assert.is(next?.content.toString(), "hello\n");
  assert.is(server.host.scripts.length, 8);
});

onBoth("--timeout script-wait", "--cgi --timeout script-wait=5", (server) => {
  fill(server);
  const client = wait(server);
  server.pass(4_999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [503]);
});

onBoth(
  "a client leaves while it waits: its place is another's",
  "--cgi --script-queue 1",
  (server) => {
    const [first] = fill(server);
    wait(server).fail();
    server.pass(0);
    const client = wait(server, get("/cgi-bin/script?1"));
    finish(server, (first as { script: SimulatedScript }).script);
    assert.is(server.host.scripts.length, 9);
    assert.is(last(server).variable("QUERY_STRING"), "1");
    finish(server, last(server));
    assert.is(answer(client).status, 200);
  },
);

onBoth(
  "what comes while a request waits is kept, and then it is read no further",
  "--cgi --script-buffer 0",
  (server) => {
    const [first] = fill(server);
    const content = "c".repeat(100_000);
    const client = wait(
      server,
      post("/cgi-bin/script", content.length) + content + get("/next.txt"),
    );
    assert.ok(client.pieces.length > 3, "not all is read");
    assert.is(taken(server, Pool.Heads), 1);
    finish(server, (first as { script: SimulatedScript }).script);
    assert.is(last(server).input.received().toString(), content);
    finish(server, last(server), "took it");
    const [own, next] = answers(client);
    assert.is(own?.content.toString(), "took it");
    assert.is(next?.content.toString(), "next\n");
  },
);

onBoth("a client that leaves behind a full slot is seen to", "--cgi", (server) => {
  const [first] = fill(server);
  const client = wait(server, post("/cgi-bin/script", 200_000) + "c".repeat(60_000));
  client.fail();
  server.pass(0);
  assert.is(client.isClosed, true);
  finish(server, (first as { script: SimulatedScript }).script);
  assert.is(server.host.scripts.length, 8);
});

for (const pieceBytes of [1, 7, 100, 16_384]) {
  onBoth(`requests behind one that waits, in pieces of ${pieceBytes}`, "--cgi", (server) => {
    const [first] = fill(server);
    const octets =
      `${post("/cgi-bin/script", 5)}hello${SCRIPT}${get("/hello.txt")}` +
      `${post("/cgi-bin/script?3", 3)}abc`;
    const client = wait(server, octets, pieceBytes);
    finish(server, (first as { script: SimulatedScript }).script);
    assert.is(last(server).input.received().toString(), "hello");
    finish(server, last(server), "one");
    finish(server, last(server), "two");
    assert.is(last(server).input.received().toString(), "abc");
    finish(server, last(server), "three");
    const texts = answers(client).map(({ content }) => content.toString());
    assert.equal(texts, ["one", "two", "hello\n", "three"]);
  });
}

onBoth(
  "100 (Continue) is said when the script is started, not before",
  "--cgi --script-buffer 0",
  (server) => {
    const [first] = fill(server);
    const expecting = "Content-Length: 3\r\nExpect: 100-continue\r\n";
    const client = wait(server, get("/cgi-bin/script", expecting));
    assert.is(client.received().length, 0);
    finish(server, (first as { script: SimulatedScript }).script);
    assert.is(client.received().toString(), "HTTP/1.1 100 Continue\r\n\r\n");
    say(server, client, "abc");
    assert.is(last(server).input.received().toString(), "abc");
    finish(server, last(server));
    assert.is(answer(client).status, 200);
  },
);

onBoth(
  "one that was not told to continue is closed after 503",
  "--cgi --script-buffer 0",
  (server) => {
    fill(server);
    const client = wait(
      server,
      get("/cgi-bin/script", "Content-Length: 3\r\nExpect: 100-continue\r\n"),
    );
    server.pass(30_000);
    assert.equal(statuses(client), [503]);
    assert.is(client.isFinished, true);
  },
);

onBoth("HEAD and HTTP/1.0 wait as well", "--cgi", (server) => {
  const running = fill(server);
  const head = wait(server, "HEAD /cgi-bin/script HTTP/1.1\r\nHost: a\r\n\r\n");
  const old = wait(server, "GET /cgi-bin/script HTTP/1.0\r\n\r\n");
  for (const { script } of running.slice(0, 2)) finish(server, script);
  for (const script of server.host.scripts.slice(8)) finish(server, script, "text");
  assert.is(answer(head, "HEAD").content.length, 0);
  assert.is(answer(old).content.toString(), "text");
  assert.is(old.isClosed, true);
});

onBoth("a request is counted once", "--cgi --requests 2", (server) => {
  const [first] = fill(server);
  const client = wait(server, SCRIPT + get("/hello.txt") + get("/hello.txt"));
  finish(server, (first as { script: SimulatedScript }).script);
  finish(server, last(server));
  assert.equal(statuses(client), [200, 200]);
  assert.is(client.isFinished, true);
});

onBoth("the path is looked up anew when the turn comes", "--cgi", (server) => {
  const [first] = fill(server);
  const client = wait(server, `${post("/cgi-bin/script", 3)}abc${get("/hello.txt")}`);
  server.host.files.root.children.get("cgi-bin")?.children.delete("script");
  finish(server, (first as { script: SimulatedScript }).script);
  assert.equal(statuses(client), [404, 200]);
});

onBoth("a script that cannot be started passes the turn on", "--cgi", (server) => {
  const [first] = fill(server);
  const one = wait(server);
  const two = wait(server);
  server.host.failNext("spawn", Failure.NoDescriptors);
  finish(server, (first as { script: SimulatedScript }).script);
  assert.equal(statuses(one), [503]);
  finish(server, last(server));
  assert.equal(statuses(two), [200]);
});

onBoth("the server is stopped: who waits is refused", "--cgi", (server) => {
  const [first] = fill(server);
  const client = wait(server);
  const slow = wait(server, `${post("/cgi-bin/script", 3)}a`);
  server.stop();
  for (const each of [client, slow]) {
    const refused = answer(each);
    assert.is(refused.status, 503);
    assert.match(refused.content.toString(), "50306");
    assert.is(each.isOver, true);
  }
  finish(server, (first as { script: SimulatedScript }).script);
  assert.is(server.host.scripts.length, 8);
});

onBoth("many clients at once: each is answered or refused", "--cgi", (server) => {
  const answered = { 200: 0, 503: 0 };
  server.host.onSpawn = (script) => {
    script.write(`${HEAD}ok`);
    script.exit();
  };
  const clients = Array.from({ length: 200 }, () => server.connect());
  for (const client of clients) client.give(SCRIPT);
  server.pass(0);
  for (const client of clients) answered[answer(client).status as 200 | 503]++;
  assert.is(answered[200] + answered[503], 200);
  assert.ok(answered[200] >= 40, `${answered[200]} were answered`);
  assert.is(taken(server, Pool.Upstreams), 0);
  for (const client of clients) client.end();
  server.pass(0);
  assertAtRest(server);
});

onBoth(
  "a rule with its own number makes only its own wait",
  "",
  (server) => {
    const own = startScript(server, get("/cgi-bin/other"));
    const waiting = wait(server, get("/cgi-bin/other?1"));
    const surplus = wait(server, get("/cgi-bin/other?2"));
    assert.equal(statuses(surplus), [503], "its queue is full");
    const { client, script } = startScript(server);
    const behind = wait(server, get("/cgi-bin/script?1"));
    finish(server, script, "common");
    assert.is(answer(client).content.toString(), "common");
    assert.is(last(server).variable("QUERY_STRING"), "1");
    assert.match(last(server).program.path, /script$/);
    finish(server, own.script);
    assert.match(last(server).program.path, /other$/);
    finish(server, last(server), "own");
    assert.is(answer(waiting).content.toString(), "own");
    assert.is(behind.received().length, 0);
  },
  {
    args: [
      ...["--cgi", "--scripts", "1", "--script-queue", "1"],
      ...["--script", "/cgi-bin/other at-once=1"],
    ],
  },
);

onBoth("a script that was answered gives way to who waits", "--cgi --scripts 1", (server) => {
  const first = startScript(server);
  first.script.write("Content-Length: 2\n\nok");
  server.pass(4_000);
  const client = wait(server);
  server.pass(999);
  assert.equal(first.script.signals, []);
  server.pass(1);
  assert.is(server.host.scripts.length, 2);
  finish(server, last(server));
  assert.is(answer(client).status, 200);
});

onBoth("all connections may wait", "--cgi --connections 12", (server) => {
  const running = fill(server);
  const waiting = [1, 2, 3, 4].map((n) => wait(server, get(`/cgi-bin/script?${n}`)));
  for (const { script } of running.slice(0, 4)) finish(server, script);
  for (const script of server.host.scripts.slice(8)) finish(server, script);
  for (const client of waiting) assert.is(answer(client).status, 200);
});

test.run();
