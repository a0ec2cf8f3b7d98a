/*
 * Runs a server under strace and reads from its trace which calls for memory it made once it served.
 *
 * Rule of this file: a trace that shows no call for memory before, or no end of the process, is no
 * proof of anything and an error.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { waitUntil } from "../../support/deadline";

export const hasStrace = spawnSync("strace", ["-V"]).status === 0;

const SERVING = /^write\(1, "microhttpd: serving /;
const ENDED = /^\+\+\+ (exited|killed) /;
/** brk, mmap, mremap, mprotect and the like; madvise and munmap give back. */
const TAKING = /^(?!write|madvise|munmap)\w+\(/;

/**
 * The command under strace: of the process itself, which is what is started (-D), and not of its
 * scripts.
 */
export function traced(command: readonly string[], trace: string): string[] {
  return [
    "strace",
    "-D",
    "-q",
    "-e",
    "trace=%memory,write",
    "-e",
    "signal=none",
    "-o",
    trace,
    ...command,
  ];
}

/** Calls for memory after the line that says where it serves. The process has ended. */
export async function takenWhileServing(trace: string): Promise<string[]> {
  const read = (): string[] => readFileSync(trace, "latin1").split("\n");
  await waitUntil(() => read().some((line) => ENDED.test(line)), "the trace's end");
  const lines = read();
  const from = lines.findIndex((line) => SERVING.test(line));
  const isSending = (line: string): boolean => TAKING.test(line);
  if (from < 0 || !lines.slice(0, from).some(isSending)) throw new Error(`no trace of a start`);
  return lines.slice(from).filter(isSending);
}
