/*
 * What servers that we have started write, and what is said of them, in the log: line by line, with
 * the program's path and process, as many as it may (src/core/log-share.ts).
 *
 * Rule of this file: a line that was begun on one of its channels ends where another one goes on.
 */
import { Backend, backendWord } from "../core/backends";
import { BLOCK_AT, READ_AT } from "../core/layout";
import { mayLogLine, takeDropped } from "../core/log-share";
import { NONE } from "../core/pool";
import { putName } from "../core/product";
import { endOfProgram, Program, programWord } from "../core/programs";
import {
  setWorkerWord,
  WORKER_LINE_BYTES,
  Worker,
  workerAt,
  workerLineAt,
  workerWord,
} from "../core/worker-record";
import { log } from "../host/host";
import { findOctet, moveOctets, octet } from "../wire/arena";
import { putDecimal } from "../wire/decimal";
import { putLogText } from "../wire/escape";
import { put } from "../wire/text";

const LF: i32 = 10;
const CR: i32 = 13;

/** Logs the complete lines that have come; they lie in the read buffer. */
export function logOutput(b: i32, channel: i32, bytes: i32): void {
  if (workerWord(b, Worker.LineChannel) !== channel) flushOutput(b);
  setWorkerWord(b, Worker.LineChannel, channel);
  const end: i32 = READ_AT + bytes;
  for (let from: i32 = READ_AT; from < end; ) {
    const lineEnd: i32 = findOctet(LF, from, end);
    gather(b, from, lineEnd);
    if (lineEnd < end) flushLine(b);
    from = lineEnd + 1;
  }
}

/** What there is of a line is one, and what was dropped is counted. */
export function flushOutput(b: i32): void {
  flushLine(b);
  logDropped(b);
  setWorkerWord(b, Worker.LineChannel, NONE);
}

/** Of a long line the start is kept, and that it is one. */
function gather(b: i32, at: i32, end: i32): void {
  const filled: i32 = workerWord(b, Worker.LineBytes);
  const room: i32 = WORKER_LINE_BYTES - filled;
  const bytes: i32 = end - at;
  if (room >= 0) moveOctets(workerLineAt(b) + filled, at, bytes < room ? bytes : room);
  setWorkerWord(b, Worker.LineBytes, bytes <= room ? filled + bytes : WORKER_LINE_BYTES + 1);
}

function flushLine(b: i32): void {
  const bytes: i32 = workerWord(b, Worker.LineBytes);
  const isCut: bool = bytes > WORKER_LINE_BYTES;
  const at: i32 = workerLineAt(b);
  let end: i32 = at + (isCut ? WORKER_LINE_BYTES : bytes);
  setWorkerWord(b, Worker.LineBytes, 0);
  if (end > at && !isCut && octet(end - 1) === CR) end--;
  if (end === at || !mayLogLine(shareOf(b))) return;
  logDropped(b);
  const line: i32 = putLogText(beginOf(b), at, end);
  log(BLOCK_AT, put(line, isCut ? "...\n" : "\n") - BLOCK_AT);
}

function logDropped(b: i32): void {
  const dropped: i32 = takeDropped(shareOf(b));
  if (dropped === 0) return;
  const line: i32 = putDecimal(beginOf(b), dropped);
  log(BLOCK_AT, put(line, " lines were dropped\n") - BLOCK_AT);
}

/** Begins a line of the process whose output it is. */
function beginOf(b: i32): i32 {
  const channel: i32 = workerWord(b, Worker.LineChannel);
  const isOld: bool =
    channel !== NONE &&
    (channel === workerWord(b, Worker.OldOutput) || channel === workerWord(b, Worker.OldError));
  return beginLine(b, workerWord(b, isOld ? Worker.OldProcess : Worker.Process));
}

/** Logs a sentence about its process. */
export function logWorker(b: i32, text: string): void {
  endLine(put(beginLine(b, workerWord(b, Worker.Process)), text));
}

/** Begins a line: "microhttpd: /srv/app.fcgi[process]: ", without a process if that is 0. */
export function beginLine(b: i32, process: i32): i32 {
  const rule: i32 = backendWord(b, Backend.Rule);
  const at: i32 = programWord(rule, Program.CommandAt);
  const end: i32 = putLogText(put(putName(BLOCK_AT), ": "), at, endOfProgram(rule));
  if (process === 0) return put(end, ": ");
  return put(putDecimal(put(end, "["), process), "]: ");
}

/** Logs the line that was begun. */
export function endLine(end: i32): void {
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
}

/** The record's part that is its share of the log. */
function shareOf(b: i32): i32 {
  return workerAt(b) + Worker.LogPaidMs;
}
