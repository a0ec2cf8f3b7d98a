/*
 * Starts a server alone on one processor, reads its processor time, and ends it with all that it
 * has started.
 *
 * Rules of this file: whatever was started is ended when this process ends. A server is ready when
 * the kernel says that the port is listened on: no connection is made that would cost it memory.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { isRoot, programOf } from "./kinds.mjs";
import { allStats, processorTimeOf, treeOf } from "./process-tree.mjs";
import { sleep } from "./sleep.mjs";

/** @typedef {import("./kinds.mjs").Kind} Kind */
/** @typedef {import("./kinds.mjs").Setting} Setting */
/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * @typedef {object} Server
 * @property {number} pid
 * @property {number} port
 * @property {() => Promise<number | null>} processorMs so far; null where it cannot be counted
 * @property {() => Promise<void>} stop
 */

const START_MS = 15_000;
const STOP_MS = 5_000;
/** Servers have the first processor to themselves, the load generator the second. */
const SERVER_PROCESSOR = 0;
export const LOAD_PROCESSOR = 1;

export const METER = resolve("out/bench/meter");

/** @type {Set<ChildProcess>} */
const running = new Set();
process.on("exit", () => {
  for (const child of running) killTree(child);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/**
 * @param {Kind} kind
 * @param {Omit<Setting, "port" | "folder">} wanted
 * @param {string} top folder below which each server has its own
 * @returns {Promise<Server>}
 */
export async function startServer(kind, wanted, top) {
  const folder = join(top, kind.name);
  mkdirSync(folder, { recursive: true });
  const setting = { ...wanted, port: await freePort(), folder };
  if (kind.template !== undefined) writeConfiguration(kind.template, setting);
  const isMetered = kind.losesChildren === true && canMeter();
  const command = [...(isMetered ? [METER] : []), ...kind.command(setting)];
  const [program = "", ...parameters] = pinned(SERVER_PROCESSOR, command);
  const child = spawn(program, parameters, {
    cwd: setting.home,
    // Logs are off, but Python has no switch for it.
    stdio: [isMetered ? "pipe" : "ignore", isMetered ? "pipe" : "ignore", "ignore"],
  });
  running.add(child);
  child.on("error", () => {});
  const pid = await ready(kind, child, setting.port, command);
  return {
    pid,
    port: setting.port,
    processorMs: processorClock(kind, child, pid, isMetered),
    stop: () => stop(child),
  };
}

/**
 * The command on one processor.
 * @param {number} processor
 * @param {string[]} command
 */
export function pinned(processor, command) {
  return ["taskset", "-c", String(processor), ...command];
}

/** What must be installed before anything can be measured. */
export function requireTools() {
  const tools = { taskset: "util-linux", wrk: "wrk", gcc: "gcc" };
  for (const [tool, name] of Object.entries(tools)) {
    if (programOf(tool) === "") throw new Error(`${tool} is missing: apt-get install ${name}`);
  }
}

/**
 * @param {Kind} kind
 * @param {ChildProcess} child
 * @param {number} pid
 * @param {boolean} isMetered
 * @returns {() => Promise<number | null>}
 */
function processorClock(kind, child, pid, isMetered) {
  if (isMetered) return () => readMeter(child);
  if (kind.losesChildren === true) return async () => null;
  return async () => processorTimeOf(pid);
}

/**
 * Whether the kernel lets this user count.
 */
function canMeter() {
  const { stdout } = spawnSync(METER, ["true"], { input: "x", encoding: "utf8" });
  return /^\d+$/m.test(stdout ?? "");
}

/**
 * @param {ChildProcess} child
 * @returns {Promise<number>}
 */
function readMeter(child) {
  return new Promise((done) => {
    child.stdout?.once("data", (line) => done(Number(line) / 1e6));
    child.stdin?.write("x");
  });
}

/**
 * Waits until the port is listened on; the process that does it is the answer.
 * @param {Kind} kind
 * @param {ChildProcess} child
 * @param {number} port
 * @param {string[]} command
 */
async function ready(kind, child, port, command) {
  const until = Date.now() + START_MS;
  while (Date.now() < until && child.exitCode === null && child.pid !== undefined) {
    if (isListening(port, readFileSync("/proc/net/tcp", "latin1"))) {
      return child.pid;
    }
    await sleep(20);
  }
  killTree(child);
  throw new Error(`${kind.label} did not start: ${command.join(" ")}`);
}

/**
 * @param {number} port
 * @param {string} table text of /proc/net/tcp: local address and port in hexadecimal, state 0A
 */
export function isListening(port, table) {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, "0");
  return new RegExp(`^ *\\d+: [0-9A-F]{8}:${hexadecimal} [0-9A-F:]+ 0A `, "m").test(table);
}

/** @param {ChildProcess} child */
async function stop(child) {
  const all = child.pid === undefined ? [] : treeOf(child.pid, allStats());
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(STOP_MS)]);
  }
  killAll(all);
  running.delete(child);
}

/**
 * Those that are still there, and no others that have got their numbers since.
 * @param {import("./process-tree.mjs").Stat[]} processes
 */
function killAll(processes) {
  for (const { pid, started } of allStats()) {
    if (!processes.some((each) => each.pid === pid && each.started === started)) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended just now.
    }
  }
}

/** @param {ChildProcess} child */
function killTree(child) {
  const isRunning = child.exitCode === null && child.signalCode === null;
  if (isRunning && child.pid !== undefined) killAll(treeOf(child.pid, allStats()));
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/**
 * @param {string} template
 * @param {Setting} setting
 */
function writeConfiguration(template, { port, home, folder, connections, backend }) {
  // Started by root, nginx and Apache change to the user whom they are told to.
  const user = template.startsWith("nginx") ? "user root;" : "User www-data\nGroup www-data";
  /** @type {Record<string, string>} */
  const values = {
    PORT: String(port),
    HOME: home,
    FOLDER: folder,
    CONNECTIONS: String(connections),
    BACKEND: backend === "" ? join(folder, "none.sock") : backend,
    DESCRIPTORS: String(2 * connections + 100),
    USER_LINE: isRoot() ? user : "",
  };
  const text = readFileSync(join("test/bench/peers", template), "utf8");
  const filled = text.replaceAll(/@([A-Z_]+)@/g, (_, name) => values[name] ?? "");
  writeFileSync(join(folder, template), filled);
}

/**
 * Programs written a moment ago may be resident in larger pieces than they will be on a board: their
 * pages are written back and dropped from the cache.
 * @param {string[]} files
 */
export function forgetPages(files) {
  for (const file of files.filter((each) => existsSync(each) && !each.startsWith("/usr/"))) {
    execFileSync("sync", [file]);
    execFileSync("dd", [`if=${file}`, "iflag=nocache", "count=0"], { stdio: "ignore" });
  }
}
