/*
 * Files of every size at which a buffer ends, up to those that do not fit 32 bits.
 */
import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectStatus, get, requestOctets } from "../../support/exchange";
import { sparse } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const KIB = 1024;
const SIZES = [
  0,
  1,
  2,
  255,
  256,
  KIB - 1,
  KIB,
  KIB + 1,
  4 * KIB,
  8 * KIB - 1,
  8 * KIB,
  8 * KIB + 1,
  16 * KIB - 1,
  16 * KIB,
  16 * KIB + 1,
  64 * KIB - 1,
  64 * KIB,
  64 * KIB + 1,
  1_000_000,
];

const LARGE_BYTES = 20 * KIB * KIB;

/** Larger than 2^32, so that a size kept in 32 bits shows. */
const HUGE_BYTES = 5 * KIB * KIB * KIB;

let server: Server;
const large = pattern(LARGE_BYTES);

test.before(async () => {
  const home: Record<string, Buffer | ReturnType<typeof sparse>> = {
    "large.bin": large,
    "huge.bin": sparse(HUGE_BYTES),
  };
  for (const bytes of SIZES) home[`${bytes}.bin`] = pattern(bytes);
  server = await startServer({ home });
});
test.after(stopServers);

for (const bytes of SIZES) {
  test(`a file of ${bytes} octets arrives whole, and so does the response after it`, async () => {
    const client = await openClient(server.port);
    for (let round = 0; round < 3; round++) {
      await client.send(requestOctets({ target: `/${bytes}.bin` }));
      const response = await client.readResponse();
      expectStatus(response, 200);
      assert.is(fieldOf(response, "Content-Length"), String(bytes));
      assert.ok(response.content.equals(pattern(bytes)), "the content differs");
    }
    client.close();
  });
}

test("a file of 20 MiB arrives with the same hash, twice on one connection", async () => {
  const client = await openClient(server.port);
  for (let round = 0; round < 2; round++) {
    await client.send(requestOctets({ target: "/large.bin" }));
    const response = await client.readResponse();
    assert.is(response.content.length, LARGE_BYTES);
    assert.is(sha256(response.content), sha256(large));
  }
  client.close();
});

test("a file of 20 MiB arrives whole on HTTP/1.0, and the connection ends", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/large.bin", version: "HTTP/1.0" }));
  const response = await client.readResponse();
  assert.is(sha256(response.content), sha256(large));
  const { octets, end } = await client.readToEnd();
  assert.is(octets.length, 0);
  assert.is(end, "fin");
});

test("HEAD of a file of 5 GiB states its length and sends none of it", async () => {
  const client = await openClient(server.port);
  const request = { target: "/huge.bin", method: "HEAD" };
  await client.send(requestOctets({ ...request, fields: { Connection: "close" } }));
  const response = await client.readResponse("HEAD");
  expectStatus(response, 200);
  assert.is(fieldOf(response, "Content-Length"), String(HUGE_BYTES));
  assert.is((await client.readToEnd()).octets.length, 0);
});

test("GET of a file of 5 GiB starts, and giving up harms nobody", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/huge.bin" }));
  await client.waitForBytes(KIB * KIB);
  client.pause();
  await client.waitForText(`Content-Length: ${HUGE_BYTES}\r\n`);
  client.reset();
  expectStatus(await get(server, "/1024.bin"), 200);
});

test("an empty file is a response with content of length 0, not 204", async () => {
  const response = await exchange(server, { target: "/0.bin" });
  assert.is(response.status, 200);
  assert.is(fieldOf(response, "Content-Length"), "0");
});

/** Octets in which a shifted, doubled or lost piece shows. */
function pattern(bytes: number): Buffer {
  const octets = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; at++)
    octets[at] = (at * 7 + (at >> 8) * 13 + (at >> 16) * 29) & 0xff;
  return octets;
}

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
