/*
 * `make bench-memory`: what each server holds in memory, all of its processes summed: after its
 * start, with 32 busy connections, with 1,000 idle keep-alive connections, at its peak; beside it
 * what the kernel holds for the sockets. Ours also while 8 scripts send 1 GiB each, which others
 * would keep in files first; and while requests are passed on to a FastCGI backend.
 *
 *     make bench-memory [ONLY=native,lighttpd]
 *
 * Results: out/bench-memory.json, tables on standard output, a line for each server on standard
 * error. The second figures are from a second start, configured for 1,100 connections.
 */
import { mkdirSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { measureEmulated } from "./lib/emulated.mjs";
import { makeBackend, passLarge, startBackend } from "./lib/gateway.mjs";
import { holdConnections } from "./lib/holder.mjs";
import { isInstalled, OURS, PEERS, versionOf } from "./lib/kinds.mjs";
import { checkAnswer, runLoad } from "./lib/load.mjs";
import { describeMachine } from "./lib/machine.mjs";
import { formatMemory } from "./lib/memory-report.mjs";
import { memoryOf } from "./lib/process-tree.mjs";
import { forgetPages, requireTools, startServer } from "./lib/run.mjs";
import { sleep } from "./lib/sleep.mjs";
import { socketsOf } from "./lib/sockets.mjs";
import { choose } from "./lib/statistics.mjs";
import { LARGE, LARGE_OCTETS, readLarge } from "./lib/streams.mjs";
import { formatJson } from "./lib/table.mjs";
import { makeHome, WORKS } from "./lib/works.mjs";

/** @typedef {import("./lib/kinds.mjs").Kind} Kind */
/** @typedef {import("./lib/process-tree.mjs").Memory} Memory */
/** @typedef {import("./lib/memory-report.mjs").Footprint} Footprint */
/** @typedef {import("./lib/works.mjs").Work} Work */

const TOP = resolve("out/bench");
const HOME = join(TOP, "home");
const USUAL_CONNECTIONS = 256;
const IDLE_CONNECTIONS = 1000;
const IDLE_CONFIGURED = 1100;
/** After which nothing changes any more, in the slowest of them. */
const SETTLE_MS = 1_500;
const BUSY_SECONDS = 3;
const SAMPLE_MS = 50;
const STREAMS = 8;

const BUSY = /** @type {Work} */ (WORKS.find(({ name }) => name === "keep-alive"));
const PASSED_ON = /** @type {Work} */ (WORKS.find(({ name }) => name === "fastcgi"));

await main();

async function main() {
  requireTools();
  mkdirSync(TOP, { recursive: true });
  makeHome(HOME);
  const hasBackend = makeBackend(TOP);
  const all = [...OURS, ...PEERS];
  const { servers } = choose(process.env["ONLY"] ?? "", all, []);
  const kinds = servers.filter(isInstalled);
  const missing = servers.filter((kind) => !isInstalled(kind));
  for (const { label, missing: hint } of missing) tell(`left out: ${label} (${hint})`);
  /** @type {Footprint[]} */
  const footprints = [];
  for (const kind of kinds) {
    tell(`${footprints.length + 1}/${kinds.length} ${kind.name}`);
    const gateway = hasBackend && OURS.includes(kind) ? await measureGateway(kind) : null;
    footprints.push({ ...(await measure(kind)), gateway });
  }
  const emulated = process.env["ONLY"] ? [] : await measureEmulated(HOME, tell);
  const machine = describeMachine();
  const result = { machine, servers: footprints, emulated, missing: missing.map(nameOf) };
  writeFileSync("out/bench-memory.json", formatJson(result));
  console.log(formatMemory(machine, footprints, emulated));
}

/**
 * @param {Kind} kind
 * @returns {Promise<Omit<Footprint, "gateway">>}
 */
async function measure(kind) {
  forgetPages(kind.files);
  await withServer(kind, USUAL_CONNECTIONS, async () => {});
  const { idle, busy, peak } = await withServer(kind, USUAL_CONNECTIONS, measureBusy);
  const many = await withServer(kind, IDLE_CONFIGURED, measureMany);
  return {
    name: kind.name,
    label: kind.label,
    version: versionOf(kind),
    fileOctets: kind.files.map((file) => statSync(realpathSync(file)).size),
    idle,
    busy,
    peak,
    streaming: OURS.includes(kind)
      ? await withServer(kind, USUAL_CONNECTIONS, measureStreams)
      : null,
    ...many,
  };
}

/**
 * @template T
 * @param {Kind} kind
 * @param {number} connections
 * @param {(server: import("./lib/run.mjs").Server) => Promise<T>} use
 * @param {string} [backend] its socket
 * @returns {Promise<T>}
 */
async function withServer(kind, connections, use, backend = "") {
  const wanted = { home: HOME, connections, answer: "", closes: false, backend };
  const server = await startServer({ ...kind, losesChildren: false }, wanted, join(TOP, "run"));
  try {
    await sleep(SETTLE_MS);
    return await use(server);
  } finally {
    await server.stop();
  }
}

/**
 * The sample with the most resident pages counts; where processes come and go, so does their sum.
 * @param {import("./lib/run.mjs").Server} server
 */
async function measureBusy({ pid, port }) {
  const idle = memoryOf(pid);
  const check = await checkAnswer(port, BUSY);
  if (check.fault !== "") throw new Error(`it cannot be measured: it ${check.fault}`);
  const load = runLoad(port, BUSY, check, BUSY_SECONDS);
  const busy = await mostDuring(load, () => memoryOf(pid));
  return { idle, busy, peak: Math.max(busy.resident, memoryOf(pid).peak) };
}

/**
 * With 32 requests at a FastCGI backend, and while 1 GiB comes from it or goes to it.
 * @param {Kind} kind
 */
async function measureGateway(kind) {
  const behind = await startBackend(TOP);
  try {
    return await withServer(kind, USUAL_CONNECTIONS, measurePassing, behind.socket);
  } finally {
    await behind.stop();
  }
}

/** @param {import("./lib/run.mjs").Server} server */
async function measurePassing({ pid, port }) {
  const check = await checkAnswer(port, PASSED_ON);
  if (check.fault !== "") throw new Error(`it cannot be measured: it ${check.fault}`);
  const load = runLoad(port, PASSED_ON, check, BUSY_SECONDS);
  const inFlight = await mostDuring(load, () => memoryOf(pid));
  /** @type {Memory[]} */
  const passing = [];
  for (const isUpload of [false, true]) {
    const passed = passLarge(port, isUpload);
    passing.push(await mostDuring(passed, () => memoryOf(pid)));
    const line = await passed;
    if (!line.startsWith("HTTP/1.1 200 ")) throw new Error(`1 GiB through it: ${line}`);
  }
  const [download, upload] = /** @type {[Memory, Memory]} */ (passing);
  return { inFlight, download, upload };
}

/** @param {import("./lib/run.mjs").Server} server */
async function measureStreams({ pid, port }) {
  const reading = Promise.all(Array.from({ length: STREAMS }, () => readLarge(port)));
  const most = await mostDuring(reading, () => memoryOf(pid, LARGE));
  const short = (await reading).filter((octets) => octets < LARGE_OCTETS);
  if (short.length > 0) throw new Error(`${short.length} of ${STREAMS} streams were cut off`);
  return most;
}

/**
 * The sample with the most resident pages while something goes on.
 * @param {Promise<unknown>} work
 * @param {() => Memory} sample
 * @returns {Promise<Memory>}
 */
async function mostDuring(work, sample) {
  let isGoingOn = true;
  const end = work.finally(() => {
    isGoingOn = false;
  });
  let most = sample();
  while (isGoingOn) {
    const found = sample();
    if (isGoingOn && found.resident >= most.resident) most = found;
    await sleep(SAMPLE_MS);
  }
  await end;
  return most;
}

/** @param {import("./lib/run.mjs").Server} server */
async function measureMany({ pid, port }) {
  const { isKept } = await checkAnswer(port, BUSY);
  if (!isKept) return { held: 0, many: null, sockets: null };
  const holder = await holdConnections(port, BUSY.target, IDLE_CONNECTIONS);
  await sleep(SETTLE_MS);
  const found = { held: holder.count(), many: memoryOf(pid), sockets: socketsOf(port) };
  holder.close();
  if (found.held < IDLE_CONNECTIONS) tell(`it kept ${found.held} of ${IDLE_CONNECTIONS}`);
  return found;
}

/** @param {Kind} kind */
function nameOf({ name, missing }) {
  return { name, missing };
}

/** @param {string} line */
function tell(line) {
  process.stderr.write(`${line}\n`);
}
