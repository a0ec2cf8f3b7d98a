/*
 * Connections to a backend that are kept for further requests (`keep=`): never more than may, never
 * for long, and none that is stale costs a request.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stopBackends } from "../../support/backend";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, get, textOf } from "../../support/exchange";
import {
  answer,
  type FastcgiBackend,
  type FastcgiRequest,
  startFastcgi,
} from "../../support/fastcgi-backend";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const OUTPUT = "Content-Type: text/plain\r\n\r\nhello";

let backend: FastcgiBackend;
let server: Server;

async function begin(keys: string, ...args: string[]): Promise<void> {
  backend = await startFastcgi({ request: (request) => request.answer(OUTPUT) });
  server = await startServer({ args: ["--fastcgi", `/app/ ${backend.address} ${keys}`, ...args] });
}

test.after.each(async () => {
  await stopBackends();
  await stopServers();
});

async function expectHello(): Promise<void> {
  assert.is(textOf(await get(server, "/app/")), "hello");
}

test("a connection for each request, if nothing else is said", async () => {
  await begin("");
  for (let i = 0; i < 5; i++) await expectHello();
  assert.is(backend.connectionCount, 5);
  assert.is(
    backend.requests.some(({ keeps }) => keeps),
    false,
  );
  await backend.untilIdle();
});

test("a kept connection serves one request after the other, with content as well", async () => {
  await begin("keep=1");
  for (let i = 0; i < 5; i++) await expectHello();
  assert.is(backend.connectionCount, 1);
  assert.is(
    backend.requests.every(({ keeps }) => keeps),
    true,
  );
});

test("a kept connection is closed after its time", async () => {
  await begin("keep=1", "--timeout", "gateway-keep=1");
  await expectHello();
  assert.is(backend.open.size, 1);
  await backend.untilIdle();
  await expectHello();
  assert.is(backend.connectionCount, 2);
});

test("no more are kept than may", async () => {
  await begin("keep=2");
  const held: FastcgiRequest[] = [];
  backend.behaviour = { request: (request) => held.push(request) };
  const clients = await Promise.all(Array.from({ length: 6 }, () => openClient(server.port)));
  for (const client of clients) await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
  await waitUntil(() => held.length === clients.length, "the requests");
  assert.is(backend.open.size, 6);
  for (const request of held) request.answer(OUTPUT);
  for (const client of clients) assert.is(textOf(await client.readResponse()), "hello");
  await waitUntil(() => backend.open.size === 2, "two connections that are kept");
});

test("a backend that closes all the same", async () => {
  await begin("keep=2");
  backend.behaviour = {
    request: ({ connection }) => {
      connection.write(answer(OUTPUT));
      connection.close();
    },
  };
  for (let i = 0; i < 5; i++) await expectHello();
});

test("a stale connection: the request is made again on a fresh one", async () => {
  await begin("keep=2");
  await expectHello();
  let deaths = 0;
  backend.behaviour = {
    began: ({ connection }) => {
      // The second request of a connection never is answered.
      if (backend.connectionCount > 1) return;
      deaths++;
      connection.die();
    },
    request: (request) => request.answer(OUTPUT),
  };
  await expectHello();
  assert.is(deaths, 1);
  assert.is(backend.connectionCount, 2);
});

test("a request that may not be repeated gets a connection of its own", async () => {
  await begin("keep=2");
  await expectHello();
  backend.behaviour = {
    request: (request) => request.answer(`Content-Type: text/plain\r\n\r\n${request.content()}`),
  };
  const request = { method: "POST", target: "/app/", content: "content" };
  assert.is(textOf(await exchange(server, request)), "content");
});

test("a kept connection on which something comes is closed", async () => {
  await begin("keep=2");
  await expectHello();
  for (const socket of backend.open) socket.write("what nobody has asked for");
  await backend.untilIdle();
  await expectHello();
});

test("an answer whose request was not read to its end is the last of its connection", async () => {
  await begin("keep=2");
  backend.behaviour = {
    params: (request) => {
      if (request.hasParams) request.connection.write(answer(OUTPUT));
    },
  };
  const client = await openClient(server.port);
  await client.send("POST /app/ HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\nabc");
  assert.is(textOf(await client.readResponse("POST")), "hello");
  await backend.untilIdle();
  client.close();
});

test("a fault of the backend ends its connection", async () => {
  await begin("keep=2");
  backend.behaviour = { request: ({ connection }) => connection.write(Buffer.alloc(16)) };
  expectError(await get(server, "/app/"), 502);
  await backend.untilIdle();
});

test.run();
