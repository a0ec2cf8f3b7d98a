/*
 * Processor time and memory of a process and all that it has started, from /proc.
 *
 * Rules of this file: parsing is apart from reading, so that it can be tested. A process that
 * vanishes between two reads is left out, which is no error.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Stat of /proc/PID/stat
 * @property {number} pid
 * @property {number} parent
 * @property {number} ticks processor time of the process and of the children that it has waited for
 * @property {number} ownTicks processor time of the process alone
 * @property {number} started in ticks since the machine's start; with pid it names a process for good
 */

/**
 * @typedef {object} Memory in octets
 * @property {number} resident
 * @property {number} anonymous part of resident that no file backs
 * @property {number} file part of resident that files back
 * @property {number} private resident pages that no other process maps
 * @property {number} proportional each page divided by those who map it (PSS)
 * @property {number} peak the highest resident (VmHWM)
 * @property {number} pageTables
 * @property {number} processes
 */

const KIB = 1024;
const TICKS_PER_SECOND = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/**
 * Processor time in ms of the process and all below it, dead ones that were waited for included.
 * A process's two fields of time are cut to whole ticks (10 ms), their sum is exact else.
 * @param {number} pid
 */
export function processorTimeOf(pid) {
  const ticks = treeOf(pid, allStats()).reduce((sum, stat) => sum + stat.ticks, 0);
  return (ticks * 1000) / TICKS_PER_SECOND;
}

/**
 * The same of those alone that are there still, without their ended children: what a server uses
 * itself, where its scripts are short.
 * @param {number} pid
 */
export function ownTimeOf(pid) {
  const ticks = treeOf(pid, allStats()).reduce((sum, stat) => sum + stat.ownTicks, 0);
  return (ticks * 1000) / TICKS_PER_SECOND;
}

/**
 * Names of the programs that the process and all below it are.
 * @param {number} pid
 */
export function namesIn(pid) {
  return treeOf(pid, allStats()).map((stat) => nameOf(stat.pid));
}

/** @param {number} pid */
function nameOf(pid) {
  return (readOf(pid, "comm") ?? "").trim();
}

/**
 * Memory of the process and all below it, summed. smaps_rollup walks the page tables; VmRSS is
 * counted in batches for each processor and may be off by more than a small server has.
 * @param {number} pid
 * @param {string} [without] a program below it whose memory is not counted
 * @returns {Memory}
 */
export function memoryOf(pid, without = "") {
  const sum = noMemory();
  for (const { pid: each } of treeOf(pid, allStats())) {
    if (without !== "" && nameOf(each) === without) continue;
    const rollup = readOf(each, "smaps_rollup");
    const status = readOf(each, "status");
    if (rollup !== null && status !== null) addMemory(sum, parseMemory(rollup, status));
  }
  return sum;
}

/** @returns {Memory} */
export function noMemory() {
  return {
    resident: 0,
    anonymous: 0,
    file: 0,
    private: 0,
    proportional: 0,
    peak: 0,
    pageTables: 0,
    processes: 0,
  };
}

/**
 * @param {string} rollup text of /proc/PID/smaps_rollup
 * @param {string} status text of /proc/PID/status
 * @returns {Memory}
 */
export function parseMemory(rollup, status) {
  const resident = sizeIn(rollup, "Rss");
  const anonymous = sizeIn(rollup, "Anonymous");
  return {
    resident,
    anonymous,
    file: resident - anonymous,
    private: sizeIn(rollup, "Private_Clean") + sizeIn(rollup, "Private_Dirty"),
    proportional: sizeIn(rollup, "Pss"),
    peak: Math.max(sizeIn(status, "VmHWM"), resident),
    pageTables: sizeIn(status, "VmPTE"),
    processes: 1,
  };
}

/**
 * @param {string} text of /proc/PID/stat
 * @returns {Stat}
 */
export function parseStat(text) {
  // The name is in parentheses and may itself hold any character, ")" as well.
  const nameEnd = text.lastIndexOf(")");
  const fields = text.slice(nameEnd + 2).split(" ");
  // From the state on, which proc(5) calls field 3: ppid is 4, utime to cstime 14 to 17, starttime 22.
  const times = fields.slice(11, 15).map(Number);
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(fields[1]),
    ticks: times.reduce((sum, time) => sum + time, 0),
    ownTicks: times.slice(0, 2).reduce((sum, time) => sum + time, 0),
    started: Number(fields[19]),
  };
}

/**
 * The process and all below it.
 * @param {number} root
 * @param {Stat[]} stats of all processes
 * @returns {Stat[]}
 */
export function treeOf(root, stats) {
  const found = stats.filter(({ pid }) => pid === root);
  for (let at = 0; at < found.length; at++) {
    const parent = found[at]?.pid;
    found.push(...stats.filter((stat) => stat.parent === parent));
  }
  return found;
}

/** @returns {Stat[]} */
export function allStats() {
  const stats = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = readOf(Number(name), "stat");
    if (text !== null) stats.push(parseStat(text));
  }
  return stats;
}

/**
 * @param {Memory} sum
 * @param {Memory} more
 */
function addMemory(sum, more) {
  for (const key of /** @type {(keyof Memory)[]} */ (Object.keys(more))) sum[key] += more[key];
}

/**
 * @param {string} text lines of "Name:   123 kB"
 * @param {string} name
 */
function sizeIn(text, name) {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text);
  // A process that has ended but was not waited for has no memory.
  return found === null ? 0 : Number(found[1]) * KIB;
}

/**
 * @param {number} pid
 * @param {string} name of the file in /proc/PID
 */
function readOf(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return null;
  }
}
