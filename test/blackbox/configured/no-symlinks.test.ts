/*
 * --no-symlinks: a path with a link in it is 403, wherever that leads; what has none is served, and
 * listings do not show what would be refused.
 */

import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, get, textOf } from "../../support/exchange";
import { addToHome, link, makeFolder, scriptThatPrints } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;

test.before(async () => {
  server = await startServer({
    args: ["--cgi", "--no-symlinks"],
    home: {
      "page.txt": "a page",
      "docs/page.txt": "in docs",
      "docs/index.html": "docs",
      "file.txt": link("page.txt"),
      folder: link("docs"),
      "docs/up": link(".."),
      dangling: link("nothing"),
      loop: link("loop"),
      outside: link("/etc/passwd"),
      "list/plain.txt": "1",
      "list/link.txt": link("plain.txt"),
      "index-link/index.html": link("../page.txt"),
      "cgi-bin/run": scriptThatPrints("Content-Type: text/plain\n\nran"),
      "cgi-bin/linked": link("run"),
      "cgi-bin/gone": link("nowhere"),
    },
  });
  addToHome(server.home, { absolute: link(join(server.home, "page.txt")) });
});
test.after(stopServers);

test("what has no link in its path is served", async () => {
  for (const [target, text] of [
    ["/page.txt", "a page"],
    ["/docs/page.txt", "in docs"],
    ["/docs/", "docs"],
    ["//docs//./page.txt", "in docs"],
    ["/cgi-bin/run", "ran"],
    ["/cgi-bin/run/more", "ran"],
  ] as const) {
    assert.is(textOf(await get(server, target)), text, target);
  }
});

const REFUSED = [
  "/file.txt",
  "/folder",
  "/folder/",
  "/folder/page.txt",
  "/docs/up/page.txt",
  "/docs/up/docs/page.txt",
  "/absolute",
  "/outside",
  "/loop",
  "/index-link/",
  "/cgi-bin/linked",
];

for (const target of REFUSED) {
  test(`${target} has a link in its path: 403`, async () => {
    expectError(await get(server, target), 403);
  });
}

test("a link that leads nowhere is missing, as is what is behind it", async () => {
  for (const target of ["/dangling", "/dangling/", "/dangling/x", "/cgi-bin/gone"]) {
    expectError(await get(server, target), 404);
  }
});

test("listings do not show links", async () => {
  const page = textOf(await get(server, "/list/"));
  assert.match(page, /plain\.txt/);
  assert.not.match(page, /link\.txt/);
});

test("the home directory itself may be given by a link", async () => {
  const alias = join(makeFolder(), "alias");
  symlinkSync(server.home, alias);
  const other = await startServer({ home: alias, args: ["--no-symlinks"] });
  assert.is(textOf(await get(other, "/docs/page.txt")), "in docs");
  expectError(await get(other, "/file.txt"), 403);
});

test.run();
