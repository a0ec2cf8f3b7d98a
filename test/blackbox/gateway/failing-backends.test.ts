/*
 * Backends that cannot be reached, that die or take no more: another one is asked where the request
 * may be repeated, each is left out for a while, and when all are down the client is told when to
 * come again.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { newSocketPath, stopBackends } from "../../support/backend";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import {
  endRecord,
  type FastcgiBackend,
  type FastcgiRequest,
  record,
  Status,
  startFastcgi,
  Type,
} from "../../support/fastcgi-backend";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const OUTPUT = "Content-Type: text/plain\r\n\r\n";
const CLIENTS = 32;

let first: FastcgiBackend;
let second: FastcgiBackend;
let server: Server;

/** Before each test both backends listen, answer with their names, and are not down. */
async function begin(...places: ("unix" | "port")[]): Promise<void> {
  const [one = "unix", other = "port"] = places;
  first = await startFastcgi({ request: (request) => request.answer(`${OUTPUT}first`) }, one);
  second = await startFastcgi({ request: (request) => request.answer(`${OUTPUT}second`) }, other);
  server = await startServer({
    args: ["--fastcgi", `/app/ ${first.address} ${second.address} down=1`],
  });
}

test.after.each(async () => {
  await stopBackends();
  await stopServers();
});

for (const places of [
  ["unix", "port"],
  ["port", "unix"],
] as const) {
  test(`one of two is not there (${places[0]}): the other answers, and it is left out`, async () => {
    await begin(...places);
    await first.stop();
    const from = server.log.lines().length;
    for (let i = 0; i < 10; i++) {
      const request = { method: "POST", target: "/app/", content: "content" };
      assert.is(textOf(await exchange(server, request)), "second");
    }
    assert.is(second.requests.at(-1)?.content().toString(), "content");
    await server.waitForLog(/(there is no such socket|nobody listens there)$/, from);
    const lines = server.log.lines().slice(from);
    assert.ok(lines.length <= 10, `it is said not for each request:\n${lines.join("\n")}`);
  });
}

test("all are down: 503 with Retry-After; and they are used when they are back", async () => {
  await begin();
  await first.stop();
  await second.stop();
  for (let i = 0; i < 3; i++) {
    const response = await get(server, "/app/");
    expectError(response, 503);
    assert.match(fieldOf(response, "Retry-After") ?? "", /^\d+$/);
  }
  await second.listen();
  await waitUntil(async () => (await get(server, "/app/")).status === 200, "an answer");
});

test("a socket that never was there, and a port where nobody listens", async () => {
  const gone = await startFastcgi({}, "port");
  await gone.stop();
  const alone = await startServer({
    args: [
      ...["--fastcgi", `/none/ unix:${newSocketPath()}`],
      ...["--fastcgi", `/gone/ ${gone.address}`],
    ],
  });
  for (const target of ["/none/", "/gone/"]) {
    expectError(await get(alone, target), 503);
    const request = { method: "POST", target, content: Buffer.alloc(300_000) };
    expectError(await exchange(alone, request), 503);
  }
});

test("one that dies before it has said anything: a safe request is made again, others are not", async () => {
  await begin();
  for (const method of ["GET", "HEAD", "OPTIONS"]) {
    first.behaviour = { request: ({ connection }) => connection.die() };
    const before = second.requests.length;
    // Whichever is asked first.
    for (let i = 0; i < 2; i++) {
      expectStatus(await exchange(server, { method, target: "/app/" }), 200);
    }
    assert.ok(second.requests.length >= before + 2, method);
  }
  first.behaviour = { request: ({ connection }) => connection.die() };
  second.behaviour = first.behaviour;
  const before = first.requests.length + second.requests.length;
  for (const method of ["POST", "PUT", "DELETE"]) {
    const request = { method, target: "/app/", content: "abc" };
    expectError(await exchange(server, request), 502);
  }
  assert.is(first.requests.length + second.requests.length, before + 3);
});

test("one that dies within its answer's head or content: nothing is made again", async () => {
  await begin();
  const die = ({ connection }: FastcgiRequest): void => {
    connection.write(record(Type.Stdout, "Content-Type: text/pl"));
    connection.close();
  };
  first.behaviour = { request: die };
  second.behaviour = { request: die };
  const before = first.requests.length + second.requests.length;
  expectError(await get(server, "/app/"), 502);
  assert.is(first.requests.length + second.requests.length, before + 1);
});

test("one that is overloaded: the next is asked", async () => {
  await begin();
  first.behaviour = {
    request: ({ connection }) => {
      connection.write(endRecord(0, Status.Overloaded));
      connection.conclude();
    },
  };
  for (let i = 0; i < 4; i++) assert.is(textOf(await get(server, "/app/")), "second");
});

test("one that is killed under load: no request but its own fails", async () => {
  await begin();
  const slowly =
    (name: string) =>
    (request: FastcgiRequest): void => {
      setTimeout(() => request.answer(`${OUTPUT}${name}`), 5);
    };
  first.behaviour = { request: slowly("first") };
  second.behaviour = { request: slowly("second") };
  const counts = { 200: 0, 502: 0, other: 0 };
  let isStopped = false;
  const work = async (): Promise<void> => {
    const client = await openClient(server.port);
    for (let i = 0; i < 20; i++) {
      await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
      const { status } = await client.readResponse();
      if (status === 200 || status === 502) counts[status]++;
      else counts.other++;
      if (i === 5 && !isStopped) {
        isStopped = true;
        await first.stop();
      }
    }
    client.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  assert.equal(counts, { 200: CLIENTS * 20, 502: 0, other: 0 });
});

test("the server ends while a backend answers: the answer is sent", async () => {
  await begin();
  let held: FastcgiRequest | null = null;
  const hold = (request: FastcgiRequest): void => {
    held = request;
  };
  first.behaviour = { request: hold };
  second.behaviour = { request: hold };
  const client = await openClient(server.port);
  await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
  await waitUntil(() => held !== null, "the request");
  const stopped = server.stop();
  (held as FastcgiRequest | null)?.answer(`${OUTPUT}late`);
  assert.is(textOf(await client.readResponse()), "late");
  assert.is((await stopped).status, 0);
});

test.run();
