/*
 * Attacks that cost their sender little: while each goes on others are served, whether their
 * request comes in one piece or in two, and the server's memory does not move.
 *
 * Rules of this file: an attack comes in waves and holds all that it can of each; after each wave
 * honest clients are served at the first attempt.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { makeHome, script } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, stopServers } from "../../support/server";
import { startWatched, type Watched } from "../../support/watched-server";

const LARGE_BYTES = 16_000_000;
const PAGE = "p".repeat(1000);

let home: string;

test.before(() => {
  home = makeHome({
    "page.txt": PAGE,
    "large.bin": Buffer.alloc(LARGE_BYTES, "l"),
    "cgi-bin/read.sh": script("cat > /dev/null\nprintf 'Content-Type: text/plain\\n\\ndone'"),
  });
});
test.after(stopServers);

const page = requestOctets({ target: "/page.txt" });
const large = requestOctets({ target: "/large.bin" });

interface Attack {
  readonly waves: number;
  /** Connections in each wave. */
  readonly count: number;
  readonly args?: readonly string[];
  /** What each connection does. */
  readonly act: (client: RawClient, wave: number) => Promise<void>;
}

const ATTACKS: Record<string, Attack> = {
  "2,000 connections that send nothing, to a server of 256": {
    waves: 10,
    count: 200,
    act: async () => {},
  },
  "2,000 connections that send nothing, to a server that holds them": {
    waves: 4,
    count: 500,
    args: ["--connections", "2100"],
    act: async () => {},
  },
  "heads that are not completed": {
    waves: 5,
    count: 100,
    act: (client) => client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\nX-"),
  },
  "heads of 16 KB and more": {
    waves: 2,
    count: 60,
    act: (client) =>
      client.sendPieces(
        Array.from({ length: 10 }, (_, i) =>
          Buffer.from(i === 0 ? "GET / HTTP/1.1\r\n" : `X-${i}: ${"h".repeat(2000)}\r\n`),
        ),
      ),
  },
  "large files that nobody reads": {
    waves: 2,
    count: 100,
    act: async (client) => {
      client.pause();
      await client.send(large);
    },
  },
  "thousands of pipelined requests whose answers nobody reads": {
    waves: 2,
    count: 20,
    act: async (client) => {
      client.pause();
      // Never taken as a whole.
      client.send(Buffer.concat(Array(12_000).fill(page))).catch(() => {});
    },
  },
  "content that nobody wants and that does not come": {
    waves: 3,
    count: 150,
    act: (client) => client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"),
  },
  "refused requests that go on": {
    waves: 3,
    count: 150,
    act: async (client) => {
      await client.send(`nonsense\r\n\r\n${"x".repeat(5000)}`);
    },
  },
  "tiny requests, a hundred at once": {
    waves: 5,
    count: 50,
    act: (client) => client.send(Buffer.concat(Array(100).fill(page))),
  },
  "connections that are reset at once": {
    waves: 5,
    count: 100,
    act: async (client, wave) => {
      if (wave > 0) await client.send(page.subarray(0, wave * 15));
      client.reset();
    },
  },
};

for (const [name, attack] of Object.entries(ATTACKS)) {
  test(`${name}: others are served, and memory does not move`, async () => {
    const server = await startWatched({ home, args: ["--quiet", ...(attack.args ?? [])] });
    await expectServed(server);
    const attackers: RawClient[] = [];
    for (let wave = 0; wave < attack.waves; wave++) {
      const clients = Array.from({ length: attack.count }, () => openClient(server.port));
      attackers.push(...(await Promise.all(clients)));
      await Promise.all(attackers.slice(-attack.count).map((client) => attack.act(client, wave)));
      for (let each = 0; each < 3; each++) await expectServed(server);
      await server.checkMemory();
    }
    closeAll(attackers);
    await end(server);
  });
}

test("heads that come octet by octet on 200 connections hold up nobody", async () => {
  const server = await startWatched({ home, args: ["--quiet"] });
  const slow = await Promise.all(Array.from({ length: 200 }, () => openClient(server.port)));
  for (const octet of page.subarray(0, 20)) {
    await Promise.all(slow.map((client) => client.send(Buffer.of(octet))));
    await expectServed(server);
  }
  await server.checkMemory();
  closeAll(slow);
  await end(server);
});

test("readers that take nothing lose their place to those who do", async () => {
  const args = ["--quiet", "--timeout", "send=1"];
  const server = await startWatched({ home, args });
  const lazy = await Promise.all(Array.from({ length: 100 }, () => openClient(server.port)));
  for (const client of lazy) {
    client.pause();
    await client.send(large);
  }
  for (let each = 0; each < 20; each++) await expectServed(server);
  await waitUntil(async () => {
    const response = await get(server, "/large.bin");
    if (response.status === 200) assert.is(response.content.length, LARGE_BYTES);
    else assert.is(fieldOf(response, "Retry-After"), "2");
    return response.status === 200;
  }, "a large file that is served");
  await server.checkMemory();
  closeAll(lazy);
  await end(server);
});

test("content that comes slowly holds scripts for a bounded time, and nobody else", async () => {
  const args = ["--quiet", "--cgi", "--timeout", "content=2"];
  const server = await startWatched({ home, args });
  const head = "POST /cgi-bin/read.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx";
  const slow = await Promise.all(Array.from({ length: 12 }, () => openClient(server.port)));
  for (const client of slow) await client.send(head);
  for (let each = 0; each < 20; each++) await expectServed(server);
  for (const client of slow) {
    const response = await client.readResponse();
    expectStatus(response, 408, 503);
    if (response.status === 503) assert.is(fieldOf(response, "Retry-After"), "2");
    else assert.is((await client.readToEnd()).end, "fin");
  }
  await waitUntil(async () => {
    const client = await openClient(server.port);
    await client.send(requestOctets({ method: "POST", target: "/cgi-bin/read.sh", content: "c" }));
    const response = await client.readResponse();
    client.close();
    return response.status === 200;
  }, "a script that runs again");
  await server.checkMemory();
  closeAll(slow);
  await end(server);
});

test("who pipelines thousands of requests and reads late gets every answer", async () => {
  const count = 12_000;
  const server = await startWatched({ home, args: ["--quiet"] });
  const client = await openClient(server.port);
  client.pause();
  const last = requestOctets({ target: "/page.txt", fields: { Connection: "close" } });
  const sent = client.send(Buffer.concat([...Array(count - 1).fill(page), last]));
  for (let each = 0; each < 20; each++) await expectServed(server);
  await server.checkMemory();
  client.resume();
  await sent;
  const { octets, end: how } = await client.readToEnd();
  assert.is(how, "fin");
  assert.is(octets.toString("latin1").split("HTTP/1.1 200 OK\r\n").length - 1, count);
  await end(server);
});

async function expectServed(server: Server): Promise<void> {
  assert.is(textOf(await get(server, "/page.txt")), PAGE);
  const client = await openClient(server.port);
  await client.sendPieces([page.subarray(0, 25), page.subarray(25)]);
  assert.is(textOf(await client.readResponse()), PAGE);
  client.close();
}

async function end(server: Watched): Promise<void> {
  await expectServed(server);
  await server.checkMemory();
  await server.stop();
}

function closeAll(clients: readonly RawClient[]): void {
  for (const client of clients) client.close();
}

test.run();
