/*
 * What a server leaves behind that is killed (SIGKILL, as the machine does for want of memory): the
 * programs that it has started, their sockets, and what another server makes of both.
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server as Listener } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runWell } from "../../support/command";
import { waitUntil } from "../../support/deadline";
import { get, textOf } from "../../support/exchange";
import { addToHome, fixture, makeFolder, script } from "../../support/home";
import { isRunning } from "../../support/process-info";
import { runToEnd, type Server, startServer, stopServers } from "../../support/server";

let folder: string;
let worker: string;
/** Ignores that it is told to end. */
let stubborn: string;
const started: number[] = [];

test.before.each(() => {
  folder = makeFolder();
  worker = join(folder, "worker.py");
  stubborn = join(folder, "stubborn.sh");
  addToHome(folder, {
    "worker.py": fixture("worker.py"),
    "stubborn.sh": script(`trap '' TERM\nexec ${worker}`),
  });
});
test.after.each(async () => {
  await stopServers();
  for (const pid of started.splice(0)) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});

test("after SIGKILL it starts again at the same socket, and the old program is told to end", async () => {
  for (let each = 0; each < 4; each++) {
    const server = await start(`spawn=${worker} socket=${path()}`);
    await server.kill();
  }
  const last = await processOf(await start(`spawn=${worker} socket=${path()}`));
  const old = started.filter((pid) => pid !== last);
  assert.is(old.length, 4);
  for (const pid of old) await waitUntil(() => !isRunning(pid), `the end of ${pid}`);
});

test("a program that does not end gets no more requests", async () => {
  const first = await start(`spawn=${stubborn} socket=${path()}`);
  const old = await processOf(first);
  await first.kill();
  const second = await start(`spawn=${stubborn} socket=${path()}`);
  const pids = await Promise.all([processOf(second), processOf(second)]);
  assert.is(isRunning(old), true);
  assert.not(pids.includes(old));
  await second.stop();
  assert.not(existsSync(path()));
});

test("a socket of somebody else who listens is in use, whoever has made it", async () => {
  const other = await listenAt(path());
  const ended = await runToEnd([...rule(`spawn=${worker} socket=${path()}`), "0"]);
  assert.is(ended.status, 1);
  assert.ok(ended.stderr.includes(`socket '${path()}' is in use`), ended.stderr);
  other.close();
});

test("what is left in the directory of temporary files is removed, and nothing else", async () => {
  const killed = await start(`spawn=${worker} processes=2`);
  const living = await start(`spawn=${worker}`);
  await killed.kill();
  await waitUntil(() => !isRunning(killed.pid), "the end of the server");
  const kept = [`microhttpd-${killed.pid}-0.sock.bak`, `other-${killed.pid}-0.sock`, "microhttpd-"];
  for (const name of kept) writeFileSync(join(folder, name), "");
  // A file by that name is no socket.
  writeFileSync(join(folder, `microhttpd-${killed.pid}-9.sock`), "");
  const next = await start(`spawn=${worker}`);
  const names = readdirSync(folder).filter((name) => name.includes("-"));
  const expected = [...kept, `microhttpd-${killed.pid}-9.sock`];
  for (const { pid } of [living, next]) expected.push(`microhttpd-${pid}-0.sock`);
  assert.equal(names.sort(), expected.sort());
});

test("a successor's socket that is left over is removed", async () => {
  const left = `${path()}+`;
  // The file stays where a socket is closed by the end of its process.
  const bind = "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])";
  await runWell("python3", ["-c", bind, left]);
  assert.ok(existsSync(left));
  await start(`spawn=${worker} socket=${path()}`);
  assert.not(existsSync(left));
});

function path(): string {
  return join(folder, "own.sock");
}

function rule(keys: string): string[] {
  return ["--temp-dir", folder, "--fastcgi", `/app/ ${keys}`];
}

/** A server, and the processes that it has started, which may outlive it. */
async function start(keys: string): Promise<Server> {
  const server = await startServer({ args: rule(keys) });
  await processOf(server);
  return server;
}

async function processOf(server: Server): Promise<number> {
  const pid = (JSON.parse(textOf(await get(server, "/app/"))) as { process: number }).process;
  if (!started.includes(pid)) started.push(pid);
  return pid;
}

function listenAt(at: string): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once("error", reject);
    listener.listen(at, () => resolve(listener));
  });
}

test.run();
