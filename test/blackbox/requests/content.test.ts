/*
 * Content of a request that nobody asked for, such as a GET of a file with content: it is passed
 * over by its framing, and the next request is found behind it. Expect: 100-continue.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectError, expectStatus, requestOctets, textOf } from "../../support/exchange";
import { cutAtRandom, makeRandom, seed } from "../../support/random";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const CHUNKED_HEAD = "GET /page.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

let server: Server;

test.before(async () => {
  server = await startServer({ home: { "page.txt": "a page", "next.txt": "the next" } });
});
test.after(stopServers);

for (const bytes of [0, 1, 100, 10_000, 200_000]) {
  test(`GET with ${bytes} octets of content is served, and so is the request after it`, async () => {
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: "/page.txt", content: "x".repeat(bytes) }));
    await expectBoth(client);
  });
}

const CHUNKED: Record<string, string> = {
  "no chunk": "0\r\n\r\n",
  "one chunk": "5\r\nhello\r\n0\r\n\r\n",
  "sizes in both cases and with zeros before": `A\r\n${"x".repeat(10)}\r\n00b\r\n${"y".repeat(11)}\r\n0\r\n\r\n`,
  "a chunk-ext": '5;a=b;c="d\\"e"\r\nhello\r\n0;last\r\n\r\n',
  "a trailer section": "5\r\nhello\r\n0\r\nX-Trailer: a\r\nX-Other: b\r\n\r\n",
  "300 chunks": `${"1\r\nx\r\n".repeat(300)}0\r\n\r\n`,
  "a chunk of 100,000 octets": `186a0\r\n${"z".repeat(100_000)}\r\n0\r\n\r\n`,
  "content that looks like a request":
    "26\r\nGET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n\r\n0\r\n\r\n",
};

for (const [title, content] of Object.entries(CHUNKED)) {
  test(`GET with chunked content of ${title} is served, and so is the request after it`, async () => {
    const client = await openClient(server.port);
    await client.send(CHUNKED_HEAD + content);
    await expectBoth(client);
  });

  test(`the same in small pieces: ${title} (seed ${seed})`, async () => {
    const client = await openClient(server.port);
    const octets = Buffer.from(CHUNKED_HEAD + content, "latin1");
    const pieceBytesMax = octets.length > 10_000 ? 5000 : 9;
    await client.sendPieces(cutAtRandom(octets, makeRandom(), pieceBytesMax));
    await expectBoth(client);
  });
}

test("Transfer-Encoding: CHUNKED in any case is chunked", async () => {
  const client = await openClient(server.port);
  await client.send(CHUNKED_HEAD.replace("chunked", "Chunked") + CHUNKED["one chunk"]);
  await expectBoth(client);
});

test("a missing file with content is 404 and the next request is served", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/missing", content: "x".repeat(5000) }));
  expectError(await client.readResponse(), 404);
  await client.send(requestOctets({ target: "/next.txt" }));
  assert.is(textOf(await client.readResponse()), "the next");
  client.close();
});

test("POST of 100 KB to a file is 405, and the client gets to read it", async () => {
  const response = await exchange(server, {
    target: "/page.txt",
    method: "POST",
    content: "x".repeat(100_000),
  });
  expectError(response, 405);
});

test("content of 5 GB that is announced and not sent does no harm", async () => {
  const client = await openClient(server.port);
  await client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000000\r\n\r\nx");
  assert.ok([200, 413].includes((await client.readResponse()).status));
  client.reset();
  expectStatus(await exchange(server, { target: "/page.txt" }), 200);
});

test("Expect: 100-continue to a file gets an answer without the content being sent", async () => {
  const client = await openClient(server.port);
  const head =
    "GET /page.txt HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  await client.send(head);
  const response = await client.readResponse();
  assert.is(textOf(response), "a page");
  // Without a 100 before it the client may keep its content or send it: both must be understood,
  // so the server either said 100, or says that it closes.
  if (response.interim.length === 0) {
    assert.is(response.fields.find((field) => field.name === "Connection")?.value, "close");
  } else {
    await client.send("hello");
    await client.send(requestOctets({ target: "/next.txt" }));
    assert.is(textOf(await client.readResponse()), "the next");
  }
  client.close();
});

test("Expect: 100-continue with the content already there needs no 100", async () => {
  const client = await openClient(server.port);
  const fields = { Expect: "100-continue" };
  await client.send(requestOctets({ target: "/page.txt", fields, content: "hello" }));
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
});

test("an expectation that nobody knows is refused with 417", async () => {
  expectError(await exchange(server, { target: "/page.txt", fields: { Expect: "miracles" } }), 417);
});

test("an expectation in HTTP/1.0 is not looked at (RFC 9110 section 10.1.1)", async () => {
  const fields = { Expect: "100-continue" };
  const request = { target: "/page.txt", version: "HTTP/1.0", fields, content: "hello" };
  const response = await exchange(server, request);
  expectStatus(response, 200);
  assert.equal(response.interim, []);
});

async function expectBoth(client: RawClient): Promise<void> {
  assert.is(textOf(await client.readResponse()), "a page");
  await client.send(requestOctets({ target: "/next.txt" }));
  assert.is(textOf(await client.readResponse()), "the next");
  assert.is(client.unreadBytes, 0);
  client.close();
}

test.run();
