/*
 * Directories: index.html, the redirect that adds the slash, and hidden names. A redirect must
 * never lead to another host: "//evil.example" in a Location is one (RFC 3986 section 4.2).
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { fieldOf, type Response } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "index.html": "the front page",
      "docs/index.html": "the docs",
      "docs/deep/index.html": "the deep docs",
      "docs/deep/er/page.txt": "deeper",
      "with space/index.html": "a space",
      "caf\u00e9/index.html": "a caf\u00e9",
      "evil.example/index.html": "not evil",
      "index.html.d/index.html/page.txt": "an index.html that is a directory",
      ".hidden": "secret",
      ".git/config": "secret",
      "docs/.htpasswd": "secret",
      ".well-known/acme-challenge/token": "the token",
      ".well-known/index.html": "well known",
      ".well-known/.hidden": "secret",
    },
  });
});
test.after(stopServers);

test('"/" is index.html', async () => {
  const response = await get(server, "/");
  expectStatus(response, 200);
  assert.is(textOf(response), "the front page");
  assert.match(fieldOf(response, "Content-Type") ?? "", /^text\/html/);
});

test("index.html is also served under its own name", async () => {
  assert.is(textOf(await get(server, "/docs/index.html")), "the docs");
});

test("nested directories have their own index.html and files", async () => {
  assert.is(textOf(await get(server, "/docs/deep/")), "the deep docs");
  assert.is(textOf(await get(server, "/docs/deep/er/page.txt")), "deeper");
});

test("a query after the slash of a directory is no obstacle", async () => {
  assert.is(textOf(await get(server, "/docs/?x=1")), "the docs");
});

test("an index.html that is a directory is not served as the index", async () => {
  const response = await get(server, "/index.html.d/");
  assert.not.equal(response.status, 500);
  assert.not.match(textOf(response), /an index.html that is a directory/);
});

const REDIRECTS: Record<string, string> = {
  "/docs": "docs/",
  "/docs/deep": "deep/",
  "/docs?a=1&b=%2F": "docs/?a=1&b=%2F",
  "/with%20space": "with%20space/",
  "/caf%C3%A9": "caf%C3%A9/",
  "/caf%c3%a9": "caf%C3%A9/",
  "/%64ocs": "docs/",
  "//docs": "docs/",
  "/docs/../docs": "docs/",
  "/with%20space/../docs//deep": "deep/",
};

for (const [target, location] of Object.entries(REDIRECTS)) {
  test(`${target} is redirected to ${location}`, async () => {
    const response = await get(server, target);
    expectStatus(response, 301);
    assert.is(fieldOf(response, "Location"), location);
    assert.is.not(fieldOf(response, "Content-Length"), null);
    expectStatus(await get(server, resolved(location, target)), 200);
  });
}

/** The target that a client asks for next, which sees the server below a prefix of a proxy's. */
function resolved(location: string, target: string): string {
  const prefix = location.startsWith("/") ? "" : "/prefix";
  const url = new URL(location, `http://proxy.example${prefix}${target}`);
  assert.ok(url.pathname.startsWith(`${prefix}/`), url.href);
  return url.pathname.slice(prefix.length) + url.search;
}

test("a redirect does not end a connection that persists, and HEAD gets the same one", async () => {
  const response = await exchange(server, { target: "/docs", method: "HEAD" });
  expectStatus(response, 301);
  assert.is(fieldOf(response, "Location"), "docs/");
  assert.is(fieldOf(response, "Connection"), null);
});

const ELSEWHERE = [
  "//evil.example",
  "//evil.example/..",
  "//evil.example/%2e%2e/docs",
  "//evil.example/../docs",
  "//evil.example//../docs",
  "///evil.example",
  "/\\evil.example",
  "/%5cevil.example",
  "/%2fevil.example",
  "/%2Fevil.example/",
  "/.//evil.example",
  "/docs/..//evil.example",
  "/docs/%2e%2e//evil.example",
  "/%0d%0aLocation:%20http:%2f%2fevil.example",
  "/docs%0d%0aSet-Cookie:%20a=b",
  "http://test.example//evil.example",
];

for (const target of ELSEWHERE) {
  test(`${target} is never redirected to another host`, async () => {
    checkLocation(await get(server, target));
  });
}

test("a Host field does not appear in a redirect's Location", async () => {
  const response = await exchange(server, { target: "/docs", host: "evil.example" });
  expectStatus(response, 301);
  checkLocation(response);
});

for (const target of ["/.hidden", "/.git/config", "/.git/", "/.git", "/docs/.htpasswd"]) {
  test(`${target} is hidden: 404 as if it were not there`, async () => {
    const hidden = await get(server, target);
    expectError(hidden, 404);
    assert.not.match(textOf(hidden), /secret/);
  });
}

for (const target of [
  "/%2ehidden",
  "/%2Egit/config",
  "/docs/%2ehtpasswd",
  "/.well-known/.hidden",
]) {
  test(`${target} is hidden in this spelling too`, async () => {
    expectError(await get(server, target), 404);
  });
}

test("/.well-known/ is served (RFC 8615)", async () => {
  assert.is(textOf(await get(server, "/.well-known/acme-challenge/token")), "the token");
  assert.is(textOf(await get(server, "/.well-known/")), "well known");
});

/** Only a path with a single slash at its start, or none, stays on this host, whatever the browser. */
function checkLocation(response: Response): void {
  const location = fieldOf(response, "Location");
  if (location === null) return;
  assert.match(location, /^(\/(?![/\\])|(?![/\\]))[\x21-\x7e]*$/);
  assert.not.match(location, /^[^/?]*:/, "it is no absolute URI");
  assert.is(response.fields.filter((field) => field.name === "Set-Cookie").length, 0);
}

test.run();
