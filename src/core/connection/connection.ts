/*
 * The life of a connection: its record's beginning and end, and what it holds in between.
 *
 * Rules of this file: everything that a connection can own is given back in `release` and nowhere
 * else but by the answer that used it; a record begins in the harmless state, so that `release` can
 * always be called. The record changes first and the host is called last: a fault in a host call
 * then leaves nothing half-done.
 */
import { close, closeDirectory, closeFile, finish, reset } from "../../seam/host";
import { setWord } from "../../wire/octets/arena";
import { releaseFile } from "../files/open-files";
import { listedDirectory } from "../listing/listing-record";
import { bindChannel, Role, recordOf, roleOf, unbindChannel } from "../memory/channels";
import { give, NONE, ownerOf, Pool, take } from "../memory/pool";
import { HAS_SCRIPTS } from "../product/profile";
import { clearDeadline, Phase, setDeadline } from "../time/deadlines";
import { clientOf, setClient } from "../upstream/upstream-record";
import {
  ConnectionNumber,
  ConnectionRef,
  channelOf,
  clearFlags,
  connectionAt,
  connectionItem,
  Flag,
  fileOf,
  hasFlag,
  headSlotOf,
  heldOf,
  listingOf,
  sendSlotOf,
  setChannel,
  setConnectionNumber,
  setEmptyLines,
  setFile,
  setFlag,
  setHeadFilled,
  setHeadSlot,
  setHeld,
  setLingerExtensions,
  setListing,
  setRequests,
  setScan,
  setSendSlot,
  setState,
  setUpstream,
  stateOf,
  upstreamOf,
} from "./connection-record";
import { State } from "./connection-state";
import { Held, heldWord } from "./held-record";
import { logStreamed } from "./streamed";

/** A record for an accepted channel. Returns 0 when there is none. */
export function openConnection(channel: i32): i32 {
  expect(roleOf(channel) === Role.None);
  const item: i32 = take(Pool.Connections, channel);
  if (item === NONE) return 0;
  const c: ConnectionRef = connectionAt(item);
  setState(c, State.Idle);
  setChannel(c, channel);
  clearFlags(c);
  setHeadSlot(c, NONE);
  setHeadFilled(c, 0);
  setScan(c, 0, 0);
  setSendSlot(c, NONE);
  setFile(c, NONE);
  setUpstream(c, 0);
  setListing(c, NONE);
  setEmptyLines(c, 0);
  setRequests(c, 0);
  setLingerExtensions(c, 0);
  setHeld(c, NONE);
  setConnectionNumber(c, ConnectionNumber.FileRemaining, 0);
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, 0);
  setWord(c, Phase.None);
  bindChannel(channel, Role.Client, c);
  setDeadline(c, Phase.Idle);
  return c;
}

/**
 * Closes at once and gives everything back. A script that answered it is told to end. An answer
 * that is cut so may have no other end than the connection's (HTTP/1.0, nph-): the client is told
 * by a reset that this is none (RFC 9112 §8).
 */
export function release(c: ConnectionRef): void {
  expect(isOfClient(c));
  expect(stateOf(c) !== State.Free);
  const channel: i32 = channelOf(c);
  logStreamed(c);
  const isCut: bool = upstreamOf(c) !== 0 || listingOf(c) !== NONE;
  clearDeadline(c);
  if (HAS_SCRIPTS) detachUpstream(c, Phase.ScriptOrphan);
  releaseResponse(c);
  releaseHeld(c);
  releaseHead(c);
  setState(c, State.Free);
  expect(headSlotOf(c) === NONE && sendSlotOf(c) === NONE && heldOf(c) === NONE);
  give(Pool.Connections, connectionItem(c));
  unbindChannel(channel);
  if (isCut) reset(channel);
  else close(channel);
}

/** Whether the connection has the channel that it is told to have. */
function isOfClient(c: ConnectionRef): bool {
  const channel: i32 = channelOf(c);
  return roleOf(channel) === Role.Client && recordOf(channel) === c;
}

/** Gives back what the answer used; nothing of it may be lent any more. */
export function releaseResponse(c: ConnectionRef): void {
  expect(stateOf(c) !== State.Free);
  releaseSendSlot(c);
  const file: i32 = fileOf(c);
  if (file !== NONE) {
    setFile(c, NONE);
    releaseFile(file);
  }
  releaseListing(c);
}

export function releaseListing(c: ConnectionRef): void {
  const listing: i32 = listingOf(c);
  if (listing === NONE) return;
  expect(ownerOf(Pool.Listings, listing) === connectionItem(c));
  const directory: i32 = listedDirectory(listing);
  setListing(c, NONE);
  give(Pool.Listings, listing);
  closeDirectory(directory);
}

export function releaseSendSlot(c: ConnectionRef): void {
  const slot: i32 = sendSlotOf(c);
  if (slot === NONE) return;
  expect(ownerOf(Pool.Sends, slot) === connectionItem(c));
  setSendSlot(c, NONE);
  give(Pool.Sends, slot);
}

export function releaseHead(c: ConnectionRef): void {
  const slot: i32 = headSlotOf(c);
  setHeadFilled(c, 0);
  if (slot === NONE) return;
  expect(ownerOf(Pool.Heads, slot) === connectionItem(c));
  setHeadSlot(c, NONE);
  give(Pool.Heads, slot);
}

/** The request is not held any more; what of it lies in the head slot is left there. */
export function releaseHeld(c: ConnectionRef): void {
  const item: i32 = heldOf(c);
  if (item === NONE) return;
  expect(ownerOf(Pool.Held, item) === connectionItem(c));
  const file: i32 = heldWord(item, Held.File);
  setHeld(c, NONE);
  give(Pool.Held, item);
  if (file !== NONE) closeFile(file);
}

/** The script goes on alone; `phase` says what becomes of it. */
export function detachUpstream(c: ConnectionRef, phase: Phase): void {
  const script: i32 = upstreamOf(c);
  if (script === 0) return;
  expect(clientOf(script) === c);
  setUpstream(c, 0);
  setClient(script, 0);
  setDeadline(script, phase);
}

/**
 * Ends a connection whose answers are all sent: half-closed first when the client may still be
 * sending, because closing with unread octets would reset it and lose the answer (RFC 9112 §9.6).
 */
export function endConnection(c: ConnectionRef): void {
  expect(!hasFlag(c, Flag.Lent) && sendSlotOf(c) === NONE);
  if (!hasFlag(c, Flag.Linger) || hasFlag(c, Flag.PeerFinished)) {
    release(c);
    return;
  }
  releaseHead(c);
  setState(c, State.Lingering);
  setDeadline(c, Phase.Linger);
  finish(channelOf(c));
}

/** This answer is the connection's last, and the client may not expect that. */
export function closeAfterResponse(c: ConnectionRef): void {
  expect(stateOf(c) !== State.Free);
  setFlag(c, Flag.Close);
  setFlag(c, Flag.Linger);
}
