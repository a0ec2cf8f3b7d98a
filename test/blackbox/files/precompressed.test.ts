/*
 * Files that were compressed beforehand, as people do it: gzip -k, and a file that changes.
 */
import { execFileSync } from "node:child_process";
import { rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { fieldOf, type Response } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

const TEXT = "the same words again and again, ".repeat(3000);

/** Longer than a file is kept open. */
const KEPT_MS = 1000;

let server: Server;

test.before(async () => {
  server = await startServer({ home: { "page.html": TEXT, "plain.html": TEXT, "dir/": "" } });
  compress("page.html");
});
test.after(stopServers);

test("a form that gzip -k made is sent to who asks for it", async () => {
  const response = await get(server, "/page.html", { "Accept-Encoding": "gzip, deflate, br" });
  expectStatus(response, 200);
  assert.is(fieldOf(response, "Content-Encoding"), "gzip");
  assert.match(fieldOf(response, "Content-Type") ?? "", /^text\/html/);
  assert.is(gunzipSync(response.content).toString(), TEXT);
});

test("to all others the file as it is", async () => {
  const response = await get(server, "/page.html");
  assert.is(fieldOf(response, "Content-Encoding"), null);
  assert.is(fieldOf(response, "Vary"), "Accept-Encoding");
  assert.is(textOf(response), TEXT);
});

test("its parts are parts of the compressed octets", async () => {
  const fields = { "Accept-Encoding": "gzip" };
  const whole = await get(server, "/page.html", fields);
  const half = whole.content.length >> 1;
  const etag = fieldOf(whole, "ETag") as string;
  const rest = { ...fields, Range: `bytes=${half}-`, "If-Range": etag };
  const response = await get(server, "/page.html", rest);
  expectStatus(response, 206);
  const joined = Buffer.concat([whole.content.subarray(0, half), response.content]);
  assert.is(gunzipSync(joined).toString(), TEXT);
});

test("HEAD says of it what GET does", async () => {
  const fields = { "Accept-Encoding": "gzip" };
  const head = await exchange(server, { target: "/page.html", method: "HEAD", fields });
  const whole = await get(server, "/page.html", fields);
  for (const name of ["Content-Length", "Content-Encoding", "ETag", "Vary", "Last-Modified"]) {
    assert.is(fieldOf(head, name), fieldOf(whole, name), name);
  }
});

test("once the file is newer than its form, the form is not sent any more", async () => {
  compress("plain.html");
  await untilSent("gzip", "/plain.html");
  writeFileSync(join(server.home, "plain.html"), "changed");
  const later = statSync(join(server.home, "plain.html.gz")).mtimeMs / 1000 + 5;
  utimesSync(join(server.home, "plain.html"), later, later);
  const response = await get(server, "/plain.html", { "Accept-Encoding": "gzip" });
  assert.is(fieldOf(response, "Content-Encoding"), null);
  assert.is(textOf(response), "changed");
});

test("a form that is removed is not sent any more", async () => {
  writeFileSync(join(server.home, "gone.html"), TEXT);
  compress("gone.html");
  await untilSent("gzip", "/gone.html");
  rmSync(join(server.home, "gone.html.gz"));
  const response = await get(server, "/gone.html", { "Accept-Encoding": "gzip" });
  assert.is(fieldOf(response, "Content-Encoding"), null);
  assert.is(textOf(response), TEXT);
});

test("a form that is made while the file is kept open is seen when that is over", async () => {
  writeFileSync(join(server.home, "late.html"), TEXT);
  const first = await get(server, "/late.html", { "Accept-Encoding": "br" });
  assert.is(fieldOf(first, "Content-Encoding"), null);
  const form = join(server.home, "late.html.br");
  writeFileSync(form, brotliCompressSync(TEXT));
  const response = await untilSent("br", "/late.html");
  assert.is(brotliDecompressSync(response.content).toString(), TEXT);
});

/** Asks until the answer has this coding: for as long as a file may be kept open, and a few times more. */
async function untilSent(coding: string, target: string): Promise<Response> {
  for (;;) {
    const response = await get(server, target, { "Accept-Encoding": coding });
    if (fieldOf(response, "Content-Encoding") === coding) return response;
    await new Promise((resolve) => setTimeout(resolve, KEPT_MS / 10));
  }
}

function compress(name: string): void {
  execFileSync("gzip", ["-k", join(server.home, name)]);
}

test.run();
