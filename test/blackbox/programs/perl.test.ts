/*
 * Perl's CGI.pm, which most scripts in Perl are written with: forms, uploads, cookies, redirects,
 * and what it makes of the meta-variables.
 */

import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { projectFolder } from "../../support/build";
import {
  exchange,
  expectError,
  expectStatus,
  get,
  requestOctets,
  textOf,
} from "../../support/exchange";
import { postForm } from "../../support/form";
import { fixture } from "../../support/home";
import { fieldOf, fieldsOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const hasModule = spawnSync("perl", ["-MCGI", "-e", ""]).status === 0;
const testWithPerl = hasModule ? test : test.skip;

const { version: VERSION } = JSON.parse(
  readFileSync(join(projectFolder, "package.json"), "utf8"),
) as { version: string };
const UPLOAD_BYTES = 3_000_000;

let server: Server;

test.before(async () => {
  const names = ["form", "self", "visits", "go", "fails", "nph-answer"];
  const scripts = names.map((name) => [`cgi-bin/${name}.pl`, fixture(`perl/${name}.pl`)]);
  server = await startServer({ home: Object.fromEntries(scripts), args: ["--cgi"] });
});
test.after(stopServers);

const FORM = { name: "Jürgen & <Co>", empty: "", text: "two\r\nlines", plus: "1+1=2" };
const LINES = "empty=\nname=Jürgen & <Co>\nplus=1+1=2\ntext=two\r\nlines\n";

testWithPerl("a form by GET", async () => {
  const query = new URLSearchParams(FORM).toString();
  const response = await get(server, `/cgi-bin/form.pl?${query}`);
  expectStatus(response, 200);
  assert.is(fieldOf(response, "Content-Type"), "text/plain; charset=utf-8");
  assert.is(response.content.toString("utf8"), `${LINES}method=GET\n`);
});

testWithPerl("a form by GET, in the oldest way of separating fields", async () => {
  const response = await get(server, "/cgi-bin/form.pl?a=1;a=2;b=%C3%A4");
  assert.is(response.content.toString("utf8"), "a=1\na=2\nb=ä\nmethod=GET\n");
});

testWithPerl("a form by POST, urlencoded", async () => {
  const response = await postForm(server, "/cgi-bin/form.pl", new URLSearchParams(FORM));
  assert.is(response.content.toString("utf8"), `${LINES}method=POST\n`);
});

testWithPerl("a form by POST with a file of some megabytes", async () => {
  const octets = randomBytes(UPLOAD_BYTES);
  const form = new FormData();
  for (const [name, value] of Object.entries(FORM)) form.append(name, value);
  form.append("upload", new Blob([octets], { type: "image/x-test" }), "a picture.img");
  const response = await postForm(server, "/cgi-bin/form.pl", form);
  expectStatus(response, 200);
  const digest = createHash("sha256").update(octets).digest("hex");
  const line = `upload a picture.img image/x-test ${UPLOAD_BYTES} ${digest}\n`;
  assert.is(response.content.toString("utf8"), `${LINES}${line}method=POST\n`);
});

testWithPerl("HEAD has the fields alone", async () => {
  const response = await exchange(server, { method: "HEAD", target: "/cgi-bin/form.pl" });
  expectStatus(response, 200);
  assert.is(fieldOf(response, "Content-Type"), "text/plain; charset=utf-8");
});

testWithPerl("self_url is what was asked for; the other names fit it", async () => {
  const target = "/cgi-bin/self.pl/a%20path/b;c?x=1;y=%26";
  const { port } = server;
  const response = await get({ port }, target, {
    "User-Agent": "tester/1",
    Accept: "text/html;q=0.7",
  });
  const url = "http://test.example/cgi-bin/self.pl";
  assert.equal(textOf(response).trim().split("\n"), [
    `self=${url}/a%20path/b;c?x=1;y=%26`,
    `url=${url}`,
    "path=/a path/b;c",
    `translated=${server.home}/a path/b;c`,
    `server=test.example:${port} HTTP/1.1`,
    `software=microhttpd/${VERSION}`,
    "remote=127.0.0.1 127.0.0.1",
    "agent=tester/1",
    "accepts=0.7",
  ]);
});

testWithPerl("cookies go there and back, several of them", async () => {
  const first = await get(server, "/cgi-bin/visits.pl");
  assert.is(textOf(first), "visit 1, seen \n");
  const cookies = fieldsOf(first, "Set-Cookie");
  assert.is(cookies.length, 2);
  assert.match(cookies[0] as string, /^visits=1; path=\/; HttpOnly$/);
  const fields = cookies.map((cookie) => ({
    name: "Cookie",
    value: cookie.slice(0, cookie.indexOf(";")),
  }));
  assert.is(
    textOf(await get(server, "/cgi-bin/visits.pl", fields)),
    "visit 2, seen a b|c;d\n",
    "one field for each cookie, which are merged as cookies are",
  );
  const together = { Cookie: fields.map(({ value }) => value).join("; ") };
  assert.is(textOf(await get(server, "/cgi-bin/visits.pl", together)), "visit 2, seen a b|c;d\n");
});

testWithPerl("redirects: to another server, to a path, with a status of the script's", async () => {
  const cases = [
    ["to=http://other.example/x%3Fy", 302, "http://other.example/x?y"],
    ["to=/elsewhere", 302, "/elsewhere"],
    ["to=other.pl&status=303+See+Other", 303, "other.pl"],
    ["to=/for/good&status=301", 301, "/for/good"],
  ] as const;
  for (const [query, status, location] of cases) {
    const response = await get(server, `/cgi-bin/go.pl?${query}`);
    expectStatus(response, status);
    assert.is(fieldOf(response, "Location"), location);
    assert.is(fieldOf(response, "Status"), null);
  }
});

testWithPerl("a script that writes its whole answer: nph-", async () => {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/cgi-bin/nph-answer.pl" }));
  const { octets, end } = await client.readToEnd();
  const text = octets.toString("latin1");
  assert.match(text, /^HTTP\/1\.[01] 299 As It Likes\r\n/);
  assert.match(text, /\r\n\r\nnot parsed\n$/);
  assert.is(end, "fin");
});

testWithPerl("a script that dies is answered for, and the log says why", async () => {
  const from = server.log.lines().length;
  expectError(await get(server, "/cgi-bin/fails.pl"), 502);
  await server.waitForLog(/cgi-bin\/fails\.pl.*it went wrong/, from);
});

testWithPerl("a script that tells its faults to the browser does", async () => {
  const response = await get(server, "/cgi-bin/fails.pl?tell");
  expectStatus(response, 500, 200);
  assert.match(textOf(response), /it went wrong/);
});

test.run();
