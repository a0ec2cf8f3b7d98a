/*
 * How scripts end: a client whose connection fails takes its script and all of the script's children
 * with it (one that only closes: half-close.test.ts); none stays behind as a zombie; a server that stops leaves nobody running.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { addToHome, script } from "../../support/home";
import { childrenOf, descriptorCountOf, isRunning, zombiesOf } from "../../support/process-info";
import { openClient, type RawClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";

let server: Server;

test.before(async () => {
  server = await start();
});
test.after(stopServers);

test("a client that tears the connection down ends its script and the script's child", async () => {
  const { client, pids } = await startFamily(server, "echo started");
  await client.waitForText("started\n");
  client.reset();
  await expectGone(pids);
});

test("a client that does so before the script's head ends it as well", async () => {
  const { client, pids } = await startFamily(server, ":", "");
  client.reset();
  await expectGone(pids);
});

test("a client that closes is found by what is sent to it", async () => {
  const { client, pids } = await startFamily(server, "while :; do echo event; sleep 0.02; done");
  await client.waitForText("event\n");
  client.close();
  await expectGone(pids);
});

test("with leave=end its closing ends the script", async () => {
  const leaving = await startServer({
    home: server.home,
    args: ["--script", "/cgi-bin/ leave=end"],
  });
  const { client, pids } = await startFamily(leaving, "echo started");
  await client.waitForText("started\n");
  client.close();
  await expectGone(pids);
});

test("a client that leaves while its script floods it ends the script", async () => {
  const { client, pids } = await startFamily(server, "cat /dev/zero");
  await client.waitForBytes(100_000);
  client.pause();
  client.reset();
  await expectGone(pids);
});

test("a client that does not read, and then leaves, ends its script", async () => {
  const { client, pids } = await startFamily(server, "cat /dev/zero");
  client.pause();
  await get(server, "/page.txt");
  client.close();
  await expectGone(pids);
});

test("a client that leaves in the middle of its upload ends its script", async () => {
  const gate = new Gate();
  addToHome(server.home, {
    "cgi-bin/upload.sh": script(
      `echo $$ > ${gate.path("script")}\n${HEAD}\ncat > /dev/null\nsleep 600`,
    ),
  });
  const client = await openClient(server.port);
  await client.send(
    "POST /cgi-bin/upload.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\nx",
  );
  const pid = await gate.pid("script");
  client.reset();
  await expectGone([pid]);
});

test("a script that ignores SIGTERM is killed", async () => {
  const { client, pids } = await startFamily(server, "trap '' TERM\necho started");
  await client.waitForText("started\n");
  client.reset();
  await expectGone(pids);
});

test("a script's child that goes on in the background does not keep the response open for ever", async () => {
  const gate = new Gate();
  addToHome(server.home, {
    "cgi-bin/background.sh": script(
      `${HEAD}\necho answered\n(${gate.wait()}; true) < /dev/null > /dev/null 2>&1 &\nexit 0`,
    ),
  });
  assert.is(textOf(await get(server, "/cgi-bin/background.sh")), "answered\n");
  gate.open();
});

test("after 200 scripts there is no zombie, no child and no descriptor more than before", async () => {
  addToHome(server.home, { "cgi-bin/quick.sh": script(`${HEAD}\necho quick`) });
  await get(server, "/cgi-bin/quick.sh");
  await expectNoChildren(server);
  const before = descriptorCountOf(server.pid);
  const client = await openClient(server.port);
  for (let each = 0; each < 200; each++) {
    await client.send(requestOctets({ target: "/cgi-bin/quick.sh" }));
    assert.is(textOf(await client.readResponse()), "quick\n");
  }
  client.close();
  await expectNoChildren(server);
  await waitUntil(() => descriptorCountOf(server.pid) <= before, "as many descriptors as before");
});

test("after 50 clients that left there is no zombie, no child and no descriptor more", async () => {
  addToHome(server.home, { "cgi-bin/left.sh": script(`${HEAD}\necho started\nsleep 600`) });
  await expectNoChildren(server);
  const before = descriptorCountOf(server.pid);
  for (let each = 0; each < 50; each++) {
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: "/cgi-bin/left.sh" }));
    await client.waitForText("\r\n\r\n");
    client.reset();
  }
  await expectNoChildren(server);
  await waitUntil(() => descriptorCountOf(server.pid) <= before, "as many descriptors as before");
  expectStatus(await get(server, "/page.txt"), 200);
});

test("SIGTERM ends scripts that would run for ever, and the server with status 0", async () => {
  const stopping = await start();
  const { client, pids } = await startFamily(stopping, "trap '' TERM\necho started");
  await client.waitForText("started\n");
  assert.equal(await stopping.stop(), { status: 0, signal: null });
  await expectGone(pids);
  client.close();
});

test("SIGTERM lets a script that is about to answer do so", async () => {
  const stopping = await start();
  const gate = new Gate();
  addToHome(stopping.home, {
    "cgi-bin/soon.sh": script(`${HEAD}\necho one\n${gate.wait()}\necho two`),
  });
  const client = await openClient(stopping.port);
  await client.send(requestOctets({ target: "/cgi-bin/soon.sh" }));
  await client.waitForText("one\n");
  const stopped = stopping.stop();
  gate.open();
  assert.is(textOf(await client.readResponse()), "one\ntwo\n");
  assert.equal(await stopped, { status: 0, signal: null });
});

function start(): Promise<Server> {
  return startServer({ home: { "page.txt": "a page", "cgi-bin/": "" }, args: ["--cgi"] });
}

/** Starts a script with a child, both of which would run for ten minutes, and waits for their ids. */
async function startFamily(
  on: Server,
  lines: string,
  head = HEAD,
): Promise<{ client: RawClient; pids: number[] }> {
  const gate = new Gate();
  const text = `sleep 600 &\necho $! > ${gate.path("child")}\necho $$ > ${gate.path("script")}\n`;
  addToHome(on.home, { "cgi-bin/family.sh": script(`${text}${head}\n${lines}\nwait\nsleep 600`) });
  const client = await openClient(on.port);
  await client.send(requestOctets({ target: "/cgi-bin/family.sh" }));
  return { client, pids: [await gate.pid("script"), await gate.pid("child")] };
}

async function expectGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) await waitUntil(() => !isRunning(pid), `the end of process ${pid}`);
}

async function expectNoChildren(of: Server): Promise<void> {
  await waitUntil(() => childrenOf(of.pid).length === 0, "the end of all scripts");
  assert.equal(zombiesOf(of.pid), []);
}

test.run();
