/*
 * wget: downloads, the rest of a download, a tree of listings.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Result, run, testWith } from "../../support/command";
import { makeFolder } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

const testWithWget = testWith("wget");

const LARGE = Buffer.alloc(3_000_000, "0123456789");

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "large.bin": LARGE,
      "dir/index.html": "an index",
      "tree/one.txt": "one",
      "tree/a name & more.txt": "odd",
      "tree/below/two.txt": "two",
      "tree/below/again/three.txt": "three",
    },
  });
});
test.after(stopServers);

testWithWget("wget URL", async () => {
  const folder = makeFolder();
  const { status } = await wget(folder, "/large.bin");
  assert.is(status, 0);
  assert.ok(readFileSync(join(folder, "large.bin")).equals(LARGE));
});

testWithWget("wget of several on one connection", async () => {
  const folder = makeFolder();
  const { stderr } = await wget(folder, "/tree/one.txt", `${server.url}/tree/below/two.txt`);
  assert.match(stderr, /Reusing existing connection/);
  assert.is(readFileSync(join(folder, "two.txt"), "utf8"), "two");
});

testWithWget("wget -c: the rest of a file", async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, "large.bin"), LARGE.subarray(0, 1_000_000));
  const { status } = await wget(folder, "-c", "/large.bin");
  assert.is(status, 0);
  assert.ok(readFileSync(join(folder, "large.bin")).equals(LARGE));
});

testWithWget("wget -N: only what is newer", async () => {
  const folder = makeFolder();
  await wget(folder, "-N", "/large.bin");
  const again = await wget(folder, "-N", "/large.bin");
  assert.match(again.stderr, /304 Not Modified|not modified on server|Server file no newer/);
});

testWithWget("wget --spider", async () => {
  assert.is((await wget(makeFolder(), "--spider", "/large.bin")).status, 0);
  assert.is((await wget(makeFolder(), "--spider", "/missing")).status, 8);
});

testWithWget("wget -r: a tree by its listings", async () => {
  const folder = makeFolder();
  await wget(folder, "-r", "-np", "-nH", "/tree/");
  const read = (name: string): string => {
    const path = join(folder, "tree", name);
    return existsSync(path) ? readFileSync(path, "utf8") : "missing";
  };
  assert.is(read("one.txt"), "one");
  assert.is(read("a name & more.txt"), "odd");
  assert.is(read("below/two.txt"), "two");
  assert.is(read("below/again/three.txt"), "three");
});

/** Those arguments that are paths are asked of the server. */
function wget(folder: string, ...args: string[]): Promise<Result> {
  const urls = args.map((arg) => (arg.startsWith("/") ? server.url + arg : arg));
  return run("wget", ["--no-config", "--no-proxy", "--tries=1", "--timeout=60", ...urls], {
    folder,
  });
}

test.run();
