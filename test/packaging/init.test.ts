/*
 * `make install` and the init script that it installs, run for real: by the shells that boards
 * have, with start-stop-daemon and without it. Statuses are those of the Linux Standard Base.
 * Rule: everything lies in a folder of the test; what the machine itself has installed is not used.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ownTarget } from "../../build/cross-targets.mjs";
import { projectFolder } from "../support/build";
import { waitUntil } from "../support/deadline";
import { makeFolder, removeFolders } from "../support/home";
import { childrenOf, isRunning } from "../support/process-info";

const BUSYBOX = ["/bin/busybox", "/usr/bin/busybox"].find((path) => existsSync(path));
const RUNNING = 0;
const DEAD = 1;
const NOT_RUNNING = 3;
const NOT_RUNNING_FOR_ACTION = 7;
const NOTHING_TO_RELOAD = 3;

interface Shell {
  readonly title: string;
  readonly command: readonly string[];
  /** Where programs are looked for. */
  readonly path: string;
}

interface Installed {
  readonly root: string;
  readonly port: number;
  readonly pidFile: string;
}

const program = join(projectFolder, "out", String(ownTarget()), "microhttpd");
const installed: Installed[] = [];

test.after(() => {
  for (const { pidFile } of installed) {
    if (existsSync(pidFile)) killQuietly(Number(readFileSync(pidFile, "utf8")));
  }
  removeFolders();
});

/** Without the native build there is nothing to install. */
const made = existsSync(program) ? test : test.skip;

for (const shell of shells()) {
  const each = shell.path === "" ? test.skip : made;

  each(`${shell.title}: start, status, requests, restart, stop`, async () => {
    const server = await install();
    assert.is(run(shell, server, "status"), NOT_RUNNING);
    assert.is(run(shell, server, "start"), 0);
    assert.is(run(shell, server, "status"), RUNNING);
    const first = pidOf(server);
    assert.is(await page(server), "a page");
    assert.is(run(shell, server, "start"), 0);
    assert.is(pidOf(server), first, "a second start starts a second server");
    assert.is(run(shell, server, "restart"), 0);
    assert.is.not(pidOf(server), first);
    assert.not(isRunning(first));
    assert.is(await page(server), "a page");
    assert.is(run(shell, server, "stop"), 0);
    assert.is(run(shell, server, "status"), NOT_RUNNING);
    assert.is(run(shell, server, "stop"), 0);
  });

  each(
    `${shell.title}: reload replaces what the server has started, and nothing else`,
    async () => {
      const server = await install();
      assert.is(run(shell, server, "reload"), NOT_RUNNING_FOR_ACTION);
      assert.is(run(shell, server, "start"), 0);
      assert.is(run(shell, server, "reload"), NOTHING_TO_RELOAD);
      assert.is(await page(server), "a page");
      const config = join(server.root, "etc/microhttpd.conf");
      const worker = join(server.root, "worker");
      writeFileSync(worker, "#!/bin/sh\nexec sleep 1000\n", { mode: 0o755 });
      const rule = `fastcgi /app/ spawn=${worker} socket=${server.root}/sock`;
      writeFileSync(config, `${readFileSync(config, "utf8")}${rule}\n`);
      assert.is(run(shell, server, "restart"), 0);
      const pid = pidOf(server);
      const [before = 0] = childrenOf(pid);
      assert.is(run(shell, server, "reload"), 0);
      await waitUntil(() => !isRunning(before), "the end of the one that is replaced");
      assert.is(childrenOf(pid).length, 1);
      assert.is(pidOf(server), pid);
      assert.is(await page(server), "a page");
      assert.is(run(shell, server, "stop"), 0);
    },
  );

  each(`${shell.title}: a server that died is told from one that was stopped`, async () => {
    const server = await install();
    assert.is(run(shell, server, "start"), 0);
    const pid = pidOf(server);
    process.kill(pid, "SIGKILL");
    await waitUntil(() => !isRunning(pid), "the end of the server");
    assert.is(run(shell, server, "status"), DEAD);
    // Its number is another process's by now: that one is neither the server nor to be killed.
    writeFileSync(server.pidFile, `${process.pid}\n`);
    assert.is(run(shell, server, "status"), DEAD);
    assert.is(run(shell, server, "start"), 0);
    assert.is(await page(server), "a page");
    assert.is(run(shell, server, "stop"), 0);
  });

  each(`${shell.title}: what cannot start says so`, async () => {
    const server = await install();
    const config = join(server.root, "etc/microhttpd.conf");
    const good = readFileSync(config, "utf8");
    writeFileSync(config, "lisen 80\n");
    assert.is(run(shell, server, "start"), 6);
    const other = await listenOn(server.port);
    writeFileSync(config, good);
    const status = run(shell, server, "start");
    other.close();
    assert.is(status, 1);
    assert.match(readFileSync(join(server.root, "log"), "utf8"), /in use/);
    assert.is(run(shell, server, "status"), NOT_RUNNING);
    assert.is(run(shell, server, "bogus"), 2);
  });
}

