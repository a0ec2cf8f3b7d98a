/*
 * Preconditions of GET and HEAD that a cache sends (RFC 9110 section 13): If-None-Match, and
 * If-Modified-Since where that is absent.
 */
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  exchange,
  expectError,
  expectStatus,
  get,
  requestOctets,
  textOf,
} from "../../support/exchange";
import { fieldOf, fieldsOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const MODIFIED = "Tue, 14 Nov 2023 22:13:20 GMT";

let server: Server;
let etag: string;

test.before(async () => {
  server = await startServer({ home: { "page.html": "a page", "dir/index.html": "an index" } });
  for (const name of ["page.html", "dir/index.html"]) {
    utimesSync(join(server.home, name), 1_700_000_000, 1_700_000_000);
  }
  etag = fieldOf(await get(server, "/page.html"), "ETag") as string;
});
test.after(stopServers);

test("the ETag stays the same while the file does", async () => {
  assert.is(fieldOf(await get(server, "/page.html"), "ETag"), etag);
});

const matching: Record<string, () => string> = {
  "the entity-tag": () => etag,
  "the entity-tag as a weak one": () => `W/${etag.replace(/^W\//, "")}`,
  "the entity-tag in a list": () => `"other", ${etag}, "third"`,
  "the entity-tag in a list without spaces": () => `"other",${etag}`,
  "the entity-tag after a list of empty members": () => `, ,${etag}`,
  "the entity-tag after one that holds a comma": () => `"a,b", ${etag}`,
  '"*"': () => "*",
};

for (const [title, value] of Object.entries(matching)) {
  test(`If-None-Match with ${title} is answered 304`, async () => {
    const response = await get(server, "/page.html", { "If-None-Match": value() });
    expectStatus(response, 304);
    assert.is(response.content.length, 0);
  });
}

test("If-None-Match in two field lines is one list", async () => {
  const fields = [
    { name: "If-None-Match", value: '"other"' },
    { name: "If-None-Match", value: etag },
  ];
  expectStatus(await get(server, "/page.html", fields), 304);
});

for (const value of ['"other"', '""', 'W/"other", "third"']) {
  test(`If-None-Match with ${value} is answered with the file`, async () => {
    const response = await get(server, "/page.html", { "If-None-Match": value });
    expectStatus(response, 200);
    assert.is(textOf(response), "a page");
  });
}

test("If-None-Match with a part of the entity-tag does not match", async () => {
  const inner = etag.replace(/^W\//, "").slice(1, -1);
  for (const part of [
    `"${inner.slice(1)}"`,
    `"${inner.slice(0, -1)}"`,
    `"x${inner}"`,
    `"${inner}x"`,
  ]) {
    expectStatus(await get(server, "/page.html", { "If-None-Match": part }), 200);
  }
});

test("a 304 has the ETag and Date that the 200 would have, and no content to describe", async () => {
  const response = await get(server, "/page.html", { "If-None-Match": etag });
  assert.is(fieldOf(response, "ETag"), etag);
  assert.is.not(fieldOf(response, "Date"), null);
  assert.is(fieldsOf(response, "Transfer-Encoding").length, 0);
  const length = fieldOf(response, "Content-Length");
  // RFC 9110 section 8.6: only the length that the 200 would have had may be stated.
  if (length !== null) assert.is(length, String("a page".length));
});

test("HEAD with a matching entity-tag is answered 304 as well", async () => {
  const fields = { "If-None-Match": etag };
  expectStatus(await exchange(server, { target: "/page.html", method: "HEAD", fields }), 304);
});

const DATES: Record<string, string> = {
  "IMF-fixdate": MODIFIED,
  "the form of RFC 850": "Tuesday, 14-Nov-23 22:13:20 GMT",
  "the form of asctime": "Tue Nov 14 22:13:20 2023",
};

for (const [form, date] of Object.entries(DATES)) {
  test(`If-Modified-Since with the file's own time in ${form} is answered 304`, async () => {
    expectStatus(await get(server, "/page.html", { "If-Modified-Since": date }), 304);
  });
}

test("If-Modified-Since with a later time is answered 304", async () => {
  const later = "Tue, 14 Nov 2023 22:13:21 GMT";
  expectStatus(await get(server, "/page.html", { "If-Modified-Since": later }), 304);
});

test("If-Modified-Since with an earlier time is answered with the file", async () => {
  const earlier = "Tue, 14 Nov 2023 22:13:19 GMT";
  const response = await get(server, "/page.html", { "If-Modified-Since": earlier });
  expectStatus(response, 200);
  assert.is(textOf(response), "a page");
});

const NOT_DATES = [
  "",
  "yesterday",
  "1700000000",
  "Tue, 32 Nov 2023 22:13:20 GMT",
  `${MODIFIED}, ${MODIFIED}`,
];

for (const value of NOT_DATES) {
  test(`If-Modified-Since: ${value || "(empty)"} is no date and is ignored`, async () => {
    expectStatus(await get(server, "/page.html", { "If-Modified-Since": value }), 200);
  });
}

test("If-Modified-Since is not looked at when If-None-Match is there", async () => {
  const other = { "If-None-Match": '"other"', "If-Modified-Since": MODIFIED };
  expectStatus(await get(server, "/page.html", other), 200);
  const same = { "If-None-Match": etag, "If-Modified-Since": "Tue, 14 Nov 2000 22:13:20 GMT" };
  expectStatus(await get(server, "/page.html", same), 304);
});

test("a directory's index.html has preconditions of its own", async () => {
  const index = fieldOf(await get(server, "/dir/"), "ETag") as string;
  expectStatus(await get(server, "/dir/", { "If-None-Match": index }), 304);
  expectStatus(await get(server, "/dir/", { "If-Modified-Since": MODIFIED }), 304);
});

test("a precondition is not looked at for what is not there", async () => {
  expectError(await get(server, "/missing", { "If-None-Match": "*" }), 404);
});

test("the connection goes on after a 304", async () => {
  const client = await openClient(server.port);
  for (let round = 0; round < 3; round++) {
    await client.send(requestOctets({ target: "/page.html", fields: { "If-None-Match": etag } }));
    assert.is((await client.readResponse()).status, 304);
    await client.send(requestOctets({ target: "/page.html" }));
    assert.is(textOf(await client.readResponse()), "a page");
  }
  client.close();
});

test("once the file has changed the old entity-tag no longer matches", async () => {
  const path = join(server.home, "changing.html");
  writeFileSync(path, "one");
  const old = fieldOf(await get(server, "/changing.html"), "ETag") as string;
  writeFileSync(path, "three");
  const response = await get(server, "/changing.html", { "If-None-Match": old });
  expectStatus(response, 200);
  assert.is(textOf(response), "three");
});

test.run();
