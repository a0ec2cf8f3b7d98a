/*
 * For whom the core acts just now, beside the channel in whose name it was entered: a deadline and
 * the end of a process come in no channel's name, and what a script does goes on in its client's.
 *
 * Rule of this file: it is noted before anything is done, and forgotten when all of it is done.
 */
import { release } from "../core/connection/connection";
import { ConnectionRef, stateOf } from "../core/connection/connection-record";
import { State } from "../core/connection/connection-state";
import { NONE, ownerOf, Pool } from "../core/memory/pool";
import { HAS_SCRIPTS } from "../core/product/profile";
import { clientOf, UpstreamRef, upstreamItem } from "../core/upstream/upstream-record";
import { isOpenUpstream } from "../handler/request/entry-conditions";
import { dropUpstream } from "../handler/upstream/close-upstream";

/** 0 when there is none. */
let connectionInScope: i32 = 0;
let upstreamInScope: i32 = 0;

export function enterConnectionScope(c: ConnectionRef): void {
  expect(stateOf(c) !== State.Free);
  connectionInScope = c;
}

/** For the script and the connection that waits for it. */
export function enterUpstreamScope(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  upstreamInScope = u;
  connectionInScope = clientOf(u);
}

export function leaveScope(): void {
  connectionInScope = 0;
  upstreamInScope = 0;
}

/** After a fault meanwhile: gives up both, or what was half done would stay so for ever. */
export function dropScope(): void {
  const c: ConnectionRef = connectionInScope;
  const u: UpstreamRef = upstreamInScope;
  leaveScope();
  // They may have been given back before the fault.
  if (c !== 0 && stateOf(c) !== State.Free) release(c);
  if (HAS_SCRIPTS && u !== 0 && ownerOf(Pool.Upstreams, upstreamItem(u)) !== NONE) dropUpstream(u);
}
