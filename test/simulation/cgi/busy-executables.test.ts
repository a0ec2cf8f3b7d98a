/*
 * A start of a script that is put off for a moment: its program is open for writing (ETXTBSY), or is
 * another one than was judged.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import type { SimulatedServer } from "../../support/simulated-server";
import { answer, assertAtRest, get, onBoth, post, say, statuses } from "../on-both";

const RETRY_MS = 100;

/** The next starts fail so. */
function failStarts(server: SimulatedServer, count: number): void {
  for (let i = 0; i < count; i++) server.host.failNext("spawn", Failure.BeingWritten);
}

function endScript(server: SimulatedServer, index = 0): void {
  const script = server.host.scripts[index];
  assert.ok(script, "it was started");
  script.write("Content-Type: text/plain\n\ndone");
  script.exit();
  server.settle();
}

for (const failures of [1, 2]) {
  onBoth(`it is tried again, ${failures} times`, "--cgi", (server) => {
    failStarts(server, failures);
    const client = server.connect();
    say(server, client, get("/cgi-bin/script") + get("/hello.txt"));
    server.pass(RETRY_MS * failures - 1);
    assert.is(server.host.scripts.length, 0);
    assert.equal(statuses(client), []);
    server.pass(1);
    endScript(server);
    assert.equal(statuses(client), [200, 200]);
    const told = server.host.logged.match(
      / notice: \/cgi-bin\/script: could not be started: it is being written; it is tried again\n/g,
    );
    assert.is(told?.length, failures);
    server.pass(20_000);
    assertAtRest(server);
  });
}

onBoth("after three tries it is 503, and the log says why", "--cgi", (server) => {
  failStarts(server, 3);
  const client = server.connect();
  say(server, client, get("/cgi-bin/script") + get("/hello.txt"));
  server.pass(RETRY_MS * 2);
  assert.equal(statuses(client), [503, 200]);
  assert.match(
    server.host.logged,
    / error: \/cgi-bin\/script: could not be started: it is being written\n/,
  );
  server.pass(20_000);
  assertAtRest(server);
});

onBoth("content that was kept, and content that is still to come", "--cgi", (server) => {
  failStarts(server, 2);
  const kept = server.connect();
  say(server, kept, `${post("/cgi-bin/script", 4)}abcd`);
  const large = server.connect();
  say(server, large, post("/cgi-bin/script", 3_000_000));
  assert.is(server.host.scripts.length, 0);
  server.pass(RETRY_MS);
  assert.is(server.host.scripts.length, 2);
  assert.is(server.host.scripts[0]?.input.received().toString(), "abcd");
  say(server, large, "x".repeat(10_000));
  assert.is(server.host.scripts[1]?.input.received().length, 10_000);
});

onBoth("it holds up no other script, and takes no place", "--cgi --scripts 1", (server) => {
  failStarts(server, 1);
  const first = server.connect();
  say(server, first, get("/cgi-bin/script"));
  const second = server.connect();
  say(server, second, get("/cgi-bin/script"));
  assert.is(server.host.scripts.length, 1, "the second");
  server.pass(RETRY_MS);
  assert.is(server.host.scripts.length, 1, "the first waits for its turn now");
  endScript(server, 0);
  assert.is(answer(second).status, 200);
  server.pass(1);
  endScript(server, 1);
  assert.is(answer(first).status, 200);
});

onBoth("with no room to wait it is 503 at once", "--cgi --script-queue 0", (server) => {
  failStarts(server, 1);
  const client = server.connect();
  say(server, client, get("/cgi-bin/script"));
  assert.equal(statuses(client), [503]);
});

onBoth("a client that leaves meanwhile", "--cgi", (server) => {
  failStarts(server, 1);
  const client = server.connect();
  say(server, client, get("/cgi-bin/script"));
  client.fail();
  server.settle();
  server.pass(1000);
  assert.is(server.host.scripts.length, 0);
  assertAtRest(server);
});

onBoth("the server is to end meanwhile", "--cgi", (server) => {
  failStarts(server, 1);
  const client = server.connect();
  say(server, client, get("/cgi-bin/script"));
  server.stop();
  server.settle();
  assert.equal(statuses(client), [503]);
});

test.run();
