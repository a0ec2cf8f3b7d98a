/*
 * Content that nobody wants: after the answer it is read and thrown away, so that the next request
 * can be found, within a bound.
 */

import { closeAfterResponse, endConnection } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  chunkOf,
  connectionNumber,
  Flag,
  hasFlag,
  setConnectionNumber,
  stateOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { becomeIdle } from "../../core/connection/response";
import { DISCARD_BYTES_MAX } from "../../core/memory/sizes";
import { Chunked, chunkedOutcome, decodeChunk } from "../../wire/http/chunked";
import { Offset } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";

/** Throws away content at `at`. Returns where the octets go on that are not content. */
export function discardContent(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(stateOf(c) === State.Discarding);
  return hasFlag(c, Flag.Chunked) ? discardChunked(c, at, end) : discardLength(c, at, end);
}

function discardLength(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(connectionNumber(c, ConnectionNumber.ContentRemaining) > 0);
  const remaining: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  const there: i32 = end - at;
  const bytes: i32 = remaining < there ? toInt(remaining) : there;
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, remaining - bytes);
  if (remaining === bytes) becomeIdle(c);
  return at + bytes;
}

function discardChunked(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(at < end && connectionNumber(c, ConnectionNumber.ContentRemaining) < 0);
  const state: i32 = chunkOf(c);
  let from: i32 = at;
  let outcome: i32 = Chunked.Content;
  while (outcome === Chunked.Content && from < end) {
    from += decodeChunk(state, from, end);
    outcome = chunkedOutcome(state);
  }
  const bytes: i32 = from - at;
  const discarded: f64 = connectionNumber(c, ConnectionNumber.Discarded) + bytes;
  setConnectionNumber(c, ConnectionNumber.Discarded, discarded);
  if (outcome === Chunked.Complete) {
    setConnectionNumber(c, ConnectionNumber.ContentRemaining, 0);
    becomeIdle(c);
  } else if (outcome < 0 || discarded > DISCARD_BYTES_MAX) {
    closeAfterResponse(c);
    endConnection(c);
  }
  return from;
}
