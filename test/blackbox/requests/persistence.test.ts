/*
 * How long a connection lives (RFC 9112 section 9.3): it persists in 1.1 unless somebody says
 * close, and ends in 1.0 unless both say keep-alive.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectStatus, requestOctets, textOf } from "../../support/exchange";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;

test.before(async () => {
  server = await startServer({ home: { "page.txt": "a page", "dir/": "" } });
});
test.after(stopServers);

test("a connection of HTTP/1.1 persists by default and says nothing about it", async () => {
  const client = await openClient(server.port);
  for (let round = 0; round < 10; round++) {
    await client.send(requestOctets({ target: "/page.txt" }));
    const response = await client.readResponse();
    assert.is(textOf(response), "a page");
    assert.is(fieldOf(response, "Connection"), null);
  }
  client.close();
});

for (const value of ["close", "Close", "CLOSE", "foo, close", "close, foo", "keep-alive, close"]) {
  test(`Connection: ${value} ends the connection after the response, which says so`, async () => {
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: "/page.txt", fields: { Connection: value } }));
    const response = await client.readResponse();
    assert.is(textOf(response), "a page");
    assert.is(fieldOf(response, "Connection"), "close");
    assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
  });
}

test("Connection: close in a second field line counts as well", async () => {
  const client = await openClient(server.port);
  const fields = [
    { name: "Connection", value: "foo" },
    { name: "Connection", value: "close" },
  ];
  await client.send(requestOctets({ target: "/page.txt", fields }));
  assert.is(fieldOf(await client.readResponse(), "Connection"), "close");
  assert.is((await client.readToEnd()).end, "fin");
});

for (const value of ["closed", "clos", "x-close", "keep-alive"]) {
  test(`Connection: ${value} does not end a connection of HTTP/1.1`, async () => {
    const client = await openClient(server.port);
    for (let round = 0; round < 2; round++) {
      await client.send(requestOctets({ target: "/page.txt", fields: { Connection: value } }));
      expectStatus(await client.readResponse(), 200);
    }
    client.close();
  });
}

test("requests after Connection: close are not answered", async () => {
  const client = await openClient(server.port);
  const last = requestOctets({ target: "/page.txt", fields: { Connection: "close" } });
  await client.send(Buffer.concat([last, requestOctets({ target: "/page.txt" })]));
  expectStatus(await client.readResponse(), 200);
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test("a connection of HTTP/1.0 ends after the response", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/page.txt", version: "HTTP/1.0" }));
  const response = await client.readResponse();
  assert.is(textOf(response), "a page");
  assert.is.not(fieldOf(response, "Connection"), "keep-alive");
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test("a connection of HTTP/1.0 with Connection: keep-alive persists, and the response says so", async () => {
  const client = await openClient(server.port);
  const fields = { Connection: "Keep-Alive" };
  for (let round = 0; round < 3; round++) {
    await client.send(requestOctets({ target: "/page.txt", version: "HTTP/1.0", fields }));
    const response = await client.readResponse();
    assert.is(textOf(response), "a page");
    assert.is(fieldOf(response, "Connection")?.toLowerCase(), "keep-alive");
    assert.is(response.framing, "length");
  }
  client.close();
});

test("a request of HTTP/1.0 without Host is served", async () => {
  const client = await openClient(server.port);
  await client.send("GET /page.txt HTTP/1.0\r\n\r\n");
  assert.is(textOf(await client.readResponse()), "a page");
  assert.is((await client.readToEnd()).end, "fin");
});

for (const [title, target, status] of [
  ["not found", "/missing", 404],
  ["forbidden by its spelling", "/%2e%2e/x", 400],
  ["redirected", "/dir", 301],
] as const) {
  test(`a request that is ${title} does not end the connection`, async () => {
    const client = await openClient(server.port);
    for (let round = 0; round < 3; round++) {
      await client.send(requestOctets({ target }));
      expectStatus(await client.readResponse(), status);
    }
    await client.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await client.readResponse()), "a page");
    client.close();
  });
}

test("a client that ends its side after the request still gets the response", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/page.txt" }));
  client.halfClose();
  assert.is(textOf(await client.readResponse()), "a page");
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test("a client that says nothing and ends its side is closed without a word", async () => {
  const client = await openClient(server.port);
  client.halfClose();
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test("a client that ends its side in the middle of a head gets no success", async () => {
  const client = await openClient(server.port);
  await client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\n");
  client.halfClose();
  const { octets } = await client.readToEnd();
  assert.not.match(octets.toString("latin1"), /^HTTP\/1\.1 2/);
});

test("two connections at once are served each on its own", async () => {
  const [one, two] = [await openClient(server.port), await openClient(server.port)];
  await one.send("GET /page.txt HTTP/1.1\r\nHo");
  await two.send(requestOctets({ target: "/missing" }));
  expectStatus(await two.readResponse(), 404);
  await one.send("st: a\r\n\r\n");
  assert.is(textOf(await one.readResponse()), "a page");
  one.close();
  two.close();
});

test.run();
