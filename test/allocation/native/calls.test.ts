/*
 * The native server asks the kernel for memory at start, and never again: seen from outside, in the
 * system calls that it makes while it serves.
 */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runProgram, startProgram, stopPrograms } from "../../faults/program";
import { buildCommand } from "../../support/build";
import { makeFolder } from "../../support/home";
import { makeWorkHome, WORK_ARGS, work } from "../work";
import { hasStrace, takenWhileServing, traced } from "./trace";

const REQUESTS = 2_000;
const PIPELINED = 200;

const testWithStrace = hasStrace ? test : test.skip;

test.after(stopPrograms);

testWithStrace(`${REQUESTS} requests of all kinds take no memory from the kernel`, async () => {
  const trace = join(makeFolder(), "trace");
  const server = await startProgram(
    traced(buildCommand("native"), trace),
    makeWorkHome(),
    WORK_ARGS,
  );
  await work(server, REQUESTS, PIPELINED);
  assert.equal(await server.stop(), { status: 0, signal: null });
  assert.equal(await takenWhileServing(trace), []);
});

testWithStrace("a program that takes memory while it serves is found out", async () => {
  const trace = join(makeFolder(), "trace");
  const line = 'require("node:fs").writeSync(1, "microhttpd: serving here\\n");';
  const text = `${line} kept = new ArrayBuffer(1 << 26);`;
  await runProgram(traced([process.execPath, "-e", text], trace));
  assert.ok((await takenWhileServing(trace)).some((call) => call.startsWith("mmap")));
});

test.run();
