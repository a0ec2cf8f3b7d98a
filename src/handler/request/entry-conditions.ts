/*
 * What handlers are entered with: conditions that several of them assert.
 *
 * Rule of this file: it only looks; the products are built without those who ask.
 */
import {
  ConnectionRef,
  Flag,
  hasFlag,
  siteOf,
  stateOf,
  upstreamOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { HEAD_AT } from "../../core/memory/layout";
import { isTaken, Pool } from "../../core/memory/pool";
import { clientOf, UpstreamRef, upstreamItem } from "../../core/upstream/upstream-record";
import { kindOf, UpstreamKind } from "../../core/upstream/upstream-state";
import { headAt } from "../../wire/http/head-record";
import { requestHeadEnd, requestLineAt, requestSite } from "./current-request";

/** Whether the head that was read last is that of the request that is being handled. */
export function isHeadCurrent(): bool {
  return headAt(HEAD_AT) === requestLineAt() && requestLineAt() < requestHeadEnd();
}

/** Whether the request that is being handled is this connection's, and may be answered. */
export function isRequestOf(c: ConnectionRef): bool {
  return isHeadCurrent() && requestSite() === siteOf(c) && mayRespond(c);
}

/** Whether a response may begin: it was not sent yet, and nothing else is on its way. */
export function mayRespond(c: ConnectionRef): bool {
  switch (stateOf(c)) {
    case State.Free:
    case State.Discarding:
    case State.Lingering:
      return false;
    default:
      return !hasFlag(c, Flag.Lent);
  }
}

/** Whether the upstream answers this connection, which waits for it. */
export function isAnsweredBy(c: ConnectionRef, u: UpstreamRef): bool {
  return stateOf(c) === State.Upstream && upstreamOf(c) === u && clientOf(u) === c;
}

/** Whether the record is in use. */
export function isOpenUpstream(u: UpstreamRef): bool {
  return isTaken(Pool.Upstreams, upstreamItem(u)) && kindOf(u) !== UpstreamKind.Free;
}
