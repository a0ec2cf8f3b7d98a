/*
 * `make bench`: what a request costs each server. Each is started alone, in turn, round after round,
 * on one processor; wrk loads it from the other. The figure is the processor time of all of the
 * server's processes per request: unlike requests per second, it does not depend on the load
 * generator.
 *
 *     make bench [ONLY=native,lighttpd,keep-alive] [ROUNDS=5] [DURATION=2]
 *
 * ONLY names servers and works. Results: out/bench.json, out/bench.svg, tables on standard output,
 * a line for each point on standard error. The README's are kept in test/bench/results.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { drawChart } from "./chart.mjs";
import { makeBackend, startBackend } from "./lib/gateway.mjs";
import { FLOOR, FLOOR_KIND, isInstalled, OURS, PEER, PEERS, versionOf } from "./lib/kinds.mjs";
import { checkAnswer, runLoad } from "./lib/load.mjs";
import { describeMachine, formatMachine } from "./lib/machine.mjs";
import { ownTimeOf } from "./lib/process-tree.mjs";
import { formatOutcome } from "./lib/report.mjs";
import { METER, requireTools, startServer } from "./lib/run.mjs";
import { choose, rotate, summarize } from "./lib/statistics.mjs";
import { runQuietScripts } from "./lib/streams.mjs";
import { formatJson, formatNumber } from "./lib/table.mjs";
import { answerOf, compile, makeAnswers, makeHome, WORKS } from "./lib/works.mjs";

/** @typedef {import("./lib/kinds.mjs").Kind} Kind */
/** @typedef {import("./lib/works.mjs").Work} Work */
/** @typedef {import("./lib/statistics.mjs").Point} Point */

const TOP = resolve("out/bench");
const HOME = join(TOP, "home");
const ANSWERS = join(TOP, "answers");
/** More than any work opens. */
const CONNECTIONS = 256;
/** A compiler in the server, and its caches, have had what they need. */
const WARM_SECONDS = 1;

const rounds = numberIn("ROUNDS", 5);
const seconds = numberIn("DURATION", 2);

/** What a server cannot be measured with, by server and work: said once, not each round. */
const faults = new Map();
/** Whether there is one. */
let hasBackend = false;
/** Servers that close after each answer, by name. */
const closing = new Set();

await main();

async function main() {
  requireTools();
  mkdirSync(TOP, { recursive: true });
  makeHome(HOME);
  makeAnswers(ANSWERS);
  compile("test/bench/floor.c", join(TOP, FLOOR));
  compile("test/bench/meter.c", METER);
  hasBackend = makeBackend(TOP);
  const all = [...OURS, FLOOR_KIND, ...PEERS];
  const chosen = choose(process.env["ONLY"] ?? "", all, WORKS);
  const kinds = chosen.servers.filter(isInstalled);
  const missing = chosen.servers.filter((kind) => !isInstalled(kind));
  for (const { label, missing: hint } of missing) tell(`left out: ${label} (${hint})`);
  const points = await measureAll(kinds, chosen.works);
  const summaries = summarize(points, PEER, FLOOR);
  const servers = kinds.map((kind) => ({
    name: kind.name,
    label: closing.has(kind.name) ? `${kind.label} *` : kind.label,
    version: versionOf(kind),
  }));
  const works = chosen.works.map(({ name, label, isScript }) => ({ name, label, isScript }));
  const outcome = { servers, works, summaries, peer: PEER, floor: FLOOR };
  const result = {
    machine: describeMachine(),
    settings: { rounds, seconds },
    ...outcome,
    faults: Object.fromEntries(faults),
    missing: missing.map(({ name, missing: hint }) => ({ name, missing: hint })),
    points,
  };
  writeFileSync("out/bench.json", formatJson(result));
  writeFileSync("out/bench.svg", drawChart(outcome));
  console.log(`${formatOutcome(outcome)}\n${notes(result)}`);
}

