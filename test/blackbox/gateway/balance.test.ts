/*
 * Which of several backends is asked (`balance=`).
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stopBackends } from "../../support/backend";
import { waitUntil } from "../../support/deadline";
import { get } from "../../support/exchange";
import {
  type FastcgiBackend,
  type FastcgiRequest,
  startFastcgi,
} from "../../support/fastcgi-backend";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const OUTPUT = "Content-Type: text/plain\r\n\r\nhello";

let backends: FastcgiBackend[];
let server: Server;

async function begin(keys: string): Promise<void> {
  const behaviour = { request: (request: FastcgiRequest) => request.answer(OUTPUT) };
  backends = await Promise.all([1, 2, 3].map(() => startFastcgi(behaviour)));
  const addresses = backends.map(({ address }) => address).join(" ");
  server = await startServer({ args: ["--fastcgi", `/app/ ${addresses} ${keys}`] });
}

test.after.each(async () => {
  await stopBackends();
  await stopServers();
});

function counts(): number[] {
  return backends.map(({ requests }) => requests.length);
}

async function ask(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await get(server, "/app/");
}

test("balance=round: each in its turn", async () => {
  await begin("balance=round");
  await ask(9);
  assert.equal(counts(), [3, 3, 3]);
});

test("the one with the fewest requests, if nothing else is said", async () => {
  await begin("");
  // Two of them never answer.
  const held: FastcgiRequest[] = [];
  for (const backend of backends.slice(0, 2)) {
    backend.behaviour = { request: (request) => held.push(request) };
  }
  const clients = await Promise.all([1, 2, 3].map(() => openClient(server.port)));
  while (held.length < 2) {
    for (const client of clients) {
      await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
      const before = counts().reduce((sum, count) => sum + count);
      await waitUntil(() => {
        return counts().reduce((sum, count) => sum + count) > before || client.unreadBytes > 0;
      }, "the request");
    }
  }
  const before = backends[2]?.requests.length ?? 0;
  await ask(6);
  assert.is(backends[2]?.requests.length, before + 6);
  assert.is(held.length, 2);
});

test("balance=client: always the same, and another when it is gone", async () => {
  await begin("balance=client");
  await ask(6);
  assert.equal([...counts()].sort(), [0, 0, 6]);
  const chosen = backends.find(({ requests }) => requests.length > 0) as FastcgiBackend;
  await chosen.stop();
  await ask(6);
  assert.equal([...counts()].sort(), [0, 6, 6]);
});

test.run();
