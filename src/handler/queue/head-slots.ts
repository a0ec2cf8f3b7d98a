/*
 * Head slots: room for a head that comes in pieces, and for what came behind a request.
 *
 * Rules of this file: whoever sends heads slowly cannot keep others from sending theirs in two
 * pieces: the one that has waited for longest gives way to the new one. What came behind a request
 * that is being answered gives way before it, because the client can ask for it again (RFC 9112
 * §9.3.2); and it displaces nobody.
 */

import { closeAfterResponse, releaseHead } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  connectionAt,
  connectionItem,
  connectionNumber,
  headFilledOf,
  headSlotOf,
  stateOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { longestWithHead } from "../../core/connection/eviction";
import { highWater, isExhausted, itemAt, NONE, ownerOf, Pool, take } from "../../core/memory/pool";
import { firstSite, serving } from "../../core/settings/generations";
import { REFUSE_NO_SLOT } from "../../wire/http/refusal";
import { noteRequestLine } from "../request/current-request";
import { refuseAndClose } from "../response/refuse";

/** A head slot for the connection's octets, or NONE for what came behind a request. */
export function takeHeadSlot(c: ConnectionRef): i32 {
  expect(headSlotOf(c) === NONE);
  return isBehind(c) ? take(Pool.Heads, connectionItem(c)) : makeHeadSlot(c);
}

/** A head slot for a request that is not answered yet; where there is none, somebody gives way. */
export function makeHeadSlot(c: ConnectionRef): i32 {
  expect(headSlotOf(c) === NONE && stateOf(c) !== State.Free);
  let slot: i32 = take(Pool.Heads, connectionItem(c));
  if (slot !== NONE) return slot;
  if (!dropBehind()) refuseLongest(c);
  slot = take(Pool.Heads, connectionItem(c));
  // Else all would be of held requests or content for scripts, which are fewer than slots.
  assert(slot !== NONE);
  return slot;
}

/** Whether what the connection keeps is of a request after the one that is being answered. */
function isBehind(c: ConnectionRef): bool {
  if (stateOf(c) === State.Responding) return true;
  return (
    stateOf(c) === State.Upstream && connectionNumber(c, ConnectionNumber.ContentRemaining) === 0
  );
}

function dropBehind(): bool {
  for (let item: i32 = 0; item < highWater(Pool.Heads); item++) {
    const owner: i32 = ownerOf(Pool.Heads, item);
    if (owner === NONE || !isBehind(connectionAt(owner))) continue;
    // The client learns by the connection's end that no more is answered.
    closeAfterResponse(connectionAt(owner));
    releaseHead(connectionAt(owner));
    return true;
  }
  return false;
}

function refuseLongest(c: ConnectionRef): void {
  expect(isExhausted(Pool.Heads));
  const other: ConnectionRef = longestWithHead(c);
  if (other === 0) return;
  const at: i32 = itemAt(Pool.Heads, headSlotOf(other));
  noteRequestLine(firstSite(serving()), at, at + headFilledOf(other));
  // Its octets stay where they are until the slot is taken.
  releaseHead(other);
  refuseAndClose(other, REFUSE_NO_SLOT);
}
