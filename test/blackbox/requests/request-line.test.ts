/*
 * The request-line (RFC 9112 section 3): what is accepted, and what is refused with which status.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  exchange,
  exchangeOctets,
  expectError,
  expectStatus,
  get,
  textOf,
} from "../../support/exchange";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;

test.before(async () => {
  server = await startServer({ home: { "page.txt": "a page", "index.html": "the front page" } });
});
test.after(stopServers);

const ACCEPTED: Record<string, string> = {
  "an empty line before it": "\r\nGET /page.txt HTTP/1.1\r\nHost: a\r\n\r\n",
  "two empty lines before it": "\r\n\r\nGET /page.txt HTTP/1.1\r\nHost: a\r\n\r\n",
  "the absolute-form": "GET http://a/page.txt HTTP/1.1\r\nHost: a\r\n\r\n",
  "the absolute-form with a port": "GET http://a:8000/page.txt HTTP/1.1\r\nHost: a:8000\r\n\r\n",
  "the absolute-form with its scheme in capitals":
    "GET HTTP://a/page.txt HTTP/1.1\r\nHost: a\r\n\r\n",
  "the absolute-form with a query": "GET http://a/page.txt?x HTTP/1.1\r\nHost: a\r\n\r\n",
  "HTTP/1.2, handled as 1.1": "GET /page.txt HTTP/1.2\r\nHost: a\r\n\r\n",
  "HTTP/1.9, handled as 1.1": "GET /page.txt HTTP/1.9\r\nHost: a\r\n\r\n",
};

for (const [title, octets] of Object.entries(ACCEPTED)) {
  test(`a request with ${title} is served`, async () => {
    const response = await exchangeOctets(server, octets);
    expectStatus(response, 200);
    assert.is(textOf(response), "a page");
  });
}

test("the absolute-form without a path is the front page", async () => {
  const response = await exchangeOctets(server, "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.is(textOf(response), "the front page");
});

const REFUSED: Record<string, readonly [string, ...number[]]> = {
  "two spaces after the method": ["GET  /page.txt HTTP/1.1", 400],
  "two spaces before the version": ["GET /page.txt  HTTP/1.1", 400],
  "a space after the version": ["GET /page.txt HTTP/1.1 ", 400],
  "a space at its start": [" GET /page.txt HTTP/1.1", 400],
  "a tab between its parts": ["GET\t/page.txt\tHTTP/1.1", 400],
  "no version (HTTP/0.9)": ["GET /page.txt", 400],
  "no target": ["GET HTTP/1.1", 400],
  "the method alone": ["GET", 400],
  "a version in small letters": ["GET /page.txt http/1.1", 400],
  "a version of two digits": ["GET /page.txt HTTP/1.10", 400],
  "a version without a minor": ["GET /page.txt HTTP/1", 400],
  "another protocol": ["GET /page.txt ICY/1.1", 400],
  "HTTP/2.0": ["GET /page.txt HTTP/2.0", 505],
  "HTTP/0.9 as its version": ["GET /page.txt HTTP/0.9", 505],
  "HTTP/3.1": ["GET /page.txt HTTP/3.1", 505],
  "a method that no token can be": ["G(T /page.txt HTTP/1.1", 400],
  "a NUL in its target": ["GET /page\x00.txt HTTP/1.1", 400],
  "a CR in its target": ["GET /page\r.txt HTTP/1.1", 400],
  "a fragment in its target": ["GET /page.txt#part HTTP/1.1", 400],
  "the asterisk-form for GET": ["GET * HTTP/1.1", 400],
  "an authority as the target of GET": ["GET test.example:80 HTTP/1.1", 400],
  "the absolute-form without a host": ["GET http:///page.txt HTTP/1.1", 400],
  "an octet above 0x7F in its method": ["G\xcbT /page.txt HTTP/1.1", 400],
};

for (const [title, [line, ...statuses]] of Object.entries(REFUSED)) {
  test(`a request-line with ${title} is refused with ${statuses.join(" or ")}`, async () => {
    expectError(await exchangeOctets(server, `${line}\r\nHost: a\r\n\r\n`), ...statuses);
  });
}

test("a long target of 4,000 octets is looked for", async () => {
  expectError(await get(server, `/${"a/".repeat(2000)}`), 404);
});

test("a query of 7,000 octets is no obstacle", async () => {
  expectStatus(await get(server, `/page.txt?${"q".repeat(7000)}`), 200);
});

for (const bytes of [8_192, 10_000, 100_000]) {
  test(`a request-line with a target of ${bytes} octets is refused with 414`, async () => {
    expectError(await get(server, `/page.txt?${"q".repeat(bytes - 10)}`), 414);
  });
}

test("a request-line without an end is refused with 414 before it ends", async () => {
  expectError(await exchangeOctets(server, `GET /${"a".repeat(20_000)}`), 414);
});

test("a method without an end is refused", async () => {
  expectError(await exchangeOctets(server, "G".repeat(20_000)), 400, 414, 501);
});

test("what is not HTTP at all is refused with 400", async () => {
  const hello = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
  expectError(await exchangeOctets(server, `${hello}${"\x00".repeat(100)}\r\n\r\n`), 400);
});

test("the preface of HTTP/2 is refused", async () => {
  expectError(await exchangeOctets(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 400, 501, 505);
});

test("a request-line in the log is as it came, with control octets escaped", async () => {
  const from = server.log.lines().length;
  await exchangeOctets(server, 'GET /lo\x1bg\x00\xff"\\ HTTP/1.1\r\nHost: a\r\n\r\n');
  const line = await server.waitForLog(/GET \/lo/, from);
  assert.not.match(line, /[\x00-\x1f\x7f]/);
  assert.match(line, /\/lo\\x1[bB]g\\x00/);
});

test("an access line is in the Common Log Format", async () => {
  const from = server.log.lines().length;
  await exchange(server, { target: "/page.txt?in-log" });
  const line = await server.waitForLog(/in-log/, from);
  assert.match(
    line,
    /^127\.0\.0\.1 - - \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET \/page\.txt\?in-log HTTP\/1\.1" 200 6$/,
  );
});

test.run();
