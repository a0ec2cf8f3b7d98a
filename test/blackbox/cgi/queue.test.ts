/*
 * More requests for scripts than scripts that may run: they wait for their turn, and whoever cannot
 * is told to come again.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { expectError, expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { script, type Tree } from "../../support/home";
import { fieldOf, type Response } from "../../support/http-message";
import { openClient, type RawClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

/** As many as may run at once. */
const SCRIPTS = 8;
const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const SLOW = requestOctets({ target: "/cgi-bin/slow.sh" });

test.after(stopServers);

/** A server with scripts that wait for a gate; `started` gets a line for each. */
async function start(gate: Gate, ...args: string[]): Promise<Server> {
  const home: Tree = {
    "page.txt": "a page",
    "cgi-bin/slow.sh": script(`echo x >> ${gate.path("started")}\n${gate.wait()}\n${HEAD}; cat`),
    "cgi-bin/quick.sh": script(`${HEAD}; cat`),
    "cgi-bin/self.py": script(
      "#!/usr/bin/env python3\nimport os, urllib.request, urllib.error\n" +
        'url = "http://127.0.0.1:" + os.environ["SERVER_PORT"] + "/cgi-bin/" + os.environ["QUERY_STRING"]\n' +
        "try: status = urllib.request.urlopen(url, timeout=60).status\n" +
        "except urllib.error.HTTPError as error: status = error.code\n" +
        'print("Content-Type: text/plain\\n\\n%d" % status)',
    ),
  };
  return startServer({ home, args: ["--cgi", ...args] });
}

async function send(server: Server, octets: Buffer): Promise<RawClient> {
  const client = await openClient(server.port);
  await client.send(octets);
  return client;
}

/** Takes all places. */
async function occupy(server: Server, gate: Gate): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let i = 0; i < SCRIPTS; i++) clients.push(await send(server, SLOW));
  await waitUntil(() => gate.lines("started") === SCRIPTS, "all places are taken");
  return clients;
}

async function readAll(clients: readonly RawClient[]): Promise<Response[]> {
  const responses: Response[] = [];
  for (const client of clients) {
    responses.push(await client.readResponse());
    client.close();
  }
  return responses;
}

test("requests beyond the eighth wait, with their content and what comes behind them", async () => {
  const gate = new Gate();
  const server = await start(gate);
  const running = await occupy(server, gate);
  const content = "c".repeat(50_000);
  const post = requestOctets({ method: "POST", target: "/cgi-bin/quick.sh", content });
  const page = requestOctets({ target: "/page.txt" });
  const waiting = await openClient(server.port);
  const sending = waiting.send(Buffer.concat([post, page, post]));
  assert.is(textOf(await get(server, "/page.txt")), "a page", "files are served meanwhile");
  gate.open();
  for (const response of await readAll(running)) expectStatus(response, 200);
  assert.is(textOf(await waiting.readResponse()), content);
  assert.is(textOf(await waiting.readResponse()), "a page");
  assert.is(textOf(await waiting.readResponse()), content);
  await sending;
  waiting.close();
});

test("whoever finds the queue full is told to come again, and may go on", async () => {
  const gate = new Gate();
  const server = await start(gate, "--script-queue", "1");
  const running = await occupy(server, gate);
  const first = await send(server, SLOW);
  const page = requestOctets({ target: "/page.txt" });
  const second = await send(server, Buffer.concat([SLOW, page]));
  const refused = await second.readResponse();
  expectError(refused, 503);
  assert.ok(Number(fieldOf(refused, "Retry-After")) > 0);
  assert.is(textOf(await second.readResponse()), "a page");
  gate.open();
  for (const response of await readAll([...running, first])) expectStatus(response, 200);
  second.close();
});

test("whoever has waited for too long is told to come again", async () => {
  const gate = new Gate();
  const server = await start(gate, "--timeout", "script-wait=1");
  const running = await occupy(server, gate);
  const refused = await get(server, "/cgi-bin/quick.sh");
  expectError(refused, 503);
  assert.match(textOf(refused), "50305");
  gate.open();
  for (const response of await readAll(running)) expectStatus(response, 200);
});

async function waitForQueue(server: Server, count: number): Promise<void> {
  const line = new RegExp(`^waiting=${count}$`, "m");
  await waitUntil(async () => line.test(textOf(await get(server, "/status"))), `${count} in it`);
}

test("a client that leaves the queue makes room in it", async () => {
  const gate = new Gate();
  const server = await start(gate, "--script-queue", "1", "--status", "/status");
  const running = await occupy(server, gate);
  (await send(server, SLOW)).reset();
  await waitForQueue(server, 0);
  const waiting = await send(server, requestOctets({ target: "/cgi-bin/quick.sh" }));
  await waitForQueue(server, 1);
  gate.open();
  expectStatus(await waiting.readResponse(), 200);
  for (const response of await readAll(running)) expectStatus(response, 200);
});

test("a script that requests its own server is answered", async () => {
  const server = await start(new Gate());
  assert.is(textOf(await get(server, "/cgi-bin/self.py?quick.sh")), "200\n");
});

test("when all places are held by such scripts, theirs are refused in time", async () => {
  const server = await start(new Gate(), "--timeout", "script-wait=2");
  const self = requestOctets({ target: "/cgi-bin/self.py?self.py?quick.sh" });
  const clients: RawClient[] = [];
  for (let i = 0; i < SCRIPTS; i++) clients.push(await send(server, self));
  for (const response of await readAll(clients)) expectStatus(response, 200);
});

test("SIGTERM refuses those who wait and lets the others end", async () => {
  const gate = new Gate();
  const server = await start(gate);
  const running = await occupy(server, gate);
  const waiting = await send(server, SLOW);
  await get(server, "/page.txt");
  const stopped = server.stop();
  const refused = await waiting.readResponse();
  expectError(refused, 503);
  assert.is(fieldOf(refused, "Connection"), "close");
  gate.open();
  for (const response of await readAll(running)) expectStatus(response, 200);
  waiting.close();
  assert.equal(await stopped, { status: 0, signal: null });
});

test("two hundred clients at once: each is answered or told to come again", async () => {
  const server = await start(new Gate());
  const clients: RawClient[] = [];
  for (let i = 0; i < 200; i++) clients.push(await openClient(server.port));
  const quick = requestOctets({ target: "/cgi-bin/quick.sh" });
  await Promise.all(clients.map((client) => client.send(quick)));
  const responses = await readAll(clients);
  const answered = responses.filter(({ status }) => status === 200).length;
  for (const response of responses) expectStatus(response, 200, 503);
  assert.ok(answered >= SCRIPTS, `${answered} were answered`);
  expectStatus(await get(server, "/cgi-bin/quick.sh"), 200);
});

test("with a queue that is long enough all of them are answered", async () => {
  const server = await start(new Gate(), "--script-queue", "200");
  const clients: RawClient[] = [];
  for (let i = 0; i < 100; i++) clients.push(await openClient(server.port));
  const quick = requestOctets({ target: "/cgi-bin/quick.sh" });
  await Promise.all(clients.map((client) => client.send(quick)));
  for (const response of await readAll(clients)) expectStatus(response, 200);
});

test.run();
