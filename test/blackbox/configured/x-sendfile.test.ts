/*
 * --sendfile-root on a real machine: files outside the home directory, links, and what a directory
 * can be wrong about.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, expectStatus, get, textOf } from "../../support/exchange";
import { makeFolder, scriptThatPrints } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { runToEnd, startServer, stopServers } from "../../support/server";

const SIZE = 3_000_000;

test.after(stopServers);

test("files outside the home directory: whole, in part, through links", async () => {
  const folder = makeFolder();
  const files = join(folder, "files");
  mkdirSync(files);
  writeFileSync(join(files, "large.bin"), Buffer.alloc(SIZE, "abcdefg"));
  writeFileSync(join(folder, "secret"), "secret");
  symlinkSync("large.bin", join(files, "inside"));
  symlinkSync("../secret", join(files, "leaves"));
  const script = (name: string) =>
    scriptThatPrints(`Content-Type: text/x\nX-Sendfile: ${files}/${name}\n\n`);
  const home = {
    "cgi-bin/large": script("large.bin"),
    "cgi-bin/inside": script("inside"),
    "cgi-bin/leaves": script("leaves"),
    "cgi-bin/above": script("../secret"),
  };
  const config = `cgi\nsendfile-root ${files}/\n`;
  const server = await startServer({ home, config });
  const whole = await get(server, "/cgi-bin/large");
  expectStatus(whole, 200);
  assert.is(whole.content.length, SIZE);
  assert.is(fieldOf(whole, "Content-Type"), "text/x");
  assert.is(fieldOf(whole, "X-Sendfile"), null);
  const part = await get(server, "/cgi-bin/inside", { Range: "bytes=7-9" });
  expectStatus(part, 206);
  assert.is(textOf(part), "abc");
  expectError(await get(server, "/cgi-bin/leaves"), 403);
  expectError(await get(server, "/cgi-bin/above"), 502);
  await server.waitForLog(
    /\/cgi-bin\/above\[\d+\]: no file that may be sent: .*\/files\/\.\.\/secret$/,
  );
});

test("a directory that is not there, a relative one, one too many", async () => {
  const missing = await runToEnd(["--sendfile-root", "/no/such"]);
  assert.is(missing.status, 2);
  assert.match(missing.stderr, /sendfile-root '\/no\/such' is not there/);
  const file = join(makeFolder(), "server.conf");
  writeFileSync(file, "sendfile-root files\n");
  const relative = await runToEnd(["--config", file]);
  assert.is(relative.status, 2);
  assert.match(relative.stderr, /:1: sendfile-root: 'files' is no absolute path/);
  const many = await runToEnd(Array(5).fill("--sendfile-root=/"));
  assert.is(many.status, 2);
  assert.match(many.stderr, /--sendfile-root: '\/' is one too many \(at most 4\)/);
});

test.run();
