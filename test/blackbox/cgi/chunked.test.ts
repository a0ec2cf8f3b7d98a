/*
 * Request content of unknown length (chunked) for scripts: they get all of it with its length,
 * from memory or from a file that has no name.
 */

import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmodSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { Readable } from "node:stream";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { expectError, expectStatus, requestOctets, textOf } from "../../support/exchange";
import { makeFolder, script, type Tree } from "../../support/home";
import { descriptorCountOf, residentOf } from "../../support/process-info";
import { openClient } from "../../support/raw-client";
import { runToEnd, type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const REQUEST = "POST /cgi-bin/hash.sh HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
const END = "0\r\n\r\n";
const MEGABYTE = 1024 * 1024;

const home: Tree = {
  "page.txt": "a page",
  "cgi-bin/hash.sh": script(
    `${HEAD}\necho "$CONTENT_LENGTH $HTTP_TRANSFER_ENCODING $(sha256sum | cut -d' ' -f1)"`,
  ),
  "cgi-bin/read.py": script(
    "#!/usr/bin/env python3\nimport hashlib, os, sys\n" +
      'length = int(os.environ.get("CONTENT_LENGTH", 0))\n' +
      "content = sys.stdin.buffer.read(length)\n" +
      'print("Content-Type: text/plain\\n\\n%d %s" % (len(content), hashlib.sha256(content).hexdigest()))',
  ),
  "cgi-bin/ignore.sh": script(`${HEAD}\necho ignored`),
};

let server: Server;

test.before(async () => {
  server = await startServer({ home, args: ["--cgi"] });
});
test.after(stopServers);

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

function chunk(octets: Buffer): Buffer {
  const size = Buffer.from(`${octets.length.toString(16)}\r\n`);
  return Buffer.concat([size, octets, Buffer.from("\r\n")]);
}

/** Sends with Node's own client, which makes chunks of what a stream gives. */
function post(port: number, path: string, content: Iterable<Buffer>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, method: "POST" }, (response) => {
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (piece) => {
        text += piece;
      });
      response.on("end", () => resolve(text));
    });
    sent.on("error", reject);
    Readable.from(content).pipe(sent);
  });
}

function* piecesOf(octets: Buffer, bytes: number): Iterable<Buffer> {
  for (let at = 0; at < octets.length; at += bytes) yield octets.subarray(at, at + bytes);
}

for (const bytes of [1, 1000, 16_000, 16_384, 70_000, 3 * MEGABYTE]) {
  for (const name of ["hash.sh", "read.py"]) {
    test(`${bytes} octets to ${name}`, async () => {
      const content = randomBytes(bytes);
      const text = await post(server.port, `/cgi-bin/${name}`, piecesOf(content, 9000));
      const expected =
        name === "hash.sh" ? `${bytes}  ${sha256(content)}` : `${bytes} ${sha256(content)}`;
      assert.is(text.trim(), expected);
    });
  }
}

test("what follows the content is the next request, and a script need not read it", async () => {
  const client = await openClient(server.port);
  const content = randomBytes(60_000);
  const octets = Buffer.concat([
    Buffer.from(`${REQUEST}\r\n`),
    ...[...piecesOf(content, 777)].map(chunk),
    Buffer.from(`${END}${REQUEST.replace("hash", "ignore")}\r\n`),
    chunk(content),
    Buffer.from(END),
    requestOctets({ target: "/page.txt" }),
  ]);
  const sending = client.send(octets);
  assert.match(textOf(await client.readResponse()), sha256(content));
  assert.is(textOf(await client.readResponse()), "ignored\n");
  assert.is(textOf(await client.readResponse()), "a page");
  await sending;
  client.close();
});

test("no script runs while content comes; the client that leaves leaves nothing behind", async () => {
  const fresh = await startServer({ home, args: ["--cgi"] });
  const before = descriptorCountOf(fresh.pid);
  const client = await openClient(fresh.port);
  await client.send(`${REQUEST}Expect: 100-continue\r\n\r\n`);
  await waitUntil(() => descriptorCountOf(fresh.pid) === before + 1, "the connection");
  await client.send(chunk(randomBytes(50_000)));
  // A connection and a file: no pipe of a script.
  await waitUntil(() => descriptorCountOf(fresh.pid) === before + 2, "the file");
  client.close();
  await waitUntil(() => descriptorCountOf(fresh.pid) === before, "all is closed");
});

