/*
 * Standard error and standard output.
 *
 * Rules of this file: lines are gathered in one fixed buffer and written at the end of the event
 * loop's turn, so that a busy server makes one system call for many lines. A reader that is too
 * slow (EAGAIN) loses lines, which are counted and told; one that is gone (EPIPE) is no error:
 * the server serves on.
 */
import { writeSync } from "node:fs";
import { errorCode } from "./failures";
import { checkRegion, octets, region } from "./memory";

const STDOUT = 1;
const STDERR = 2;
const LOG_BYTES = 32768;
const LF = 0x0a;

const gathered = Buffer.alloc(LOG_BYTES);
let gatheredBytes = 0;
let flushIsDue = false;
let lostLines = 0;
let hasTimes = false;

export function log(at: number, bytes: number): void {
  checkRegion(at, bytes);
  if (bytes > LOG_BYTES - gatheredBytes) flushLog();
  if (bytes > LOG_BYTES) {
    writeLines(region(at, bytes));
    return;
  }
  gatheredBytes += octets.copy(gathered, gatheredBytes, at, at + bytes);
  if (flushIsDue) return;
  flushIsDue = true;
  setImmediate(flushLog);
}

/** Octets go out at once: whoever started the server may wait for this line. */
export function print(at: number, bytes: number): void {
  try {
    writeAll(STDOUT, region(at, bytes));
  } catch {
    // Nobody reads standard output; that is no reason not to serve.
  }
}

/** From now on messages of the host tell when they were written. */
export function startTimes(): void {
  hasTimes = true;
}

/** A message of the host itself, at once. */
export function complain(message: string): void {
  flushLog();
  const start = hasTimes
    ? `${new Date().toISOString().replace(/\.\d+/, "")} microhttpd: error: `
    : "microhttpd: ";
  writeLines(Buffer.from(`${start}${message}\n`));
}

export function flushLog(): void {
  flushIsDue = false;
  if (gatheredBytes === 0) return;
  const bytes = gatheredBytes;
  gatheredBytes = 0;
  writeLines(gathered.subarray(0, bytes));
}

function writeLines(lines: Buffer): void {
  let written = 0;
  try {
    if (lostLines > 0) {
      writeAll(STDERR, Buffer.from(`microhttpd: ${lostLines} log lines were lost\n`));
      lostLines = 0;
    }
    while (written < lines.length) written += writeSync(STDERR, lines, written);
  } catch (error) {
    if (errorCode(error) === "EAGAIN") lostLines += countLines(lines, written);
  }
}

function writeAll(file: number, all: Buffer): void {
  let written = 0;
  while (written < all.length) written += writeSync(file, all, written);
}

function countLines(lines: Buffer, from: number): number {
  let count = 0;
  for (let at = lines.indexOf(LF, from); at >= 0; at = lines.indexOf(LF, at + 1)) count++;
  return count;
}
