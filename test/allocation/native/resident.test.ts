/*
 * The native server's resident memory once it is warm is its resident memory for good.
 */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Program, startProgram, stopPrograms } from "../../faults/program";
import { buildCommand } from "../../support/build";
import { crowd, makeWorkHome, WORK_ARGS, work } from "../work";

const WARM = 5_000;
const REQUESTS = 50_000;
const PIPELINED = 2_000;

/** Two pages: in which order things end differs, and so does which slot is used next. */
const SLACK_KB = 8;

test.after(stopPrograms);

test(`the memory after ${REQUESTS} requests of all kinds is that after ${WARM}`, async () => {
  const server = await startProgram(buildCommand("native"), makeWorkHome(), [
    "--quiet",
    ...WORK_ARGS,
  ]);
  await crowd(server);
  await work(server, WARM, PIPELINED);
  const warm = residentOf(server);
  await work(server, REQUESTS - WARM, PIPELINED);
  const grown = residentOf(server) - warm;
  assert.ok(grown <= SLACK_KB, `${warm} KB, and ${grown} KB more`);
});

/** In KB, and exact: VmRSS of newer kernels is a sum of counters that lag behind. */
function residentOf({ pid }: Program): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  return Number(/^Rss:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN);
}

test.run();
