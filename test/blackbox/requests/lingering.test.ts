/*
 * No answer is lost to a reset (RFC 9112 §9.6): a client that still sends when it was answered for
 * the last time, and one that has ended its side and reads slowly.
 */

import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, requestOctets, textOf } from "../../support/exchange";
import { makeFolder, script } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
const testWithCurl = hasCurl ? test : test.skip;

const UPLOAD_BYTES = 100_000_000;
const LARGE_BYTES = 20_000_000;

let server: Server;
let upload: string;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "large.bin": Buffer.alloc(LARGE_BYTES, "l"),
      "cgi-bin/read.sh": script("cat > /dev/null\nprintf 'Content-Type: text/plain\\n\\ndone'"),
    },
    args: ["--cgi", "--content-max", "1m", "--requests", "5"],
  });
  upload = join(makeFolder(), "upload.bin");
  const file = openSync(upload, "w");
  ftruncateSync(file, UPLOAD_BYTES);
  closeSync(file);
});
test.after(stopServers);

/** Curl's own way to ask first, and uploads that begin without being told to. */
for (const expect of ["Expect: 100-continue", "Expect:"]) {
  for (const [target, status] of [
    ["/cgi-bin/read.sh", "413"],
    ["/page.txt", "405"],
    ["/missing", "405"],
  ] as const) {
    testWithCurl(`curl uploads 100 MB to ${target} with "${expect}": ${status}`, () => {
      const args = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-H", expect];
      const url = `${server.url}${target}`;
      const curl = spawnSync("curl", [...args, "-X", "POST", "-T", upload, url], {
        encoding: "latin1",
      });
      assert.is(curl.stdout, status);
    });
  }
}

test("a client that sends 30 MB before it reads gets its 413", async () => {
  const client = await openClient(server.port);
  client.pause();
  const content = Buffer.alloc(30_000_000, "c");
  await client.send(
    `POST /cgi-bin/read.sh HTTP/1.1\r\nHost: a\r\nContent-Length: ${content.length}\r\n\r\n`,
  );
  await client.send(content);
  client.resume();
  const refused = await client.readResponse();
  expectError(refused, 413);
  assert.is(fieldOf(refused, "Connection"), "close");
  assert.is((await client.readToEnd()).end, "fin");
});

test("as much content as is allowed reaches the script", async () => {
  const client = await openClient(server.port);
  const content = Buffer.alloc(1_048_576, "c");
  await client.send(requestOctets({ method: "POST", target: "/cgi-bin/read.sh", content }));
  assert.is(textOf(await client.readResponse()), "done");
  client.close();
});

test("--requests 5: the fifth answer is the last, and none is lost to those behind it", async () => {
  const client = await openClient(server.port);
  const page = requestOctets({ target: "/page.txt" });
  await client.send(Buffer.concat(Array(2000).fill(page)));
  for (let each = 1; each <= 5; each++) {
    const response = await client.readResponse();
    assert.is(textOf(response), "a page");
    assert.is(fieldOf(response, "Connection"), each === 5 ? "close" : null);
  }
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test("a large file goes to its end to a client that has ended its side and reads late", async () => {
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  client.halfClose();
  for (let each = 0; each < 20; each++) {
    const other = await openClient(server.port);
    await other.send(requestOctets({ target: "/page.txt" }));
    assert.is(textOf(await other.readResponse()), "a page");
    other.close();
  }
  client.resume();
  const { content } = await client.readResponse();
  assert.is(content.length, LARGE_BYTES);
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test("pipelined requests before the client's end are all answered", async () => {
  const client = await openClient(server.port);
  const large = requestOctets({ target: "/large.bin" });
  client.pause();
  await client.send(Buffer.concat([large, requestOctets({ target: "/page.txt" })]));
  client.halfClose();
  client.resume();
  assert.is((await client.readResponse()).content.length, LARGE_BYTES);
  assert.is(textOf(await client.readResponse()), "a page");
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test.run();
