/*
 * What a script writes to standard error, and what is said of it, in the server's log: line by
 * line, with the script's name and process, as many as it may (src/core/log/log-budget.ts).
 */

import { putBackend } from "../../core/backend/backends";
import { backendOf } from "../../core/gateway/gateway-record";
import { gatherLine, logDroppedLines, logTakenLine, takeLine } from "../../core/log/line-buffer";
import { mayLogLine, takeDropped } from "../../core/log/log-budget";
import { beginLogLine, Severity } from "../../core/log/log-line";
import { BLOCK_AT, READ_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { isGateway } from "../../core/upstream/upstream-progress";
import {
  errorBytesAt,
  errorChannel,
  errorShareOf,
  processOf,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import { nameBytes } from "../../core/upstream/upstream-request";
import { errorLineAt, nameAt } from "../../core/upstream/upstream-slot";
import { log } from "../../seam/host";
import { ProcessName } from "../../seam/results";
import { findOctet, Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { put } from "../../wire/octets/text";
import { UPSTREAM_ERROR_BYTES } from "../../wire/sizes/sizes";
import { isOpenUpstream } from "../request/entry-conditions";
import { endError, freeUpstream } from "./close-upstream";

/** More of a script's answer is not logged. */
const OUTPUT_LINE_BYTES_MAX: i32 = 80;

/** Standard error has come: it lies in the read buffer. Reading never stops before its end. */
export function receiveErrorOutput(u: UpstreamRef, bytes: i32): bool {
  expect(isOpenUpstream(u) && errorChannel(u) !== NONE);
  if (bytes > 0) {
    logErrorOutput(u, READ_AT, READ_AT + bytes);
    return true;
  }
  endErrorOutput(u);
  endError(u);
  freeUpstream(u);
  return false;
}

/** No more comes: what there is of a line is logged. */
export function endErrorOutput(u: UpstreamRef): void {
  flushErrorLine(u);
  logDropped(u);
}

/** Logs the complete lines of `at` to `end`; what is left waits for its end. */
export function logErrorOutput(u: UpstreamRef, at: Offset, end: Offset): void {
  expect(at < end);
  for (let from: i32 = at; from < end; ) {
    const lineEnd: i32 = findOctet(Octet.Lf, from, end);
    const count: i32 = errorBytesAt(u);
    gatherLine(count, errorLineAt(u), UPSTREAM_ERROR_BYTES, from, lineEnd);
    if (lineEnd < end) flushErrorLine(u);
    from = lineEnd + 1;
  }
}

/** Logs what there is of a line, if the script may write one. */
function flushErrorLine(u: UpstreamRef): void {
  const at: i32 = errorLineAt(u);
  const end: i32 = takeLine(errorBytesAt(u), at, UPSTREAM_ERROR_BYTES);
  if (end === at || !mayLogLine(errorShareOf(u))) return;
  logDropped(u);
  logTakenLine(beginUpstreamLine(u, Severity.Notice), at, end);
}

/** Says how many lines were not logged, if any. */
function logDropped(u: UpstreamRef): void {
  const dropped: i32 = takeDropped(errorShareOf(u));
  if (dropped > 0) logDroppedLines(beginUpstreamLine(u, Severity.Notice), dropped);
}

/** Logs a sentence about the script. */
export function logUpstream(u: UpstreamRef, text: string): void {
  const line: i32 = put(beginUpstreamLine(u, Severity.Error), text);
  log(BLOCK_AT, put(line, "\n") - BLOCK_AT);
}

/** Logs a sentence about the script that ends in octets of its own, cut where they are too long. */
export function logUpstreamLine(u: UpstreamRef, text: string, at: Offset, end: Offset): void {
  expect(at <= end);
  const cut: i32 = end - at > OUTPUT_LINE_BYTES_MAX ? at + OUTPUT_LINE_BYTES_MAX : end;
  const line: i32 = putLogText(put(beginUpstreamLine(u, Severity.Error), text), at, cut);
  log(BLOCK_AT, put(line, "\n") - BLOCK_AT);
}

/** Logs a sentence about the script that ends in a number. */
export function logUpstreamNumber(u: UpstreamRef, text: string, value: f64): void {
  const line: i32 = putDecimal(put(beginUpstreamLine(u, Severity.Error), text), value);
  log(BLOCK_AT, put(line, "\n") - BLOCK_AT);
}

/** Begins a line of a program that has no process: its path is below the home. Returns the end. */
export function beginNotStarted(severity: Severity, pathAt: Offset, pathEnd: Offset): i32 {
  expect(pathAt <= pathEnd);
  const end: i32 = putLogText(put(beginLogLine(severity), "/"), pathAt, pathEnd);
  return put(end, ": could not be started");
}

/** Begins a line: "/cgi-bin/name[process]: ", or with a backend's address in []. */
function beginUpstreamLine(u: UpstreamRef, severity: Severity): i32 {
  expect(isOpenUpstream(u) && nameBytes(u) > 0);
  const name: i32 = nameAt(u);
  let end: i32 = beginLogLine(severity);
  end = putLogText(end, name, name + nameBytes(u));
  const backend: i32 = backendOf(u);
  end = put(end, "[");
  const process: i32 = processOf(u) & ProcessName.NumberMask;
  if (!isGateway(u)) end = putDecimal(end, process);
  else if (backend !== NONE) end = putBackend(end, backend);
  return put(end, "]: ");
}
