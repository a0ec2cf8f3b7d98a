/*
 * The head of a request whose script still runs. What the script answers may need it again: the
 * access log and refusals its request-line, a redirect to another resource of ours all of it.
 *
 * Rules of this file: a head is kept that was accepted, so it is accepted again; what it said of
 * the content, of which some has come since, is the connection's and stays as it is.
 */
import { HEAD_AT } from "../../core/memory/layout";
import { UpstreamRef } from "../../core/upstream/upstream-record";
import {
  originOf,
  savedHeadBytes,
  savedSite,
  setOrigin,
  setRedirects,
  setSavedHeadBytes,
  setSavedSite,
} from "../../core/upstream/upstream-request";
import { SAVED_HEAD_BYTES, savedHeadAt } from "../../core/upstream/upstream-slot";
import { parseRequestHead } from "../../wire/http/request-head";
import { putOctets } from "../../wire/octets/text";
import { noteOrigin } from "./cors-origin";
import {
  noteRequestLine,
  redirectCount,
  requestHeadEnd,
  requestLineAt,
  requestOrigin,
  requestSite,
  setRequestOrigin,
} from "./current-request";

/** Keeps the head of the request that is being handled. */
export function keepHead(u: UpstreamRef): void {
  const bytes: i32 = requestHeadEnd() - requestLineAt();
  assert(bytes <= SAVED_HEAD_BYTES);
  putOctets(savedHeadAt(u), requestLineAt(), requestHeadEnd());
  setSavedHeadBytes(u, bytes);
  setSavedSite(u, requestSite());
  setOrigin(u, requestOrigin());
  setRedirects(u, redirectCount());
}

/** The request of the script is handled again, as far as a line of the log and a refusal go. */
export function restoreRequestLine(u: UpstreamRef): void {
  noteRequestLine(savedSite(u), savedHeadAt(u), savedHeadAt(u) + savedHeadBytes(u));
  setRequestOrigin(originOf(u));
}

/** The request of the script is handled again: its head, which was accepted, is read again. */
export function restoreRequest(u: UpstreamRef): void {
  const at: i32 = savedHeadAt(u);
  const end: i32 = at + savedHeadBytes(u);
  noteRequestLine(savedSite(u), at, end);
  const refusal: i32 = parseRequestHead(at, end, HEAD_AT);
  assert(refusal === 0);
  noteOrigin();
}
