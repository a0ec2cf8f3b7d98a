/*
 * A local redirect of a script (RFC 3875 §6.2.2), and a request that an authorizer has allowed:
 * they are answered like a request of the client's.
 */

import {
  ConnectionRef,
  Flag,
  hasFlag,
  stateOf,
  upstreamOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { HEAD_AT, READ_AT } from "../../core/memory/layout";
import { HAS_GATEWAYS } from "../../core/product/profile";
import { clearDeadline } from "../../core/time/deadlines";
import { mayStart } from "../../core/upstream/concurrency";
import { isRedirecting } from "../../core/upstream/upstream-progress";
import { pendingAt, pendingEnd, UpstreamRef } from "../../core/upstream/upstream-record";
import { redirectsOf, ruleOf } from "../../core/upstream/upstream-request";
import { outputAt } from "../../core/upstream/upstream-slot";
import { ResponseState, responseState } from "../../core/upstream/upstream-state";
import {
  authorityEnd,
  minorVersion,
  pathAt,
  targetAt,
  targetEnd,
} from "../../wire/http/head-record";
import {
  REFUSE_DOT_FILE,
  REFUSE_REDIRECTS,
  REFUSE_RESPONSE_LOCATION,
  Refusal,
} from "../../wire/http/refusal";
import { parseRequestLine } from "../../wire/http/request-line";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put, putOctets } from "../../wire/octets/text";
import { LINE_BYTES_MAX } from "../../wire/sizes/sizes";
import { allowRequest } from "../access/authorizer";
import { noteRedirect } from "../request/current-request";
import { isAnsweredBy } from "../request/entry-conditions";
import { restoreRequest } from "../request/saved-head";
import { answerRequest, resolvePath } from "../route/route";
import { detach, freeUpstream, hasEnded } from "../upstream/close-upstream";
import { logUpstream, logUpstreamLine } from "../upstream/error-stream";
import { failUpstream } from "../upstream/fail-upstream";

/** Apache's and lighttpd's are ten and five. */
export const REDIRECTS_MAX: i32 = 10;

/** Goes on with the redirect that the connection's script has made, if any, once it can. */
export function followRedirect(c: ConnectionRef): void {
  if (stateOf(c) !== State.Upstream) return;
  const u: UpstreamRef = upstreamOf(c);
  expect(isAnsweredBy(c, u));
  // What is lent, 100 (Continue), is on its way before its answer.
  if (!isRedirecting(u) || hasFlag(c, Flag.Lent)) return;
  if (HAS_GATEWAYS && responseState(u) === ResponseState.Allowed) {
    if (allowRequest(c, u)) answerRequest(c);
    return;
  }
  if (!mayStart(ruleOf(u)) && !hasEnded(u)) return;
  const count: i32 = redirectsOf(u) + 1;
  if (count > REDIRECTS_MAX) {
    logUpstream(u, "is one local redirect too many");
    failUpstream(u, REFUSE_REDIRECTS);
    return;
  }
  restoreRequest(u);
  const from: i32 = outputAt(u) + pendingAt(u);
  const end: i32 = outputAt(u) + pendingEnd(u);
  const refusal: Refusal = redirectRequest(c, count, from, end);
  if (refusal < 0 && refusal !== REFUSE_DOT_FILE) {
    logUpstreamLine(u, "leads nowhere: ", from, end);
    failUpstream(u, REFUSE_RESPONSE_LOCATION);
    return;
  }
  clearDeadline(c);
  detach(c, u);
  freeUpstream(u);
  answerRequest(c);
}

/** Asks for the path and query `from` to `end` instead of the request's. Returns 0 or a refusal. */
export function redirectRequest(c: ConnectionRef, count: i32, from: Offset, end: Offset): Refusal {
  expect(count > 0 && count <= REDIRECTS_MAX && from <= end);
  if (authorityEnd(HEAD_AT) - targetAt(HEAD_AT) + end - from > LINE_BYTES_MAX)
    return REFUSE_RESPONSE_LOCATION;
  noteRedirect(count, pathAt(HEAD_AT), targetEnd(HEAD_AT));
  // The read buffer is empty: what the script wrote lies in its slot.
  let line: i32 = put(READ_AT, hasFlag(c, Flag.HeadOnly) ? "HEAD " : "GET ");
  line = putOctets(putOctets(line, targetAt(HEAD_AT), authorityEnd(HEAD_AT)), from, end);
  line = putDecimal(put(line, " HTTP/1."), minorVersion(HEAD_AT));
  const refusal: Refusal = parseRequestLine(READ_AT, line, HEAD_AT);
  return refusal < 0 ? refusal : resolvePath();
}
