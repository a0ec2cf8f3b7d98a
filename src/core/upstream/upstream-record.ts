/*
 * The record of a running script, and where things lie in its output slot. A request that a gateway
 * answers (src/handler/gateway/gateway.ts) has the same record: there the script is the backend's.
 *
 * Rule of this file: what every script has lies side by side at the start of the slot, so that most
 * scripts touch one page of it.
 */

import { double, setDouble, setWord, word } from "../../wire/octets/arena";
import { READ_AT, READ_BYTES } from "../memory/layout";
import { highWater, itemAt, itemBytes, itemOf, NONE, ownerOf, Pool } from "../memory/pool";

/** Bits of `Upstream.Flags`. */
export const enum UpstreamFlag {
  /** The head of the answer was sent, or is not wanted any more. */
  HeadSent = 1,
  /** The answer's content is sent in chunks. */
  Chunked = 2,
  /** The script has said how long its content is. */
  HasLength = 4,
  OutputEnded = 8,
  InputEnded = 16,
  ErrorEnded = 32,
  /** The process has ended. */
  Exited = 64,
  /** Its group was told to end. */
  Aborted = 128,
  /** A region of the input is lent. */
  InputLent = 256,
  /** Reading its output is paused. */
  OutputPaused = 512,
  /** What it writes is sent as it is (3875 §5). */
  Nph = 1024,
  /** Its answer was a local redirect, which waits for its end. */
  Redirecting = 2048,
  /** Its output lies in the read buffer, while the event lasts that brought it. */
  InReadBuffer = 4096,
  /** Its times run: nobody else is waited for (src/core/upstream/upstream-times.ts). */
  Awaited = 8192,
  /** A backend answers: there is no process, and one channel for both directions. */
  Gateway = 16384,
  /** The backend has taken the connection. */
  Connected = 32768,
  /** The connection was kept from an earlier request. */
  Reused = 65536,
  /** Something of the answer has come. */
  ResponseStarted = 131072,
  /** Content was passed on that cannot be had again. */
  ContentConsumed = 262144,
  /** The request may be made twice (RFC 9110 §9.2.2). */
  Idempotent = 524288,
  /** A backend is asked whether the request may be answered (src/handler/access/authorizer.ts). */
  Authorizer = 1048576,
  /** It has said that it may. */
  Allowed = 2097152,
  /** It has left its place at the backend to another request (src/core/upstream/concurrency.ts). */
  SlotYielded = 4194304,
  /** A signal has ended the process. */
  Killed = 8388608,
  /** The process goes on after the end of its output. */
  Outlives = 16777216,
}

/** Words of the record; the four of its deadline (src/core/time/deadlines.ts) come first. */
export const enum Upstream {
  Flags = 4,
  Process,
  Input,
  Output,
  Error,
  /** Index of the connection's record, 0 when nobody waits for the answer. */
  Connection,
  /** Item of `Pool.Outputs`. */
  Slot,
  /** In the output region: what has not been sent yet begins and ends here. */
  PendingAt,
  PendingEnd,
  /** Octets of the script's name in its region. */
  NameBytes,
  /** Octets of the request's head in its region, and of the request-line that it begins with. */
  HeadBytes,
  LineBytes,
  /** Octets of a line of standard error that is not complete; one more than are kept: it is cut. */
  ErrorBytes,
  /**
   * Of the request: the configured fields of its path (src/core/rules/field-rules.ts) and its
   * origin.
   */
  FieldRules,
  Origin,
  /** The rule by which it is a script (src/core/rules/rules.ts). */
  Rule,
  /** Local redirects that have led to it. */
  Redirects,
  /** Its share of the log: two words (src/core/log/log-budget.ts). */
  ErrorPaidMs,
  ErrorDropped,
  /** Times of the monotonic clock: its start, since when it is waited for, its last output. */
  StartedMs,
  AwaitedMs,
  HeardMs,
  /** Of a gateway: the backend (src/core/upstream/backends.ts), NONE for a script of ours. */
  Backend,
  /** Bits: backends that were tried. */
  Tried,
  /** Octets of the request in its region. */
  RequestBytes,
  /** The file with the request's content, or NONE. */
  File,
  /** Since when the backend is to connect, or has taken nothing of what is lent. */
  LentMs,
  /** When it was looked at how much it had taken, and octets that it had not; -1 before that. */
  LookedMs,
  LentLeft,
  /** The FastCGI record that is being read: octets of its header or end, of which so many came. */
  ReadBytes,
  ReadAt,
  /** Two words of octets; and what is still to come of it: content, padding. */
  ReadContent = 36,
  ReadPadding,
  ReadType,
  /**
   * Doubles: octets of content that the script still owes; of the file that were passed on; of the
   * answer that were given to the host.
   */
  Doubles = 40,
  /**
   * How fast its client moves (src/core/connection/gauge.ts): GAUGE_WORDS words from an even index.
   */
  Gauge = 46,
  /**
   * What was sent of its answer (src/core/connection/streamed.ts): four words from an even index.
   */
  Streamed = 52,
  /** The site that the request is for. */
  Site = 56,
  LENGTH = 58,
}

