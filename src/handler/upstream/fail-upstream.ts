/*
 * Scripts whose answer cannot be sent, and what the log says of them.
 */
import { detachUpstream, release } from "../../core/connection/connection";
import { ConnectionRef, Flag, hasFlag } from "../../core/connection/connection-record";
import { SCRIPT_AT } from "../../core/memory/layout";
import { Phase } from "../../core/time/deadlines";
import { isOutputEnded, isStreaming } from "../../core/upstream/upstream-progress";
import { clientOf, UpstreamRef } from "../../core/upstream/upstream-record";
import { ResponseState, responseState } from "../../core/upstream/upstream-state";
import { faultAt, faultEnd } from "../../wire/cgi/script-head-record";
import {
  REFUSE_NO_RESPONSE,
  REFUSE_RESPONSE_CUT,
  REFUSE_RESPONSE_FIELD,
  REFUSE_RESPONSE_FRAMING,
  REFUSE_RESPONSE_LENGTH,
  REFUSE_RESPONSE_LOCATION,
  REFUSE_RESPONSE_STATUS,
  REFUSE_RESPONSE_TWICE,
  Refusal,
} from "../../wire/http/refusal";
import { isOpenUpstream } from "../request/entry-conditions";
import { restoreRequestLine } from "../request/saved-head";
import { refuse } from "../response/refuse";
import { logUpstream, logUpstreamLine } from "./error-stream";

/** The script's client is refused an answer; when one was begun, its connection is reset. */
export function failUpstream(u: UpstreamRef, refusal: Refusal): void {
  expect(isOpenUpstream(u) && refusal < 0);
  const c: ConnectionRef = clientOf(u);
  if (c === 0) return;
  if (isStreaming(u) || hasFlag(c, Flag.Lent)) {
    release(c);
    return;
  }
  restoreRequestLine(u);
  detachUpstream(c, Phase.ScriptOrphan);
  refuse(c, refusal);
}

/** The script has ended before its answer had a whole head. */
export function failUnfinished(u: UpstreamRef, isEmpty: bool): void {
  expect(isOutputEnded(u) && responseState(u) <= ResponseState.Head);
  logUpstream(u, isEmpty ? "ended without an answer" : "ended within the head of its answer");
  failUpstream(u, isEmpty ? REFUSE_NO_RESPONSE : REFUSE_RESPONSE_CUT);
}

/** The head that was parsed last is refused. */
export function failHead(u: UpstreamRef, refusal: Refusal): void {
  expect(refusal < 0 && !isStreaming(u));
  logUpstreamHead(u, refusal);
  failUpstream(u, refusal);
}

function logUpstreamHead(u: UpstreamRef, refusal: Refusal): void {
  switch (refusal) {
    case REFUSE_RESPONSE_LENGTH:
      logUpstream(u, "the head of its answer is too long");
      return;
    case REFUSE_RESPONSE_FIELD:
      logFault(u, "no field: ");
      return;
    case REFUSE_RESPONSE_STATUS:
      logFault(u, "no status of an answer: ");
      return;
    case REFUSE_RESPONSE_FRAMING:
      logFault(u, "cannot be framed so: ");
      return;
    case REFUSE_RESPONSE_TWICE:
      logFault(u, "twice in one head: ");
      return;
    case REFUSE_RESPONSE_LOCATION:
      logFault(u, "leads nowhere: ");
      return;
    default:
      logFault(u, "its answer does not begin with a head (fields, then an empty line): ");
  }
}

/** Logs a sentence that ends in the line for which the script's head is refused. */
function logFault(u: UpstreamRef, text: string): void {
  logUpstreamLine(u, text, faultAt(SCRIPT_AT), faultEnd(SCRIPT_AT));
}
