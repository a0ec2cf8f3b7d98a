/*
 * Servers that are started (spawn=): what they are given, that they are there again when they end,
 * that nobody is lost when they are replaced, and that nothing of them is left.
 */
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isNative } from "../../support/build";
import { waitUntil } from "../../support/deadline";
import { exchange, get, textOf } from "../../support/exchange";
import { addToHome, fixture, makeFolder, script } from "../../support/home";
import { childrenOf, isRunning, zombiesOf } from "../../support/process-info";
import {
  runToEnd,
  type Server,
  type StartOptions,
  startServer,
  stopServers,
} from "../../support/server";

interface State {
  readonly process: number;
  readonly session: number;
  readonly user: number;
  readonly group: number;
  readonly mask: number;
  readonly directory: string;
  readonly arguments: readonly string[];
  readonly environment: readonly string[];
}

const begun: Server[] = [];
let folder: string;
let worker: string;

test.before.each(() => {
  folder = makeFolder();
  worker = join(folder, "worker.py");
  addToHome(folder, { "worker.py": fixture("worker.py") });
});
test.after.each(async () => {
  // What a server on Node has started outlives its SIGKILL.
  const started = begun.splice(0).flatMap(({ pid }) => childrenOf(pid));
  await stopServers();
  for (const one of started) if (isRunning(one)) process.kill(one, "SIGKILL");
});

async function start(options: StartOptions): Promise<Server> {
  const server = await startServer(options);
  begun.push(server);
  return server;
}

function begin(keys: string, args: readonly string[] = []): Promise<Server> {
  const rule = `/app/ spawn=${keys.includes("spawn=") ? "" : worker} ${keys}`.replace(
    "spawn= ",
    "",
  );
  const own = ["--temp-dir", folder, "--status", "/status", "--fastcgi", rule];
  return start({ home: { "file.txt": "a file" }, args: [...own, ...args] });
}

async function ask(server: Server, query = ""): Promise<State> {
  const response = await get(server, `/app/?${query}`);
  assert.is(response.status, 200, textOf(response));
  return JSON.parse(textOf(response)) as State;
}

function sockets(): string[] {
  return readdirSync(folder).filter((name) => name.includes(".sock"));
}

/** Lines of the status page about processes that answer. */
async function running(server: Server): Promise<string[]> {
  const text = textOf(await get(server, "/status"));
  return text.split("\n").filter((line) => / up .* process=\d+ /.test(line));
}

async function processes(server: Server): Promise<number[]> {
  return (await running(server)).map((line) => Number(/ process=(\d+) /.exec(line)?.[1]));
}

async function waitForProcesses(server: Server, count: number, without: readonly number[] = []) {
  await waitUntil(async () => {
    const found = await processes(server);
    return found.length === count && !found.some((process) => without.includes(process));
  }, `${count} processes without ${without}`);
}

/** As many at once as `clients`, one after the other each; the statuses of all. */
async function load(server: Server, clients: number, each: number, query: string) {
  const statuses: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let i = 0; i < each; i++) {
        // One that may not be made again when its backend ends.
        const request = { method: "POST", target: `/app/?${query}`, content: "x" };
        statuses.push((await exchange(server, request)).status);
      }
    }),
  );
  return statuses;
}

test("it is given what is configured, and nothing of the server's own", async () => {
  const directory = makeFolder();
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? "user=65534:65533" : "";
  const keys = `umask=027 dir=${directory} mode=640 ${user} spawn="${worker} one two"`;
  if (isRoot) addToHome(folder, {}); // The folder may be entered by all.
  const server = await begin(keys, ["--script-env", "TZ=UTC"]);
  const state = await ask(server);
  assert.is(state.directory, directory);
  assert.is(state.mask, 0o027);
  assert.equal(state.arguments, ["one", "two"]);
  const names = state.environment.map((pair) => pair.replace(/=.*/s, "")).sort();
  assert.equal(names, ["PATH", "TZ"]);
  assert.is(state.session, state.process);
  if (isRoot) assert.equal([state.user, state.group], [65534, 65533]);
  const [name] = sockets();
  assert.is(statSync(join(folder, name as string)).mode & 0o777, 0o640);
});

