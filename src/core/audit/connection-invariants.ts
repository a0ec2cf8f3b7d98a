/*
 * What holds of a connection between two events, beside what `audit` asks of it: looked at by the
 * simulated host after each event, and by the fuzzers.
 */

import { EMPTY_LINES_MAX } from "../../wire/http/head-scan";
import {
  ConnectionNumber,
  ConnectionRef,
  connectionItem,
  connectionNumber,
  emptyLinesOf,
  Flag,
  fileOf,
  hasFlag,
  headFilledOf,
  headSlotOf,
  lineAtOf,
  listingOf,
  scannedToOf,
  sendSlotOf,
  stateOf,
  upstreamOf,
} from "../connection/connection-record";
import { State } from "../connection/connection-state";
import { NONE, ownerOf, Pool, PoolItem } from "../memory/pool";
import { HEAD_SLOT_BYTES } from "../memory/sizes";

export function connectionInvariants(c: ConnectionRef): bool {
  return ownsItsSlots(c) && isHeadSound(c) && isResponseSound(c) && isContentSound(c);
}

/** What its record names is its own. */
function ownsItsSlots(c: ConnectionRef): bool {
  const isOwner: bool = owns(c, Pool.Heads, headSlotOf(c)) && owns(c, Pool.Sends, sendSlotOf(c));
  return isOwner && owns(c, Pool.Listings, listingOf(c));
}

function owns(c: ConnectionRef, pool: Pool, item: PoolItem): bool {
  return item === NONE || ownerOf(pool, item) === connectionItem(c);
}

/** A head that is not complete lies in a slot, and no more of it was looked at than there is. */
function isHeadSound(c: ConnectionRef): bool {
  const filled: i32 = headFilledOf(c);
  if (filled < 0 || filled > HEAD_SLOT_BYTES) return false;
  if (filled > 0 && headSlotOf(c) === NONE) return false;
  if (emptyLinesOf(c) > EMPTY_LINES_MAX) return false;
  if (stateOf(c) !== State.Head) return true;
  return lineAtOf(c) <= scannedToOf(c) && scannedToOf(c) <= filled;
}

/** Only a connection that is answered has anything of an answer. */
function isResponseSound(c: ConnectionRef): bool {
  const hasPart: bool = fileOf(c) !== NONE || listingOf(c) !== NONE || sendSlotOf(c) !== NONE;
  switch (stateOf(c)) {
    case State.Responding:
      return upstreamOf(c) === 0;
    case State.Upstream:
      return listingOf(c) === NONE && fileOf(c) === NONE;
    case State.Buffering:
    case State.Waiting:
      // 100 (Continue) may be on its way.
      return fileOf(c) === NONE && listingOf(c) === NONE;
    default:
      return !hasPart && !hasFlag(c, Flag.Lent);
  }
}

/** Content of unknown length comes in chunks; what is left of any other is a number. */
function isContentSound(c: ConnectionRef): bool {
  const left: f64 = connectionNumber(c, ConnectionNumber.ContentRemaining);
  if (left < 0) return left === -1 && hasFlag(c, Flag.Chunked);
  return connectionNumber(c, ConnectionNumber.FileRemaining) >= 0;
}
