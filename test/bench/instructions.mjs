/*
 * `make bench-instructions`: the instructions that a server executes for a request, counted by
 * valgrind's callgrind: they depend on neither the load of the machine nor its clock. Those of the
 * kernel and of scripts and backends are not among them. Two runs of different lengths are made;
 * their difference has no start in it.
 *
 *     make bench-instructions [ONLY=native,file] [CHECK=1]
 *
 * ONLY names servers and works. Ours go into test/bench/results/instructions.json. With CHECK=1
 * nothing is written: the run fails when a work takes more than the record says.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { INSTRUCTION_WORKS, requestOf } from "./lib/counted-works.mjs";
import { exchange } from "./lib/exchanges.mjs";
import { makeBackend, startBackend } from "./lib/gateway.mjs";
import { isInstalled, OURS, PEERS, programOf, versionOf } from "./lib/kinds.mjs";
import { faultOf } from "./lib/load.mjs";
import { describeMachine, formatMachine } from "./lib/machine.mjs";
import { startServer } from "./lib/run.mjs";
import { choose } from "./lib/statistics.mjs";
import { formatJson, formatTable } from "./lib/table.mjs";
import { makeHome } from "./lib/works.mjs";

/** @typedef {import("./lib/kinds.mjs").Kind} Kind */
/** @typedef {import("./lib/counted-works.mjs").CountedWork} CountedWork */
/** @typedef {import("../../build/tables.mjs").InstructionRecord} InstructionRecord */

const TOP = resolve("out/bench");
const HOME = join(TOP, "home");
const RECORD = "test/bench/results/instructions.json";
const CONNECTIONS = 256;
/** Requests of the two runs, in exchanges. */
const SHORT = 40;
const LONG = 240;
/** nginx, if a signal comes at a bad time, has to be killed, and callgrind says nothing then. */
const TRIES = 3;
/** What may differ without that anything has changed: how often a loop turns. */
const TOLERANCE = 1.02;

const ours = OURS.filter(({ name }) => name === "native");
const peers = PEERS.filter(({ name }) => name === "lighttpd" || name === "nginx");

await main();

async function main() {
  if (programOf("valgrind") === "") throw new Error("valgrind: apt-get install valgrind");
  mkdirSync(TOP, { recursive: true });
  makeHome(HOME);
  if (!makeBackend(TOP)) throw new Error("fcgiapp.h: apt-get install libfcgi-dev");
  const isCheck = process.env["CHECK"] === "1";
  const only = process.env["ONLY"] ?? (isCheck ? "native" : "");
  const chosen = choose(only, [...ours, ...peers], INSTRUCTION_WORKS);
  const kinds = chosen.servers.filter(isInstalled);
  /** @type {Record<string, Record<string, number>>} */
  const counts = {};
  for (const work of chosen.works) {
    /** @type {Record<string, number>} */
    const found = {};
    for (const kind of kinds.filter((each) => canDo(each, work))) {
      found[kind.name] = await perRequest(kind, work);
      console.error(`${kind.name} ${work.name}: ${found[kind.name]}`);
    }
    counts[work.name] = found;
  }
  report(kinds, chosen.works, counts);
  if (isCheck) check(counts);
  else if (kinds.some(({ name }) => name === "native")) keep(kinds, chosen.works, counts);
}

/**
 * nginx runs no scripts, and lighttpd keeps no connection to a backend.
 * @param {Kind} kind
 * @param {CountedWork} work
 */
function canDo({ name }, { isScript, keepsBackend }) {
  return name === "native" || (name === "nginx" ? !isScript : !keepsBackend);
}

/**
 * @param {Kind} kind
 * @param {CountedWork} work
 */
async function perRequest(kind, work) {
  const short = await tryCount(kind, work, SHORT);
  const long = await tryCount(kind, work, LONG);
  return Math.round((long - short) / ((LONG - SHORT) * work.depth));
}

/**
 * @param {Kind} kind
 * @param {CountedWork} work
 * @param {number} exchanges
 */
async function tryCount(kind, work, exchanges) {
  for (let tries = 0; tries < TRIES; tries++) {
    const count = await countOf(kind, work, exchanges);
    if (count !== null) return count;
  }
  throw new Error(`${kind.name} ${work.name}: callgrind counted nothing`);
}

