/*
 * A script's output reaches the client as it is written, its standard error reaches the log, and
 * nothing waits for a script: other requests go on whatever it does.
 */

import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { addToHome, script } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";

/** As many as a board of one core runs at once without harm; fewer than the server allows. */
const WAITING = 3;

/** Of a script's standard error, in the log. */
const LINES_AT_ONCE = 100;
const LINES_A_SECOND = 20;

let server: Server;

test.before(async () => {
  server = await startServer({
    home: { "page.txt": "a page", "cgi-bin/": "" },
    args: ["--cgi", "--script", "/stream/ buffer=0", "--timeout", "script-wait=3"],
  });
});
test.after(stopServers);

for (const version of ["HTTP/1.1", "HTTP/1.0"]) {
  test(`the first line arrives before the script ends, in ${version}`, async () => {
    const gate = new Gate();
    add("stream.sh", `${HEAD}\necho first\n${gate.wait()}\necho second`);
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: "/cgi-bin/stream.sh", version }));
    await client.waitForText("first\n");
    gate.open();
    assert.is(textOf(await client.readResponse()), "first\nsecond\n");
    client.close();
  });
}

test("a client that reads slowly gets the end of a script that has ended long before", async () => {
  const bytes = 40_000_000;
  add("long.sh", `${HEAD}\nhead -c ${bytes} /dev/zero`);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET /cgi-bin/long.sh HTTP/1.0\r\n\r\n");
  let headBytes = 0;
  let total = 0;
  for await (const octets of socket as AsyncIterable<Buffer>) {
    if (headBytes === 0) headBytes = octets.indexOf("\r\n\r\n") + 4;
    total += octets.length;
    await setTimeout(3);
  }
  assert.is(total - headBytes, bytes);
});

test("the head arrives before any content is written", async () => {
  const gate = new Gate();
  add("head-first.sh", `${HEAD}\n${gate.wait()}\necho done`);
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/cgi-bin/head-first.sh" }));
  await client.waitForText("\r\n\r\n");
  gate.open();
  assert.is(textOf(await client.readResponse()), "done\n");
  client.close();
});

test("buffer=0: content arrives at a script before all of it was sent", async () => {
  const lines = `${HEAD}\nread first\necho "got $first"\nread second\necho "got $second"`;
  addToHome(server.home, { "stream/lines.sh": script(lines) });
  const client = await openClient(server.port);
  await client.send("POST /stream/lines.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\none\n");
  await client.waitForText("got one\n");
  await client.send("two\n");
  assert.is(textOf(await client.readResponse()), "got one\ngot two\n");
  client.close();
});

test("a script that has closed its output but not ended has answered", async () => {
  const gate = new Gate();
  add("closed.sh", `${HEAD}\necho answered\nexec >&- 2>&-\n${gate.wait()}`);
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/cgi-bin/closed.sh" }));
  assert.is(textOf(await client.readResponse()), "answered\n");
  await client.send(requestOctets({ target: "/page.txt" }));
  assert.is(textOf(await client.readResponse()), "a page");
  gate.open();
  client.close();
});

test("standard error goes to the log, each line with the script's name", async () => {
  add("noise.sh", `echo one trouble >&2\n${HEAD}\necho two troubles >&2\necho fine`);
  const from = server.log.lines().length;
  assert.is(textOf(await get(server, "/cgi-bin/noise.sh")), "fine\n");
  assert.match(await server.waitForLog(/one trouble$/, from), /noise\.sh/);
  assert.match(await server.waitForLog(/two troubles$/, from), /noise\.sh/);
});

test("control octets and long lines on standard error do not break the log", async () => {
  add("odd-noise.sh", `printf 'esc\\033[2Jape\\000nul\\n%5000s\\nlast words' x >&2\n${HEAD}`);
  const from = server.log.lines().length;
  expectStatus(await get(server, "/cgi-bin/odd-noise.sh"), 200);
  await server.waitForLog(/last words/, from);
  const lines = server.log.lines().slice(from);
  assert.is(lines.filter((line) => / {2000}\.\.\.$/.test(line)).length, 1, "cut, with a mark");
  assert.ok(
    lines.every((line) => !/[\x00-\x1f\x7f]/.test(line)),
    "a control octet in the log",
  );
});

test("a megabyte of standard error before the head blocks nothing", async () => {
  const noise = "import sys; sys.stderr.write((chr(110) * 99 + chr(10)) * 10000)";
  add("loud.sh", `python3 -c '${noise}'\n${HEAD}\necho fine`);
  const from = server.log.lines().length;
  assert.is(textOf(await get(server, "/cgi-bin/loud.sh")), "fine\n");
  await server.waitForLog(/lines were dropped$/, from);
  const lines = server.log.lines().slice(from);
  const dropped = lines.map((line) => Number(/: (\d+) lines were dropped$/.exec(line)?.[1] ?? 0));
  const logged = lines.filter((line) => /: n{99}$/.test(line)).length;
  assert.is(logged + dropped.reduce((sum, each) => sum + each, 0), 10_000, "none is forgotten");
  assert.ok(logged >= 100 && logged < 2000, `${logged} lines were logged`);
});

