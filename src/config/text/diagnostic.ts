/*
 * Messages about the command line and the configuration file: one line each, which says where, what
 * and what to do.
 *
 * Rules of this file: a message is composed at the start of the scratch block and given to the host
 * when it is complete; text of the user's goes through the log's escaping.
 */

import { beginLogLine, Severity } from "../../core/log/log-line";
import { BLOCK_AT } from "../../core/memory/layout";
import { putName } from "../../core/product/product";
import { log, print } from "../../seam/host";
import { Failure } from "../../seam/results";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { putLogText } from "../../wire/octets/escape";
import { put } from "../../wire/octets/text";
import { QUOTED_BYTES_MAX } from "../../wire/sizes/sizes";

/** Exit statuses. */
export const EXIT_MACHINE: i32 = 1;
export const EXIT_USAGE: i32 = 2;

/** Of two of them: usage, which is the user's to mend, before the machine's refusal, before 0. */
export function worse(one: i32, other: i32): i32 {
  return one > other ? one : other;
}

/** The line that messages are about, 0 on the command line, and the file that it is in. */
export let placeLine: i32 = 0;
let fileAt: i32 = 0;
let fileEnd: i32 = 0;

/** Whether messages are lines of the log of a server that runs. */
let isLogged: bool = false;

export function setLogged(areLines: bool): void {
  isLogged = areLines;
}

/** The name of the configuration file. */
let configurationAt: i32 = 0;
let configurationEnd: i32 = 0;

/** From here on messages name this line of this file. */
export function setPlace(at: Offset, end: Offset, line: i32): void {
  fileAt = at;
  fileEnd = end;
  placeLine = line;
}

export function setConfigurationName(at: Offset, end: Offset): void {
  configurationAt = at;
  configurationEnd = end;
}

/** From here on messages name this line of the configuration file. */
export function setPlaceInConfiguration(line: i32): void {
  setPlace(configurationAt, configurationEnd, line);
}

/** From here on messages are about the command line. */
export function setPlaceCommandLine(): void {
  placeLine = 0;
}

export function isInFile(): bool {
  return placeLine > 0;
}

/** Begins a message with the program's name and the place. Returns the end. */
export function beginDiagnostic(): i32 {
  const at: i32 = isLogged ? beginLogLine(Severity.Error) : put(putName(BLOCK_AT), ": ");
  if (placeLine === 0) return at;
  const colonAt: i32 = put(putCut(at, fileAt, fileEnd), ":");
  return put(putDecimal(colonAt, placeLine), ": ");
}

/** Quotes text that the user gave, or its beginning. Returns the end. */
export function putQuoted(at: Offset, from: Offset, until: Offset): Offset {
  return put(putCut(put(at, "'"), from, until), "'");
}

function putCut(at: Offset, from: Offset, until: Offset): Offset {
  if (until - from <= QUOTED_BYTES_MAX) return putLogText(at, from, until);
  return put(putLogText(at, from, from + QUOTED_BYTES_MAX), "...");
}

/** Ends the message, writes it to standard error and returns `status`. */
export function report(end: Offset, status: i32): i32 {
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
  return status;
}

/** Says why a file that was named cannot be used. Returns the exit status. */
export function reportFile(what: string, at: Offset, end: Offset, failure: i32): i32 {
  const place: i32 = putQuoted(put(put(beginDiagnostic(), what), " "), at, end);
  switch (failure) {
    case Failure.NotFound:
      return report(put(place, " is not there"), EXIT_USAGE);
    case Failure.Forbidden:
      return report(put(place, " may not be read"), EXIT_USAGE);
    default:
      return report(put(place, " cannot be read"), EXIT_MACHINE);
  }
}

/** Writes what stands in the scratch block up to `end` to standard output. */
export function tell(end: Offset): void {
  print(BLOCK_AT, end - BLOCK_AT);
}
