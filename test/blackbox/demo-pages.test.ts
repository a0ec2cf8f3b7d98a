/*
 * What `make run` serves: every link of the demonstration leads somewhere, and its scripts run.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { projectFolder } from "../support/build";
import { exchange, expectStatus, get, requestOctets } from "../support/exchange";
import { anchorsOf, checkHtml } from "../support/html";
import { fieldOf } from "../support/http-message";
import { openClient } from "../support/raw-client";
import { type Server, startServer, stopServers } from "../support/server";

let server: Server;

test.before(async () => {
  const args = ["--cgi", "--script", "*.sse:/bin/sh at-once=20"];
  assert.match(
    readFileSync(join(projectFolder, "Makefile"), "utf8"),
    `--cgi --script '${args[2]}'`,
  );
  server = await startServer({ home: join(projectFolder, "targets/demo"), args });
});
test.after(stopServers);

test("the page is well-formed and all of its links can be followed", async () => {
  const page = await text("/");
  checkHtml(page);
  const anchors = anchorsOf(page);
  assert.ok(anchors.length >= 3);
  for (const { href } of anchors) expectStatus(await get(server, `/${href}`), 200);
});

test("the shell script tells about the request", async () => {
  const answer = await text("/cgi-bin/hello.sh/path?query");
  assert.match(answer, /^Hello from sh on /);
  assert.match(answer, /PATH_INFO +\/path\n/);
  assert.match(answer, /QUERY_STRING +query\n/);
});

test("the Python script writes its five lines", async () => {
  assert.match(await text("/cgi-bin/hello.py"), /^(Hello from Python, \d of 5\.\n){5}$/);
});

test("the clock's script sends events, each second one", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/clock/tick.sse" }));
  for (let each = 0; each < 2; each++) {
    await client.waitForText("\n\n\r\n");
    assert.match(client.unreadText(), /data: \d\d:\d\d:\d\d\n\n/);
    client.forget();
  }
  client.close();
});

test("the form shows what was posted, escaped", async () => {
  const response = await exchange(server, {
    target: "/cgi-bin/form.py",
    method: "POST",
    fields: { "Content-Type": "application/x-www-form-urlencoded" },
    content: "name=J%C3%BCrgen&message=%3Cscript%3Ealert(1)%3C%2Fscript%3E&%22=%26",
  });
  expectStatus(response, 200);
  const page = response.content.toString("utf8");
  checkHtml(page);
  assert.match(page, /J\u00fcrgen/);
  assert.not.match(page, /<script>/);
  assert.match(page, /&lt;script&gt;/);
});

test("the form's script without a form says so, and refuses one that is too large", async () => {
  assert.match(await text("/cgi-bin/form.py"), /Nothing arrived/);
  const content = "x".repeat(200_000);
  const response = await exchange(server, { target: "/cgi-bin/form.py", method: "POST", content });
  expectStatus(response, 413);
});

test("the directory without an index is listed", async () => {
  const page = await text("/files/");
  checkHtml(page);
  assert.ok(anchorsOf(page).some(({ href }) => href.endsWith("read-me.txt")));
});

async function text(target: string): Promise<string> {
  const response = await get(server, target);
  expectStatus(response, 200);
  assert.match(fieldOf(response, "Content-Type") ?? "", /^text\/(html|plain); charset=utf-8$/i);
  return response.content.toString("utf8");
}

test.run();