/**
 * @param {Kind[]} kinds
 * @param {Work[]} works
 */
async function measureAll(kinds, works) {
  /** @type {Point[]} */
  const points = [];
  const count = rounds * kinds.length * works.length;
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const kind of rotate(kinds, round)) {
      for (const work of works) {
        const point = await measure(kind, work, round);
        const line = point === null ? faults.get(`${kind.name} ${work.name}`) : formatPoint(point);
        tell(`${String(++done).padStart(4)}/${count} ${kind.name} ${work.name}: ${line}`);
        if (point !== null) points.push(point);
      }
    }
  }
  return points;
}

/**
 * @param {Kind} kind
 * @param {Work} work
 * @param {number} round
 * @returns {Promise<Point | null>}
 */
async function measure(kind, work, round) {
  const key = `${kind.name} ${work.name}`;
  if (kind.name === FLOOR && !work.hasFloor) faults.set(key, "a floor has no files or scripts");
  if (work.isGateway && !hasBackend) faults.set(key, "apt-get install libfcgi-dev");
  if (faults.has(key)) return null;
  const answer = answerOf(ANSWERS, work);
  const behind = work.isGateway ? await startBackend(TOP) : null;
  const backend = behind?.socket ?? "";
  const { closes, keepsBackend } = work;
  const wanted = { home: HOME, connections: CONNECTIONS, answer, closes, backend, keepsBackend };
  const server = await startServer(kind, wanted, join(TOP, "run"));
  const beside = await runQuietScripts(server, work.beside);
  try {
    const check = await checkAnswer(server.port, work);
    const fault = check.fault === "" ? beside.fault : check.fault;
    if (fault !== "") {
      faults.set(key, fault);
      return null;
    }
    if (work.name === "keep-alive" && !check.isKept) closing.add(kind.name);
    await runLoad(server.port, work, check, WARM_SECONDS);
    const before = await server.processorMs();
    const ownBefore = ownTimeOf(server.pid);
    const load = await runLoad(server.port, work, check, seconds);
    const after = await server.processorMs();
    const ownMs = ownTimeOf(server.pid) - ownBefore;
    const processorMs = before === null || after === null ? null : after - before;
    return { server: kind.name, work: work.name, round, processorMs, ownMs, ...load };
  } finally {
    beside.close();
    await server.stop();
    await behind?.stop();
  }
}

/** @param {Point} point */
function formatPoint({ requests, seconds: took, processorMs, errors }) {
  const time = processorMs === null ? null : (processorMs * 1000) / requests;
  const lost = errors > 0 ? `, ${errors} errors` : "";
  return `${formatNumber(time)} µs, ${Math.round(requests / took)} requests/s${lost}`;
}

/**
 * @param {object} result
 * @param {import("./lib/machine.mjs").Machine} result.machine
 * @param {{label: string, version: string}[]} result.servers
 */
function notes({ machine, servers }) {
  const versions = servers
    .filter(({ version }) => version !== "")
    .map(({ label, version }) => `${label.replace(" *", "")} ${version}`);
  return [
    `${formatMachine(machine)}; medians of ${rounds} rounds of ${seconds} s.`,
    "Server and wrk each on a processor of its own; 32 connections, scripts and 10 MiB with 4.",
    ...(closing.size > 0 ? ["* closes after each answer, so it is given a connection each."] : []),
    `Versions: ${versions.join(", ")}.`,
    ...(faults.size > 0 ? [`Left out: ${formatFaults()}.`] : []),
  ].join("\n");
}

function formatFaults() {
  return [...faults].map(([key, fault]) => `${key} (${fault})`).join(", ");
}

/**
 * @param {string} name of a variable of the environment
 * @param {number} otherwise
 */
function numberIn(name, otherwise) {
  const text = process.env[name] ?? "";
  if (text === "") return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name}=${text} is no count`);
  return value;
}

/** @param {string} line */
function tell(line) {
  process.stderr.write(`${line}\n`);
}
