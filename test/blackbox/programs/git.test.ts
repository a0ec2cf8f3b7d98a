/*
 * git with its own script, git http-backend, as people let others clone and push: the smart
 * protocol in both versions, and the one of plain files.
 */
import { randomBytes } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { testWith } from "../../support/command";
import { addCommits, git, makeRepository, tryGit } from "../../support/git";
import { makeFolder, script } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

const testWithGit = testWith("git");

const COMMITS = 20;
/** Beyond what a pipe, a socket and the server's slots hold together. */
const LARGE_BYTES = 20_000_000;

let projects: string;
let server: Server;

test.before(async () => {
  projects = makeFolder();
  await makeRepository(projects, "project.git", COMMITS);
  await makeRepository(projects, "closed.git", 1);
  await git(join(projects, "closed.git"), "config", "http.receivepack", "false");
  const lines = `export GIT_PROJECT_ROOT=${projects} GIT_HTTP_EXPORT_ALL=1\nexec git http-backend`;
  server = await startServer({ home: { "cgi-bin/git": script(lines) }, args: ["--cgi"] });
});
test.after(stopServers);

function url(project = "project.git"): string {
  return `${server.url}/cgi-bin/git/${project}`;
}

async function clone(...args: string[]): Promise<string> {
  const folder = makeFolder();
  await git(folder, "clone", "--quiet", "--config", "core.compression=0", ...args, url(), "work");
  return join(folder, "work");
}

async function commit(work: string, name: string, content: string | Buffer): Promise<string> {
  writeFileSync(join(work, name), content);
  await git(work, "add", ".");
  await git(work, "commit", "--quiet", "--message", `Add ${name}`);
  return git(work, "rev-parse", "HEAD");
}

for (const version of [0, 2]) {
  testWithGit(`git clone, version ${version} of the protocol`, async () => {
    const work = await clone("--config", `protocol.version=${version}`);
    assert.is(await git(work, "rev-list", "--count", "HEAD"), String(COMMITS));
    assert.is(readdirSync(join(work, "src")).length, COMMITS);
    await git(work, "fsck", "--strict");
  });
}

testWithGit("Git-Protocol reaches the script: version 2 is what is spoken", async () => {
  const args = ["-c", "protocol.version=2", "ls-remote", url()];
  const { status, stderr } = await tryGit(makeFolder(), args, { GIT_TRACE_PACKET: "1" });
  assert.is(status, 0, stderr);
  assert.match(stderr, /< version 2$/m);
});

testWithGit("git clone --depth 1, and the rest of it later", async () => {
  const work = await clone("--depth", "1");
  assert.is(await git(work, "rev-list", "--count", "HEAD"), "1");
  await git(work, "fetch", "--quiet", "--unshallow");
  assert.is(await git(work, "rev-list", "--count", "HEAD"), String(COMMITS));
});

testWithGit("git clone of plain files, without the smart protocol", async () => {
  const folder = makeFolder();
  const args = ["clone", "--quiet", url(), "work"];
  const { status, stderr } = await tryGit(folder, args, { GIT_SMART_HTTP: "0" });
  assert.is(status, 0, stderr);
  const count = await git(join(folder, "work"), "rev-list", "--count", "HEAD");
  assert.is(count, String(COMMITS));
});

for (const [title, bytes, buffer] of [
  ["with a length", 2_000_000, 4_000_000],
  // git sends in chunks what its buffer cannot hold, as it does by itself with more than 1 MiB.
  ["in chunks", LARGE_BYTES, 65_536],
] as const) {
  testWithGit(`git push of ${bytes} octets ${title}, and git fetch of them`, async () => {
    const [here, there] = [await clone(), await clone()];
    await git(here, "config", "http.postBuffer", String(buffer));
    const pushed = await commit(here, "large.bin", randomBytes(bytes));
    const branch = title.replaceAll(" ", "-");
    const trace = { GIT_TRACE_CURL: "1", GIT_TRACE_CURL_NO_DATA: "1" };
    const { status, stderr } = await tryGit(here, ["push", "origin", `main:${branch}`], trace);
    assert.is(status, 0, stderr);
    const isChunked = /Send header: Transfer-Encoding: chunked/i.test(stderr);
    assert.is(isChunked, title === "in chunks");
    await git(there, "fetch", "--quiet", "origin", branch);
    assert.is(await git(there, "rev-parse", "FETCH_HEAD"), pushed);
    assert.is(await git(join(projects, "project.git"), "rev-parse", branch), pushed);
  });
}

testWithGit("git clone of many branches: its request comes compressed", async () => {
  await makeRepository(projects, "many.git", 1);
  const names = Array.from({ length: 40 }, (_, each) => `branch-${each}`);
  for (const name of names) addCommits(join(projects, "many.git"), name, 1, 1);
  const args = ["clone", "--quiet", url("many.git"), "work"];
  const folder = makeFolder();
  const { status, stderr } = await tryGit(folder, args, { GIT_TRACE_CURL: "1" });
  assert.is(status, 0, stderr);
  assert.match(stderr, /Content-Encoding: gzip/);
  const found = await git(join(folder, "work"), "branch", "--remotes", "--list", "*/branch-*");
  assert.is(found.split("\n").length, names.length);
});

testWithGit("git push, and git push --delete, of branches and tags", async () => {
  const work = await clone();
  const pushed = await commit(work, "small.txt", "small");
  await git(work, "tag", "v1");
  await git(work, "push", "--quiet", "origin", "main:small", "v1");
  const bare = join(projects, "project.git");
  assert.is(await git(bare, "rev-parse", "small"), pushed);
  await git(work, "push", "--quiet", "--delete", "origin", "small", "v1");
  assert.is(await git(bare, "branch", "--list", "small"), "");
  assert.is(await git(bare, "tag", "--list"), "");
});

testWithGit("a push that the script refuses is told so (403)", async () => {
  const work = await clone();
  await git(work, "remote", "set-url", "origin", url("closed.git"));
  const { status, stderr } = await tryGit(work, ["push", "origin", "main:more"]);
  assert.is.not(status, 0);
  assert.match(stderr, /\b403\b/);
});

testWithGit("a repository that is not there is told so (404)", async () => {
  const { status, stderr } = await tryGit(makeFolder(), ["ls-remote", url("none.git")]);
  assert.is.not(status, 0);
  assert.match(stderr, /not found/);
});

test.run();
