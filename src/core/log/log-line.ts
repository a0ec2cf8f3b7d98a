/*
 * The start of a line of the log that is not an answer's: when, who, and how grave.
 *
 *   2026-11-28T08:17:19Z microhttpd: error: /cgi-bin/report[812]: did not answer in time
 *
 * Rule of this file: a clock that cannot be believed (a board that has just started) is not
 * repeated; the seconds since the start stand in its place, as "+12s".
 */

import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put } from "../../wire/octets/text";
import { putTimestamp } from "../../wire/octets/timestamp";
import { BLOCK_AT } from "../memory/layout";
import { putName } from "../product/product";
import { isClockBelievable, uptimeSeconds, wallSeconds } from "../time/clock";

/** Some of those of syslog (RFC 5424 §6.2.1). */
export const enum Severity {
  /** Something was refused or lost. */
  Error = 3,
  /** What others say, and what was done as asked. */
  Notice = 5,
  /** With --verbose alone. */
  Info = 6,
}

/** Begins a line at BLOCK_AT. Returns the end. */
export function beginLogLine(severity: Severity): i32 {
  const time: i32 = isClockBelievable() ? putTimestamp(BLOCK_AT, wallSeconds) : putUptime(BLOCK_AT);
  return put(putSeverity(put(putName(put(time, " ")), ": "), severity), ": ");
}

function putUptime(at: Offset): Offset {
  return put(putDecimal(put(at, "+"), uptimeSeconds()), "s");
}

function putSeverity(at: Offset, severity: Severity): Offset {
  if (severity === Severity.Error) return put(at, "error");
  return severity === Severity.Notice ? put(at, "notice") : put(at, "info");
}
