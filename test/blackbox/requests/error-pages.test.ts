/*
 * Every error response has the same form: HTML of a few lines that names its status, a length, and
 * nothing of the request in it that was not escaped.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchangeOctets, expectError, textOf } from "../../support/exchange";
import { link } from "../../support/home";
import { checkHtml } from "../../support/html";
import { fieldOf } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

const END = " HTTP/1.1\r\nHost: a\r\n\r\n";

const ERRORS: Record<string, readonly [number, string]> = {
  "400 for a bad escape": [400, `GET /%zz${END}`],
  "400 for a bad field": [400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"],
  "403 for a link that leaves the home": [403, `GET /out${END}`],
  "404 for a missing file": [404, `GET /missing${END}`],
  "404 for a name of markup": [404, `GET /%3Cscript%3Ealert(1)%3B%22'&${END}`],
  "405 for a method that files have not": [405, `DELETE /page.txt${END}`],
  "414 for a long line": [414, `GET /${"a".repeat(50_000)}${END}`],
  "431 for a long head": [431, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(50_000)}\r\n\r\n`],
  "501 for an unknown method": [501, `BREW /${END}`],
  "505 for another version": [505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"],
};

let server: Server;

test.before(async () => {
  server = await startServer({ home: { "page.txt": "a page", out: link("/etc/passwd") } });
});
test.after(stopServers);

for (const [title, [status, octets]] of Object.entries(ERRORS)) {
  test(`${title} is short, well-formed HTML with a length`, async () => {
    const response = await exchangeOctets(server, octets);
    expectError(response, status);
    const page = textOf(response);
    checkHtml(page);
    assert.ok(page.length < 2000, `${page.length} octets`);
    assert.not.match(page, /<script>/);
    assert.is(fieldOf(response, "Content-Length"), String(response.content.length));
    assert.is.not(fieldOf(response, "Date"), null);
    assert.ok(response.reason.length > 0, "no reason-phrase");
  });
}

test("HEAD gets an error's fields and no content", async () => {
  const response = await exchangeOctets(server, `HEAD /missing${END}`, "HEAD");
  assert.is(response.status, 404);
  assert.is(response.content.length, 0);
  assert.ok(Number(fieldOf(response, "Content-Length")) > 0);
});

test("an error does not tell which folder the home is", async () => {
  for (const [, octets] of Object.values(ERRORS)) {
    assert.ok(!textOf(await exchangeOctets(server, octets)).includes(server.home));
  }
});

test("every error has its line in the log", async () => {
  const from = server.log.lines().length;
  await exchangeOctets(server, `GET /missing-in-log${END}`);
  assert.match(await server.waitForLog(/missing-in-log/, from), /" 404 \d+$/);
});

test.run();
