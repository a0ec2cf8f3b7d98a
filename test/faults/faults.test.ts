/*
 * Faults of the server itself, provoked in the real builds (twins/ says how): they end the one
 * connection in whose name the core was entered, and the process only where going on would do harm.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isNative, projectFolder } from "../support/build";
import { waitUntil } from "../support/deadline";
import { exchange, expectStatus, get, requestOctets, textOf } from "../support/exchange";
import { addToHome, makeHome, script } from "../support/home";
import { childrenOf, descriptorCountOf, isRunning } from "../support/process-info";
import { openClient, type RawClient } from "../support/raw-client";
import { Gate } from "../support/scripts";
import { makeVariant } from "../support/variant";
import { type Program, runProgram, startProgram, stopPrograms } from "./program";

/** What the log says of a fault: natively what and where, on Node with the stack. */
interface Kind {
  readonly native: RegExp;
  readonly node: RegExp;
}

/** By the name of the directory that is asked for. */
const KINDS: Record<string, Kind> = {
  assert: { native: placeOf('"assert")'), node: stackOf("redirectToDirectory", "assertion") },
  outside: { native: /: outside of the arena$/m, node: stackOf("readOutside", "assertion") },
  region: { native: /: a region outside of the arena$/m, node: stackOf("log", "assertion") },
};

const TWINS = "test/faults/twins";
const REPLACED = [
  "core/audit/audit",
  "handler/response/directory-redirect",
  "handler/relay/response-body",
  "server/server",
];

const FAULTS_MAX = 8;
const EXIT_FAULT = 70;
const LARGE_BYTES = 20_000_000;
const HEAD = "printf 'Content-Type: text/plain\\n\\n'";

const large = randomBytes(LARGE_BYTES);

let command: string[];
let home: string;

/** For no more than FAULTS_MAX faults. */
let shared: Program;
let sharedBefore: number;

test.before(async () => {
  command = await makeVariant({ name: "faulty", twins: TWINS, names: REPLACED });
  const names = ["audit", "dropped", "tick", "writable", ...Object.keys(KINDS)];
  home = makeHome({
    "page.txt": "a page",
    "large.bin": large,
    "cgi-bin/": "",
    ...Object.fromEntries(names.map((name) => [`${name}/`, ""])),
  });
  shared = await start();
  sharedBefore = descriptorCountOf(shared.pid);
});
test.after(stopPrograms);

for (const [name, kind] of Object.entries(KINDS)) {
  test(`a fault (${name}) ends its connection; a download and a script go on`, async () => {
    const waiting = await startScript(shared, "echo answered");
    const download = await startDownload(shared);
    await provoke(shared, name);
    const expected = isNative ? kind.native : kind.node;
    await waitUntil(() => expected.test(shared.log.text()), `${expected} in the log`);
    await expectAnswered(waiting);
    await expectWhole(download);
  });
}

for (const moment of ["before", "after"]) {
  test(`a fault ${moment} a script's output is handled ends client and script`, async () => {
    const other = await startScript(shared, "echo answered");
    const from = shared.log.lines().length;
    const faulty = await startScript(shared, `echo 'fault ${moment}'`);
    faulty.gate.open();
    await faulty.client.readToEnd();
    await expectGone(faulty.pids);
    await shared.log.waitFor(/fault in (received, )?channel \d+: /, from);
    await expectAnswered(other);
  });
}

test("a fault while an answer is on its way ends its client and its script", async () => {
  const download = await startDownload(shared);
  const flood = await startScript(shared, "cat /dev/zero");
  flood.gate.open();
  await flood.client.waitForBytes(1000);
  flood.client.pause();
  expectStatus(await get(shared, "/writable"), 301);
  flood.client.resume();
  await flood.client.readToEnd();
  await expectGone(flood.pids);
  await expectWhole(download);
});

test("a fault at the end of a download ends its connection", async () => {
  const from = shared.log.lines().length;
  const download = await startDownload(shared);
  expectStatus(await get(shared, "/writable"), 301);
  download.resume();
  await download.readToEnd();
  await shared.log.waitFor(/fault in (writable, )?channel \d+: /, from);
});

test("after all these faults nothing of them is left", async () => {
  await expectServing(shared, sharedBefore);
});

test("a fault in nobody's name ends nobody's connection", async () => {
  const server = await start();
  const before = descriptorCountOf(server.pid);
  const client = await openClient(server.port);
  await ask(client, "/tick", 301);
  // The time is told before an event, and the event is served all the same.
  await ask(client, "/page.txt", 200);
  await server.log.waitFor(/fault in (tick, )?channel -1: /);
  await ask(client, "/page.txt", 200);
  client.close();
  await expectServing(server, before);
});