test("files are served while a script floods its standard error, of which little is logged", async () => {
  const gate = new Gate();
  add("flood-error.sh", `${HEAD}\necho started\n(exec yes trouble >&2) &\n${gate.wait()}\nkill $!`);
  const from = server.log.lines().length;
  const startedMs = Date.now();
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/cgi-bin/flood-error.sh" }));
  await client.waitForText("started\n");
  await server.waitForLog(/ lines were dropped$/, from);
  for (let round = 0; round < 30; round++)
    assert.is(textOf(await get(server, "/page.txt")), "a page");
  gate.open();
  assert.is(textOf(await client.readResponse()), "started\n");
  client.close();
  const seconds = (Date.now() - startedMs) / 1000;
  const lines = server.log.lines().slice(from);
  const logged = lines.filter((line) => /\]: trouble$/.test(line)).length;
  assert.ok(logged >= 100, `${logged} lines were logged`);
  assert.ok(logged <= LINES_AT_ONCE + LINES_A_SECOND * seconds, `${logged} in ${seconds} s`);
});

test(`files are served while ${WAITING} scripts wait`, async () => {
  const gate = new Gate();
  add("waiting.sh", `${HEAD}\necho started\n${gate.wait()}\necho done`);
  const clients = [];
  for (let each = 0; each < WAITING; each++) {
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: "/cgi-bin/waiting.sh" }));
    clients.push(client);
  }
  for (const client of clients) await client.waitForText("started\n");
  for (let round = 0; round < 50; round++)
    assert.is(textOf(await get(server, "/page.txt")), "a page");
  gate.open();
  for (const client of clients) assert.is(textOf(await client.readResponse()), "started\ndone\n");
  for (const client of clients) client.close();
});

test(`files are served while ${WAITING} scripts refuse to read 5 MB of content`, async () => {
  const gate = new Gate();
  add("deaf.sh", `${HEAD}\necho started\n${gate.wait()}\necho done`);
  const clients = [];
  for (let each = 0; each < WAITING; each++) {
    const client = await openClient(server.port);
    const content = Buffer.alloc(5_000_000, "x");
    const octets = requestOctets({ target: "/cgi-bin/deaf.sh", method: "POST", content });
    // It cannot be taken before the script ends; what becomes of it is not the point here.
    client.send(octets).catch(() => {});
    clients.push(client);
  }
  for (const client of clients) await client.waitForText("started\n");
  for (let round = 0; round < 50; round++)
    assert.is(textOf(await get(server, "/page.txt")), "a page");
  gate.open();
  for (const client of clients) {
    assert.is(textOf(await client.readResponse("POST")), "started\ndone\n");
    client.close();
  }
});

test("files are served while a script writes to a client that does not read", async () => {
  add("flood.sh", `${HEAD}\nhead -c 50000000 /dev/zero`);
  const lazy = await openClient(server.port);
  lazy.pause();
  await lazy.send(requestOctets({ target: "/cgi-bin/flood.sh" }));
  for (let round = 0; round < 50; round++)
    assert.is(textOf(await get(server, "/page.txt")), "a page");
  lazy.reset();
});

test("a script that is over the number that may run at once gets 503, and later its turn", async () => {
  const gate = new Gate();
  add("many.sh", `${HEAD}\necho started\n${gate.wait()}\necho done`);
  const clients = [];
  let refused = false;
  while (!refused && clients.length < 200) {
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: "/cgi-bin/many.sh" }));
    await client.waitForText("\r\n\r\n");
    clients.push(client);
    refused = await isRefusal(client);
  }
  assert.ok(refused, `${clients.length} scripts at once`);
  gate.open();
  const last = clients.pop();
  const refusal = await last?.readResponse();
  if (refusal !== undefined) expectError(refusal, 503);
  for (const client of clients) assert.is(textOf(await client.readResponse()), "started\ndone\n");
  for (const client of clients) client.close();
  assert.is(textOf(await get(server, "/cgi-bin/many.sh")), "started\ndone\n");
});

async function isRefusal(client: Awaited<ReturnType<typeof openClient>>): Promise<boolean> {
  if (client.startsWith("HTTP/1.1 503")) return true;
  await client.waitForText("started\n");
  return false;
}

function add(name: string, text: string): void {
  addToHome(server.home, { [`cgi-bin/${name}`]: script(text) });
}

test.run();
