/*
 * The head of a request whose script still runs. What the script answers may need it again: the
 * access log and refusals its request-line, a redirect to another resource of ours all of it.
 *
 * Rules of this file: a head is kept that was accepted, so it is accepted again; what it said of
 * the content, of which some has come since, is the connection's and stays as it is.
 */
import { FIELD_TABLE_AT } from "../../core/memory/layout";
import { SiteRef } from "../../core/settings/site-record";
import { SAVED_HEAD_BYTES, savedHeadAt, Upstream } from "../../core/upstream/upstream-record";
import { parseRequestHead } from "../../wire/http/request-head";
import { setWord, word } from "../../wire/octets/arena";
import { putOctets } from "../../wire/octets/text";
import { noteOrigin } from "./cors-origin";
import {
  noteRequestLine,
  redirectCount,
  requestHeadEnd,
  requestLineAt,
  requestLineEnd,
  requestOrigin,
  requestSite,
  setRequestOrigin,
} from "./current-request";

/** Keeps the head of the request that is being handled. */
export function keepHead(u: i32): void {
  const bytes: i32 = requestHeadEnd - requestLineAt;
  assert(bytes <= SAVED_HEAD_BYTES);
  putOctets(savedHeadAt(u), requestLineAt, requestHeadEnd);
  setWord(u + Upstream.HeadBytes, bytes);
  setWord(u + Upstream.LineBytes, requestLineEnd - requestLineAt);
  setWord(u + Upstream.Site, requestSite());
  setWord(u + Upstream.Origin, requestOrigin);
  setWord(u + Upstream.Redirects, redirectCount);
}

/** The request of the script is handled again, as far as a line of the log and a refusal go. */
export function restoreRequestLine(u: i32): void {
  noteRequestLine(
    word(u + Upstream.Site),
    savedHeadAt(u),
    savedHeadAt(u) + word(u + Upstream.HeadBytes),
  );
  setRequestOrigin(word(u + Upstream.Origin));
}

/** The request of the script is handled again. */
export function restoreRequest(u: i32): void {
  parseHeadAgain(
    word(u + Upstream.Site),
    savedHeadAt(u),
    savedHeadAt(u) + word(u + Upstream.HeadBytes),
  );
}

/** The request whose accepted head lies `at` to `end` is handled again. */
export function parseHeadAgain(site: SiteRef, at: i32, end: i32): void {
  noteRequestLine(site, at, end);
  const refusal: i32 = parseRequestHead(at, end, FIELD_TABLE_AT);
  assert(refusal === 0);
  noteOrigin();
}
