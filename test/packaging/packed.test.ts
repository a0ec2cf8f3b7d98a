/*
 * The executables that `make pkg` makes: each starts, says its version, serves a file and runs a
 * script. Those of other machines do so under qemu, with Debian's libraries of that machine; the
 * whole suites would take too long there.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ownTarget, TARGETS } from "../../build/cross-targets.mjs";
import { projectFolder } from "../support/build";
import { withDeadline } from "../support/deadline";
import { makeHome, removeFolders, script } from "../support/home";
import { LineReader } from "../support/line-reader";
import { portIn } from "../support/server";

const started: ChildProcess[] = [];

test.after(() => {
  for (const child of started) child.kill("SIGKILL");
  removeFolders();
});

for (const [name, target] of TARGETS) {
  const program = join(projectFolder, "out", name, "microhttpd-node");
  const emulator = [target.emulator, "-L", `/usr/${target.triplet}`];
  const command = name === ownTarget() ? [program] : [...emulator, program];
  const each = existsSync(program) ? test : test.skip;

  each(`${name}: Node.js and the server in one file`, async () => {
    const version = start([...command, "--version"]);
    const [line] = await new LineReader(version.stdout).waitForCount(/./, 1);
    assert.match(line as string, /^microhttpd \d+\.\d+\.\d+/);
    const hello = script("printf 'Content-Type: text/plain\\r\\n\\r\\n'\necho hello");
    const home = makeHome({ "page.txt": "a page", "cgi-bin/hello.sh": hello });
    const server = start([...command, "--cgi", "--bind", "127.0.0.1", "--home", home, "0"]);
    const lines = new LineReader(server.stdout);
    const port = portIn((await lines.waitForCount(/^microhttpd: serving /, 1))[0] as string);
    assert.is(await page(port, "/page.txt"), "a page");
    assert.is(await page(port, "/cgi-bin/hello.sh"), "hello\n");
    const end = new Promise((resolve) => server.once("close", resolve));
    server.kill("SIGTERM");
    assert.is(await withDeadline(end, `the end of ${name}`), 0);
  });
}

test.run();

function start(command: readonly string[]): ChildProcess {
  const [program = "", ...rest] = command;
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  return child;
}

async function page(port: number, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}
