/*
 * The record of an upstream: of a running script, or of a request that a gateway answers
 * (src/handler/gateway/gateway.ts), where the script is the backend's.
 *
 * Rules of this file: nobody else knows where a field lies; parts with a file of their own have it
 * from here where they begin. No connection is 0; no channel, slot, backend or file is NONE.
 */
import { ProcessRef } from "../../seam/results";
import { double, Offset, setDouble, setWord, word } from "../../wire/octets/arena";
import { highWater, isItemAt, itemAt, itemOf, NONE, ownerOf, Pool } from "../memory/pool";
import { HAS_SCRIPTS } from "../product/profile";

/** Index of the first word of a record; 0 for none. */
export type UpstreamRef = i32;

/** Bits of `Upstream.Flags`: what is true beside its states (upstream-state.ts). */
export const enum UpstreamFlag {
  /** What it writes is sent as it is (3875 §5). */
  Nph = 1,
  /** Its output lies in the read buffer, while the event lasts that brought it. */
  InReadBuffer = 2,
  /** Its times run: nobody else is waited for (src/core/upstream/upstream-times.ts). */
  Awaited = 4,
  /** The connection was kept from an earlier request. */
  Reused = 8,
  /** Content was passed on that cannot be had again. */
  ContentConsumed = 16,
  /** The request may be made twice (RFC 9110 §9.2.2). */
  Idempotent = 32,
  /** It has left its place at the backend to another request (src/core/upstream/concurrency.ts). */
  SlotYielded = 64,
}

/** Words of the record; the four of its deadline (src/core/time/deadlines.ts) come first. */
export const enum Upstream {
  Flags = 4,
  /** A part with a file of its own, as those below: each has so many words as that says. */
  States,
  Process = 11,
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
  /** Octets of a line of standard error that is not complete; one more than are kept: it is cut. */
  ErrorBytes,
  /** Its share of the log: two words (src/core/log/log-budget.ts). */
  ErrorPaidMs,
  ErrorDropped,
  Request = 22,
  Gateway = 30,
  Times = 34,
  FastCgi = 40,
  /**
   * Doubles: octets of content that the script still owes; of the file that were passed on; of the
   * answer that were given to the host.
   */
  Doubles = 48,
  /** Two more parts, from an even index. */
  Gauge = 54,
  Streamed = 60,
  LENGTH = 64,
}

export function upstreamAt(item: i32): UpstreamRef {
  return itemAt(Pool.Upstreams, item) >> 2;
}

/** Whether a record, in use or not, begins at this word: for assertions. */
export function isUpstream(u: UpstreamRef): bool {
  return isItemAt(Pool.Upstreams, u << 2);
}

export function upstreamItem(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return itemOf(Pool.Upstreams, u << 2);
}

/** The record in use behind `u`, or the first for 0; 0 when there is none. */
export function nextScript(u: UpstreamRef): UpstreamRef {
  expect(u === 0 || isUpstream(u));
  if (!HAS_SCRIPTS) return 0;
  const first: i32 = u === 0 ? 0 : upstreamItem(u) + 1;
  for (let item: i32 = first; item < highWater(Pool.Upstreams); item++) {
    if (ownerOf(Pool.Upstreams, item) !== NONE) return upstreamAt(item);
  }
  return 0;
}

export function hasUpstreamFlag(u: UpstreamRef, flag: UpstreamFlag): bool {
  expect(isUpstream(u));
  return (word(u + Upstream.Flags) & flag) !== 0;
}

/** Its flags are these and no others. */
export function setUpstreamFlags(u: UpstreamRef, flags: i32): void {
  expect(isUpstream(u) && flags >= 0);
  setWord(u + Upstream.Flags, flags);
}

export function setUpstreamFlag(u: UpstreamRef, flag: UpstreamFlag): void {
  expect(isUpstream(u));
  setWord(u + Upstream.Flags, word(u + Upstream.Flags) | flag);
}

export function clearUpstreamFlag(u: UpstreamRef, flag: UpstreamFlag): void {
  expect(isUpstream(u));
  setWord(u + Upstream.Flags, word(u + Upstream.Flags) & ~flag);
}

/** Octets of the answer's content that the script still owes. */
export function owedBytes(u: UpstreamRef): f64 {
  expect(isUpstream(u));
  return double((u + Upstream.Doubles) >> 1);
}

export function setOwedBytes(u: UpstreamRef, bytes: f64): void {
  expect(isUpstream(u));
  setDouble((u + Upstream.Doubles) >> 1, bytes);
}

