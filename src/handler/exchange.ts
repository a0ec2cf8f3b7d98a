/*
 * The exchange of requests and answers on a connection: what comes in is taken apart into heads and
 * content, in order, one request at a time.
 *
 *   Idle -> Head -> (answered) Answering | Script -> Discarding -> Idle … -> Lingering
 *
 * Rules of this file: a request that is whole in the read buffer is handled there and takes no
 * slot; only a remainder is copied to a head slot, always to its start; while an answer is on its
 * way no further request is looked at.
 */
import { closeAfterAnswer, release, releaseHead } from "../core/connection";
import {
  Connection,
  channelOf,
  Flag,
  hasFlag,
  State,
  setFlag,
  stateOf,
} from "../core/connection-record";
import { READ_AT } from "../core/layout";
import { HEAD_SLOT_BYTES } from "../core/limits";
import { itemAt, NONE, Pool } from "../core/pool";
import { resume } from "../host/host";
import { moveOctets, setWord, word } from "../wire/arena";
import { discardContent } from "./discard";
import { takeHeadSlot } from "./head-room";
import { takeRequest } from "./request-start";
import { takeScriptContent, wantsScriptContent } from "./script-input";
import { followRedirect } from "./script-redirect";

/** Octets have come: they lie in the read buffer. Returns whether to go on reading. */
export function receiveFromClient(c: i32, bytes: i32): bool {
  if (bytes <= 0) {
    endOfClient(c, bytes === 0);
    return false;
  }
  if (stateOf(c) === State.Lingering) {
    setFlag(c, Flag.Talking);
    return true;
  }
  // Behind the connection's last answer no request is looked for.
  if (stateOf(c) === State.Answering && hasFlag(c, Flag.Close)) return false;
  if (word(c + Connection.HeadSlot) === NONE) {
    keepRest(c, digest(c, READ_AT, READ_AT + bytes), READ_AT + bytes);
  } else {
    receiveBehind(c, READ_AT, READ_AT + bytes);
  }
  return wantsRead(c);
}

/** An answer has ended or a script has done something: goes on with what came meanwhile. */
export function goOn(c: i32): void {
  followRedirect(c);
  if (stateOf(c) === State.Free) return;
  const filled: i32 = word(c + Connection.HeadFilled);
  if (filled > 0) {
    const slotAt: i32 = headSlotAt(c);
    keepRest(c, digest(c, slotAt, slotAt + filled), slotAt + filled);
  }
  if (wantsRead(c)) resume(channelOf(c));
}

/** The client has closed or reset the connection while reading was off. */
export function hangUpClient(c: i32): void {
  // A client that waits for a script has gone; one that takes a file may only have closed its side.
  if (stateOf(c) === State.Script) release(c);
}

/**
 * End of the client's side, orderly or not. Files are sent to the end after it; a script's client
 * is taken to be gone, because a close without unread octets looks the same.
 */
function endOfClient(c: i32, isOrderly: bool): void {
  if (isOrderly && stateOf(c) === State.Answering) setFlag(c, Flag.PeerFinished);
  else release(c);
}

function wantsRead(c: i32): bool {
  switch (stateOf(c)) {
    case State.Idle:
    case State.Head:
    case State.Discarding:
    case State.Lingering:
      return true;
    case State.Script:
      // What comes behind the content is kept, once; reading on shows that the client has gone.
      return wantsScriptContent(c) || word(c + Connection.HeadFilled) === 0;
    default:
      return false;
  }
}

/**
 * Octets behind those in the head slot. The slot is not shorter than a read, and whatever completes
 * the first request in it consumes all that was there before: what is left of both always fits.
 */
function receiveBehind(c: i32, from: i32, readEnd: i32): void {
  let at: i32 = from;
  while (at < readEnd) {
    const slotAt: i32 = headSlotAt(c);
    const filled: i32 = word(c + Connection.HeadFilled);
    const room: i32 = HEAD_SLOT_BYTES - filled;
    const bytes: i32 = readEnd - at < room ? readEnd - at : room;
    assert(bytes > 0);
    moveOctets(slotAt + filled, at, bytes);
    at += bytes;
    const end: i32 = slotAt + filled + bytes;
    setWord(c + Connection.HeadFilled, filled + bytes);
    keepRest(c, digest(c, slotAt, end), end);
    if (at < readEnd && word(c + Connection.HeadSlot) === NONE) {
      keepRest(c, digest(c, at, readEnd), readEnd);
      return;
    }
  }
}

/** Takes apart `at` to `end` as far as the connection's state allows. Returns where it stopped. */
function digest(c: i32, at: i32, end: i32): i32 {
  let from: i32 = at;
  while (from < end) {
    const next: i32 = digestOnce(c, from, end);
    if (next === from) return from;
    from = next;
  }
  return from;
}

function digestOnce(c: i32, at: i32, end: i32): i32 {
  switch (stateOf(c)) {
    case State.Idle:
    case State.Head:
      return takeRequest(c, at, end);
    case State.Discarding:
      return discardContent(c, at, end);
    case State.Script:
      return takeScriptContent(c, at, end);
    default:
      return at;
  }
}

/** Keeps what was not taken apart at the start of a head slot. */
function keepRest(c: i32, at: i32, end: i32): void {
  const state: i32 = stateOf(c);
  if (state === State.Free || state === State.Lingering) return;
  if (at === end) {
    releaseHead(c);
    return;
  }
  if (word(c + Connection.HeadSlot) === NONE) {
    const slot: i32 = takeHeadSlot(c);
    if (slot === NONE) {
      // The client learns by the connection's end that no more is answered, and asks again.
      closeAfterAnswer(c);
      return;
    }
    setWord(c + Connection.HeadSlot, slot);
  }
  if (at !== headSlotAt(c)) moveOctets(headSlotAt(c), at, end - at);
  setWord(c + Connection.HeadFilled, end - at);
}

function headSlotAt(c: i32): i32 {
  return itemAt(Pool.Heads, word(c + Connection.HeadSlot));
}
