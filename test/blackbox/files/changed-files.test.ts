/*
 * A file that changes between two requests is seen changed at once, also on a connection that stays
 * open: whatever the server keeps of a file, it must never outlive the file.
 */
import {
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { requestOctets, textOf } from "../../support/exchange";
import { fieldOf, type Response } from "../../support/http-message";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;
let client: RawClient;

test.before(async () => {
  server = await startServer({ home: { "start.txt": "start" } });
});
test.before.each(async () => {
  client = await openClient(server.port);
});
test.after.each(() => client.close());
test.after(stopServers);

test("a file that is rewritten in place, with the same size, is seen at once", async () => {
  const path = write("rewritten.txt", "first");
  assert.is(textOf(await ask("/rewritten.txt")), "first");
  for (const text of ["again", "third", "4thly"]) {
    writeFileSync(path, text);
    assert.is(textOf(await ask("/rewritten.txt")), text);
  }
});

test("a file that grows and shrinks is served with its new length", async () => {
  const path = write("length.txt", "12345");
  assert.is(fieldOf(await ask("/length.txt"), "Content-Length"), "5");
  writeFileSync(path, "x".repeat(100_000));
  assert.is((await ask("/length.txt")).content.length, 100_000);
  truncateSync(path, 3);
  assert.is(textOf(await ask("/length.txt")), "xxx");
  truncateSync(path, 0);
  assert.is(textOf(await ask("/length.txt")), "");
});

test("a file that another takes the place of is seen at once", async () => {
  const path = write("replaced.txt", "old one");
  assert.is(textOf(await ask("/replaced.txt")), "old one");
  renameSync(write("replacement.txt", "new one"), path);
  assert.is(textOf(await ask("/replaced.txt")), "new one");
});

test("a replacement with the same size and the same times is seen at once", async () => {
  const path = write("twin.txt", "twin A");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  assert.is(textOf(await ask("/twin.txt")), "twin A");
  const other = write("twin-b.txt", "twin B");
  utimesSync(other, 1_700_000_000, 1_700_000_000);
  renameSync(other, path);
  assert.is(textOf(await ask("/twin.txt")), "twin B");
});

test("a file that is deleted is 404 at once, and is back when it comes back", async () => {
  const path = write("deleted.txt", "here");
  assert.is((await ask("/deleted.txt")).status, 200);
  unlinkSync(path);
  assert.is((await ask("/deleted.txt")).status, 404);
  write("deleted.txt", "back");
  assert.is(textOf(await ask("/deleted.txt")), "back");
});

// The file itself does not change then, and may have been kept open: a moment is allowed.
test("a file whose directory is renamed is soon 404 at its old path and served at the new one", async () => {
  mkdirSync(join(server.home, "before"));
  write("before/page.txt", "moved");
  assert.is(textOf(await ask("/before/page.txt")), "moved");
  renameSync(join(server.home, "before"), join(server.home, "after"));
  assert.is(textOf(await ask("/after/page.txt")), "moved");
  await waitUntil(async () => (await ask("/before/page.txt")).status === 404, "404");
});

test("a link that is pointed elsewhere soon leads there", async () => {
  for (const release of ["release-1", "release-2"]) {
    mkdirSync(join(server.home, release));
    write(`${release}/page.txt`, release);
  }
  symlinkSync("release-1", join(server.home, "current"));
  assert.is(textOf(await ask("/current/page.txt")), "release-1");
  symlinkSync("release-2", join(server.home, "next"));
  renameSync(join(server.home, "next"), join(server.home, "current"));
  await waitUntil(async () => textOf(await ask("/current/page.txt")) === "release-2", "release-2");
});

test("a file that becomes a directory, and back, is served as what it is", async () => {
  const path = write("either", "a file");
  assert.is(textOf(await ask("/either")), "a file");
  unlinkSync(path);
  mkdirSync(path);
  assert.is((await ask("/either")).status, 301);
  rmSync(path, { recursive: true });
  write("either", "a file again");
  assert.is(textOf(await ask("/either")), "a file again");
});

test("the ETag and Last-Modified of a file change with it", async () => {
  const path = write("tagged.txt", "first");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const before = await ask("/tagged.txt");
  writeFileSync(path, "second");
  utimesSync(path, 1_700_000_100, 1_700_000_100);
  const after = await ask("/tagged.txt");
  assert.is.not(fieldOf(after, "ETag"), fieldOf(before, "ETag"));
  assert.is(fieldOf(before, "Last-Modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
  assert.is(fieldOf(after, "Last-Modified"), "Tue, 14 Nov 2023 22:15:00 GMT");
});

test("an index.html that appears, and one that goes, is seen at once", async () => {
  mkdirSync(join(server.home, "dir"));
  assert.not.match(textOf(await ask("/dir/")), /an index now/);
  const path = write("dir/index.html", "an index now");
  assert.is(textOf(await ask("/dir/")), "an index now");
  unlinkSync(path);
  assert.not.match(textOf(await ask("/dir/")), /an index now/);
});

test("a file from before 1970 and one from after 2038 are served with a date, or none", async () => {
  for (const seconds of [-1000, 0, 2_500_000_000]) {
    utimesSync(write("old.txt", "any time"), seconds, seconds);
    const response = await ask("/old.txt");
    assert.is(textOf(response), "any time");
    const modified = fieldOf(response, "Last-Modified");
    if (modified !== null) assert.ok(Date.parse(modified) <= Date.now(), modified);
  }
});

function write(name: string, text: string): string {
  const path = join(server.home, name);
  writeFileSync(path, text);
  return path;
}

async function ask(target: string): Promise<Response> {
  await client.send(requestOctets({ target }));
  return client.readResponse();
}

test.run();