test("content beyond --content-max is refused, and nothing is left in the directory", async () => {
  const folder = makeFolder();
  chmodSync(folder, 0o777);
  const args = ["--cgi", "--content-max", "100k", "--temp-dir", folder];
  const bounded = await startServer({ home, args });
  const before = descriptorCountOf(bounded.pid);
  const client = await openClient(bounded.port);
  const sending = client.send(
    Buffer.concat([
      Buffer.from(`${REQUEST}\r\n`),
      ...[...piecesOf(randomBytes(110_000), 10_000)].map(chunk),
      Buffer.from(END),
      requestOctets({ target: "/page.txt" }),
    ]),
  );
  expectError(await client.readResponse(), 413);
  assert.is(textOf(await client.readResponse()), "a page");
  await sending;
  client.close();
  assert.equal(readdirSync(folder), []);
  await waitUntil(() => descriptorCountOf(bounded.pid) === before, "all is closed");
  assert.is(await post(bounded.port, "/cgi-bin/ignore.sh", [randomBytes(90_000)]), "ignored\n");
  assert.equal(readdirSync(folder), []);
});

test("a directory that has gone: 507, and the log says which", async () => {
  const folder = `${makeFolder()}/gone`;
  spawnSync("mkdir", [folder]);
  const args = ["--cgi", "--temp-dir", folder];
  const other = await startServer({ home, args });
  spawnSync("rmdir", [folder]);
  assert.match(await post(other.port, "/cgi-bin/hash.sh", [randomBytes(40_000)]), "50701");
  await other.waitForLog(/no content can be kept in .*\/gone: it cannot be written/);
  assert.match(await post(other.port, "/cgi-bin/hash.sh", [randomBytes(400)]), /^400 /);
});

test("a file that may not grow so large: 507, and the server goes on", async () => {
  const args = ["--cgi", "--temp-dir", makeFolder()];
  const other = await startServer({ home, args });
  spawnSync("prlimit", ["--pid", String(other.pid), "--fsize=65536"]);
  assert.match(await post(other.port, "/cgi-bin/hash.sh", [randomBytes(200_000)]), "50701");
  await other.waitForLog(/no space/);
  assert.match(await post(other.port, "/cgi-bin/hash.sh", [randomBytes(400)]), /^400 /);
});

for (const folder of ["/no/such/folder", "/etc/passwd", "/proc"]) {
  test(`--temp-dir ${folder} is refused at the start`, async () => {
    const { status, stderr } = await runToEnd(["--temp-dir", folder, "--test"]);
    assert.is(status, 2);
    assert.match(stderr, `--temp-dir: '${folder}' `);
  });
}

test("--no-chunked refuses it, with a status that asks for a length", async () => {
  const strict = await startServer({ home, args: ["--cgi", "--no-chunked"] });
  const client = await openClient(strict.port);
  await client.send(`${REQUEST}\r\n5\r\nhello\r\n${END}`);
  expectError(await client.readResponse(), 411);
  await client.send(requestOctets({ target: "/page.txt" }));
  expectStatus(await client.readResponse(), 200);
  client.close();
});

test("30 megabytes leave the server's memory as it was", async () => {
  const piece = randomBytes(64 * 1024);
  await post(server.port, "/cgi-bin/hash.sh", [piece]);
  const before = residentOf(server.pid);
  const pieces = Array.from({ length: 480 }, () => piece);
  const text = await post(server.port, "/cgi-bin/hash.sh", pieces);
  assert.match(text, new RegExp(`^${30 * MEGABYTE} `));
  // Node.js collects what it makes for a connection in its own time.
  assert.ok(residentOf(server.pid) - before < 20 * MEGABYTE);
});

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
(hasCurl ? test : test.skip)("curl -T - sends what it reads from a pipe", () => {
  const content = randomBytes(200_000);
  const url = `${server.url}/cgi-bin/hash.sh`;
  const { stdout } = spawnSync("curl", ["-sS", "-T", "-", url], { input: content });
  assert.match(stdout.toString(), `${content.length}  ${sha256(content)}`);
});

test.run();
