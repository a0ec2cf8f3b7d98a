/*
 * A request's content on its way to a script or backend, with back-pressure: while it is not taken,
 * the client is not read.
 */

import {
  ConnectionNumber,
  ConnectionRef,
  connectionNumber,
  setConnectionNumber,
  upstreamOf,
} from "../../core/connection/connection-record";
import {
  isGateway,
  isInputEnded,
  lendInput,
  regainInput,
} from "../../core/upstream/upstream-progress";
import { clientOf, inputChannel, UpstreamRef } from "../../core/upstream/upstream-record";
import { inputAt } from "../../core/upstream/upstream-slot";
import {
  InputState,
  inputState,
  ResponseState,
  responseState,
} from "../../core/upstream/upstream-state";
import { endSend } from "../../core/upstream/upstream-times";
import { send } from "../../seam/host";
import { Sent } from "../../seam/results";
import { moveOctets, Offset } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { READ_BYTES } from "../../wire/sizes/sizes";
import { goOnToBackend, passToBackend } from "../gateway/request-body";
import { isAnsweredBy, isOpenUpstream } from "../request/entry-conditions";
import { setUpstreamDeadline, wantsScriptContent } from "../upstream/await-upstream";
import { endInput } from "../upstream/close-upstream";

/** Passes content at `at` on to the script. Returns where the octets go on that were not taken. */
export function takeScriptContent(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(isAnsweredBy(c, upstreamOf(c)) && at < end);
  const u: UpstreamRef = upstreamOf(c);
  if (!wantsScriptContent(c)) return at;
  const remaining: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  const there: i32 = end - at < READ_BYTES ? end - at : READ_BYTES;
  const bytes: i32 = remaining < there ? toInt(remaining) : there;
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, remaining - bytes);
  // A script need not read its input (3875 §4.2): the rest is thrown away.
  if (!isInputEnded(u)) passOn(u, at, bytes, remaining === bytes);
  setUpstreamDeadline(c);
  return at + bytes;
}

/** What was lent of the input is taken, or the script has closed its end. */
export function inputWritable(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  regainInput(u);
  const c: ConnectionRef = clientOf(u);
  if (isGateway(u)) {
    if (responseState(u) === ResponseState.Awaited) endSend(u);
    goOnToBackend(u);
    return;
  }
  if (c === 0 || connectionNumber(c, ConnectionNumber.ContentRemaining) === 0) endInput(u);
  if (c !== 0) setUpstreamDeadline(c);
}

export function passOn(u: UpstreamRef, at: Offset, bytes: i32, isLast: bool): void {
  expect(bytes > 0 && bytes <= READ_BYTES && clientOf(u) !== 0);
  expect(inputState(u) === InputState.Open);
  if (isGateway(u)) {
    passToBackend(u, at, bytes, isLast);
    return;
  }
  moveOctets(inputAt(u), at, bytes);
  const sent: i32 = send(inputChannel(u), inputAt(u), bytes, false);
  if (sent === Sent.Lent) lendInput(u);
  else if (sent === Sent.Gone || isLast) endInput(u);
}
