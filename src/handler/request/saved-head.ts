/*
 * The head of a request whose script still runs. What the script answers may need it again: the
 * access log and refusals its request-line, a redirect to another resource of ours all of it.
 *
 * Rules of this file: a head is parsed once: what was read from it is saved with it, as it is with
 * a request that is held; what it said of the content, of which some has come since, is the
 * connection's and stays as it is.
 */
import { HEAD_AT } from "../../core/memory/layout";
import { UpstreamRef } from "../../core/upstream/upstream-record";
import {
  originOf,
  redirectsOf,
  savedAuthRule,
  savedHeadBytes,
  savedSite,
  setOrigin,
  setRedirects,
  setSavedAuthRule,
  setSavedHeadBytes,
  setSavedSite,
} from "../../core/upstream/upstream-request";
import { SAVED_HEAD_BYTES, savedHeadAt, savedHeadRecord } from "../../core/upstream/upstream-slot";
import { headAt, keepHead, restoreHead } from "../../wire/http/head-record";
import { Refusal } from "../../wire/http/refusal";
import { parseRequestLine } from "../../wire/http/request-line";
import { putOctets } from "../../wire/octets/text";
import {
  noteAuthRule,
  noteRequestLine,
  redirectCount,
  requestAuthRule,
  requestHeadEnd,
  requestLineAt,
  requestLineEnd,
  requestOrigin,
  requestSite,
  setRequestOrigin,
} from "./current-request";
import { isOpenUpstream } from "./entry-conditions";

/** Saves the head of the request that is being handled. */
export function saveHead(u: UpstreamRef): void {
  expect(headAt(HEAD_AT) === requestLineAt());
  const bytes: i32 = requestHeadEnd() - requestLineAt();
  assert(bytes <= SAVED_HEAD_BYTES);
  putOctets(savedHeadAt(u), requestLineAt(), requestHeadEnd());
  setSavedHeadBytes(u, bytes);
  keepHead(savedHeadRecord(u), HEAD_AT);
  setSavedSite(u, requestSite());
  setOrigin(u, requestOrigin());
  setRedirects(u, redirectCount());
  setSavedAuthRule(u, requestAuthRule());
}

/** The request of the script is handled again, as far as a line of the log and a refusal go. */
export function restoreRequestLine(u: UpstreamRef): void {
  expect(isOpenUpstream(u));
  noteRequestLine(savedSite(u), savedHeadAt(u), savedHeadAt(u) + savedHeadBytes(u));
  setRequestOrigin(originOf(u));
  noteAuthRule(savedAuthRule(u));
}

/** The request of the script is handled again, with all that was read from its head. */
export function restoreRequest(u: UpstreamRef): void {
  restoreRequestLine(u);
  restoreHead(HEAD_AT, savedHeadRecord(u), savedHeadAt(u));
  if (redirectsOf(u) === 0) return;
  // What was read last of its line is of the redirect that has led here.
  const refusal: Refusal = parseRequestLine(requestLineAt(), requestLineEnd(), HEAD_AT);
  assert(refusal === 0);
}
