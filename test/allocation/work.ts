/*
 * Requests of all kinds to one server, round after round the same: whole and in pieces, pipelined,
 * refused, of small and large files, listings and scripts, read at once, slowly or not at all.
 *
 * Rule of this file: a round has ended when the server has closed its connections and reaped its
 * scripts, so that rounds can be compared.
 */
import { readdirSync, readlinkSync } from "node:fs";
import { waitUntil } from "../support/deadline";
import { expectStatus, requestOctets } from "../support/exchange";
import { makeHome, script, sparse, type Tree } from "../support/home";
import { childrenOf } from "../support/process-info";
import { openClient, type RawClient } from "../support/raw-client";

export interface Worked {
  readonly pid: number;
  readonly port: number;
}

const CONNECTIONS = 6;

/** What a server is started with; a few connections more than that are made at once. */
export const WORK_ARGS = ["--cgi", "--connections", `${CONNECTIONS}`];

/** More than the buffers of both ends hold. */
const LARGE_BYTES = 20_000_000;
const REFUSED_BYTES = 40_000;
/** A listing of these leaves in several chunks. */
const LISTED = 80;

const SMALL: readonly (readonly [target: string, status: number])[] = [
  ["/page.txt", 200],
  ["/missing", 404],
  ["/dir", 301],
  ["/dir/", 200],
  ["/page.txt?query", 200],
  ["/%zz", 400],
  ["/.hidden", 404],
  ["/with-index/", 200],
  ["/medium.bin", 200],
  ["/page.txt", 200],
];

/** Requests of a round beside the pipelined ones. */
const OTHERS = 18;

export function makeWorkHome(): string {
  const head = "printf 'Content-Type: text/plain\\n\\n'";
  const files: Tree = {
    "page.txt": "p".repeat(1024),
    "medium.bin": Buffer.alloc(60_000, "m"),
    "large.bin": sparse(LARGE_BYTES),
    "with-index/index.html": "an index",
    "cgi-bin/echo.sh": script(`${head}\ncat\necho said >&2`),
    "cgi-bin/long.sh": script(`${head}\nhead -c 200000 /dev/zero`),
  };
  for (let each = 0; each < LISTED; each++) files[`dir/file-${each}-${"n".repeat(100)}`] = "";
  return makeHome(files);
}

/**
 * At least `count` requests, in rounds that begin with `pipelined` of them. The server must have no
 * connection yet.
 */
export async function work(server: Worked, count: number, pipelined: number): Promise<void> {
  const sockets = socketCountOf(server.pid);
  for (let done = 0; done < count; done += pipelined + OTHERS) {
    await workRound(server, pipelined);
    await whenLeft(server, sockets);
  }
}

/** As much at once as there may be: whatever memory is used at all is used then. */
export async function crowd(server: Worked): Promise<void> {
  const sockets = socketCountOf(server.pid);
  const clients: RawClient[] = [];
  while (clients.length < CONNECTIONS) clients.push(await openClient(server.port));
  await Promise.all(clients.map(askScripts));
  const fields = { "X-One": "1".repeat(8000), "X-Two": "2".repeat(8000) };
  const octets = requestOctets({ target: "/dir/", fields });
  for (const client of clients) await client.send(octets.subarray(0, -1));
  for (const client of clients) await ask(client, octets.subarray(-1), 200);
  for (const client of clients) client.close();
  await whenLeft(server, sockets);
}

async function workRound(server: Worked, pipelined: number): Promise<void> {
  const client = await openClient(server.port);
  await askPipelined(client, pipelined);
  await askInPieces(client);
  await askScripts(client);
  const slow = await startSlowReader(server);
  await askRefused(server);
  slow.resume();
  expectStatus(await slow.readResponse(), 200);
  slow.close();
  client.close();
  await askTooMany(server);
}

/** In batches, or the client, which reads its buffer again with each piece, takes all the time. */
async function askPipelined(client: RawClient, count: number): Promise<void> {
  for (let done = 0; done < count; done += SMALL.length) {
    const sent = client.send(Buffer.concat(SMALL.map(([target]) => requestOctets({ target }))));
    for (const [, status] of SMALL) expectStatus(await client.readResponse(), status);
    await sent;
  }
}

async function askInPieces(client: RawClient): Promise<void> {
  const octets = requestOctets({ target: "/page.txt", fields: { "X-Long": "x".repeat(5000) } });
  await client.sendPieces([octets.subarray(0, 10), octets.subarray(10, 99), octets.subarray(99)]);
  expectStatus(await client.readResponse(), 200);
  await client.send(requestOctets({ method: "HEAD", target: "/page.txt" }));
  expectStatus(await client.readResponse("HEAD"), 200);
  const content = "c".repeat(50_000);
  await ask(client, requestOctets({ method: "POST", target: "/page.txt", content }), 405);
}

async function askScripts(client: RawClient): Promise<void> {
  const content = "c".repeat(50_000);
  await ask(client, requestOctets({ method: "POST", target: "/cgi-bin/echo.sh", content }), 200);
  await ask(client, requestOctets({ target: "/cgi-bin/long.sh" }), 200);
  await ask(client, requestOctets({ target: "/cgi-bin/missing.sh" }), 404);
}

/** A download that is not read until something else was asked for. */
async function startSlowReader(server: Worked): Promise<RawClient> {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/large.bin" }));
  await client.waitForBytes(1);
  client.pause();
  return client;
}

/** Each of these ends its connection. */
async function askRefused(server: Worked): Promise<void> {
  const refused: [string, number][] = [
    ["GET / HTTP/1.1\r\n\r\n", 400],
    [`GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(REFUSED_BYTES)}\r\n\r\n`, 431],
    ["GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505],
  ];
  for (const [octets, status] of refused) {
    const client = await openClient(server.port);
    const sent = client.send(octets).catch(() => {});
    expectStatus(await client.readResponse(), status);
    client.close();
    await sent;
  }
}

/** As many slow readers as may be connected, one client more, and all leave. */
async function askTooMany(server: Worked): Promise<void> {
  const slow: RawClient[] = [];
  while (slow.length < CONNECTIONS) slow.push(await startSlowReader(server));
  const client = await openClient(server.port);
  expectStatus(await client.readResponse(), 503);
  for (const each of [client, ...slow]) each.close();
}

async function ask(client: RawClient, octets: Buffer, status: number): Promise<void> {
  const sent = client.send(octets);
  expectStatus(await client.readResponse(), status);
  await sent;
}

/** The server has no more than its own sockets again, and no script. */
async function whenLeft({ pid }: Worked, sockets: number): Promise<void> {
  const isLeft = (): boolean => socketCountOf(pid) <= sockets && childrenOf(pid).length === 0;
  await waitUntil(isLeft, "the end of all connections and scripts");
}

function socketCountOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => isSocket(`${folder}/${name}`)).length;
}

/** A descriptor that was closed meanwhile is none. */
function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith("socket:");
  } catch {
    return false;
  }
}
