/*
 * What servers that we have started write, and what is said of them, in the log: line by line, with
 * the program's path and process, as many as it may (src/core/log/log-budget.ts).
 *
 * Rule of this file: a line that was begun on one of its channels ends where another one goes on.
 */

import { BackendRef, backendRule } from "../../core/backend/backends";
import {
  APP_PROCESS_LINE_BYTES,
  AppChannel,
  appChannel,
  appLogShareOf,
  appProcessLineAt,
  appProcessOf,
  lineBytesAt,
  lineChannelOf,
  oldAppProcessOf,
  setLineChannel,
} from "../../core/backend/process-record";
import { endOfProgram, ProgramText, programTextAt } from "../../core/backend/spawned-programs";
import { gatherLine, logDroppedLines, logTakenLine, takeLine } from "../../core/log/line-buffer";
import { mayLogLine, takeDropped } from "../../core/log/log-budget";
import { beginLogLine, Severity } from "../../core/log/log-line";
import { BLOCK_AT, READ_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { log } from "../../seam/host";
import { NO_PROCESS, ProcessName, ProcessRef } from "../../seam/results";
import { findOctet, Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { put } from "../../wire/octets/text";
import { READ_BYTES } from "../../wire/sizes/sizes";

/** Logs the complete lines that have come; they lie in the read buffer. */
export function logOutput(b: BackendRef, channel: i32, bytes: i32): void {
  expect(bytes > 0 && bytes <= READ_BYTES);
  if (lineChannelOf(b) !== channel) flushOutput(b);
  setLineChannel(b, channel);
  const end: i32 = READ_AT + bytes;
  for (let from: i32 = READ_AT; from < end; ) {
    const lineEnd: i32 = findOctet(Octet.Lf, from, end);
    gatherLine(lineBytesAt(b), appProcessLineAt(b), APP_PROCESS_LINE_BYTES, from, lineEnd);
    if (lineEnd < end) flushLine(b);
    from = lineEnd + 1;
  }
}

/** What there is of a line is one, and what was dropped is counted. */
export function flushOutput(b: BackendRef): void {
  flushLine(b);
  logDropped(b);
  setLineChannel(b, NONE);
}

function flushLine(b: BackendRef): void {
  const at: i32 = appProcessLineAt(b);
  const end: i32 = takeLine(lineBytesAt(b), at, APP_PROCESS_LINE_BYTES);
  if (end === at || !mayLogLine(appLogShareOf(b))) return;
  logDropped(b);
  logTakenLine(beginOf(b), at, end);
}

function logDropped(b: BackendRef): void {
  const dropped: i32 = takeDropped(appLogShareOf(b));
  if (dropped > 0) logDroppedLines(beginOf(b), dropped);
}

/** Begins a line of the process whose output it is. */
function beginOf(b: BackendRef): i32 {
  const channel: i32 = lineChannelOf(b);
  const isOld: bool =
    channel !== NONE &&
    (channel === appChannel(b, AppChannel.OldOutput) ||
      channel === appChannel(b, AppChannel.OldError));
  return beginLine(b, isOld ? oldAppProcessOf(b) : appProcessOf(b));
}

/** Logs a sentence about its process. */
export function logAppProcess(b: BackendRef, text: string): void {
  endLine(put(beginLine(b, appProcessOf(b)), text));
}

/** Begins a line: "/srv/app.fcgi[process]: ", without a process if that is NO_PROCESS. */
export function beginLine(b: BackendRef, process: ProcessRef): i32 {
  const rule: i32 = backendRule(b);
  const at: i32 = programTextAt(rule, ProgramText.Command);
  const end: i32 = putLogText(beginLogLine(Severity.Notice), at, endOfProgram(rule));
  if (process === NO_PROCESS) return put(end, ": ");
  return put(putDecimal(put(end, "["), process & ProcessName.NumberMask), "]: ");
}

/** Logs the line that was begun. */
export function endLine(end: Offset): void {
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
}
