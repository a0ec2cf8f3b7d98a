/*
 * Local redirects from script to script: who runs when, and what the next one is told.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Signal } from "../../../src/seam/results";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
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

const OTHER = "Location: /cgi-bin/other/info?x=1\n\n";
const DONE = "Content-Type: text/plain\n\ndone";

function last(server: SimulatedServer): SimulatedScript {
  return server.host.scripts.at(-1) as SimulatedScript;
}

function finish(server: SimulatedServer, script: SimulatedScript, output: string): void {
  script.write(output);
  script.exit();
  server.settle();
}

/** All other scripts that may run do run. */
function occupy(server: SimulatedServer): void {
  for (let i = 0; i < 7; i++) startScript(server);
}

onBoth("another script: it is told the path, the query and the fields", "--cgi -v", (server) => {
  const fields = "Cookie: a=1\r\nContent-Type: text/x\r\nContent-Length: 3\r\n";
  const request = `POST /cgi-bin/script/here?y HTTP/1.1\r\nHost: a\r\n${fields}\r\nabc`;
  const { client, script } = startScript(server, request + get("/next.txt"));
  finish(server, script, OTHER);
  const other = last(server);
  const told = (name: string): string | null => other.variable(name);
  assert.is(told("REQUEST_METHOD"), "GET");
  assert.is(told("SCRIPT_NAME"), "/cgi-bin/other");
  assert.is(told("PATH_INFO"), "/info");
  assert.is(told("QUERY_STRING"), "x=1");
  assert.is(told("REQUEST_URI"), "/cgi-bin/script/here?y", "as Apache has it");
  assert.is(told("REDIRECT_STATUS"), "200");
  assert.is(told("HTTP_COOKIE"), "a=1");
  assert.is(told("CONTENT_LENGTH"), null);
  assert.is(told("CONTENT_TYPE"), null);
  finish(server, other, DONE);
  assert.equal(statuses(client), [200, 200]);
  const lines = server.host.logged.split("\n").filter((line) => line.includes('" 200 '));
  assert.match(lines[0] ?? "", /"POST \/cgi-bin\/script\/here\?y HTTP\/1\.1" 200 /);
  assertAtRest(server, 1);
});

onBoth("an absolute-form keeps its authority", "--cgi", (server) => {
  const { script } = startScript(
    server,
    "GET http://b:99/cgi-bin/script HTTP/1.1\r\nHost: a\r\n\r\n",
  );
  finish(server, script, OTHER);
  assert.is(last(server).variable("SERVER_NAME"), "b");
  assert.is(last(server).variable("REQUEST_URI"), "/cgi-bin/script");
});

onBoth("a redirect behind another: what is told is the client's own request", "--cgi", (server) => {
  const fields = "Host: a\r\nCookie: a=1\r\n";
  const { client, script } = startScript(
    server,
    `GET http://b:99/cgi-bin/script/here?y HTTP/1.1\r\n${fields}\r\n`,
  );
  finish(server, script, OTHER);
  finish(server, last(server), "Location: /cgi-bin/script/third?z=2\n\n");
  const third = last(server);
  assert.is(third.variable("REQUEST_URI"), "/cgi-bin/script/here?y");
  assert.is(third.variable("SERVER_NAME"), "b");
  assert.is(third.variable("PATH_INFO"), "/third");
  assert.is(third.variable("QUERY_STRING"), "z=2");
  assert.is(third.variable("HTTP_COOKIE"), "a=1");
  finish(server, third, DONE);
  assert.equal(statuses(client), [200]);
  assertAtRest(server, 1);
});

onBoth("content that is still to come is thrown away", "--cgi --script-buffer 0", (server) => {
  const { client, script } = startScript(server, `${post("/cgi-bin/script", 6)}abc`);
  finish(server, script, OTHER);
  say(server, client, `def${get("/next.txt")}`);
  finish(server, last(server), DONE);
  assert.equal(statuses(client), [200, 200]);
});

onBoth("the script goes on, its output is thrown away", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write(`Location: /hello.txt\n\n${"x".repeat(50_000)}`);
  server.settle();
  assert.is(answer(client).content.toString(), "hello\n");
  say(server, client, get("/next.txt"));
  assert.equal(statuses(client), [200]);
  script.isObedient = false;
  server.pass(30_000);
  assert.is(script.signals[0], Signal.Terminate);
  server.pass(3_000);
  assert.is(taken(server, Pool.Upstreams), 0);
});

onBoth("all that may run do run: the script's own end is waited for", "--cgi", (server) => {
  occupy(server);
  const { client, script } = startScript(server);
  script.write(OTHER);
  server.settle();
  assert.is(last(server), script, "no other is started");
  script.exit();
  server.settle();
  finish(server, last(server), DONE);
  assert.equal(statuses(client), [200]);
});

onBoth("all run: the last to be closed is standard error", "--cgi", (server) => {
  occupy(server);
  const { client, script } = startScript(server);
  script.write(OTHER);
  script.output.end();
  script.die(0);
  server.settle();
  assert.is(last(server), script);
  script.error.end();
  server.settle();
  finish(server, last(server), DONE);
  assert.equal(statuses(client), [200]);
});

onBoth("all run, and the script does not end: it is made to", "--cgi", (server) => {
  occupy(server);
  const { client, script } = startScript(server);
  script.isObedient = false;
  script.write(OTHER);
  server.pass(33_000);
  assert.ok(script.signals.includes(Signal.Kill));
  assert.is(client.isClosed, false);
  finish(server, last(server), DONE);
  assert.equal(statuses(client), [200]);
});

onBoth("all run, it has ended, one that holds its pipes has not", "--cgi", (server) => {
  occupy(server);
  const { client, script } = startScript(server);
  script.isObedient = false;
  script.write(OTHER);
  script.die(0);
  server.pass(33_000);
  finish(server, last(server), DONE);
  assert.equal(statuses(client), [200]);
});

onBoth("the client leaves while the script's end is waited for", "--cgi", (server) => {
  occupy(server);
  const { client, script } = startScript(server);
  script.write(OTHER);
  server.settle();
  client.fail();
  server.pass(3_000);
  assert.is(script.signals[0], Signal.Terminate);
  assert.is(last(server), script);
});

onBoth("ten redirects are followed, the eleventh is 500", "--cgi -v", (server) => {
  const { client, script } = startScript(server);
  finish(server, script, OTHER);
  for (let i = 1; i <= 10; i++) finish(server, last(server), OTHER);
  assert.equal(statuses(client), [500]);
  assert.is(server.host.scripts.length, 11);
  assert.match(server.host.logged, /\/cgi-bin\/other\[\d+\]: is one local redirect too many\n/);
  assertAtRest(server, 1);
});

onBoth("a path that is none is told with the script's name", "--cgi", (server) => {
  const { client, script } = startScript(server);
  finish(server, script, "Location: /%zz\n\n");
  assert.equal(statuses(client), [502]);
  assert.match(server.host.logged, /\/cgi-bin\/script\[\d+\]: leads nowhere: \/%zz\n/);
});

test.run();
