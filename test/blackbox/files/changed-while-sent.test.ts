/*
 * Files that change while they are downloaded: the announced length is kept or the connection ends,
 * and what the download held is free again at once.
 */
import { appendFileSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

/** More than the buffers of both ends hold, so that the download cannot be over at once. */
const LARGE_BYTES = 20_000_000;

/** More than the answers that leave in pieces at a time. */
const ROUNDS = 60;

let server: Server;
let path: string;

test.before(async () => {
  server = await startServer({ home: { "page.txt": "a page" } });
  path = join(server.home, "large.bin");
});
test.before.each(() => writeFileSync(path, Buffer.alloc(LARGE_BYTES, "l")));
test.after(stopServers);

test("a file that grows during its download is sent with the length it had", async () => {
  const client = await startDownload();
  appendFileSync(path, Buffer.alloc(100_000, "n"));
  client.resume();
  const response = await client.readResponse();
  assert.is(response.content.length, LARGE_BYTES);
  assert.is(response.content.indexOf("n"), -1);
  await client.send(requestOctets({ target: "/page.txt" }));
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
});

test("a file that is deleted during its download is sent to its end", async () => {
  const client = await startDownload();
  unlinkSync(path);
  client.resume();
  assert.is((await client.readResponse()).content.length, LARGE_BYTES);
  client.close();
});

test("a file that shrinks during its download ends the connection, nothing is made up", async () => {
  const octets = await cutDownload();
  const content = octets.subarray(octets.indexOf("\r\n\r\n") + 4);
  assert.ok(content.length < LARGE_BYTES);
  assert.ok(
    content.every((octet) => octet === 0x6c),
    "octets that were never in the file",
  );
  // An answer behind the gap would be taken for the rest of the file.
  expectStatus(await get(server, "/page.txt?at-the-end"), 200);
  await server.waitForLog(/at-the-end/);
  assert.not.match(server.log.text(), /after-the-cut/);
});

test(`${ROUNDS} downloads that were cut short leave room for others`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await cutDownload();
    writeFileSync(path, Buffer.alloc(LARGE_BYTES, "l"));
  }
  expectStatus(await get(server, "/page.txt"), 200);
});

test(`${ROUNDS} clients that leave in the middle of a download leave room for others`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const client = await startDownload();
    client.resume();
    await client.waitForBytes(1_000_000 + round * 100_000);
    if (round % 2 === 0) client.reset();
    else client.close();
  }
  expectStatus(await get(server, "/page.txt"), 200);
});

/** A download whose file becomes empty; another request follows. All that the client gets. */
async function cutDownload(): Promise<Buffer> {
  const client = await startDownload();
  truncateSync(path, 0);
  client.resume();
  client.send(requestOctets({ target: "/page.txt?after-the-cut" })).catch(() => {});
  const { octets } = await client.readToEnd();
  client.close();
  return octets;
}

async function startDownload(): Promise<RawClient> {
  const client = await openClient(server.port);
  client.pause();
  const from = server.log.lines().length;
  await client.send(requestOctets({ target: "/large.bin" }));
  await server.waitForLog(/large\.bin/, from);
  return client;
}

test.run();
