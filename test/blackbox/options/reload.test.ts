/*
 * SIGHUP: the configuration file is read again while requests are answered.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { get, requestOctets, textOf } from "../../support/exchange";
import { makeFolder, makeHome, script } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const folder = makeFolder();
const file = join(folder, "m.conf");
/** It answers when its client has sent what it is to have. */
const home = makeHome({
  "page.txt": "a page",
  "cgi-bin/echo": script("echo begun >&2; echo Content-Type: text/plain; echo; cat"),
});

test.after(stopServers);

async function start(text: string): Promise<Server> {
  writeFileSync(file, text);
  return startServer({ home, args: ["--cgi", "--script-buffer", "0", "-c", file] });
}

/** The file has this text now; the last line that the log has of it. */
async function change(server: Server, text: string): Promise<string> {
  writeFileSync(file, text);
  const seen = server.log.text().split("SIGHUP").length;
  process.kill(server.pid, "SIGHUP");
  for (;;) {
    const lines = server.log.text().split("\n").slice(0, -1);
    const told = lines.filter((line) => line.includes("SIGHUP"));
    if (told.length >= seen) return told.at(-1) ?? "";
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function from(server: Server): Promise<string | null> {
  return fieldOf(await get(server, "/page.txt"), "x-from");
}

test("what is new holds for new requests, a script that runs ends with what was", async () => {
  const server = await start("header X-From: one\n");
  assert.is(await from(server), "one");
  const client = await openClient(server.port);
  const fields = { "Content-Length": "5" };
  await client.send(requestOctets({ method: "POST", target: "/cgi-bin/echo", fields }));
  await client.send("abcd");
  await server.waitForLog(/begun/);
  assert.match(await change(server, "header X-From: two\nno-listing\n"), /read again$/);
  assert.is(await from(server), "two");
  assert.is((await get(server, "/cgi-bin/../")).status, 403);
  await client.send("e");
  const response = await client.readResponse();
  assert.is(textOf(response), "abcde");
  assert.is(fieldOf(response, "x-from"), "one");
  client.close();
  assert.match(await change(server, "header X-From: three\n"), /read again$/);
  assert.is(await from(server), "three");
  assert.equal(await server.stop(), { status: 0, signal: null });
});

test("mistakes are in the log with file and line, and nothing changes", async () => {
  const server = await start("header X-From: one\n");
  assert.match(await change(server, "header X\nheadder Y\n"), /has not changed$/);
  assert.match(server.log.text(), /Z microhttpd: error: \S+m\.conf:1: header/);
  assert.match(server.log.text(), /Z microhttpd: error: \S+m\.conf:2: unknown word/);
  assert.is(await from(server), "one");
  assert.match(await change(server, "listen 127.0.0.1:1\n"), /has not changed$/);
  assert.match(server.log.text(), /are read at a start only/);
  assert.match(await change(server, "header X-From: two\n"), /read again$/);
  assert.is(await from(server), "two");
  await server.stop();
});

test.run();
