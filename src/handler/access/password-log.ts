/*
 * What is wrong with files of passwords while the server runs.
 *
 * Rule of this file: it is said once a second at most, however many ask.
 */
import { putShadowPath } from "../../core/auth/proof";
import { beginLogLine, Severity } from "../../core/log/log-line";
import { BLOCK_AT, BLOCK_END } from "../../core/memory/layout";
import { AuthRuleRef, AuthText, authTextAt, authTextEnd } from "../../core/rules/auth-rules";
import { elapsedMs, nowMs } from "../../core/time/clock";
import { log } from "../../seam/host";
import { Failure } from "../../seam/results";
import { Offset } from "../../wire/octets/arena";
import { putLogText } from "../../wire/octets/escape";
import { put, putOctets } from "../../wire/octets/text";

const SILENCE_MS: i32 = 1000;
/** Where a name is kept while a line is composed. */
const NAME_AT: i32 = BLOCK_END - 512;

let hasTold: bool = false;
let toldMs: i32 = 0;

/** Why a file of the rule, or the machine's own, cannot be used. */
export function logPasswordFile(
  rule: AuthRuleRef,
  text: AuthText,
  isShadow: bool,
  failure: i32,
): void {
  if (!isTime()) return;
  const end: i32 = putFile(beginLogLine(Severity.Error), rule, text, isShadow);
  tell(putReason(end, failure));
}

/** The hash of a user is more costly than may be. */
export function logPasswordCost(rule: AuthRuleRef, at: Offset, until: Offset): void {
  if (!isTime()) return;
  const nameEnd: i32 = putOctets(NAME_AT, at, until);
  let end: i32 = putFile(beginLogLine(Severity.Error), rule, AuthText.File, false);
  end = putLogText(put(end, ": the hash of user '"), NAME_AT, nameEnd);
  tell(put(end, "' takes more work than auth-cost allows"));
}

function putFile(at: Offset, rule: AuthRuleRef, text: AuthText, isShadow: bool): Offset {
  if (isShadow) return putShadowPath(at);
  return putLogText(at, authTextAt(rule, text), authTextEnd(rule, text));
}

function putReason(at: Offset, failure: i32): Offset {
  switch (failure) {
    case Failure.NotFound:
      return put(at, ": is not there; nobody is let in");
    case Failure.Forbidden:
      return put(at, ": may not be read; nobody is let in");
    case Failure.TooBig:
      return put(at, ": is longer than 256 KiB; nobody is let in");
    default:
      return put(at, ": cannot be read; nobody is let in");
  }
}

function isTime(): bool {
  if (hasTold && elapsedMs(toldMs) < SILENCE_MS) return false;
  hasTold = true;
  toldMs = nowMs;
  return true;
}

function tell(end: Offset): void {
  log(BLOCK_AT, put(end, "\n") - BLOCK_AT);
}
