/*
 * A server whose memory is looked at from outside while it is attacked.
 *
 * Rules of this file: the static program's address space never grows, and what of it is resident is
 * bounded by what `--limits` says; on Node.js buffers are counted, after a collection (a probe that
 * is loaded into the server tells them). Emulated and packed programs have memory of their own that
 * cannot be told apart: theirs is not judged.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as assert from "uvu/assert";
import { buildName, isEmulated, isNative, projectFolder } from "./build";
import { waitUntil } from "./deadline";
import { residentOf } from "./process-info";
import { runToEnd, type Server, type StartOptions, startServer } from "./server";

export interface Watched extends Server {
  /** Throws when the memory has grown since the start by more than the limits allow. */
  checkMemory(): Promise<void>;
}

/** A host's own books for each descriptor: its channel and what is lent on it. */
const DESCRIPTOR_BYTES = 64;
/** On Node.js: a head that is held back while its file follows, for each slow reader. */
const HELD_BYTES = 20_480;
/** Slabs that Node.js makes small buffers from. */
const SLABS_BYTES = 65_536;

/** The budget that the build prints for these arguments. */
interface Budget {
  readonly bytes: number;
  readonly descriptors: number;
  readonly answers: number;
}

export async function startWatched(options: StartOptions): Promise<Watched> {
  const probe = pathToFileURL(join(projectFolder, "test/allocation/node/probe.mjs")).href;
  const env = buildName === "node" ? { NODE_OPTIONS: `--import ${probe}`, COLLECT: "1" } : {};
  const budget = await budgetOf(options.args ?? []);
  const server = await startServer({ ...options, env });
  return { ...server, checkMemory: await watch(server, budget) };
}

async function watch(server: Server, budget: Budget): Promise<() => Promise<void>> {
  if (isNative && !isEmulated) {
    const size = addressSpaceOf(server.pid);
    const resident = residentOf(server.pid);
    const most = resident + (budget.bytes + budget.descriptors * DESCRIPTOR_BYTES) / 1024;
    return async () => {
      assert.is(addressSpaceOf(server.pid), size, "KB of address space");
      const now = residentOf(server.pid);
      assert.ok(now <= most, `${now} KB resident, ${resident} at first, at most ${most}`);
    };
  }
  if (buildName !== "node") return async () => {};
  const before = await buffersOf(server);
  const most = before + budget.answers * HELD_BYTES + SLABS_BYTES;
  return async () => {
    // Node.js gives back what it has collected in its own time.
    const isBounded = async () => (await buffersOf(server)) <= most;
    await waitUntil(isBounded, `at most ${most} octets of buffers, ${before} at first`);
  };
}

async function budgetOf(args: readonly string[]): Promise<Budget> {
  const { stdout } = await runToEnd([...args, "--limits"]);
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(stdout);
    if (found === null) throw new Error(`--limits does not say ${pattern}: ${stdout}`);
    return Number(found[1]);
  };
  return {
    bytes: number(/^ *(\d+) {2}in all$/m),
    descriptors: number(/^descriptors: (\d+)$/m),
    answers: number(/^ *\d+ +(\d+) +\d+ {2}answers that leave in pieces$/m),
  };
}

function addressSpaceOf(pid: number): number {
  return Number(/^VmSize:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]);
}

async function buffersOf(server: Server): Promise<number> {
  const from = server.log.lines().length;
  process.kill(server.pid, "SIGUSR2");
  return Number((await server.log.waitFor(/^memory /, from)).split(" ")[1]);
}