/**
 * The instructions of a run, its start and its end among them.
 * @param {Kind} kind
 * @param {CountedWork} work
 * @param {number} exchanges
 */
async function countOf(kind, work, exchanges) {
  const logs = join(TOP, "callgrind");
  rmSync(logs, { recursive: true, force: true });
  mkdirSync(logs, { recursive: true });
  const behind = work.isGateway ? await startBackend(TOP) : null;
  const wanted = {
    ...{ home: HOME, connections: CONNECTIONS, answer: "", closes: false },
    ...{ backend: behind?.socket ?? "", keepsBackend: work.keepsBackend },
  };
  const server = await startServer(counted(kind, logs), wanted, join(TOP, "run"));
  try {
    const request = await requestOf(server.port, work);
    const answers = await exchange(server.port, request, work.depth, exchanges);
    const fault = faultOf(work, answers);
    if (fault !== "") throw new Error(`${kind.name} ${work.name}: ${fault}`);
  } finally {
    await server.stop();
    await behind?.stop();
  }
  return collected(logs, server.pid);
}

/**
 * The server in the emulator. What it starts is not: a process that it forks is until it becomes
 * another program.
 * @param {Kind} kind
 * @param {string} logs
 * @returns {Kind}
 */
function counted(kind, logs) {
  const valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
  // One process answers, the one whose instructions are counted.
  const single = kind.name === "nginx" ? ["-g", "master_process off;"] : [];
  return {
    ...kind,
    command: (setting) => [
      ...[...valgrind, `--log-file=${join(logs, "%p")}`],
      ...[...kind.command(setting), ...single],
    ],
  };
}

/**
 * @param {string} logs
 * @param {number} pid
 */
function collected(logs, pid) {
  const found = /Collected : (\d+)/.exec(readFileSync(join(logs, String(pid)), "utf8"))?.[1];
  return found === undefined ? null : Number(found);
}

/**
 * @param {Kind[]} kinds
 * @param {CountedWork[]} works
 * @param {Record<string, Record<string, number>>} counts
 */
function report(kinds, works, counts) {
  const heads = ["instructions per request", ...kinds.map(({ label }) => label), "to lighttpd"];
  const rows = works.map(({ name, label }) => {
    const found = counts[name] ?? {};
    const ratio = (found["native"] ?? Number.NaN) / (found["lighttpd"] ?? Number.NaN);
    const cells = kinds.map((kind) => found[kind.name]?.toLocaleString("en") ?? "–");
    return [label, ...cells, Number.isNaN(ratio) ? "–" : ratio.toFixed(2)];
  });
  console.log(formatTable(heads, rows));
  console.log(`\n${formatMachine(describeMachine())}`);
}

/**
 * Fails with each work that takes more than its record.
 * @param {Record<string, Record<string, number>>} counts
 */
function check(counts) {
  const { works } = recorded();
  for (const [work, { native = 0 }] of Object.entries(counts)) {
    const before = works[work]?.counts["native"];
    if (before === undefined) fail(`${work}: there is no record`);
    else if (native > before * TOLERANCE) fail(`${work}: ${native}, the record is ${before}`);
    else if (native * TOLERANCE < before) console.log(`${work}: ${native}, less than ${before}`);
  }
}

/** @param {string} message */
function fail(message) {
  console.error(`${message} (\`make bench-instructions\` makes it anew)`);
  process.exitCode = 1;
}

/**
 * @param {Kind[]} kinds
 * @param {CountedWork[]} chosen
 * @param {Record<string, Record<string, number>>} counts
 */
function keep(kinds, chosen, counts) {
  const { works, versions } = recorded();
  for (const { name, label } of chosen) {
    works[name] = { label, counts: { ...works[name]?.counts, ...counts[name] } };
  }
  for (const kind of kinds) versions[kind.name] = versionOf(kind);
  const record = { machine: formatMachine(describeMachine()), versions, works };
  writeFileSync(RECORD, formatJson(record));
}

/** @returns {InstructionRecord} */
function recorded() {
  try {
    return JSON.parse(readFileSync(RECORD, "utf8"));
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === "ENOENT")
      return { machine: "", works: {}, versions: {} };
    throw error;
  }
}
