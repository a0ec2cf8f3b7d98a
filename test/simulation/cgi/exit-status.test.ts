/*
 * How a script's process ends decides whether the end of its output is the end of its answer; its
 * status comes a moment after that, or does not come.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Signal, StatusSignal } from "../../../src/seam/results";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import { answer, assertAtRest, get, onBoth, startScript, statuses } from "../on-both";

const HEAD = "Content-Type: text/plain\n\n";
const NPH = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
const OLD = "GET /cgi-bin/script HTTP/1.0\r\n\r\n";
const KILLED = 256 + 9;

/** What is asked for, and what the script writes of an answer that ends with its output. */
const ANSWERS: Record<string, readonly [string, string]> = {
  "in chunks": [get("/cgi-bin/script"), `${HEAD}part`],
  "to HTTP/1.0": [OLD, `${HEAD}part`],
  "that is not parsed": [get("/cgi-bin/nph-script"), `${NPH}part`],
};

for (const [what, [request, output]] of Object.entries(ANSWERS)) {
  onBoth(`an answer ${what} of a script that is killed: a reset, and a line`, "--cgi", (server) => {
    const { client, script } = startScript(server, request);
    script.write(output);
    script.exit(KILLED);
    server.settle();
    assertCut(server, client, script);
    assert.match(
      server.host.logged,
      new RegExp(`\\[${script.process}\\]: was ended by signal 9\n`),
    );
  });

  onBoth(`an answer ${what}: the status comes before the end of the output`, "--cgi", (server) => {
    const { client, script } = startScript(server, request);
    script.die(KILLED);
    server.settle();
    script.write(output);
    script.exit();
    server.settle();
    assertCut(server, client, script);
  });

  onBoth(`an answer ${what} whose script goes on is whole after a moment`, "--cgi", (server) => {
    const { client, script } = startScript(server, request);
    script.write(output);
    script.output.end();
    server.settle();
    assert.is(client.isOver, false);
    server.pass(49);
    assert.is(client.sendCount, 1);
    assert.is(client.isOver, false);
    server.pass(1);
    assertWhole(client);
    script.exit(KILLED);
    server.settle();
    assertAtRest(server, client.isClosed ? 0 : 1);
  });

  onBoth(`an answer ${what} whose script is about to end waits for it`, "--cgi", (server) => {
    const { client, script } = startScript(server, request);
    script.write(output);
    script.output.end();
    script.isEnding = true;
    server.pass(9_000);
    assert.is(client.isClosed, false);
    script.exit(KILLED);
    server.settle();
    assertCut(server, client, script);
  });

  onBoth(`an answer ${what} whose script hangs at its end waits no longer`, "--cgi", (server) => {
    const { client, script } = startScript(server, request);
    script.write(output);
    script.output.end();
    script.isEnding = true;
    server.pass(10_100);
    assertWhole(client);
    script.exit();
    server.pass(0);
  });
}

for (const [times, seconds] of [
  ["--cgi --timeout script-total=1", 1],
  ["--cgi --timeout script-idle=1", 1],
  ["--cgi --timeout script-total=20", 10],
] as const) {
  onBoth(`${times}: it holds for what a script has to say, not for its end`, times, (server) => {
    const { client, script } = startScript(server);
    script.write(`${HEAD}part`);
    server.pass(900);
    script.output.end();
    script.isEnding = true;
    server.pass(seconds * 1000 - 100);
    assert.is(client.isOver, false, "its status is waited for");
    assert.not.match(server.host.logged, /in time/);
    script.exit(0);
    server.settle();
    assertWhole(client);
    assert.not.match(server.host.logged, /in time/);
    assertAtRest(server, 1);
  });

  onBoth(`${times}: a script whose end is not seen: whole after ten seconds`, times, (server) => {
    const { client, script } = startScript(server);
    script.write(`${HEAD}part`);
    server.pass(900);
    script.output.end();
    script.isEnding = true;
    server.pass(10_100);
    assertWhole(client);
    // Nobody waits for it any more: the time that is left to it is that of a script alone.
    server.pass(30_100);
    assert.equal(script.signals, [Signal.Terminate, Signal.Kill]);
    assertAtRest(server, 0);
  });

  onBoth(`${times}: a script that is killed at its end: a reset, once`, times, (server) => {
    const { client, script } = startScript(server);
    script.write(`${HEAD}part`);
    server.pass(900);
    script.output.end();
    script.isEnding = true;
    server.pass(200);
    script.exit(KILLED);
    server.settle();
    assertCut(server, client, script);
  });
}

