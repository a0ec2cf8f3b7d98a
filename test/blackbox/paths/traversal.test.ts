/*
 * No octet outside the home is ever served, however the way there is spelled. A secret lies beside
 * the home, and in a folder whose name begins like the home's.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchangeOctets, expectError, expectStatus, get, textOf } from "../../support/exchange";
import type { Response } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

const SECRET = "the octets outside the home";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "index.html": "home",
      "docs/page.txt": "a page",
      "docs/index.html": "docs",
      "back\\slash.txt": "a backslash in a name",
      "dots../page.txt": "not a parent",
    },
  });
  const outside = dirname(server.home);
  writeFileSync(join(outside, "secret.txt"), SECRET);
  mkdirSync(join(outside, "home-2"));
  writeFileSync(join(outside, "home-2/secret.txt"), SECRET);
});
test.after(stopServers);

const UP = [
  "..",
  "%2e%2e",
  "%2E%2E",
  ".%2e",
  "%2e.",
  "..%00",
  "%252e%252e",
  "%c0%ae%c0%ae",
  "%e0%80%ae%e0%80%ae",
  "%uff0e%uff0e",
  "..;",
  "..%20",
  "%20..",
  "..%09",
  "...",
  "..%0d",
];

for (const up of UP) {
  for (const target of [
    `/${up}/secret.txt`,
    `/docs/${up}/${up}/secret.txt`,
    `/${up}/home-2/secret.txt`,
  ]) {
    test(`${target} does not leave the home`, async () => {
      checkRefused(await get(server, target));
    });
  }
}

const SEPARATORS = ["%2f", "%2F", "%5c", "%5C", "\\", "%c0%af", "%252f", "//", "/./", "/%2e/"];

for (const separator of SEPARATORS) {
  test(`"${separator}" as a separator does not leave the home`, async () => {
    checkRefused(await get(server, `/..${separator}secret.txt`));
    checkRefused(await get(server, `/docs${separator}..${separator}..${separator}secret.txt`));
    checkRefused(await get(server, `/docs/..${separator}..${separator}..${separator}secret.txt`));
    checkRefused(await get(server, `${separator}..${separator}secret.txt`));
  });
}

test("an absolute path in the target does not leave the home", async () => {
  for (const path of [
    "/etc/passwd",
    "//etc/passwd",
    "/%2fetc/passwd",
    `${dirname(server.home)}/secret.txt`,
  ]) {
    const response = await get(server, path);
    checkRefused(response);
    assert.not.match(textOf(response), /root:/);
  }
});

test("many ways up do not leave the home", async () => {
  checkRefused(await get(server, `${"/..".repeat(50)}/etc/passwd`));
  checkRefused(await get(server, `/docs${"/%2e%2e".repeat(50)}/etc/passwd`));
});

test("the absolute-form is no way out", async () => {
  checkRefused(await get(server, "http://test.example/../secret.txt"));
  checkRefused(await get(server, "http://test.example/%2e%2e/secret.txt"));
});

test("a request-target without a slash at its start is refused with 400", async () => {
  for (const target of [
    "../secret.txt",
    "secret.txt",
    "docs/page.txt",
    "?x",
    "file:///etc/passwd",
  ]) {
    expectError(await get(server, target), 400);
  }
});

test('".." inside the home is resolved there (RFC 3986 section 5.2.4)', async () => {
  assert.is(textOf(await get(server, "/docs/../docs/page.txt")), "a page");
  assert.is(textOf(await get(server, "/docs/%2e%2E/docs/./page.txt")), "a page");
});

test('names that only look like ".." are names', async () => {
  assert.is(textOf(await get(server, "/dots../page.txt")), "not a parent");
  expectError(await get(server, "/docs.../page.txt"), 404);
});

test('a "\\" in a name is refused with 400: others read it as a slash', async () => {
  expectError(await get(server, "/back%5Cslash.txt"), 400);
  expectError(await get(server, "/back\\slash.txt"), 400);
});

for (const target of ["/docs/page.txt%00", "/docs/page.txt%00.html", "/%00", "/docs%00/page.txt"]) {
  test(`${target} holds NUL and is refused`, async () => {
    expectError(await get(server, target), 400, 404);
  });
}

for (const target of ["/docs%2fpage.txt", "/docs%2Fpage.txt", "/docs/%2fpage.txt"]) {
  test(`${target} is not /docs/page.txt: an encoded slash separates nothing`, async () => {
    expectError(await get(server, target), 400, 404);
  });
}

test("a raw NUL, space or control octet in the request-target is refused with 400", async () => {
  for (const target of ["/docs/\x00", "/docs/a b", "/docs/\x01", "/docs/\x7f", "/docs/\t"]) {
    const response = await exchangeOctets(server, `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expectError(response, 400);
  }
});

test("after all that the home is still served", async () => {
  expectStatus(await get(server, "/docs/page.txt"), 200);
});

function checkRefused(response: Response): void {
  assert.ok(!textOf(response).includes(SECRET), "the secret was served");
  expectError(response, 400, 403, 404);
}

test.run();
