/*
 * Memory of the programs for other processors, under qemu-user.
 *
 * Rule of this file: only the program's own pages are counted. qemu-user puts them at the addresses
 * that the program has on its own machine, all of which lie below where Linux on x86-64 puts the
 * emulator itself. How many pages are resident still is this kernel's decision, not the board's: an
 * indication.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { programOf } from "./kinds.mjs";
import { checkAnswer, runLoad } from "./load.mjs";
import { forgetPages, startServer } from "./run.mjs";
import { sleep } from "./sleep.mjs";
import { WORKS } from "./works.mjs";

/** @typedef {import("./memory-report.mjs").Emulated} Emulated */
/** @typedef {import("./works.mjs").Work} Work */

const KIB = 1024;
const PROGRAMS = [
  { target: "linux-armv7", emulator: "qemu-arm-static" },
  { target: "linux-arm64", emulator: "qemu-aarch64-static" },
];
/** Two thirds of the address space: the emulator, which is position-independent, lies above. */
const EMULATOR_AT = 0x555555554000;
const SETTLE_MS = 2_000;
const BUSY_SECONDS = 3;

const BUSY = /** @type {Work} */ (WORKS.find(({ name }) => name === "keep-alive"));

/**
 * @param {string} home
 * @param {(line: string) => void} tell
 * @returns {Promise<Emulated[]>}
 */
export async function measureEmulated(home, tell) {
  const measured = [];
  for (const { target, emulator } of PROGRAMS) {
    const program = resolve(`out/${target}/microhttpd`);
    const path = programOf(emulator);
    if (process.arch !== "x64") tell(`left out: ${target} (emulated on x86-64 only)`);
    else if (!existsSync(program)) tell(`left out: ${target} (make native TARGET=${target})`);
    else if (path === "") tell(`left out: ${target} (apt-get install qemu-user-static)`);
    else measured.push(await measure(target, [path, program], home));
  }
  return measured;
}

/**
 * @param {string} target
 * @param {string[]} files emulator and program
 * @param {string} home
 * @returns {Promise<Emulated>}
 */
async function measure(target, files, home) {
  const kind = {
    ...{ name: target, label: target, files, missing: "", version: [] },
    command: (/** @type {import("./kinds.mjs").Setting} */ { port }) => [
      ...files,
      ...["--quiet", "--bind", "127.0.0.1", "--home", home, String(port)],
    ],
  };
  forgetPages(files);
  const wanted = { home, connections: 0, answer: "", closes: false, backend: "" };
  const server = await startServer(kind, wanted, resolve("out/bench/run"));
  try {
    await sleep(SETTLE_MS);
    const idle = ownPagesOf(server.pid);
    const check = await checkAnswer(server.port, BUSY);
    if (check.fault !== "") throw new Error(`${target} under qemu ${check.fault}`);
    await runLoad(server.port, BUSY, check, BUSY_SECONDS);
    const busy = ownPagesOf(server.pid);
    const fileOctets = statSync(files[1] ?? "").size;
    return {
      ...{ name: target, fileOctets, idle: idle.resident, idlePrivate: idle.private },
      ...{ busy: busy.resident, busyPrivate: busy.private },
    };
  } finally {
    await server.stop();
  }
}

/** @param {number} pid */
function ownPagesOf(pid) {
  return pagesBelow(EMULATOR_AT, readFileSync(`/proc/${pid}/smaps`, "latin1"));
}

/**
 * Resident octets of the mappings below an address.
 * @param {number} limit
 * @param {string} text of /proc/PID/smaps
 */
export function pagesBelow(limit, text) {
  const sum = { resident: 0, private: 0 };
  let isCounted = false;
  for (const line of text.split("\n")) {
    const start = /^([0-9a-f]+)-[0-9a-f]+ /.exec(line)?.[1];
    if (start !== undefined) isCounted = Number.parseInt(start, 16) < limit;
    const [, name, size] = /^(Rss|Private_Clean|Private_Dirty): +(\d+) kB/.exec(line) ?? [];
    if (!isCounted || name === undefined) continue;
    if (name === "Rss") sum.resident += Number(size) * KIB;
    else sum.private += Number(size) * KIB;
  }
  return sum;
}
