/*
 * What a script writes to standard error, and what is said of it, in the server's log: line by
 * line, with the script's name and process, as many as it may (src/core/log/log-budget.ts).
 */

import { gatherLine, logDroppedLines, logTakenLine, takeLine } from "../../core/log/line-buffer";
import { mayLogLine, takeDropped } from "../../core/log/log-budget";
import { beginLogLine, Severity } from "../../core/log/log-line";
import { BLOCK_AT, READ_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { putBackend } from "../../core/upstream/backends";
import {
  errorLineAt,
  hasScriptFlag,
  nameAt,
  SCRIPT_ERROR_BYTES,
  ScriptFlag,
  ScriptRecord,
} from "../../core/upstream/upstream-record";
import { log } from "../../seam/host";
import { ProcessName } from "../../seam/results";
import { findOctet, word } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { put } from "../../wire/octets/text";
import { endError, freeScript } from "./close-upstream";

const LF: i32 = 10;

/** More of a script's answer is not logged. */
const OUTPUT_LINE_BYTES_MAX: i32 = 80;

/** Standard error has come: it lies in the read buffer. Reading never stops before its end. */
export function receiveErrorOutput(s: i32, bytes: i32): bool {
  if (bytes > 0) {
    logErrorOutput(s, READ_AT, READ_AT + bytes);
    return true;
  }
  endErrorOutput(s);
  endError(s);
  freeScript(s);
  return false;
}

/** No more comes: what there is of a line is logged. */
export function endErrorOutput(s: i32): void {
  flushErrorLine(s);
  logDropped(s);
}

/** Logs the complete lines of `at` to `end`; what is left waits for its end. */
export function logErrorOutput(s: i32, at: i32, end: i32): void {
  for (let from: i32 = at; from < end; ) {
    const lineEnd: i32 = findOctet(LF, from, end);
    const count: i32 = s + ScriptRecord.ErrorBytes;
    gatherLine(count, errorLineAt(s), SCRIPT_ERROR_BYTES, from, lineEnd);
    if (lineEnd < end) flushErrorLine(s);
    from = lineEnd + 1;
  }
}

/** Logs what there is of a line, if the script may write one. */
function flushErrorLine(s: i32): void {
  const at: i32 = errorLineAt(s);
  const end: i32 = takeLine(s + ScriptRecord.ErrorBytes, at, SCRIPT_ERROR_BYTES);
  if (end === at || !mayLogLine(s + ScriptRecord.ErrorPaidMs)) return;
  logDropped(s);
  logTakenLine(beginScriptLine(s, Severity.Notice), at, end);
}

/** Says how many lines were not logged, if any. */
function logDropped(s: i32): void {
  const dropped: i32 = takeDropped(s + ScriptRecord.ErrorPaidMs);
  if (dropped > 0) logDroppedLines(beginScriptLine(s, Severity.Notice), dropped);
}

/** Logs a sentence about the script. */
export function logScript(s: i32, text: string): void {
  const line: i32 = put(beginScriptLine(s, Severity.Error), text);
  log(BLOCK_AT, put(line, "\n") - BLOCK_AT);
}

/** Logs a sentence about the script that ends in octets of its own, cut where they are too long. */
export function logScriptLine(s: i32, text: string, at: i32, end: i32): void {
  const cut: i32 = end - at > OUTPUT_LINE_BYTES_MAX ? at + OUTPUT_LINE_BYTES_MAX : end;
  const line: i32 = putLogText(put(beginScriptLine(s, Severity.Error), text), at, cut);
  log(BLOCK_AT, put(line, "\n") - BLOCK_AT);
}

/** Logs a sentence about the script that ends in a number. */
export function logScriptNumber(s: i32, text: string, value: f64): void {
  const line: i32 = putDecimal(put(beginScriptLine(s, Severity.Error), text), value);
  log(BLOCK_AT, put(line, "\n") - BLOCK_AT);
}

/** Begins a line of a program that has no process: its path is below the home. Returns the end. */
export function beginNotStarted(severity: Severity, pathAt: i32, pathEnd: i32): i32 {
  const end: i32 = putLogText(put(beginLogLine(severity), "/"), pathAt, pathEnd);
  return put(end, ": could not be started");
}

/** Begins a line: "/cgi-bin/name[process]: ", or with a backend's address in []. */
function beginScriptLine(s: i32, severity: Severity): i32 {
  const name: i32 = nameAt(s);
  let end: i32 = beginLogLine(severity);
  end = putLogText(end, name, name + word(s + ScriptRecord.NameBytes));
  const backend: i32 = word(s + ScriptRecord.Backend);
  end = put(end, "[");
  const process: i32 = word(s + ScriptRecord.Process) & ProcessName.NumberMask;
  if (!hasScriptFlag(s, ScriptFlag.Gateway)) end = putDecimal(end, process);
  else if (backend !== NONE) end = putBackend(end, backend);
  return put(end, "]: ");
}
