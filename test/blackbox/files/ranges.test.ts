/*
 * Ranges of real files: what arrives is what stands in the file, wherever it is cut, however slowly
 * it is read, and beyond 2^32.
 */

import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { RANGE_COUNT_MAX } from "../../../src/wire/sizes/sizes";
import { expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { sparse } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { partsOf } from "../../support/multipart";
import { makeRandom, type Random, seed } from "../../support/random";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

/** More than the buffers of both ends hold. */
const LARGE_BYTES = 20_000_000;
const ROUNDS = 150;
const HUGE_BYTES = 6 * 2 ** 30 + 5;
/** Where 31 and 32 bits end, and the end. */
const MARKED = [2 ** 31 - 4, 2 ** 32 - 4, HUGE_BYTES - 8];
const MARK = "<marked>";

let server: Server;
const random = makeRandom();
const large = pattern(LARGE_BYTES);

test.before(async () => {
  server = await startServer({
    home: { "large.bin": large, "huge.bin": sparse(HUGE_BYTES), "page.txt": "a page" },
  });
  const huge = openSync(join(server.home, "huge.bin"), "r+");
  for (const at of MARKED) writeSync(huge, MARK, at);
  closeSync(huge);
});
test.after(stopServers);

test(`${ROUNDS} random sets of ranges on one connection`, async () => {
  const client = await openClient(server.port);
  for (let round = 0; round < ROUNDS; round++) {
    const asked = Array.from({ length: 1 + random.below(6) }, () => randomRange(random));
    const fields = { Range: `bytes=${asked.map((pair) => pair.join("-")).join(", ")}` };
    await client.send(requestOctets({ target: "/large.bin", fields }));
    const response = await client.readResponse();
    expectStatus(response, 206);
    const parts = partsOf(response);
    const what = `${fields.Range}, seed ${seed}`;
    for (const { first, last, size, octets } of parts) {
      assert.is(size, LARGE_BYTES, what);
      assert.ok(octets.equals(large.subarray(first, last + 1)), what);
    }
    for (const [first, last] of asked) {
      const holders = parts.filter((part) => part.first <= first && part.last >= last);
      assert.is(holders.length, 1, what);
    }
  }
  client.close();
});

test("as many ranges as there may be, of parts that are longer than a slot together", async () => {
  for (const bytes of [1, 40, 20_000]) {
    const asked = Array.from({ length: RANGE_COUNT_MAX }, (_, i) => [
      i * 70_000,
      i * 70_000 + bytes - 1,
    ]);
    const fields = { Range: `bytes=${asked.map((pair) => pair.join("-")).join()}` };
    const response = await get(server, "/large.bin", fields);
    expectStatus(response, 206);
    assert.is(Number(fieldOf(response, "Content-Length")), response.content.length);
    const parts = partsOf(response);
    assert.equal(
      parts.map(({ first, last }) => [first, last]),
      asked,
    );
    for (const { first, last, octets } of parts) {
      assert.ok(octets.equals(large.subarray(first, last + 1)), `${first}-${last}`);
    }
  }
});

test("a slow reader of large and small parts", async () => {
  const client = await openClient(server.port);
  const ranges = [
    [0, 2_999_999],
    [3_100_000, 3_100_000],
    [9_000_000, 9_020_000],
    [4_000_000, 8_999_000],
    [19_000_000, 19_999_999],
  ] as const;
  const fields = { Range: `bytes=${ranges.map((pair) => pair.join("-")).join()}` };
  client.pause();
  await client.send(requestOctets({ target: "/large.bin", fields }));
  await client.send(requestOctets({ target: "/page.txt" }));
  for (let bytes = 1_000_000; bytes < 8_000_000; bytes += 1_000_000) {
    client.resume();
    await client.waitForBytes(bytes);
    client.pause();
    expectStatus(await get(server, "/page.txt"), 200);
  }
  client.resume();
  const response = await client.readResponse();
  assert.equal(
    partsOf(response).map(({ first, last }) => [first, last]),
    ranges.map((pair) => [...pair]),
  );
  for (const { first, last, octets } of partsOf(response)) {
    assert.ok(octets.equals(large.subarray(first, last + 1)));
  }
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
});

test("a file that is cut while its parts are sent: the connection ends, nothing is made up", async () => {
  const path = join(server.home, "cut.bin");
  writeFileSync(path, large);
  const client = await openClient(server.port);
  client.pause();
  const from = server.log.lines().length;
  const fields = { Range: "bytes=0-9999999,10000100-10000199,12000000-" };
  await client.send(requestOctets({ target: "/cut.bin", fields }));
  await server.waitForLog(/cut\.bin/, from);
  truncateSync(path, 10_000_150);
  client.resume();
  client.send(requestOctets({ target: "/page.txt?after-the-cut" })).catch(() => {});
  const { octets } = await client.readToEnd();
  client.close();
  const content = octets.subarray(octets.indexOf("\r\n\r\n", octets.indexOf("\r\n\r\n") + 4) + 4);
  const whole = content.subarray(0, 10_000_000);
  assert.ok(whole.equals(large.subarray(0, whole.length)), "octets that were never in the file");
  assert.ok(content.length < 10_000_500, "what follows the cut was not sent");
  expectStatus(await get(server, "/page.txt?at-the-end"), 200);
  await server.waitForLog(/at-the-end/);
  assert.not.match(server.log.text(), /after-the-cut/);
});

for (const at of MARKED) {
  test(`a file of more than 6 GiB at ${at}`, async () => {
    const range = `bytes=${at}-${at + MARK.length - 1}`;
    const one = await get(server, "/huge.bin", { Range: range });
    expectStatus(one, 206);
    assert.is(textOf(one), MARK);
    assert.is(fieldOf(one, "Content-Range"), `bytes ${range.slice(6)}/${HUGE_BYTES}`);
  });
}

test("a file of more than 6 GiB in parts, the last first", async () => {
  const members = MARKED.map((at) => `${at}-${at + MARK.length - 1}`).reverse();
  members[0] = `-${MARK.length}`;
  const response = await get(server, "/huge.bin", { Range: `bytes=${members.join()}` });
  expectStatus(response, 206);
  assert.equal(
    partsOf(response).map(({ first, octets }) => [first, octets.toString()]),
    [...MARKED].reverse().map((at) => [at, MARK]),
  );
});

test("large parts of a file of more than 6 GiB have the right length", async () => {
  const client = await openClient(server.port);
  const fields = { Range: "bytes=0-4999999999,5000000100-" };
  client.pause();
  await client.send(requestOctets({ target: "/huge.bin", fields }));
  client.resume();
  await client.waitForText("\r\nContent-Range: bytes 0-4999999999/");
  client.pause();
  const sizeDigits = HUGE_BYTES.toString(16).length;
  await client.waitForText(`\r\nContent-Length: ${contentBytes(sizeDigits)}\r\n`);
  client.reset();
  expectStatus(await get(server, "/page.txt"), 200);

  /** Of both ranges and what stands around them. */
  function contentBytes(sizeDigits: number): number {
    const boundary = 11 + 1 + sizeDigits;
    const head = "Content-Type: application/octet-stream\r\nContent-Range: bytes \r\n\r\n".length;
    const positions = `0-4999999999/${HUGE_BYTES}5000000100-${HUGE_BYTES - 1}/${HUGE_BYTES}`.length;
    const delimiters = 6 + boundary + 6 + boundary + 8 + boundary;
    return HUGE_BYTES - 100 + 2 * head + positions + delimiters;
  }
});

test("ranges behind 2^32 of a small file cannot be satisfied", async () => {
  for (const first of [2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 53, "18446744073709551616"]) {
    const response = await get(server, "/page.txt", { Range: `bytes=${first}-` });
    expectStatus(response, 416);
    assert.is(fieldOf(response, "Content-Range"), "bytes */6");
  }
});

/** Mostly short ones, of which several lie in a slot; some that do not. */
function randomRange(from: Random): [number, number] {
  const bytes = 1 + from.below([10, 1000, 20_000, 300_000][from.below(4)] as number);
  const first = from.below(LARGE_BYTES - bytes);
  return [first, first + bytes - 1];
}

/** Octets in which a shifted, doubled or lost piece shows. */
function pattern(bytes: number): Buffer {
  const octets = Buffer.allocUnsafe(bytes);
  for (let at = 0; at < bytes; at++) {
    octets[at] = (at * 7 + (at >> 8) * 13 + (at >> 16) * 29) & 0xff;
  }
  return octets;
}

test.run();
