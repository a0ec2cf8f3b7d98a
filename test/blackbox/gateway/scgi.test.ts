/*
 * SCGI: the netstring that a backend gets, its content, and an answer that ends with the connection.
 */
import { createHash, randomBytes } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stopBackends } from "../../support/backend";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type ScgiBackend, type ScgiRequest, startScgi } from "../../support/scgi-backend";
import { type Server, startServer, stopServers } from "../../support/server";

const PLAIN = "Content-Type: text/plain\r\n\r\n";

const large = randomBytes(3_000_000);

let backend: ScgiBackend;
let server: Server;

test.before(async () => {
  backend = await startScgi();
  const other = await startScgi({}, "unix");
  server = await startServer({
    args: [
      ...["--scgi", `/s/ ${backend.address}`, "--scgi", `/unix/ ${other.address}`],
      ...["--scgi", `/slow/ ${backend.address} head=1`],
    ],
  });
  other.behaviour = { request: (request) => request.answer(`${PLAIN}over a Unix socket`) };
});
test.after(async () => {
  await stopBackends();
  await stopServers();
});

function onRequest(request: (request: ScgiRequest) => void): void {
  backend.behaviour = { request };
}

test("what a backend is told", async () => {
  onRequest((request) => request.answer(`Status: 201\r\n${PLAIN}hello`));
  const response = await get(server, "/s/a%20b?q=1", { "X-Name": "value" });
  expectStatus(response, 201);
  assert.is(textOf(response), "hello");
  const request = backend.requests.at(-1) as ScgiRequest;
  assert.is(request.params[0]?.[1], "0");
  const expected = {
    REQUEST_METHOD: "GET",
    SCRIPT_NAME: "/s",
    PATH_INFO: "/a b",
    QUERY_STRING: "q=1",
    HTTP_X_NAME: "value",
    SERVER_PROTOCOL: "HTTP/1.1",
  };
  for (const [name, value] of Object.entries(expected)) assert.is(request.variable(name), value);
  assert.is(textOf(await get(server, "/unix/")), "over a Unix socket");
});

test("a path of which no file can be", async () => {
  onRequest((request) => request.answer(PLAIN));
  const rest = "a/b".repeat(2700);
  expectStatus(await get(server, `/s/${rest}`), 200);
  assert.is((backend.requests.at(-1) as ScgiRequest).variable("PATH_INFO"), `/${rest}`);
});

test("content of any length, and chunked", async () => {
  onRequest((request) => {
    const hash = createHash("sha256").update(request.content()).digest("hex");
    request.answer(`${PLAIN}${request.contentBytes} ${hash}`);
  });
  for (const content of [Buffer.alloc(0), Buffer.from("abc"), large]) {
    const hash = createHash("sha256").update(content).digest("hex");
    const response = await exchange(server, { method: "POST", target: "/s/", content });
    assert.is(textOf(response), `${content.length} ${hash}`);
  }
  const client = await openClient(server.port);
  const head = "POST /s/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  await client.send(`${head}3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n`);
  const hash = createHash("sha256").update("abcdef").digest("hex");
  assert.is(textOf(await client.readResponse("POST")), `6 ${hash}`);
  client.close();
});

test("an answer of some megabytes, and one in single octets", async () => {
  onRequest((request) => request.answer(PLAIN + large.toString("latin1")));
  const response = await get(server, "/s/");
  assert.equal(response.content, large);
  onRequest(async ({ socket }) => {
    for (const octet of Buffer.from(`${PLAIN}hello`)) {
      await new Promise((resolve) => socket.write(Buffer.of(octet), resolve));
    }
    socket.end();
  });
  assert.is(textOf(await get(server, "/s/")), "hello");
});

test("an answer before the content is read", async () => {
  backend.behaviour = {
    head: ({ socket }) => {
      socket.pause();
      socket.end(`${PLAIN}hello`, () => socket.destroy());
    },
  };
  const request = { method: "POST", target: "/s/", content: Buffer.alloc(3_000_000) };
  assert.is(textOf(await exchange(server, request)), "hello");
});

test("one that closes without an answer, or within its head: 502", async () => {
  for (const text of ["", "Content-Ty"]) {
    onRequest((request) => request.answer(text));
    expectError(await get(server, "/s/"), 502);
  }
  onRequest(({ socket }) => socket.destroy());
  expectError(await get(server, "/s/"), 502);
});

test("one that is reset within its content: the client sees that it is cut", async () => {
  onRequest(({ socket }) => socket.write(`${PLAIN}hello`));
  const client = await openClient(server.port);
  await client.send("GET /s/ HTTP/1.1\r\nHost: a\r\n\r\n");
  await client.waitForText("hello");
  for (const socket of backend.open) socket.resetAndDestroy();
  const { octets } = await client.readToEnd();
  assert.not.match(octets.toString("latin1"), /\r\n0\r\n\r\n$/);
});

test("one that never answers: 504, and it sees the end", async () => {
  let ends = 0;
  backend.behaviour = { ended: () => ends++ };
  expectError(await get(server, "/slow/"), 504);
  await waitUntil(() => ends === 1, "the end of the connection");
});

test("one that is not there: 503", async () => {
  await backend.stop();
  const response = await get(server, "/s/");
  expectError(response, 503);
  assert.match(fieldOf(response, "Retry-After") ?? "", /^\d+$/);
});

test.run();