test("without settings: one process, in its own directory, a socket for the server alone", async () => {
  const server = await begin("");
  const state = await ask(server);
  assert.is(state.directory, folder);
  assert.is(childrenOf(server.pid).length, 1);
  assert.is(sockets().length, 1);
  assert.is(statSync(join(folder, sockets()[0] as string)).mode & 0o777, 0o600);
});

test("what it writes is in the log, with its process", async () => {
  const server = await begin("");
  const state = await ask(server, "say=a+line");
  await server.waitForLog(new RegExp(`${worker}\\[${state.process}\\]: a line$`));
});

test("SIGKILL under load: one request fails at most, and it is there again", async () => {
  const server = await begin("processes=3");
  const before = await processes(server);
  assert.is(before.length, 3);
  const loaded = load(server, 32, 8, "sleep=0.005");
  await waitUntil(
    async () => / requests=[1-9]/.test(textOf(await get(server, "/status"))),
    "requests at the backends",
  );
  const killed = (await ask(server)).process;
  process.kill(killed, "SIGKILL");
  const failed = (await loaded).filter((status) => status !== 200);
  assert.ok(failed.length <= 1 && failed.every((status) => status === 502), `${failed}`);
  await waitForProcesses(server, 3, [killed]);
  assert.is(childrenOf(server.pid).length, 3);
  assert.equal(zombiesOf(server.pid), []);
  await server.waitForLog(new RegExp(`${worker}\\[${killed}\\]: was ended by signal 9$`));
  await ask(server);
});

test("one that ends after each answer is there for the next", async () => {
  const server = await begin("");
  const seen = new Set<number>();
  for (let i = 0; i < 3; i++) {
    const { process: ended } = await ask(server, "sleep=0.1&exit=0");
    seen.add(ended);
    await waitForProcesses(server, 1, [ended]);
  }
  assert.is(seen.size, 3);
});

test("one that cannot live makes neither the server nor the log busy", async () => {
  addToHome(folder, { "broken.sh": script("echo broken >&2; exit 3") });
  const server = await begin(`spawn=${join(folder, "broken.sh")}`);
  await server.waitForLog(/broken\.sh\[\d+\]: broken$/);
  await server.waitForLog(/broken\.sh\[\d+\]: ended with exit status 3$/);
  await server.log.waitForCount(/ended with exit status 3$/, 4);
  assert.is((await get(server, "/app/")).status, 503);
  assert.is((await get(server, "/file.txt")).status, 200);
  const { stderr } = { stderr: server.log.text() };
  assert.ok(stderr.split("\n").length < 30, stderr);
});

test("SIGHUP under load: all are replaced, and no request is lost", async () => {
  const server = await begin("processes=2 keep=2");
  const before = await processes(server);
  const loaded = load(server, 6, 40, "sleep=0.01");
  for (let i = 0; i < 3; i++) {
    const old = await processes(server);
    process.kill(server.pid, "SIGHUP");
    await waitForProcesses(server, 2, old);
  }
  const failed = (await loaded).filter((status) => status !== 200);
  assert.equal(failed, []);
  await waitUntil(() => childrenOf(server.pid).length === 2, "two processes alone");
  assert.not(before.some((one) => isRunning(one)));
  assert.is(sockets().length, 2);
});

test("SIGHUP with a program that does not live any more: the old processes go on", async () => {
  const server = await begin("processes=2");
  await server.log.waitForCount(/: ready$/, 2);
  const before = await processes(server);
  const text = readFileSync(worker);
  writeFileSync(worker, "#!/bin/sh\nexit 3\n");
  process.kill(server.pid, "SIGHUP");
  await server.log.waitForCount(/is not replaced: its successor did not last$/, 2);
  chmodSync(worker, 0o644);
  process.kill(server.pid, "SIGHUP");
  await server.log.waitForCount(/is not replaced$/, 2);
  assert.equal(await processes(server), before);
  await ask(server);
  assert.is(sockets().length, 2);
  writeFileSync(worker, text);
  chmodSync(worker, 0o755);
  process.kill(server.pid, "SIGHUP");
  await waitForProcesses(server, 2, before);
});

test("one whose socket's file was removed is replaced", async () => {
  const server = await begin("");
  const before = await processes(server);
  rmSync(join(folder, sockets()[0] as string));
  assert.is((await get(server, "/app/")).status, 503);
  await waitForProcesses(server, 1, before);
  await ask(server);
});

