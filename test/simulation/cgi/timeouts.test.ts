/*
 * The times of scripts: for the head of an answer, for silence before and after it, for all of it.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Signal } from "../../../src/seam/results";
import { answer, get, onBoth, Pool, post, say, startScript, statuses, taken } from "../on-both";

const HEAD = "Content-Type: text/plain\n\n";

onBoth("a head that trickles in is over time all the same: 504", "--cgi", (server) => {
  const { client, script } = startScript(server);
  for (let each = 0; each < 29; each++) {
    script.write("X");
    server.pass(1_000);
  }
  script.write(": 1\n");
  server.pass(999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.is(answer(client).status, 504);
  assert.match(server.host.logged, /did not answer in time/);
});

onBoth(
  "silence before the head: each octet begins it anew",
  "--cgi --timeout script-head=0 --timeout script-silence=10",
  (server) => {
    const { client, script } = startScript(server);
    for (let each = 0; each < 10; each++) {
      server.pass(9_000);
      script.write("X");
    }
    server.pass(9_999);
    assert.is(client.received().length, 0);
    server.pass(1);
    assert.is(answer(client).status, 504);
    assert.is(script.signals[0], Signal.Terminate);
  },
);

onBoth(
  "after the head a script may be silent for ever, as a stream of events is",
  "--cgi",
  (server) => {
    const { client, script } = startScript(server);
    script.write(`${HEAD}data: 1\n\n`);
    server.pass(10_000_000);
    assert.ok(!client.isClosed);
    script.write("data: 2\n\n");
    script.exit();
    server.settle();
    assert.is(answer(client).content.toString(), "data: 1\n\ndata: 2\n\n");
  },
);

onBoth(
  "silence after the head, when it is bounded: the answer is cut, the script told to end",
  "--cgi --timeout script-idle=5",
  (server) => {
    const { client, script } = startScript(server);
    script.isObedient = false;
    script.write(`${HEAD}one`);
    server.pass(4_999);
    script.write("two");
    server.pass(4_999);
    assert.ok(!client.isClosed);
    assert.equal(script.signals, []);
    server.pass(1);
    assert.ok(client.isReset);
    assert.not.match(client.received().toString(), /\r\n0\r\n/, "no proper end");
    assert.match(server.host.logged, /did not go on in time/);
    assert.equal(script.signals, [Signal.Terminate]);
    server.pass(3_000);
    assert.is(script.signals.at(-1), Signal.Kill);
    assert.is(taken(server, Pool.Upstreams), 0);
  },
);

onBoth(
  "a client that takes nothing is waited for, not its script",
  "--cgi --timeout script-idle=5 --min-rate 0",
  (server) => {
    const { client, script } = startScript(server);
    client.limit(0);
    script.write(`${HEAD}one`);
    server.pass(20_000);
    assert.ok(!client.isClosed);
    client.takeAll();
    server.pass(4_999);
    assert.ok(!client.isClosed);
    server.pass(1);
    assert.ok(client.isClosed);
  },
);

onBoth(
  "content that is still to come is waited for, not the script",
  "--cgi --min-rate 0 --script-buffer 0",
  (server) => {
    const { client } = startScript(server, post("/cgi-bin/script", 40));
    for (let each = 0; each < 39; each++) {
      say(server, client, "x");
      server.pass(20_000);
    }
    assert.is(client.received().length, 0);
    say(server, client, "x");
    server.pass(29_999);
    assert.is(client.received().length, 0);
    server.pass(1);
    assert.is(answer(client).status, 504);
  },
);

onBoth(
  "all of it, when that is bounded, however busy it is",
  "--cgi --timeout script-total=60",
  (server) => {
    const { client, script } = startScript(server);
    script.write(HEAD);
    for (let each = 0; each < 59; each++) {
      script.write("x");
      server.pass(1_000);
    }
    assert.ok(!client.isClosed);
    script.write("x");
    server.pass(1_000);
    assert.ok(client.isClosed);
    assert.ok(script.signals.includes(Signal.Terminate));
  },
);

onBoth(
  "each rule has times of its own",
  "--script=/cgi-bin/ head=2 --script=*.txt:/bin/sh head=0 silence=0 total=9",
  (server) => {
    const slow = startScript(server, get("/hello.txt"));
    const fast = startScript(server, get("/cgi-bin/script"));
    server.pass(2_000);
    assert.is(answer(fast.client).status, 504);
    server.pass(6_999);
    assert.is(slow.client.received().length, 0);
    server.pass(1);
    assert.is(answer(slow.client).status, 504);
  },
  { args: ["--script=/cgi-bin/ head=2", "--script=*.txt:/bin/sh head=0 silence=0 total=9"] },
);

onBoth("the request behind one that was over time is answered", "--cgi", (server) => {
  const { client } = startScript(server, get("/cgi-bin/script") + get("/next.txt"));
  server.pass(30_000);
  assert.equal(statuses(client), [504, 200]);
});

test.run();