test(`${FAULTS_MAX} faults in a minute are survived, one more ends the server`, async () => {
  const server = await start();
  const before = descriptorCountOf(server.pid);
  for (let fault = 0; fault < FAULTS_MAX; fault++) {
    await provoke(server, "assert");
    expectStatus(await get(server, "/page.txt"), 200);
  }
  await expectServing(server, before);
  const [script, child] = (await startScript(server, "echo never")).pids as [number, number];
  await provoke(server, "assert");
  await expectExit(server, /more (than 8 faults|faults than may be) in a minute/);
  await expectGone([script]);
  // Natively the kernel ends the script with the server, and not what the script has started.
  if (isNative) process.kill(child, "SIGKILL");
  await expectGone([child]);
});

test("books that are not in order after a fault end the server", async () => {
  const server = await start();
  await provoke(server, "audit");
  await expectExit(server, /after the fault the audit failed|books do not balance/);
});

test("a fault while the first is cleared up ends the server", async () => {
  const server = await start();
  await provoke(server, "dropped");
  await expectExit(server, /could not be contained|fault while the first was cleared up/);
});

test("a fault during start ends the server", async () => {
  const args = ["--bind", "127.0.0.1", "--home", home, "--connections", "77", "0"];
  const { status, log } = await runProgram([...command, ...args]);
  assert.is(status, EXIT_FAULT, log);
  assert.match(log, /assertion failed/);
});

function start(): Promise<Program> {
  return startProgram(command, home, ["--cgi"]);
}

/** The client whose request is the fault sees the end of its connection and no answer. */
async function provoke(server: Program, name: string): Promise<void> {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: `/${name}` }));
  const { octets } = await client.readToEnd();
  assert.is(octets.toString("latin1"), "");
}

interface Script {
  readonly client: RawClient;
  readonly gate: Gate;
  /** The script's own process and a child that it leaves alone. */
  readonly pids: readonly number[];
}

/** A script that has sent its head and waits to go on with `lines`. */
async function startScript(server: Program, lines: string): Promise<Script> {
  const gate = new Gate();
  const child = `sleep 600 < /dev/null > /dev/null 2>&1 &\necho $! > ${gate.path("child")}`;
  const text = `${child}\necho $$ > ${gate.path("script")}\n${HEAD}\n${gate.wait()}\n${lines}`;
  addToHome(home, { "cgi-bin/waiting.sh": script(`${text}\nkill $!`) });
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/cgi-bin/waiting.sh" }));
  await client.waitForText("\r\n\r\n");
  return { client, gate, pids: [await gate.pid("script"), await gate.pid("child")] };
}

async function expectAnswered({ client, gate, pids }: Script): Promise<void> {
  gate.open();
  assert.is(textOf(await client.readResponse()), "answered\n");
  client.close();
  await expectGone(pids);
}

/** A download that has begun and cannot go on, because nobody reads it. */
async function startDownload(server: Program): Promise<RawClient> {
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  await server.log.waitFor(/large\.bin/);
  return client;
}

async function expectWhole(download: RawClient): Promise<void> {
  download.resume();
  const { content } = await download.readResponse();
  assert.is(consume(content), consume(large));
  download.close();
}

/** It serves, and holds no more than `before`. */
async function expectServing(server: Program, before: number): Promise<void> {
  assert.is(textOf(await get(server, "/page.txt")), "a page");
  const form = await exchange(server, { method: "POST", target: "/page.txt", content: "x" });
  expectStatus(form, 405);
  // A file that was asked for is kept open for a second.
  await waitUntil(() => descriptorCountOf(server.pid) <= before, "as many descriptors as before");
  await waitUntil(() => childrenOf(server.pid).length === 0, "the end of all scripts");
}

async function expectExit(server: Program, why: RegExp): Promise<void> {
  assert.equal(await server.exit(), { status: EXIT_FAULT, signal: null });
  assert.match(server.log.text(), why);
}

async function expectGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) await waitUntil(() => !isRunning(pid), `the end of process ${pid}`);
}

async function ask(client: RawClient, target: string, status: number): Promise<void> {
  await client.send(requestOctets({ target }));
  expectStatus(await client.readResponse(), status);
}

function consume(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

/** The place of the assertion in the line of the twin that has `text`. */
function placeOf(text: string): RegExp {
  const path = "test/faults/twins/directory-redirect.ts";
  const lines = readFileSync(join(projectFolder, path), "utf8").split("\n");
  const line = lines.findIndex((each) => each.includes(text)) + 1;
  return new RegExp(` microhttpd: error: fault in .*: assertion failed at ${path}:${line}$`, "m");
}

/** An error whose stack has the function, in the bundle. */
function stackOf(name: string, message: string): RegExp {
  const place = `    at ${name}\\d? \\(/.*/microhttpd\\.cjs:\\d+:\\d+\\)$`;
  return new RegExp(
    ` microhttpd: error: fault in channel \\d+: \\w+: ${message}.*\n(    at .*\n)*${place}`,
    "m",
  );
}

test.run();
