/*
 * The access log: a line for each answer in the Common Log Format, on standard error as Python's
 * server has it; and the lines that tell what went wrong.
 */

import { addressOf, log } from "../../seam/host";
import { End } from "../../seam/results";
import { putDate } from "../../wire/http/http-date";
import { Refusal } from "../../wire/http/refusal";
import { Offset, octet } from "../../wire/octets/arena";
import { putDecimal, putDecimalPadded } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { Octet } from "../../wire/octets/octet";
import { put, putOctets } from "../../wire/octets/text";
import { LOGGED_LINE_BYTES_MAX } from "../../wire/sizes/sizes";
import { BLOCK_AT, BLOCK_END } from "../memory/layout";
import { serving } from "../settings/generations";
import { hasServerFlag, ServerFlag } from "../settings/server-settings";
import { wallSeconds } from "../time/clock";
import { beginLogLine, Severity } from "./log-line";

const ADDRESS_BYTES_MAX: i32 = 64;

/** Whether answers are logged: not with --quiet. */
export function isLogging(): bool {
  return !hasServerFlag(serving(), ServerFlag.Quiet);
}

/**
 * Logs an answer with so many octets of content: the request-line is `lineAt` to `lineEnd`, and who
 * has given a password `nameAt` to `nameEnd`; "-" when there was none.
 */
export function logResponse(
  channel: i32,
  nameAt: Offset,
  nameEnd: Offset,
  lineAt: Offset,
  lineEnd: Offset,
  status: i32,
  bytes: f64,
): void {
  if (!isLogging()) return;
  let end: i32 = putClient(BLOCK_AT, channel);
  end = putLoggedName(put(end, " - "), nameAt, nameEnd);
  end = put(putLogDate(put(end, " [")), '] "');
  const lineBytes: i32 = loggedBytes(lineAt, lineEnd);
  end = lineBytes > 0 ? putLogText(end, lineAt, lineAt + lineBytes) : put(end, "-");
  end = put(putDecimal(put(end, '" '), status), " ");
  log(BLOCK_AT, put(putDecimal(end, bytes), "\n") - BLOCK_AT);
}

/** A space would end it. */
function putLoggedName(at: Offset, from: Offset, until: Offset): Offset {
  if (from === until) return put(at, "-");
  let end: i32 = at;
  for (let i: i32 = from; i < until; i++) {
    if (octet(i) === Octet.Space) end = put(end, "\\x20");
    else end = putLogText(end, i, i + 1);
  }
  return end;
}

/** Octets of a request-line that are logged. */
export function loggedBytes(lineAt: Offset, lineEnd: Offset): i32 {
  const bytes: i32 = lineEnd - lineAt;
  return bytes < LOGGED_LINE_BYTES_MAX ? bytes : LOGGED_LINE_BYTES_MAX;
}

/** Writes a path of a request, or its beginning, with its slash. Returns the end. */
export function putLogPath(at: Offset, pathAt: Offset, pathEnd: Offset): Offset {
  return putLogText(put(at, "/"), pathAt, pathAt + loggedBytes(pathAt, pathEnd));
}

/** With --verbose: the number of a refusal, whose meaning the README lists. */
export function logRefusal(channel: i32, refusal: Refusal): void {
  if (!hasServerFlag(serving(), ServerFlag.Verbose)) return;
  let end: i32 = putClient(beginLogLine(Severity.Info), channel);
  end = putDecimalPadded(put(end, ": refused, number "), -refusal, 5);
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
}

/** Why a request for what is at this path is refused that nothing is wrong with. */
export function logExhausted(pathAt: Offset, pathEnd: Offset): void {
  const end: i32 = putLogPath(beginLogLine(Severity.Error), pathAt, pathEnd);
  log(BLOCK_AT, put(end, ": could not be opened: no descriptor or memory is left\n") - BLOCK_AT);
}

/** A file has less than its size has said: its answer is not sent, and its connection is closed. */
export function logShort(lineAt: Offset, lineEnd: Offset): void {
  const end: i32 = lineAt + loggedBytes(lineAt, lineEnd);
  const at: i32 = put(putLogText(put(beginLogLine(Severity.Error), '"'), lineAt, end), '"');
  log(BLOCK_AT, put(at, ": the file has less than its size: not answered\n") - BLOCK_AT);
}

function putClient(at: Offset, channel: i32): Offset {
  const bytes: i32 = addressOf(channel, End.Remote, at, ADDRESS_BYTES_MAX);
  return bytes > 0 ? at + bytes : put(at, "-");
}

/** day "/" month "/" year ":" time SP zone, from the octets of an IMF-fixdate. Returns the end. */
function putLogDate(at: Offset): Offset {
  const date: i32 = BLOCK_END - 64;
  putDate(date, wallSeconds);
  let end: i32 = put(putOctets(at, date + 5, date + 7), "/");
  end = put(putOctets(end, date + 8, date + 11), "/");
  end = put(putOctets(end, date + 12, date + 16), ":");
  return put(putOctets(end, date + 17, date + 25), " +0000");
}
