/*
 * Clients that tear their connections down at the worst moments: the server goes on, and keeps
 * neither descriptors nor files of theirs.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { exchange, requestOctets, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { childrenOf, descriptorCountOf } from "../../support/process-info";
import { makeRandom, seed } from "../../support/random";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const ROUNDS = 20;

let server: Server;
/** Descriptors of the server when it was idle and had the files open that it keeps open. */
let descriptorsBefore = 0;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "large.bin": Buffer.alloc(20_000_000, "l"),
      "cgi-bin/read.sh": script("cat > /dev/null\nprintf 'Content-Type: text/plain\\n\\ndone'"),
    },
    args: ["--cgi"],
  });
  for (const target of ["/page.txt", "/large.bin"])
    await exchange(server, { target, method: "HEAD" });
  await exchange(server, { target: "/cgi-bin/read.sh" });
  await waitUntil(() => childrenOf(server.pid).length === 0, "the script's end");
  // What the exchanges above have left open closes on its own; the files stay, up to a few.
  descriptorsBefore = descriptorCountOf(server.pid);
});
test.after(stopServers);

const large = requestOctets({ target: "/large.bin" });
const burst = Buffer.concat(
  Array.from({ length: 100 }, () => requestOctets({ target: "/page.txt" })),
);

const MOMENTS: Record<string, (client: RawClient) => Promise<void>> = {
  "before a word": async () => {},
  "in the middle of a head": (client) => client.send("GET /page.txt HTTP/1.1\r\nHo"),
  "right after a request": (client) => client.send(large),
  "in the middle of a download": async (client) => {
    await client.send(large);
    await client.waitForBytes(100_000);
  },
  "in a download that it does not read": async (client) => {
    client.pause();
    await client.send(large);
    await exchange(server, { target: "/page.txt" });
  },
  "in the middle of content that nobody reads": async (client) => {
    await client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    await client.send("x".repeat(50_000));
  },
  "in the middle of chunked content": async (client) => {
    await client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    await client.send(`ffff\r\n${"x".repeat(30_000)}`);
  },
  "in the middle of an upload to a script": async (client) => {
    await client.send(
      "POST /cgi-bin/read.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n",
    );
    await client.send("x".repeat(50_000));
  },
  "after a pipelined burst": (client) => client.send(burst),
  "in the middle of a pipelined burst's answers": async (client) => {
    await client.send(burst);
    await client.waitForBytes(500);
  },
  "after a request that was refused": async (client) => {
    await client.send(`GET / HTTP/1.1\r\nBad : x\r\n\r\n${"x".repeat(50_000)}`);
    await client.waitForText("400 ");
  },
};

const LEAVE: Record<string, (client: RawClient) => void> = {
  "tears down": (client) => client.reset(),
  closes: (client) => client.close(),
};

for (const [moment, act] of Object.entries(MOMENTS)) {
  for (const [how, leave] of Object.entries(LEAVE)) {
    test(`a client that ${how} ${moment}, ${ROUNDS} times, leaves nothing behind`, async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const client = await openClient(server.port);
        await act(client);
        leave(client);
      }
      await waitUntil(
        () => descriptorCountOf(server.pid) <= descriptorsBefore,
        "no descriptor more",
      );
      assert.is(textOf(await exchange(server, { target: "/page.txt" })), "a page");
    });
  }
}

test(`clients that leave at random places of random requests (seed ${seed})`, async () => {
  const random = makeRandom();
  for (let round = 0; round < 200; round++) {
    const client = await openClient(server.port);
    const octets = [large, burst][random.below(2)] as Buffer;
    await client.send(octets.subarray(0, 1 + random.below(octets.length)));
    if (random.below(2) === 0) await client.send(Buffer.from([random.below(256)]));
    if (random.below(2) === 0) client.reset();
    else client.close();
  }
  await waitUntil(() => descriptorCountOf(server.pid) <= descriptorsBefore, "no descriptor more");
  assert.is(textOf(await exchange(server, { target: "/page.txt" })), "a page");
});

test.run();
