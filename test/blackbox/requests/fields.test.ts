/*
 * Field lines (RFC 9112 section 5): everything that two servers could read differently is refused,
 * and the connection ends with the answer.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchangeOctets, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { fieldOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const LINE = "GET /page.txt HTTP/1.1\r\n";

let server: Server;

test.before(async () => {
  server = await startServer({ home: { "page.txt": "a page" } });
});
test.after(stopServers);

const REFUSED: Record<string, string> = {
  "a line that ends in LF alone": `${LINE}Host: a\nX: b\r\n\r\n`,
  "a request-line that ends in LF alone": "GET /page.txt HTTP/1.1\nHost: a\r\n\r\n",
  "a head that ends in LF LF": "GET /page.txt HTTP/1.1\nHost: a\n\n",
  "an empty line of LF alone": `${LINE}Host: a\r\n\n`,
  "CR without LF in a value": `${LINE}Host: a\r\nX: b\rc\r\n\r\n`,
  "a line folded with a space": `${LINE}Host: a\r\nX: b\r\n c\r\n\r\n`,
  "a line folded with a tab": `${LINE}Host: a\r\nX: b\r\n\tc\r\n\r\n`,
  "a space before the first field line": `${LINE} Host: a\r\n\r\n`,
  "a space before the colon": `${LINE}Host: a\r\nX : b\r\n\r\n`,
  "a tab before the colon": `${LINE}Host: a\r\nX\t: b\r\n\r\n`,
  "a line without a colon": `${LINE}Host: a\r\nX\r\n\r\n`,
  "a line without a name": `${LINE}Host: a\r\n: b\r\n\r\n`,
  "a name with a space": `${LINE}Host: a\r\nX Y: b\r\n\r\n`,
  "a name with parentheses": `${LINE}Host: a\r\nX(Y): b\r\n\r\n`,
  "a name with an octet above 0x7F": `${LINE}Host: a\r\nX\xe9: b\r\n\r\n`,
  "a NUL in a value": `${LINE}Host: a\r\nX: b\x00c\r\n\r\n`,
  "a NUL in a name": `${LINE}Host: a\r\nX\x00: b\r\n\r\n`,
  "a control octet in a value": `${LINE}Host: a\r\nX: b\x01c\r\n\r\n`,
  "DEL in a value": `${LINE}Host: a\r\nX: b\x7fc\r\n\r\n`,
  "no Host": `${LINE}\r\n`,
  "no Host in HTTP/1.2": "GET /page.txt HTTP/1.2\r\n\r\n",
  "two Hosts": `${LINE}Host: a\r\nHost: b\r\n\r\n`,
  "two equal Hosts": `${LINE}Host: a\r\nHost: a\r\n\r\n`,
  "two Hosts in HTTP/1.0": "GET /page.txt HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
};

for (const [title, octets] of Object.entries(REFUSED)) {
  test(`${title} is refused with 400, and the connection ends in order`, async () => {
    const client = await openClient(server.port);
    await client.send(octets);
    const response = await client.readResponse();
    expectError(response, 400);
    assert.is(fieldOf(response, "Connection"), "close");
    assert.is((await client.readToEnd()).end, "fin");
  });
}

const BAD_HOSTS = [
  "a b",
  "a/b",
  "a@b",
  "a?b",
  "a#b",
  "http://a/",
  "a:port",
  "a:1:2",
  "a:-1",
  "[::1",
  "::1",
  "[not-ipv6]",
  "<script>",
  "a\\b",
];

for (const host of BAD_HOSTS) {
  test(`Host: ${host} is refused with 400`, async () => {
    expectError(await exchangeOctets(server, `${LINE}Host: ${host}\r\n\r\n`), 400);
  });
}

const GOOD_HOSTS = [
  "a",
  "test.example",
  "TEST.example:8000",
  "test.example.",
  "127.0.0.1",
  "127.0.0.1:80",
  "[::1]",
  "[::1]:8000",
  "a:",
  "xn--caf-dma.example",
  "under_score",
  "a,b!c", // Sub-delims are allowed in a name (RFC 3986 section 3.2.2).
];

for (const host of GOOD_HOSTS) {
  test(`Host: ${host} is accepted`, async () => {
    expectStatus(await exchangeOctets(server, `${LINE}Host: ${host}\r\n\r\n`), 200);
  });
}

const HARMLESS: Record<string, string> = {
  "an empty value": "X:",
  "a value between spaces and tabs": "X: \t b \t ",
  "no space after the colon": "X:b",
  "a value with octets above 0x7F": "X: caf\xe9",
  "a tab within a value": "X: a\tb",
  "a name of every token octet": "!#$%&'*+-.^_`|~09azAZ: b",
  "a name of 200 octets": `${"n".repeat(200)}: b`,
  "a value of 4,000 octets": `X: ${"v".repeat(4000)}`,
};

for (const [title, line] of Object.entries(HARMLESS)) {
  test(`a field line with ${title} is accepted`, async () => {
    const response = await exchangeOctets(server, `${LINE}Host: a\r\n${line}\r\n\r\n`);
    assert.is(textOf(response), "a page");
  });
}

test("field names are told apart without regard to case", async () => {
  const octets = `${LINE}hOsT: a\r\nCONNECTION: close\r\n\r\n`;
  assert.is(fieldOf(await exchangeOctets(server, octets), "Connection"), "close");
});

test("100 fields are accepted, 101 are refused with 431", async () => {
  const fields = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count - 1 }, (_, each) => [`X-${each}`, "v"]));
  expectStatus(await get(server, "/page.txt", fields(100)), 200);
  expectError(await get(server, "/page.txt", fields(101)), 431);
  expectError(await get(server, "/page.txt", fields(1000)), 431);
});

test("one field line of 100,000 octets is refused with 431", async () => {
  expectError(await get(server, "/page.txt", { X: "v".repeat(100_000) }), 431);
});

test("a head of many long fields is refused with 431", async () => {
  const fields = Object.fromEntries(
    Array.from({ length: 50 }, (_, each) => [`X-${each}`, "v".repeat(4000)]),
  );
  expectError(await get(server, "/page.txt", fields), 431);
});

test("a field line without an end is refused with 431 before it ends", async () => {
  expectError(await exchangeOctets(server, `${LINE}Host: a\r\nX: ${"v".repeat(60_000)}`), 431);
});

test("a head of 12,000 octets is accepted, in one piece or in many", async () => {
  const lines = Array.from({ length: 12 }, (_, each) => `X-${each}: ${"v".repeat(990)}\r\n`);
  const octets = `${LINE}Host: a\r\n${lines.join("")}\r\n`;
  expectStatus(await exchangeOctets(server, octets), 200);
  const client = await openClient(server.port);
  await client.sendPieces(octets.match(/[\s\S]{1,700}/g)?.map((piece) => Buffer.from(piece)) ?? []);
  expectStatus(await client.readResponse(), 200);
  client.close();
});

test.run();
