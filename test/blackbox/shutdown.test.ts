/*
 * Stopping: no new connection, what is being answered is answered, idle connections end, and the
 * exit status is 0, in bounded time whatever clients do.
 */
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../support/deadline";
import { requestOctets, textOf } from "../support/exchange";
import { makeHome } from "../support/home";
import { openClient } from "../support/raw-client";
import { type Server, startServer, stopServers } from "../support/server";

const LARGE_BYTES = 20 * 1024 * 1024;
const CLEAN = { status: 0, signal: null };

const large = randomBytes(LARGE_BYTES);
let home: string;

test.before(() => {
  home = makeHome({ "page.txt": "a page", "large.bin": large });
});
test.after(stopServers);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} ends an idle server with status 0`, async () => {
    const server = await startServer({ home });
    assert.equal(await server.stop(signal), CLEAN);
  });

  test(`${signal} ends a server with idle connections, which see an orderly end`, async () => {
    const server = await startServer({ home });
    const [used, fresh] = [await openClient(server.port), await openClient(server.port)];
    await used.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await used.readResponse()), "a page");
    const stopped = server.stop(signal);
    for (const client of [used, fresh]) {
      assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
    }
    assert.equal(await stopped, CLEAN);
  });
}

test("a download that is under way is finished, while no connection is accepted any more", async () => {
  const server = await startServer({ home });
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  await server.waitForLog(/large\.bin/);
  const stopped = server.stop();
  await waitUntil(() => isRefused(server), "connections refused");
  client.resume();
  const response = await client.readResponse();
  assert.is(sha256(response.content), sha256(large));
  assert.is((await client.readToEnd()).end, "fin");
  assert.equal(await stopped, CLEAN);
});

test("a request that comes after the signal on a busy connection is not answered", async () => {
  const server = await startServer({ home });
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  await server.waitForLog(/large\.bin/);
  const stopped = server.stop();
  await waitUntil(() => isRefused(server), "connections refused");
  await client.send(requestOctets({ target: "/page.txt?too-late" }));
  client.resume();
  assert.is((await client.readResponse()).content.length, LARGE_BYTES);
  assert.is((await client.readToEnd()).octets.length, 0);
  assert.equal(await stopped, CLEAN);
  assert.not.match(server.log.text(), /too-late/);
});

test("a client that never reads its download does not keep the server for ever", async () => {
  const server = await startServer({ home });
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  await server.waitForLog(/large\.bin/);
  assert.equal(await server.stop(), CLEAN);
  client.close();
});

test("a client in the middle of a head does not keep the server for ever", async () => {
  const server = await startServer({ home });
  const client = await openClient(server.port);
  await client.send("GET /page.txt HTTP/1.1\r\nHo");
  assert.equal(await server.stop(), CLEAN);
  client.close();
});

test("a second signal while it stops does no harm", async () => {
  const server = await startServer({ home });
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  await server.waitForLog(/large\.bin/);
  const stopped = server.stop();
  process.kill(server.pid, "SIGTERM");
  client.resume();
  const { status } = await stopped;
  assert.is(status, 0);
  client.close();
});

test("SIGHUP, SIGUSR1 and SIGUSR2 end nothing and open nothing", async () => {
  const server = await startServer({ home });
  for (const signal of ["SIGUSR1", "SIGUSR2", "SIGHUP"] as const) process.kill(server.pid, signal);
  await server.waitForLog(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ microhttpd: notice: SIGHUP: the configuration was read again$/,
  );
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/page.txt" }));
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
  assert.not.match(server.log.text(), /ebugger/);
  assert.equal(await server.stop(), CLEAN);
});

test("SIGPIPE and SIGCHLD from outside change nothing", async () => {
  const server = await startServer({ home });
  for (const signal of ["SIGPIPE", "SIGCHLD"] as const) process.kill(server.pid, signal);
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/page.txt" }));
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
  assert.equal(await server.stop(), CLEAN);
});

test("the port is free at once for the next server", async () => {
  const first = await startServer({ home });
  const client = await openClient(first.port);
  await client.send(requestOctets({ target: "/page.txt" }));
  await client.readResponse();
  await first.stop();
  const args = ["--bind", "127.0.0.1", "--home", home, String(first.port)];
  const second = await startServer({ home, bare: true, args });
  assert.is(second.port, first.port);
  client.close();
  await second.stop();
});

function isRefused(server: Server): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1");
    socket.once("error", () => resolve(true));
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });
}

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