/** The longest head of a script's answer: with our own fields it fits a send slot. */
export const UPSTREAM_HEAD_BYTES_MAX: i32 = 14336;
/** A head that is not complete, and one read behind it. */
export const OUTPUT_BYTES: i32 = UPSTREAM_HEAD_BYTES_MAX + READ_BYTES;
/** The script's name for the log. */
export const UPSTREAM_NAME_BYTES: i32 = 512;
/** The request's head, which the answer may need again: the longest that is read. */
export const SAVED_HEAD_BYTES: i32 = READ_BYTES;
/** The longest line of standard error that is kept together. */
export const UPSTREAM_ERROR_BYTES: i32 = 2048;

export function upstreamAt(item: i32): i32 {
  return itemAt(Pool.Upstreams, item) >> 2;
}

export function upstreamItem(u: i32): i32 {
  return itemOf(Pool.Upstreams, u << 2);
}

/** The record in use behind `u`, or the first for 0; 0 when there is none. */
export function nextScript(u: i32): i32 {
  const first: i32 = u === 0 ? 0 : upstreamItem(u) + 1;
  for (let item: i32 = first; item < highWater(Pool.Upstreams); item++) {
    if (ownerOf(Pool.Upstreams, item) !== NONE) return upstreamAt(item);
  }
  return 0;
}

export function hasUpstreamFlag(u: i32, flag: UpstreamFlag): bool {
  return (word(u + Upstream.Flags) & flag) !== 0;
}

export function setUpstreamFlag(u: i32, flag: UpstreamFlag): void {
  setWord(u + Upstream.Flags, word(u + Upstream.Flags) | flag);
}

export function clearUpstreamFlag(u: i32, flag: UpstreamFlag): void {
  setWord(u + Upstream.Flags, word(u + Upstream.Flags) & ~flag);
}

export function owedBytes(u: i32): f64 {
  return double((u + Upstream.Doubles) >> 1);
}

export function setOwedBytes(u: i32, bytes: f64): void {
  setDouble((u + Upstream.Doubles) >> 1, bytes);
}

/** Octets of the file with the request's content that were passed on. */
export function passedBytes(u: i32): f64 {
  return double(((u + Upstream.Doubles) >> 1) + 1);
}

export function setPassedBytes(u: i32, bytes: f64): void {
  setDouble(((u + Upstream.Doubles) >> 1) + 1, bytes);
}

/** Octets of the answer that were given to the host, its framing included. */
export function sentBytes(u: i32): f64 {
  return double(((u + Upstream.Doubles) >> 1) + 2);
}

export function setSentBytes(u: i32, bytes: f64): void {
  setDouble(((u + Upstream.Doubles) >> 1) + 2, bytes);
}

/** What a gateway sends before the content, beside what every script has: a block, encoded. */
export const GATEWAY_REQUEST_BYTES: i32 = 98304;
/** Content on its way to a script; or in a record with its header, and the record of its end. */
const INPUT_BYTES: i32 = READ_BYTES + 16;
const TEXT_BYTES: i32 = UPSTREAM_NAME_BYTES + SAVED_HEAD_BYTES;

/** Octets of an item of `Pool.Outputs`; where no gateway is configured it has no room for one. */
export function outputSlotBytes(hasGateways: bool): i32 {
  const bytes: i32 = TEXT_BYTES + UPSTREAM_ERROR_BYTES + OUTPUT_BYTES + INPUT_BYTES;
  return hasGateways ? bytes + GATEWAY_REQUEST_BYTES : bytes;
}

/** The script's name for the log; the head of its request follows, which the answer may need. */
export function nameAt(u: i32): i32 {
  return itemAt(Pool.Outputs, word(u + Upstream.Slot));
}

export function savedHeadAt(u: i32): i32 {
  return nameAt(u) + word(u + Upstream.NameBytes);
}

/** What a gateway sends before the content: GATEWAY_REQUEST_BYTES octets behind the head. */
export function gatewayRequestAt(u: i32): i32 {
  return savedHeadAt(u) + word(u + Upstream.HeadBytes);
}

/** Where the script's output lies that was not sent yet. */
export function outputAt(u: i32): i32 {
  return hasUpstreamFlag(u, UpstreamFlag.InReadBuffer) ? READ_AT : gatheredAt(u);
}

/** Where it gathers when it cannot be sent at once: OUTPUT_BYTES octets. */
export function gatheredAt(u: i32): i32 {
  return inputAt(u) - OUTPUT_BYTES;
}

/** Where content lies on its way to the script: INPUT_BYTES octets. */
export function inputAt(u: i32): i32 {
  return errorLineAt(u) - INPUT_BYTES;
}

/** Where a line of standard error gathers: UPSTREAM_ERROR_BYTES octets. */
export function errorLineAt(u: i32): i32 {
  return nameAt(u) + itemBytes(Pool.Outputs) - UPSTREAM_ERROR_BYTES;
}
