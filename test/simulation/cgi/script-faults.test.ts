import { test } from "uvu";
import * as assert from "uvu/assert";
import { Signal } from "../../../src/seam/results";
import type { SimulatedScript } from "../../support/simulated-script";
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

/** SIGKILL may come twice: for the process, and when it is gone for what is left of its group. */
function assertSignals(script: SimulatedScript, ...expected: Signal[]): void {
  assert.equal([...new Set(script.signals)], expected);
}

const HEAD = "Content-Type: text/plain\n\n";

onBoth("a script's answer, and its end", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write(`${HEAD}hello`);
  script.exit();
  server.settle();
  assert.is(answer(client).content.toString(), "hello");
  assertAtRest(server, 1);
});

onBoth(
  "what is written last, when the script has ended, leaves in one piece with the end of its framing",
  "--cgi",
  (server) => {
    const { client, script } = startScript(server);
    script.die(0);
    server.settle();
    script.write(`${HEAD}hello`);
    script.exit();
    server.settle();
    assert.is(client.sendCount, 1);
    assert.is(answer(client).framing, "chunked");
  },
);

onBoth("an end that is not known yet leaves in a piece of its own", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write(`${HEAD}hello`);
  server.settle();
  script.exit();
  server.settle();
  assert.is(client.sendCount, 2);
  assert.is(answer(client).content.toString(), "hello");
});

onBoth("a script is over time: 504, SIGTERM, SIGKILL", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.isObedient = false;
  server.pass(29_999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.is(answer(client).status, 504);
  assertSignals(script, Signal.Terminate);
  server.pass(2_999);
  assertSignals(script, Signal.Terminate);
  server.pass(1);
  assertSignals(script, Signal.Terminate, Signal.Kill);
  assert.is(taken(server, Pool.Upstreams), 0);
});

onBoth("a request behind one that timed out is answered", "--cgi", (server) => {
  const { client } = startScript(server, get("/cgi-bin/script") + get("/next.txt"));
  server.pass(30_000);
  assert.equal(statuses(client), [504, 200]);
});

onBoth(
  "content that a script has not read does not stop the next request",
  "--cgi --script-buffer 0",
  (server) => {
    const { client, script } = startScript(server, post("/cgi-bin/script", 40_000));
    script.input.limit(0);
    say(server, client, `${"x".repeat(40_000)}${get("/next.txt")}`);
    server.pass(30_000);
    assert.equal(statuses(client), [504, 200]);
  },
);

onBoth("answers that were lent: the script is forgotten when it ends", "--cgi", (server) => {
  const { client, script } = startScript(server);
  client.limit(0);
  script.write("Content-Length: 5\n\nhello");
  script.exit();
  server.settle();
  client.takeAll();
  server.settle();
  assert.is(answer(client).content.toString(), "hello");
  assert.is(taken(server, Pool.Upstreams), 0, "its record is free");
});

onBoth("a client leaves while it is lent output: the script is forgotten", "--cgi", (server) => {
  const { client, script } = startScript(server);
  client.limit(100);
  script.write(`${HEAD}${"x".repeat(50_000)}`);
  server.settle();
  client.fail();
  server.pass(0);
  assert.is(script.signals[0], Signal.Terminate);
  server.pass(3_000);
  assert.is(taken(server, Pool.Upstreams), 0, "its record is free");
});

onBoth("a script that is silent after a slow piece keeps its client", "--cgi", (server) => {
  const { client, script } = startScript(server);
  client.limit(100);
  script.write(`${HEAD}one`);
  server.settle();
  client.takeAll();
  server.settle();
  server.pass(70_000);
  script.write("two");
  script.exit();
  server.settle();
  assert.is(answer(client).content.toString(), "onetwo");
});

onBoth(
  "a client that takes nothing is closed though its content came late",
  "--cgi --script-buffer 0",
  (server) => {
    const { client, script } = startScript(server, `${post("/cgi-bin/script", 2)}a`);
    client.limit(100);
    script.write(`${HEAD}${"x".repeat(1000)}`);
    server.settle();
    say(server, client, "b");
    server.pass(65_000);
    assert.is(client.isClosed, true);
  },
);

onBoth("a script is over time while 100 (Continue) is lent", "--cgi", (server) => {
  const client = server.connect();
  client.limit(5);
  const expecting = "Content-Length: 3\r\nExpect: 100-continue\r\n";
  say(server, client, get("/cgi-bin/script", expecting));
  server.pass(15_000);
  client.take(1);
  server.pass(16_000);
  server.pass(40_000);
  assert.is(client.isClosed, true);
});

onBoth(
  "scripts beyond the eighth: 503, and the others go on",
  "--cgi --script-queue 0",
  (server) => {
    const running = Array.from({ length: 8 }, () => startScript(server));
    const surplus = server.connect();
    say(server, surplus, get("/cgi-bin/script") + get("/hello.txt"));
    assert.equal(statuses(surplus), [503, 200]);
    for (const { client, script } of running) {
      script.write(`${HEAD}mine`);
      script.exit();
      server.settle();
      assert.is(answer(client).content.toString(), "mine");
    }
    startScript(server);
  },
);

onBoth("a script goes on after its answer without holding the client up", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write("Content-Length: 2\n\nok");
  server.settle();
  say(server, client, get("/next.txt"));
  assert.equal(statuses(client), [200, 200]);
  script.isObedient = false;
  server.pass(30_000);
  assertSignals(script, Signal.Terminate);
  server.pass(3_000);
  assertSignals(script, Signal.Terminate, Signal.Kill);
  assert.is(taken(server, Pool.Upstreams), 0);
});

onBoth("one that a script left behind is ended with its group", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.isObedient = false;
  client.fail();
  server.pass(0);
  assertSignals(script, Signal.Terminate);
  script.die(0);
  server.pass(4_000);
  assert.ok(
    script.signals.includes(Signal.Kill),
    "killed 3 s after SIGTERM, as its leader would be",
  );
  assert.is(taken(server, Pool.Upstreams), 0);
});

onBoth("the content of a request stops coming: 408", "--cgi --script-buffer 0", (server) => {
  const { client, script } = startScript(server, `${post("/cgi-bin/script", 10)}abc`);
  assert.is(script.input.received().toString(), "abc");
  server.pass(29_999);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [408]);
  assert.is(client.isFinished, true);
  assert.is(script.signals[0], Signal.Terminate);
});

test.run();
