/*
 * What servers that we have started write, and what is said of them, in the log: line by line, with
 * the program's path and process, as many as it may (src/core/log/log-budget.ts).
 *
 * Rule of this file: a line that was begun on one of its channels ends where another one goes on.
 */

import { backendRule } from "../../core/backend/backends";
import {
  APP_PROCESS_LINE_BYTES,
  AppProcess,
  appProcessAt,
  appProcessLineAt,
  appProcessWord,
  setAppProcessWord,
} from "../../core/backend/process-record";
import { endOfProgram, Program, programWord } from "../../core/backend/spawned-programs";
import { gatherLine, logDroppedLines, logTakenLine, takeLine } from "../../core/log/line-buffer";
import { mayLogLine, takeDropped } from "../../core/log/log-budget";
import { beginLogLine, Severity } from "../../core/log/log-line";
import { BLOCK_AT, READ_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { log } from "../../seam/host";
import { ProcessName } from "../../seam/results";
import { findOctet } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { put } from "../../wire/octets/text";

/** Logs the complete lines that have come; they lie in the read buffer. */
export function logOutput(b: i32, channel: i32, bytes: i32): void {
  if (appProcessWord(b, AppProcess.LineChannel) !== channel) flushOutput(b);
  setAppProcessWord(b, AppProcess.LineChannel, channel);
  const end: i32 = READ_AT + bytes;
  for (let from: i32 = READ_AT; from < end; ) {
    const lineEnd: i32 = findOctet(Octet.Lf, from, end);
    const count: i32 = appProcessAt(b) + AppProcess.LineBytes;
    gatherLine(count, appProcessLineAt(b), APP_PROCESS_LINE_BYTES, from, lineEnd);
    if (lineEnd < end) flushLine(b);
    from = lineEnd + 1;
  }
}

/** What there is of a line is one, and what was dropped is counted. */
export function flushOutput(b: i32): void {
  flushLine(b);
  logDropped(b);
  setAppProcessWord(b, AppProcess.LineChannel, NONE);
}

function flushLine(b: i32): void {
  const at: i32 = appProcessLineAt(b);
  const end: i32 = takeLine(appProcessAt(b) + AppProcess.LineBytes, at, APP_PROCESS_LINE_BYTES);
  if (end === at || !mayLogLine(shareOf(b))) return;
  logDropped(b);
  logTakenLine(beginOf(b), at, end);
}

function logDropped(b: i32): void {
  const dropped: i32 = takeDropped(shareOf(b));
  if (dropped > 0) logDroppedLines(beginOf(b), dropped);
}

/** Begins a line of the process whose output it is. */
function beginOf(b: i32): i32 {
  const channel: i32 = appProcessWord(b, AppProcess.LineChannel);
  const isOld: bool =
    channel !== NONE &&
    (channel === appProcessWord(b, AppProcess.OldOutput) ||
      channel === appProcessWord(b, AppProcess.OldError));
  return beginLine(b, appProcessWord(b, isOld ? AppProcess.OldProcess : AppProcess.Process));
}

/** Logs a sentence about its process. */
export function logAppProcess(b: i32, text: string): void {
  endLine(put(beginLine(b, appProcessWord(b, AppProcess.Process)), text));
}

/** Begins a line: "/srv/app.fcgi[process]: ", without a process if that is 0. */
export function beginLine(b: i32, process: i32): i32 {
  const rule: i32 = backendRule(b);
  const at: i32 = programWord(rule, Program.CommandAt);
  const end: i32 = putLogText(beginLogLine(Severity.Notice), at, endOfProgram(rule));
  if (process === 0) return put(end, ": ");
  return put(putDecimal(put(end, "["), process & ProcessName.NumberMask), "]: ");
}

/** Logs the line that was begun. */
export function endLine(end: i32): void {
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
}

/** The record's part that is its share of the log. */
function shareOf(b: i32): i32 {
  return appProcessAt(b) + AppProcess.LogPaidMs;
}
