/*
 * The home directory is exchanged while the server runs: by renames, by the link that it was named
 * by, and by nothing. What is judged is what is run, and no descriptor holds the old one.
 */
import { mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isEmulated, isNative } from "../../support/build";
import { waitUntil } from "../../support/deadline";
import { get, textOf } from "../../support/exchange";
import { addToHome, makeFolder, script } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { type Server, startServer, stopServers } from "../../support/server";

test.after(stopServers);

/** A site whose scripts say which one it is, and where they have been started. */
function makeSite(path: string, name: string): void {
  mkdirSync(path);
  const text = script(`printf 'Content-Type: text/plain\\n\\n${name} %s' "$0"`);
  addToHome(path, { "name.txt": name, "cgi-bin/both": text, [`cgi-bin/only-${name}`]: text });
}

function makeSites(): string {
  const folder = makeFolder();
  makeSite(join(folder, "www"), "old");
  makeSite(join(folder, "next"), "new");
  return folder;
}

function exchange(folder: string): void {
  renameSync(join(folder, "www"), join(folder, "before"));
  renameSync(join(folder, "next"), join(folder, "www"));
}

async function ask(server: Server, target: string): Promise<string> {
  const response = await get(server, target);
  return response.status === 200 ? textOf(response) : String(response.status);
}

/** Within its second; how long that is, simulation/files/replaced-roots.test.ts has. */
async function waitForFile(server: Server, content: string): Promise<void> {
  await waitUntil(async () => (await ask(server, "/name.txt")) === content, `"${content}"`);
}

test("by renames: files within a second, scripts at once, by the same path", async () => {
  const folder = makeSites();
  const home = join(folder, "www");
  const server = await startServer({ home, args: ["--cgi"] });
  assert.is(await ask(server, "/name.txt"), "old");
  assert.is(await ask(server, "/cgi-bin/both"), `old ${home}/cgi-bin/both`);
  exchange(folder);
  assert.is(await ask(server, "/cgi-bin/only-new"), `new ${home}/cgi-bin/only-new`);
  assert.is(await ask(server, "/cgi-bin/both"), `new ${home}/cgi-bin/both`);
  assert.is(await ask(server, "/cgi-bin/only-old"), "404");
  await waitForFile(server, "new");
  rmSync(join(folder, "before"), { recursive: true });
  assert.is(await ask(server, "/name.txt"), "new");
  await server.waitForLog(/ notice: directory \S+\/www is another one than before$/);
});

test("the directory that it was started in", async () => {
  const folder = makeSites();
  const server = await startServer({
    bare: true,
    args: ["--cgi", "--bind", "127.0.0.1", "0"],
    cwd: join(folder, "www"),
  });
  assert.is(await ask(server, "/name.txt"), "old");
  exchange(folder);
  assert.is(await ask(server, "/cgi-bin/both"), `new ${folder}/www/cgi-bin/both`);
  await waitForFile(server, "new");
});

test("by a link: scripts are told the directory that it leads to", async () => {
  const folder = makeSites();
  const current = join(folder, "current");
  symlinkSync("www", current);
  const server = await startServer({ home: current, args: ["--cgi"] });
  assert.is(await ask(server, "/name.txt"), "old");
  assert.is(await ask(server, "/cgi-bin/both"), `old ${folder}/www/cgi-bin/both`);
  symlinkSync("next", `${current}.made`);
  renameSync(`${current}.made`, current);
  assert.is(await ask(server, "/cgi-bin/both"), `new ${folder}/next/cgi-bin/both`);
  await waitForFile(server, "new");
});

test("by nothing: 503, until it is there again", async () => {
  const folder = makeSites();
  const server = await startServer({ home: join(folder, "www"), args: ["--cgi"] });
  assert.is(await ask(server, "/name.txt"), "old");
  renameSync(join(folder, "www"), join(folder, "away"));
  assert.is(await ask(server, "/cgi-bin/both"), "503");
  await waitForFile(server, "503");
  assert.is(await ask(server, "/"), "503");
  const response = await get(server, "/name.txt");
  assert.is(fieldOf(response, "Retry-After"), "2");
  renameSync(join(folder, "away"), join(folder, "www"));
  assert.is(await ask(server, "/name.txt"), "old");
});

test("no descriptor of the home directory is left open when nothing was asked for", async () => {
  if (!isNative || isEmulated) return;
  const folder = makeSites();
  const server = await startServer({ home: join(folder, "www"), args: ["--cgi"] });
  const isHeld = (): boolean =>
    readdirSync(`/proc/${server.pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${server.pid}/fd/${fd}`).startsWith(folder);
      } catch {
        return false;
      }
    });
  assert.is(isHeld(), false, "after the start");
  assert.is(await ask(server, "/name.txt"), "old");
  assert.is(await ask(server, "/cgi-bin/both"), `old ${folder}/www/cgi-bin/both`);
  await waitUntil(() => !isHeld(), "the home directory to be let go of");
});

test.run();
