/*
 * Symbolic links: followed inside the home, relative and absolute; 403 when they leave it, wherever
 * in the path they are; 404 when they lead to nothing.
 */

import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { expectError, get, textOf } from "../../support/exchange";
import { addToHome, link } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

const SECRET = "the octets outside the home";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "docs/page.txt": "a page",
      "docs/index.html": "docs",
      "docs/sub/up.txt": link("../page.txt"),
      "relative.txt": link("docs/page.txt"),
      "relative-dir": link("docs"),
      "dotted.txt": link("./docs/../docs/./page.txt"),
      "chain-1": link("chain-2"),
      "chain-2": link("chain-3/page.txt"),
      "chain-3": link("docs"),
      dangling: link("docs/nothing"),
      "dangling-dir": link("nowhere/at/all"),
      self: link("self"),
      "loop-a": link("loop-b"),
      "loop-b": link("loop-a"),
      "out.txt": link("../secret.txt"),
      "out-dir": link("../outside"),
      "out-root": link("/"),
      "out-passwd": link("/etc/passwd"),
      "out-and-back": link("../home/docs/page.txt"),
      "docs/out": link("../../outside"),
      "out-chain": link("docs/out/secret.txt"),
      "out-sibling": link("../home-2/secret.txt"),
    },
  });
  const beside = dirname(server.home);
  writeFileSync(join(beside, "secret.txt"), SECRET);
  for (const folder of ["outside", "home-2"]) {
    mkdirSync(join(beside, folder));
    writeFileSync(join(beside, folder, "secret.txt"), SECRET);
    writeFileSync(join(beside, folder, "index.html"), SECRET);
  }
  addToHome(server.home, {
    "absolute.txt": link(join(server.home, "docs/page.txt")),
    "absolute-dir": link(join(server.home, "docs")),
    "absolute-home": link(server.home),
  });
});
test.after(stopServers);

const FOLLOWED = [
  "/relative.txt",
  "/relative-dir/page.txt",
  "/dotted.txt",
  "/docs/sub/up.txt",
  "/chain-1",
  "/chain-3/page.txt",
  "/absolute.txt",
  "/absolute-dir/page.txt",
  "/absolute-home/docs/page.txt",
  "/absolute-home/relative-dir/page.txt",
];

for (const target of FOLLOWED) {
  test(`${target} is followed inside the home`, async () => {
    assert.is(textOf(await get(server, target)), "a page");
  });
}

test("a link to a directory is redirected and has its index.html", async () => {
  assert.is((await get(server, "/relative-dir")).status, 301);
  assert.is(textOf(await get(server, "/relative-dir/")), "docs");
  assert.is(textOf(await get(server, "/absolute-dir/")), "docs");
});

const LEAVING = [
  "/out.txt",
  "/out-dir",
  "/out-dir/",
  "/out-dir/secret.txt",
  "/out-root/etc/passwd",
  "/out-passwd",
  "/docs/out/secret.txt",
  "/relative-dir/out/secret.txt",
  "/out-chain",
  "/out-sibling",
];

for (const target of LEAVING) {
  test(`${target} leaves the home: 403`, async () => {
    const response = await get(server, target);
    assert.ok(!textOf(response).includes(SECRET), "the secret was served");
    expectError(response, 403);
  });
}

test("a link that leaves the home and comes back is 403 or what is there, nothing else", async () => {
  const response = await get(server, "/out-and-back");
  if (response.status === 200) assert.is(textOf(response), "a page");
  else expectError(response, 403);
});

for (const target of ["/dangling", "/dangling-dir", "/dangling-dir/page.txt"]) {
  test(`${target} leads to nothing: 404`, async () => {
    expectError(await get(server, target), 404);
  });
}

for (const target of ["/self", "/loop-a", "/loop-b/page.txt"]) {
  test(`${target} goes in circles and is refused`, async () => {
    expectError(await get(server, target), 403, 404);
  });
}

test("a directory that becomes a link out of the home never shows what is there, and is soon 403", async () => {
  addToHome(server.home, { "turned/secret.txt": "inside" });
  assert.is(textOf(await get(server, "/turned/secret.txt")), "inside");
  renameSync(join(server.home, "turned"), join(server.home, "was-turned"));
  symlinkSync("../outside", join(server.home, "turned"));
  await waitUntil(async () => {
    const response = await get(server, "/turned/secret.txt");
    assert.ok(!textOf(response).includes(SECRET), "the secret was served");
    return response.status === 403;
  }, "403");
  unlinkSync(join(server.home, "turned"));
  expectError(await get(server, "/turned/secret.txt"), 404);
});

test("a home that is itself given by a link is served", async () => {
  const alias = join(dirname(server.home), "alias");
  symlinkSync(server.home, alias);
  const other = await startServer({ home: alias });
  assert.is(textOf(await get(other, "/docs/page.txt")), "a page");
  assert.is(textOf(await get(other, "/absolute.txt")), "a page");
  expectError(await get(other, "/out.txt"), 403);
});

test.run();
