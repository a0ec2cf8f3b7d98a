/*
 * A thread that does tasks of the core's (src/seam/host.ts), in an arena of its own.
 */
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { BLOCK_AT, BLOCK_END, BOOT_ARENA_BYTES } from "../../core/memory/layout";
import { runTask } from "../../server/task";
import { adoptArena } from "../../wire/octets/arena";

/** As the native build has it. */
const NICENESS = 10;

const block = new ArrayBuffer(BOOT_ARENA_BYTES);
const octets = new Uint8Array(block);
adoptArena(octets, new Int32Array(block), new Float64Array(block));
try {
  // On Linux this is the thread's own.
  if (process.platform === "linux") setPriority(0, NICENESS);
} catch {
  // Then it is as important as all else.
}

parentPort?.on("message", (task: Uint8Array) => {
  assert(task.length <= BLOCK_END - BLOCK_AT);
  octets.set(task, BLOCK_AT);
  const result = runTask(BLOCK_AT, task.length);
  octets.fill(0, BLOCK_AT, BLOCK_END);
  parentPort?.postMessage(result);
});