onBoth("a script goes on, and its client takes no last chunk", "--cgi", (server) => {
  const { client, script } = startScript(server, get("/cgi-bin/script"));
  script.write(`${HEAD}part`);
  script.output.end();
  server.settle();
  client.limit(0);
  // The moment is over once, not again and again within this event.
  server.pass(50);
  assert.is(client.isClosed, false);
  client.takeAll();
  server.settle();
  assertWhole(client);
  script.exit();
  server.settle();
  assertAtRest(server, 1);
});

onBoth("content of the length that was announced is whole, however it ends", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write("Content-Length: 4\n\nwell");
  script.exit(KILLED);
  server.settle();
  assert.is(answer(client).content.toString(), "well");
  assert.match(server.host.logged, /was ended by signal 9/);
  assertAtRest(server, 1);
});

onBoth("an answer to HEAD is whole with its head", "--cgi", (server) => {
  const { client, script } = startScript(server, get("/cgi-bin/script").replace("GET", "HEAD"));
  script.write(HEAD);
  script.exit(KILLED);
  server.settle();
  assert.is(answer(client, "HEAD").status, 200);
});

onBoth("an exit status is no signal: the answer is whole", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write(`${HEAD}whole`);
  script.exit(3);
  server.settle();
  assert.is(answer(client).content.toString(), "whole");
  assert.not.match(server.host.logged, /exit status/);
});

for (const head of ["", "Content-Type: text/plain\n"]) {
  onBoth(`killed after ${head.length} octets of its head: 502, and why`, "--cgi", (server) => {
    const { client, script } = startScript(server);
    script.write(head);
    script.exit(KILLED);
    server.settle();
    assert.equal(statuses(client), [502]);
    assert.match(server.host.logged, /ended (without an answer|within the head of its answer)/);
  });
}

/** Arguments, the signal, and what is said of it. */
const SIGNALS: readonly (readonly [string, number, RegExp])[] = [
  ["--cgi", 11, /was ended by signal 11$/m],
  ["--cgi", StatusSignal.ProcessorTime, /was ended by signal 24$/m],
  [
    "--cgi --script-limit=cpu=5",
    StatusSignal.ProcessorTime,
    /its --script-limit cpu \(SIGXCPU\)$/m,
  ],
  ["--cgi --script-limit=cpu=5", StatusSignal.FileSize, /was ended by signal 25$/m],
  ["--cgi --script-limit=file-size=5", StatusSignal.FileSize, /file-size \(SIGXFSZ\)$/m],
];

for (const [args, signal, line] of SIGNALS) {
  onBoth(`signal ${signal} with ${args}`, args, (server) => {
    const { script } = startScript(server);
    script.write(`${HEAD}part`);
    script.exit(256 + signal);
    server.settle();
    assert.match(server.host.logged, line);
  });
}

onBoth("what the server itself has ended is no line of the log", "--cgi", (server) => {
  const { client, script } = startScript(server);
  client.fail();
  server.pass(5_000);
  assert.ok(script.signals.length > 0);
  assert.not.match(server.host.logged, /was ended by/);
});

function assertCut(server: SimulatedServer, client: SimulatedChannel, script: SimulatedScript) {
  const octets = client.received().toString();
  assert.match(octets, /part/);
  assert.not.match(octets, /\r\n0\r\n/);
  assert.is(client.isReset, true);
  assert.equal(script.signals, []);
  assertAtRest(server, 0);
}

/** In chunks the connection goes on; all others end with it. */
function assertWhole(client: SimulatedChannel): void {
  assert.is(client.isReset, false);
  const octets = client.received().toString();
  assert.match(octets, /part/);
  if (/Transfer-Encoding: chunked/.test(octets)) assert.match(octets, /\r\n0\r\n\r\n$/);
  else assert.ok(client.isClosed || client.isFinished);
}

test.run();
