/*
 * Many connections: at once, one after the other, more than are allowed, slow ones beside fast ones.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, get, requestOctets, textOf } from "../../support/exchange";
import { makeHome } from "../../support/home";
import { descriptorCountOf } from "../../support/process-info";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const AT_ONCE = 300;
const ONE_BY_ONE = 1000;
const LARGE_BYTES = 20_000_000;

let home: string;
let server: Server;

test.before(async () => {
  home = makeHome({ "page.txt": "a page", "large.bin": Buffer.alloc(LARGE_BYTES, "l") });
  server = await startServer({ home, args: ["--connections", "400"] });
});
test.after(stopServers);

test(`${AT_ONCE} connections at once are all served, each several times`, async () => {
  const clients = await Promise.all(Array.from({ length: AT_ONCE }, () => openClient(server.port)));
  for (let round = 0; round < 3; round++) {
    await Promise.all(clients.map((client) => client.send(requestOctets({ target: "/page.txt" }))));
    for (const client of clients) assert.is(textOf(await client.readResponse()), "a page");
  }
  closeAll(clients);
});

test(`${AT_ONCE} connections that are all in the middle of a head are served when it is complete`, async () => {
  const clients = await Promise.all(Array.from({ length: AT_ONCE }, () => openClient(server.port)));
  const octets = requestOctets({ target: "/page.txt" });
  // More heads in pieces than there is memory for may be refused with 503, and nothing else.
  for (const client of clients) await client.send(octets.subarray(0, 20));
  for (const client of clients) client.send(octets.subarray(20)).catch(() => {});
  const statuses = await Promise.all(
    clients.map(async (client) => (await client.readResponse()).status),
  );
  assert.ok(
    statuses.every((status) => status === 200 || status === 503),
    statuses.join(),
  );
  assert.ok(statuses.filter((status) => status === 200).length >= 32);
  closeAll(clients);
  assert.is(textOf(await get(server, "/page.txt")), "a page");
});

test(`after ${ONE_BY_ONE} connections one by one there is no descriptor more than before`, async () => {
  await get(server, "/page.txt");
  const before = descriptorCountOf(server.pid);
  for (let each = 0; each < ONE_BY_ONE; each++) {
    assert.is(textOf(await get(server, "/page.txt")), "a page");
  }
  await waitUntil(() => descriptorCountOf(server.pid) <= before, "as many descriptors as before");
});

test("when all connections are busy another one is told so, and served when one has gone", async () => {
  const small = await startServer({ home, args: ["--connections", "10"] });
  const busy: RawClient[] = [];
  for (let each = 0; each < 10; each++) {
    const client = await openClient(small.port);
    client.pause();
    await client.send(requestOctets({ target: "/large.bin" }));
    busy.push(client);
  }
  await small.log.waitForCount(/large\.bin/, 10);
  const surplus = await openClient(small.port);
  await surplus.send(requestOctets({ target: "/page.txt" }));
  expectError(await surplus.readResponse(), 503);
  assert.is((await surplus.readToEnd()).end, "fin");
  closeAll(busy);
  await waitUntil(
    async () => (await exchange(small, { target: "/page.txt" })).status === 200,
    "a connection that is served again",
  );
  await small.stop();
});

test("when all connections are open and some idle, the one that was idle longest makes room", async () => {
  const small = await startServer({ home, args: ["--connections", "10"] });
  const clients: RawClient[] = [];
  for (let each = 0; each < 11; each++) {
    const client = await openClient(small.port);
    await client.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await client.readResponse()), "a page");
    clients.push(client);
  }
  assert.is((await (clients[0] as RawClient).readToEnd()).end, "fin");
  for (const client of clients.slice(1)) {
    await client.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await client.readResponse()), "a page");
  }
  closeAll(clients);
  await small.stop();
});

test("a hundred connections too many at once do not end the server", async () => {
  const small = await startServer({ home, args: ["--connections", "5"] });
  const clients = await Promise.all(Array.from({ length: 105 }, () => openClient(small.port)));
  closeAll(clients);
  await waitUntil(async () => {
    const response = await exchange(small, { target: "/page.txt" }).catch(() => null);
    return response?.status === 200;
  }, "a connection that is served again");
  await small.stop();
});

test("20 readers of 20 MB that do not read hold up nobody", async () => {
  const lazy: RawClient[] = [];
  for (let each = 0; each < 20; each++) {
    const client = await openClient(server.port);
    client.pause();
    await client.send(requestOctets({ target: "/large.bin" }));
    lazy.push(client);
  }
  for (let each = 0; each < 100; each++)
    assert.is(textOf(await get(server, "/page.txt")), "a page");
  const first = lazy[0] as RawClient;
  first.resume();
  assert.is((await first.readResponse()).content.length, LARGE_BYTES);
  closeAll(lazy);
});

test("50 downloads of 20 MB, five at a time, all arrive whole", async () => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => openClient(server.port)));
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      clients.map((client) => client.send(requestOctets({ target: "/large.bin" }))),
    );
    for (const client of clients) {
      const { content } = await client.readResponse();
      assert.is(content.length, LARGE_BYTES);
      assert.is(content.indexOf("l"), 0);
      assert.is(content.at(-1), "l".charCodeAt(0));
    }
  }
  closeAll(clients);
});

test("a busy connection is served beside 200 idle ones", async () => {
  const idle = await Promise.all(Array.from({ length: 200 }, () => openClient(server.port)));
  const busy = await openClient(server.port);
  for (let each = 0; each < 500; each++) {
    await busy.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await busy.readResponse()), "a page");
  }
  closeAll([...idle, busy]);
});

function closeAll(clients: readonly RawClient[]): void {
  for (const client of clients) client.close();
}

test.run();
