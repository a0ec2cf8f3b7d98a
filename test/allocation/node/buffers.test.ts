/*
 * The server on Node.js reserves its buffers at start: what it holds outside of JavaScript's heap
 * does not grow with requests. Serving files does not even make garbage of that kind; paths,
 * directories, scripts and slow readers do, in Node's own functions, and it has to be given back.
 */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Program, startProgram, stopPrograms } from "../../faults/program";
import { projectFolder } from "../../support/build";
import { waitUntil } from "../../support/deadline";
import { expectStatus, requestOctets } from "../../support/exchange";
import { openClient } from "../../support/raw-client";
import { makeWorkHome, WORK_ARGS, work } from "../work";

const FOLDER = join(projectFolder, "test/allocation/node");

const REQUESTS = 10_000;
/** As in leak.mjs. */
const LEAK_BYTES = 64;

/** It is looked at after each so many. */
const STEP = 1_000;
/** Answers that the machine takes at once, however slowly they are read. */
const PIPELINED = 10;

/** Each second a file is opened anew, by its path; an octet for each request would be more. */
const SLACK_BYTES = 8192;
/** Buffer.from takes from slabs of 8 KiB: one that is in use, and some that a buffer has kept. */
const SLABS_BYTES = 4 * 8192;

interface Held {
  readonly arrayBuffers: number;
  readonly external: number;
}

let home: string;

test.before(() => {
  home = makeWorkHome();
});
test.after(stopPrograms);

test(`${REQUESTS} requests of files allocate no buffer`, async () => {
  const server = await start({});
  const base = await warm(server);
  for (let done = 0; done < REQUESTS; done += STEP) {
    await askFiles(server, STEP);
    const held = await look(server);
    assert.ok(held.arrayBuffers <= base.arrayBuffers + SLACK_BYTES, shown(base, held));
    assert.ok(held.external <= base.external + SLACK_BYTES, shown(base, held));
  }
});

test(`${REQUESTS} requests of all kinds leave no buffer behind`, async () => {
  const server = await start({ COLLECT: "1" });
  const { arrayBuffers } = await warm(server);
  await work(server, REQUESTS, STEP);
  // Node.js gives back what it has collected in its own time.
  await waitUntil(
    async () => (await look(server)).arrayBuffers <= arrayBuffers + SLABS_BYTES,
    `no more than ${arrayBuffers} octets of buffers and some`,
  );
});

test(`a server that keeps ${LEAK_BYTES} octets of each request is found out`, async () => {
  const server = await start({ COLLECT: "1" }, ["--import", join(FOLDER, "leak.mjs")]);
  const base = await warm(server);
  await askFiles(server, REQUESTS);
  const held = await look(server);
  assert.ok(held.arrayBuffers >= base.arrayBuffers + LEAK_BYTES * REQUESTS, shown(base, held));
});

function start(env: Record<string, string>, first: readonly string[] = []): Promise<Program> {
  const bundle = join(projectFolder, "out/microhttpd.cjs");
  const probe = ["--import", join(FOLDER, "probe.mjs")];
  const command = [process.execPath, ...first, ...probe, bundle];
  return startProgram(command, home, ["--quiet", ...WORK_ARGS], env);
}

/** What is held when all that is made once has been made and the start's garbage is gone. */
async function warm(server: Program): Promise<Held> {
  await look(server);
  await askFiles(server, STEP);
  return look(server);
}

async function look(server: Program): Promise<Held> {
  const from = server.log.lines().length;
  process.kill(server.pid, "SIGUSR2");
  const [, arrayBuffers, external] = (await server.log.waitFor(/^memory /, from)).split(" ");
  return { arrayBuffers: Number(arrayBuffers), external: Number(external) };
}

/** With and without content, whole and compared with what the client has, in turn. */
async function askFiles(server: Program, count: number): Promise<void> {
  const since = { "If-Modified-Since": new Date().toUTCString() };
  const batch = [
    requestOctets({ target: "/page.txt" }),
    requestOctets({ target: "/with-index/?query" }),
    requestOctets({ target: "/page.txt", fields: since }),
  ];
  const client = await openClient(server.port);
  for (let done = 0; done < count; done += PIPELINED * batch.length) {
    const sent = client.send(Buffer.concat(Array(PIPELINED).fill(Buffer.concat(batch))));
    for (let each = 0; each < PIPELINED; each++) {
      for (const status of [200, 200, 304]) expectStatus(await client.readResponse(), status);
    }
    await sent;
  }
  client.close();
}

function shown(base: Held, held: Held): string {
  return `${JSON.stringify(base)} at first, then ${JSON.stringify(held)}`;
}

test.run();
