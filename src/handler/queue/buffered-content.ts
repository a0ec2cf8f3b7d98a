/*
 * Content that is kept before its script or backend is asked, so that a slow sender holds neither:
 * content of unknown length, because a script must be told one (RFC 3875 §4.1.2), and content that
 * is not longer than --script-buffer and has not come whole with its head.
 *
 * Rules of this file: when its end has come the request waits for its turn; what would be more than
 * --content-max is not kept. Content whose length is known need not be kept: where there is no room
 * for it, it goes on to the script as it comes.
 */
import { keepOctets } from "../../core/connection/buffered-store";
import { closeAfterResponse, releaseSendSlot } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  chunkOf,
  clearFlag,
  connectionNumber,
  Flag,
  hasFlag,
  heldOf,
  setConnectionNumber,
  setState,
  stateOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { Held, heldFile, heldWord, isKept, setHeldWord } from "../../core/connection/held-record";
import { awaitContent } from "../../core/connection/rate";
import { sendContinue } from "../../core/connection/response";
import { NONE } from "../../core/memory/pool";
import { bufferFor } from "../../core/rules/rules";
import { contentBytesMax, scriptBufferBytes } from "../../core/settings/site-settings";
import {
  Chunked,
  chunkedContentAt,
  chunkedContentBytes,
  chunkedOutcome,
  chunkedTotal,
  decodeChunk,
} from "../../wire/http/chunked";
import { REFUSE_CONTENT_LENGTH, REFUSE_NO_SLOT, Refusal } from "../../wire/http/refusal";
import { moveOctets, Offset } from "../../wire/octets/arena";
import { toInt } from "../../wire/octets/decimal";
import { bytesBehind, requestSite } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { evictBuffered, hasBufferRoom } from "./buffer-eviction";
import { holdRequest, refuseHeld } from "./held-request";
import { waitForScript } from "./queue";

/** Whether content of so many octets, for a script by this rule, is to be kept first. */
export function isToBeIdle(c: ConnectionRef, rule: i32, bytes: f64): bool {
  expect(rule !== 0 && isRequestOf(c));
  if (bytes <= bytesBehind() || bytes > bufferFor(rule, scriptBufferBytes(requestSite())))
    return false;
  return heldOf(c) === NONE && hasBufferRoom();
}

/** Begins to keep the content of the request that is being answered, a script's by this rule. */
export function keepContent(c: ConnectionRef, rule: i32): void {
  expect(heldOf(c) === NONE);
  holdRequest(c, 1);
  setHeldWord(heldOf(c), Held.Rule, rule);
  if (!evictBuffered(c)) {
    refuseHeld(c, REFUSE_NO_SLOT);
    return;
  }
  setState(c, State.Buffering);
  setConnectionNumber(c, ConnectionNumber.Discarded, 0);
  awaitContent(c);
  if (hasFlag(c, Flag.Expecting)) sendContinue(c);
}

/** Keeps content at `at`. Returns where the octets go on that were not taken. */
export function takeBufferedContent(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(stateOf(c) === State.Buffering);
  return hasFlag(c, Flag.Chunked) ? takeChunked(c, at, end) : takeLength(c, at, end);
}

function takeLength(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(!hasFlag(c, Flag.Chunked) && at < end);
  const left: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  const there: i32 = end - at;
  const bytes: i32 = left < there ? toInt(left) : there;
  const before: f64 = connectionNumber(c, ConnectionNumber.Discarded);
  const refusal: Refusal = keepOctets(c, at, bytes, before);
  if (refusal < 0 && heldFile(c) === NONE) {
    enqueue(c);
    return at;
  }
  setConnectionNumber(c, ConnectionNumber.Discarded, before + bytes);
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, left - bytes);
  if (refusal < 0) refuseHeld(c, refusal);
  else if (left === bytes) enqueue(c);
  return at + bytes;
}

/** Decodes and keeps content. */
function takeChunked(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(hasFlag(c, Flag.Chunked) && at < end);
  const state: i32 = chunkOf(c);
  let from: i32 = at;
  let outcome: i32 = Chunked.Content;
  let contentAt: i32 = at;
  let contentEnd: i32 = at;
  // Its regions are moved together, so that small chunks cost one call and not one each.
  while (outcome === Chunked.Content && from < end) {
    from += decodeChunk(state, from, end);
    outcome = chunkedOutcome(state);
    const bytes: i32 = chunkedContentBytes(state);
    if (bytes === 0) continue;
    const regionAt: i32 = chunkedContentAt(state);
    if (contentEnd === contentAt) {
      contentAt = regionAt;
      contentEnd = regionAt;
    }
    if (contentEnd !== regionAt) moveOctets(contentEnd, regionAt, bytes);
    contentEnd += bytes;
  }
  const taken: i32 = from - at;
  const before: f64 = connectionNumber(c, ConnectionNumber.Discarded);
  setConnectionNumber(c, ConnectionNumber.Discarded, before + taken);
  conclude(c, outcome, contentAt, contentEnd - contentAt);
  return from;
}

/** What the decoder has come to, with `bytes` octets of content at `at`. */
function conclude(c: ConnectionRef, outcome: i32, at: Offset, bytes: i32): void {
  expect(isKept(c) && bytes >= 0);
  if (outcome < 0) {
    closeAfterResponse(c);
    refuseHeld(c, outcome);
    return;
  }
  if (outcome === Chunked.Complete) {
    clearFlag(c, Flag.Chunked);
    setConnectionNumber(c, ConnectionNumber.ContentRemaining, 0);
  }
  const total: f64 = chunkedTotal(chunkOf(c));
  const refusal: Refusal =
    total > contentBytesMax(requestSite())
      ? REFUSE_CONTENT_LENGTH
      : keepOctets(c, at, bytes, total - bytes);
  if (refusal < 0) refuseHeld(c, refusal);
  else if (outcome === Chunked.Complete) enqueue(c);
}

function enqueue(c: ConnectionRef): void {
  expect(stateOf(c) === State.Buffering && isKept(c));
  waitForScript(c, heldWord(heldOf(c), Held.Rule));
}

/** 100 (Continue), which could not be sent at once, is sent. */
export function continueHeld(c: ConnectionRef): void {
  expect(heldOf(c) !== NONE && !hasFlag(c, Flag.Lent));
  releaseSendSlot(c);
  if (stateOf(c) === State.Buffering) awaitContent(c);
}
