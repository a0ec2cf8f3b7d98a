/*
 * The framing of a request's content (RFC 9112 sections 6 and 7): any doubt about where a request
 * ends is refused and ends the connection, because the next octets could be a smuggled request.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, expectStatus, requestOctets, textOf } from "../../support/exchange";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

/** What an attacker would like to be read as a request of its own. */
const SMUGGLED = "GET /smuggled.txt HTTP/1.1\r\nHost: a\r\n\r\n";

let server: Server;

test.before(async () => {
  server = await startServer({ home: { "page.txt": "a page", "smuggled.txt": "SMUGGLED" } });
});
test.after(stopServers);

const LENGTHS = [
  "+1",
  "-1",
  "1,1",
  "1, 1",
  "1,2",
  "1 1",
  "0x1",
  "1a",
  "a",
  "",
  "1.0",
  "1e1",
  "18446744073709551617",
  "99999999999999999999999999",
  "\x0b1",
];

for (const length of LENGTHS) {
  test(`Content-Length: ${JSON.stringify(length)} is refused`, async () => {
    const statuses = /^\d{19,}$/.test(length) ? [400, 413] : [400];
    await expectRefusal(["POST", `Content-Length: ${length}\r\n`, "x"], ...statuses);
  });
}

const CODINGS: Record<string, readonly number[]> = {
  gzip: [501],
  "gzip, chunked": [501],
  deflate: [501],
  identity: [400, 501],
  "chunked, gzip": [400, 501],
  "chunked, chunked": [400, 501],
  chunked2: [400, 501],
  xchunked: [400, 501],
  '"chunked"': [400, 501],
  "chunked;a=b": [400, 501],
  "": [400],
};

for (const [coding, statuses] of Object.entries(CODINGS)) {
  test(`Transfer-Encoding: ${coding || "(empty)"} is refused with ${statuses.join(" or ")}`, async () => {
    await expectRefusal(["GET", `Transfer-Encoding: ${coding}\r\n`, "0\r\n\r\n"], ...statuses);
  });
}

const CONFLICTS: Record<string, string> = {
  "both Content-Length and Transfer-Encoding":
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
  "both, the other way round": "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
  "two different Content-Lengths": "Content-Length: 5\r\nContent-Length: 6\r\n",
  "two equal Content-Lengths": "Content-Length: 5\r\nContent-Length: 5\r\n",
  "two Transfer-Encodings": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
  "a coding in a second line": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
};

for (const [title, fields] of Object.entries(CONFLICTS)) {
  test(`${title} are refused with 400`, async () => {
    await expectRefusal(["GET", fields, "0\r\n\r\n"], 400, 501);
  });
}

test("Transfer-Encoding in HTTP/1.0 is refused with 400", async () => {
  const client = await openClient(server.port);
  await client.send(
    `GET /page.txt HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
  );
  expectError(await client.readResponse(), 400);
  await expectNothingMore(client);
});

const CHUNKS: Record<string, string> = {
  "a chunk-size that is empty": "\r\nx\r\n0\r\n\r\n",
  "a chunk-size with 0x": "0x1\r\nx\r\n0\r\n\r\n",
  "a chunk-size with a sign": "+1\r\nx\r\n0\r\n\r\n",
  "a chunk-size that is negative": "-1\r\nx\r\n0\r\n\r\n",
  "a chunk-size with a space before it": " 1\r\nx\r\n0\r\n\r\n",
  "a chunk-size that is no number": "g\r\nx\r\n0\r\n\r\n",
  "a chunk-size beyond 64 bits": "10000000000000001\r\nx\r\n0\r\n\r\n",
  "a chunk-size line that ends in LF alone": "1\nx\r\n0\r\n\r\n",
  "chunk data without CRLF after it": "1\r\nxy\r\n0\r\n\r\n",
  "chunk data with LF alone after it": "1\r\nx\n0\r\n\r\n",
  "a last-chunk whose line ends in LF alone": "1\r\nx\r\n0\n\n",
  "a trailer that is no field line": "0\r\nno field\r\n\r\n",
  "a trailer with a space before its colon": "0\r\nX : y\r\n\r\n",
};

for (const [title, content] of Object.entries(CHUNKS)) {
  test(`${title} never lets the octets after it be a request`, async () => {
    const client = await openClient(server.port);
    const head = "GET /page.txt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    await client.send(`${head}${content}${SMUGGLED}`);
    const { octets, end } = await client.readToEnd();
    assert.ok(!octets.includes("SMUGGLED"), "the smuggled request was answered");
    assert.is(end, "fin");
  });
}

test("the answer to a bad frame arrives although megabytes come after it", async () => {
  const client = await openClient(server.port);
  const bad = "POST /page.txt HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n";
  client.send(Buffer.concat([Buffer.from(bad), Buffer.alloc(4_000_000, "x")])).catch(() => {});
  const response = await client.readResponse("POST");
  expectError(response, 400);
  assert.is(fieldOf(response, "Connection"), "close");
  client.close();
});

test("after a bad frame the connection ends with FIN, not RST, though octets were unread", async () => {
  const client = await openClient(server.port);
  await client.send(`GET /page.txt HTTP/1.1\r\nHost : a\r\n\r\n${"x".repeat(100_000)}`);
  expectError(await client.readResponse(), 400);
  assert.is((await client.readToEnd()).end, "fin");
});

/** Sends a request with these fields and content, and behind it a smuggled one. */
async function expectRefusal(
  [method, fields, content]: readonly [string, string, string],
  ...statuses: number[]
): Promise<void> {
  const client = await openClient(server.port);
  await client.send(
    `${method} /page.txt HTTP/1.1\r\nHost: a\r\n${fields}\r\n${content}${SMUGGLED}`,
  );
  const response = await client.readResponse(method);
  expectError(response, ...statuses);
  assert.is(fieldOf(response, "Connection"), "close");
  await expectNothingMore(client);
  // And a new client is served as ever.
  const next = await openClient(server.port);
  await next.send(requestOctets({ target: "/page.txt" }));
  const served = await next.readResponse();
  expectStatus(served, 200);
  assert.is(textOf(served), "a page");
  next.close();
}

async function expectNothingMore(client: Awaited<ReturnType<typeof openClient>>): Promise<void> {
  const { octets, end } = await client.readToEnd();
  assert.is(octets.toString("latin1"), "");
  assert.is(end, "fin");
}

test.run();