test("a server that stops leaves no process and no socket", async () => {
  const server = await begin("processes=2");
  const ours = await processes(server);
  assert.is(ours.length, 2);
  const last = get(server, "/app/?sleep=0.3");
  await waitUntil(
    async () => / requests=1/.test(textOf(await get(server, "/status"))),
    "the request at its backend",
  );
  const { status } = await server.stop();
  assert.is((await last).status, 200);
  assert.is(status, 0);
  assert.not(ours.some((one) => isRunning(one)));
  assert.equal(sockets(), []);
});

test("one that ignores SIGTERM is killed", async () => {
  addToHome(folder, {
    "deaf.sh": script("trap '' TERM; echo deaf >&2; while :; do sleep 1; done"),
  });
  const server = await begin(`spawn=${join(folder, "deaf.sh")}`);
  await server.waitForLog(/deaf\.sh\[\d+\]: deaf$/);
  const ours = childrenOf(server.pid);
  assert.is((await server.stop()).status, 0);
  for (const one of ours) await waitUntil(() => !isRunning(one), `the end of ${one}`);
});

test("a server that cannot listen leaves no process and no socket", async () => {
  const other = await startServer();
  const args = ["--temp-dir", folder, "--fastcgi", `/app/ spawn=${worker}`];
  const ended = await runToEnd([...args, "--listen", `127.0.0.1:${other.port}`]);
  assert.is(ended.status, 1);
  assert.match(ended.stderr, /port is in use/);
  assert.equal(sockets(), []);
});

test("a socket that is left over is replaced, one that is in use is not, nor another file", async () => {
  const path = join(folder, "own.sock");
  const rule = `/app/ spawn=${worker} socket=${path}`;
  const first = await start({ args: ["--fastcgi", rule] });
  const { process: old } = await ask(first);

  const second = await runToEnd(["--fastcgi", rule, "--listen", "127.0.0.1:0"]);
  assert.is(second.status, 1);
  assert.ok(second.stderr.includes(`socket '${path}' is in use`), second.stderr);
  await ask(first);

  await first.kill();
  // The kernel tells what the native server has started; what Node has started goes on.
  if (!isNative) process.kill(old, "SIGKILL");
  await waitUntil(() => !isRunning(old), "the end of what the server had started");
  assert.ok(existsSync(path));
  const third = await start({ args: ["--fastcgi", rule] });
  assert.is.not((await ask(third)).process, old);
  await third.stop();
  assert.not(existsSync(path));

  writeFileSync(path, "a file");
  const fourth = await runToEnd(["--fastcgi", rule, "--listen", "127.0.0.1:0"]);
  assert.is(fourth.status, 1);
  assert.ok(fourth.stderr.includes(`socket '${path}' is in use`), fourth.stderr);
  assert.ok(existsSync(path));
});

test("a socket without a directory, or without a right to it, ends the start", async () => {
  const path = join(folder, "none", "own.sock");
  const rule = `/app/ spawn=${worker} socket=${path}`;
  const ended = await runToEnd(["--fastcgi", rule, "--listen", "127.0.0.1:0"]);
  assert.is(ended.status, 1);
  assert.ok(ended.stderr.includes(`socket '${path}' has no directory`), ended.stderr);
});

test("the status page tells of the server, and of backends that are not ours", async () => {
  const server = await begin("processes=2", ["--scgi", "/s/ 127.0.0.1:1"]);
  await ask(server);
  assert.is((await get(server, "/s/")).status, 503);
  const lines = textOf(await get(server, "/status"))
    .trimEnd()
    .split("\n");
  assert.match(lines[0] ?? "", /^uptime=\d+$/);
  assert.match(lines[1] ?? "", /^connections=[1-9]\d* of 256$/);
  assert.equal(lines.slice(2, 4), ["scripts=0", "waiting=0"]);
  const ours = lines.filter((line) => line.startsWith(`unix:${folder}/microhttpd-`));
  assert.is(ours.length, 2);
  assert.is(
    ours.filter((line) => / answered=1 failures=0 process=\d+ restarts=0$/.test(line)).length,
    1,
  );
  assert.is(lines.at(-1), "127.0.0.1:1 down requests=0 kept=0 answered=0 failures=1");
});

test.run();
