/*
 * Minimum rates, both ways: a client that sends its content, or takes its answer, more slowly than
 * `--min-rate` is not waited for.
 *
 * Rules of this file: a rate is judged over whole windows, of the phase's duration each, and never
 * by one octet; content counts while the client is awaited, not while a script does not read. What
 * the machine holds of an answer counts as not taken (`unsent`), so that a client that takes it
 * steadily out of a large buffer is seen to. To look at that costs a call: it is first done when
 * the first window is over, and who takes nothing is closed at the end of the second.
 */

import { unsent } from "../../seam/host";
import { word } from "../../wire/octets/arena";
import { WHOLE_MAX } from "../../wire/octets/decimal";
import { serving } from "../settings/generations";
import { minRate } from "../settings/server-settings";
import { Deadline, durationOf, Phase, setDeadline, waitedMs } from "../time/deadlines";
import {
  ConnectionNumber,
  ConnectionRef,
  channelOf,
  connectionNumber,
  Flag,
  hasFlag,
  setConnectionNumber,
} from "./connection-record";

/** What is left was not looked at yet. */
const UNKNOWN: f64 = -1;

/** From now on the client is to send content. */
export function awaitContent(c: ConnectionRef): void {
  expect(connectionNumber(c, ConnectionNumber.ContentRemaining) !== 0);
  setConnectionNumber(c, ConnectionNumber.LastLeft, contentLeft(c));
  setDeadline(c, Phase.Content);
}

/** From now on the client is to take what was lent. */
export function awaitSend(c: ConnectionRef): void {
  expect(hasFlag(c, Flag.Lent));
  setConnectionNumber(c, ConnectionNumber.LastLeft, UNKNOWN);
  setDeadline(c, Phase.Send);
}

/**
 * Whether a client, whose phase is Content or Send, has moved too little since the window began.
 * The next window is to begin now.
 */
export function isTooSlow(c: ConnectionRef): bool {
  const phase: Phase = word(c + Deadline.Phase);
  assert(phase === Phase.Content || phase === Phase.Send);
  const before: f64 = connectionNumber(c, ConnectionNumber.LastLeft);
  const left: f64 = phase === Phase.Send ? unsent(channelOf(c)) : contentLeft(c);
  expect(left >= 0);
  setConnectionNumber(c, ConnectionNumber.LastLeft, left);
  if (before === UNKNOWN || left === 0) return false;
  const moved: f64 = before - left;
  return moved <= 0 || moved * 1000 < leastThousandths(phase, waitedMs(c));
}

/** What a client must move in so many milliseconds; the server's own delay is not its fault. */
function leastThousandths(phase: Phase, ms: i32): f64 {
  expect(ms >= 0 && durationOf(phase) > 0);
  const duration: i32 = durationOf(phase);
  const window: i32 = ms < duration ? ms : duration;
  return (minRate(serving()) as f64) * (window as f64);
}

/** It becomes less with each octet that comes; of chunked content nobody knows the end. */
function contentLeft(c: ConnectionRef): f64 {
  if (hasFlag(c, Flag.Chunked)) {
    return WHOLE_MAX - connectionNumber(c, ConnectionNumber.Discarded);
  }
  expect(connectionNumber(c, ConnectionNumber.ContentRemaining) >= 0);
  return connectionNumber(c, ConnectionNumber.ContentRemaining);
}