/** Octets of the file with the request's content that were passed on. */
export function passedBytes(u: UpstreamRef): f64 {
  expect(isUpstream(u));
  return double(((u + Upstream.Doubles) >> 1) + 1);
}

export function setPassedBytes(u: UpstreamRef, bytes: f64): void {
  expect(isUpstream(u));
  setDouble(((u + Upstream.Doubles) >> 1) + 1, bytes);
}

/** Octets of the answer that were given to the host, its framing included. */
export function sentBytes(u: UpstreamRef): f64 {
  expect(isUpstream(u));
  return double(((u + Upstream.Doubles) >> 1) + 2);
}

export function setSentBytes(u: UpstreamRef, bytes: f64): void {
  expect(isUpstream(u) && bytes >= 0);
  setDouble(((u + Upstream.Doubles) >> 1) + 2, bytes);
}

/** Octets of its output that were read and not sent begin here, from `outputAt`. */
export function pendingAt(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(u + Upstream.PendingAt);
}

export function pendingEnd(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(u + Upstream.PendingEnd);
}

export function pendingBytes(u: UpstreamRef): i32 {
  expect(pendingAt(u) <= pendingEnd(u));
  return pendingEnd(u) - pendingAt(u);
}

export function setPending(u: UpstreamRef, at: Offset, end: Offset): void {
  expect(isUpstream(u) && at >= 0 && at <= end);
  setWord(u + Upstream.PendingAt, at);
  setWord(u + Upstream.PendingEnd, end);
}

/** The process of a script, as `spawn` names it, until it is reaped; NO_PROCESS for none. */
export function processOf(u: UpstreamRef): ProcessRef {
  expect(isUpstream(u));
  return word(u + Upstream.Process);
}

export function setProcess(u: UpstreamRef, value: ProcessRef): void {
  expect(isUpstream(u));
  setWord(u + Upstream.Process, value);
}

/** Where it is sent content, or NONE; a backend has one channel for both directions. */
export function inputChannel(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(u + Upstream.Input);
}

export function setInputChannel(u: UpstreamRef, value: i32): void {
  expect(isUpstream(u) && value >= NONE);
  setWord(u + Upstream.Input, value);
}

/** Where its answer comes from, or NONE. */
export function outputChannel(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(u + Upstream.Output);
}

export function setOutputChannel(u: UpstreamRef, value: i32): void {
  expect(isUpstream(u) && value >= NONE);
  setWord(u + Upstream.Output, value);
}

/** Its standard error, or NONE. */
export function errorChannel(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(u + Upstream.Error);
}

export function setErrorChannel(u: UpstreamRef, value: i32): void {
  expect(isUpstream(u) && value >= NONE);
  setWord(u + Upstream.Error, value);
}

/** The connection that waits for its answer, 0 for none. */
export function clientOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(u + Upstream.Connection);
}

export function setClient(u: UpstreamRef, value: i32): void {
  expect(isUpstream(u));
  setWord(u + Upstream.Connection, value);
}

/** Its item of `Pool.Outputs`. */
export function slotOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return word(u + Upstream.Slot);
}

export function setSlot(u: UpstreamRef, value: i32): void {
  expect(isUpstream(u) && value >= 0);
  setWord(u + Upstream.Slot, value);
}

/** Index of the count of octets of a line of standard error. */
export function errorBytesAt(u: UpstreamRef): i32 {
  return u + Upstream.ErrorBytes;
}

/** Its share of the log (src/core/log/log-budget.ts). */
export function errorShareOf(u: UpstreamRef): i32 {
  return u + Upstream.ErrorPaidMs;
}

/** Its states (src/core/upstream/upstream-state.ts). */
export function statesOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return u + Upstream.States;
}

/** What is kept of its request (src/core/upstream/upstream-request.ts). */
export function requestOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return u + Upstream.Request;
}

/** What a gateway's has beside (src/core/gateway/gateway-record.ts). */
export function gatewayOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return u + Upstream.Gateway;
}

/** Its times (src/core/upstream/upstream-times.ts). */
export function timesOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return u + Upstream.Times;
}

/** What is read of FastCGI (src/core/gateway/fastcgi-record.ts). */
export function fastCgiOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return u + Upstream.FastCgi;
}

/** How fast its client moves (src/core/connection/gauge.ts). */
export function gaugeOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return u + Upstream.Gauge;
}

/** What was sent of its answer (src/core/connection/streamed.ts). */
export function streamedOf(u: UpstreamRef): i32 {
  expect(isUpstream(u));
  return u + Upstream.Streamed;
}