made("installing again keeps the configuration and replaces a program that runs", async () => {
  const shell = shells()[0] as Shell;
  const server = await install();
  assert.is(run(shell, server, "start"), 0);
  makeInstall(server.root);
  assert.match(readFileSync(join(server.root, "etc/microhttpd.conf"), "utf8"), `:${server.port}`);
  assert.is(run(shell, server, "status"), RUNNING);
  assert.is(run(shell, server, "restart"), 0);
  assert.is(await page(server), "a page");
  assert.is(run(shell, server, "stop"), 0);
});

made("the sample configuration is one that the server accepts", () => {
  const folder = makeFolder();
  const sample = readFileSync(join(projectFolder, "targets/linux/microhttpd.conf"), "utf8");
  const passwords = join(folder, "passwords");
  writeFileSync(passwords, `ann:$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/\n`, { mode: 0o600 });
  const uncommented = sample
    .replace(/^#(?=\S)/gm, "")
    .replace("/srv/www", folder)
    .replaceAll("/etc/microhttpd.passwords", passwords);
  writeFileSync(join(folder, "sample.conf"), uncommented);
  const { status, stderr } = spawnSync(program, ["-c", join(folder, "sample.conf"), "--test"]);
  assert.is(status, 0, stderr.toString());
});

test("an upgrade keeps the capability that the program was given", () => {
  const root = makeFolder();
  const program = join(root, "opt/bin/microhttpd");
  makeInstall(root);
  const isSet = spawnSync("setcap", ["cap_net_bind_service=ep", program]).status === 0;
  assert.ok(isSet || process.env["CI"] !== "true", "setcap, as root, on a file system that has it");
  if (!isSet) return;
  makeInstall(root);
  assert.match(
    execFileSync("getcap", [program], { encoding: "utf8" }),
    /cap_net_bind_service[=+]ep/,
  );
});

test("make install needs no Node.js where the program is there", () => {
  const target = String(ownTarget());
  const args = ["--dry-run", "install", `DESTDIR=${makeFolder()}`, `TARGET=${target}`];
  const steps = execFileSync("make", args, { cwd: projectFolder, encoding: "utf8" });
  assert.match(steps, /^build\/install\.sh \S+ /m);
  assert.not.match(steps, /\b(node|npm)\b/);
});

test.run();

/** The system's own shell, and busybox's with all its other programs but perhaps one. */
function shells(): Shell[] {
  const system = { command: ["sh"], path: process.env["PATH"] ?? "" };
  return [
    { title: "sh", ...system },
    busyboxShell("busybox", () => true),
    busyboxShell("busybox without start-stop-daemon", (name) => name !== "start-stop-daemon"),
  ];
}

function busyboxShell(title: string, isThere: (program: string) => boolean): Shell {
  if (BUSYBOX === undefined) return { title, command: [], path: "" };
  const path = makeFolder();
  const names = execFileSync(BUSYBOX, ["--list"], { encoding: "utf8" }).trim().split("\n");
  for (const name of names) if (isThere(name)) symlinkSync(BUSYBOX, join(path, name));
  return { title, command: [BUSYBOX, "sh"], path };
}

/** A server of its own, on a port that is free. */
async function install(): Promise<Installed> {
  const root = makeFolder();
  const server = { root, port: await freePort(), pidFile: join(root, "pid") };
  makeInstall(root);
  mkdirSync(join(root, "www"));
  writeFileSync(join(root, "www/index.html"), "a page");
  const config = `listen 127.0.0.1:${server.port}\nhome ${root}/www\n`;
  writeFileSync(join(root, "etc/microhttpd.conf"), config);
  const settings = {
    DAEMON: `${root}/opt/bin/microhttpd`,
    CONFIG: `${root}/etc/microhttpd.conf`,
    PIDFILE: server.pidFile,
    LOG: `${root}/log`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(root, "settings"), lines.join(""));
  installed.push(server);
  return server;
}

function makeInstall(root: string): void {
  const script = join(projectFolder, "build/install.sh");
  execFileSync(script, [String(ownTarget()), root, "/opt"], { stdio: "pipe" });
}

/** The status that the init script ends with. */
function run(shell: Shell, { root }: Installed, action: string): number | null {
  const [first = "", ...rest] = shell.command;
  const { status, error } = spawnSync(first, [...rest, `${root}/etc/init.d/microhttpd`, action], {
    env: { PATH: shell.path, MICROHTTPD_DEFAULTS: join(root, "settings") },
    stdio: "ignore",
    timeout: 60_000,
  });
  if (error) throw error;
  return status;
}

function pidOf({ pidFile }: Installed): number {
  return Number(readFileSync(pidFile, "utf8"));
}

async function page({ port }: Installed): Promise<string> {
  return (await fetch(`http://127.0.0.1:${port}/`)).text();
}

async function freePort(): Promise<number> {
  const server = await listenOn(0);
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}
