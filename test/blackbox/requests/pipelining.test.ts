/*
 * Requests that arrive in any pieces (RFC 9112 section 9.3.2): many in one segment, or an octet at a
 * time; the responses come in order.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectStatus, requestOctets, textOf } from "../../support/exchange";
import { cutAtRandom, makeRandom, seed } from "../../support/random";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const PIPELINED = 100;

let server: Server;

test.before(async () => {
  const home: Record<string, string> = { "large.txt": "l".repeat(100_000) };
  for (let each = 0; each < PIPELINED; each++)
    home[`${each}.txt`] = `file ${each}`.repeat(each + 1);
  server = await startServer({ home });
});
test.after(stopServers);

test(`${PIPELINED} requests in one piece are answered in order`, async () => {
  const client = await openClient(server.port);
  await client.send(burst());
  await expectBurst(client);
});

for (const pieceBytesMax of [7, 40, 300, 3000]) {
  test(`${PIPELINED} requests cut into pieces of up to ${pieceBytesMax} octets (seed ${seed})`, async () => {
    const client = await openClient(server.port);
    const sending = client.sendPieces(cutAtRandom(burst(), makeRandom(), pieceBytesMax));
    await expectBurst(client);
    await sending;
  });
}

test("a request that comes octet by octet is answered", async () => {
  const client = await openClient(server.port);
  const fields = { "User-Agent": "slow", Accept: "*/*" };
  const octets = requestOctets({ target: "/5.txt", fields });
  await client.sendPieces(cutAtRandom(octets, makeRandom(), 1));
  assert.is(textOf(await client.readResponse()), "file 5".repeat(6));
  client.close();
});

test("two requests that come octet by octet with content between are told apart", async () => {
  const client = await openClient(server.port);
  const both = Buffer.concat([
    requestOctets({ target: "/1.txt", content: "GET /2.txt HTTP/1.1\r\nHost: a\r\n\r\n" }),
    requestOctets({ target: "/3.txt" }),
  ]);
  await client.sendPieces(cutAtRandom(both, makeRandom(), 1));
  assert.is(textOf(await client.readResponse()), "file 1".repeat(2));
  assert.is(textOf(await client.readResponse()), "file 3".repeat(4));
  client.close();
});

test("one and a half requests are one response, and the second when its rest comes", async () => {
  const client = await openClient(server.port);
  const second = requestOctets({ target: "/2.txt" });
  await client.send(Buffer.concat([requestOctets({ target: "/1.txt" }), second.subarray(0, 9)]));
  assert.is(textOf(await client.readResponse()), "file 1".repeat(2));
  assert.is(client.unreadBytes, 0);
  await client.send(second.subarray(9));
  assert.is(textOf(await client.readResponse()), "file 2".repeat(3));
  client.close();
});

test("pipelined GET, HEAD, a missing file and OPTIONS are answered in order", async () => {
  const client = await openClient(server.port);
  await client.send(
    Buffer.concat([
      requestOctets({ target: "/1.txt" }),
      requestOctets({ target: "/1.txt", method: "HEAD" }),
      requestOctets({ target: "/missing" }),
      requestOctets({ target: "/1.txt", method: "OPTIONS" }),
      requestOctets({ target: "/2.txt" }),
    ]),
  );
  expectStatus(await client.readResponse(), 200);
  expectStatus(await client.readResponse("HEAD"), 200);
  expectStatus(await client.readResponse(), 404);
  expectStatus(await client.readResponse("OPTIONS"), 200, 204);
  assert.is(textOf(await client.readResponse()), "file 2".repeat(3));
  client.close();
});

test("100 large responses to a client that reads only afterwards all arrive", async () => {
  const client = await openClient(server.port);
  client.pause();
  const requests = Buffer.concat(
    Array.from({ length: PIPELINED }, () => requestOctets({ target: "/large.txt" })),
  );
  await client.send(requests);
  client.resume();
  for (let each = 0; each < PIPELINED; each++) {
    assert.is((await client.readResponse()).content.length, 100_000);
  }
  client.close();
});

test("a burst whose sender ends its side is answered to the end", async () => {
  const client = await openClient(server.port);
  await client.send(burst());
  client.halfClose();
  for (let each = 0; each < PIPELINED; each++) {
    assert.is(textOf(await client.readResponse()), `file ${each}`.repeat(each + 1));
  }
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

function burst(): Buffer {
  return Buffer.concat(
    Array.from({ length: PIPELINED }, (_, each) => requestOctets({ target: `/${each}.txt` })),
  );
}

async function expectBurst(client: Awaited<ReturnType<typeof openClient>>): Promise<void> {
  for (let each = 0; each < PIPELINED; each++) {
    assert.is(textOf(await client.readResponse()), `file ${each}`.repeat(each + 1), `seed ${seed}`);
  }
  client.close();
}

test.run();
