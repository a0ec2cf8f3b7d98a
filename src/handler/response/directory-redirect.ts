/*
 * The redirect of a directory that was asked for without its slash (301).
 *
 * Rule of this file: Location is a relative reference (RFC 3986 §4.2), so that it holds below any
 * prefix that a proxy in front takes away. It begins with a segment in which all but what is
 * unreserved is encoded, or with "../": no request can make it point to another host ("//host",
 * "/\host") or to another scheme ("x:").
 */

import { ConnectionRef } from "../../core/connection/connection-record";
import {
  putContentLength,
  putResponseEnd,
  putResponseStart,
  sendResponse,
} from "../../core/connection/response";
import { HEAD_AT, PATH_AT, SECOND_PATH_AT } from "../../core/memory/layout";
import { rulesFor } from "../../core/rules/field-rules";
import { queryAt, queryEnd, pathEnd as targetPathEnd } from "../../wire/http/head-record";
import { REFUSE_PATH_LENGTH } from "../../wire/http/refusal";
import { octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import {
  decodeTo,
  ENCODED_OCTET_BYTES_MAX,
  putEncodedPath,
  putEncodedSegment,
} from "../../wire/octets/percent";
import { put, putCrlf, putOctets } from "../../wire/octets/text";
import { LOCATION_BYTES_MAX } from "../../wire/sizes/sizes";
import {
  isDirectoryPath,
  originalAt,
  originalEnd,
  pathEnd,
  redirectCount,
  requestSite,
} from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { logRequest } from "../request/log-request";
import { putAddedFields } from "./configured-fields";
import { beginResponse, refuse } from "./refuse";

/** Where what the reference leads to lies, decoded, and the directories that it leaves first. */
let nameAt: i32 = 0;
let nameEnd: i32 = 0;
let stepCount: i32 = 0;

/** Answers 301 to the same path with a slash behind it and the same query. */
export function redirectToDirectory(c: ConnectionRef): void {
  expect(isRequestOf(c) && !isDirectoryPath());
  if (redirectCount() > 0) findFromOriginal();
  else findLastSegment();
  const octets: i32 = nameEnd - nameAt + stepCount;
  if (
    octets * ENCODED_OCTET_BYTES_MAX + queryEnd(HEAD_AT) - queryAt(HEAD_AT) >
    LOCATION_BYTES_MAX
  ) {
    refuse(c, REFUSE_PATH_LENGTH);
    return;
  }
  const at: i32 = beginResponse(c);
  let end: i32 = put(putResponseStart(at, 301), "Location: ");
  for (let i: i32 = 0; i < stepCount; i++) end = put(end, "../");
  if (redirectCount() > 0) end = putEncodedPath(end, nameAt, nameEnd);
  else end = putEncodedSegment(end, nameAt, nameEnd);
  end = put(end, "/");
  if (queryEnd(HEAD_AT) > queryAt(HEAD_AT))
    end = putOctets(put(end, "?"), queryAt(HEAD_AT), queryEnd(HEAD_AT));
  end = putContentLength(putCrlf(end), 0);
  end = putAddedFields(end, 301, rulesFor(requestSite(), PATH_AT, pathEnd()), 0);
  logRequest(c, 301, 0);
  sendResponse(c, putResponseEnd(end, c));
}

/**
 * The client resolves the reference against its own target: what takes the place of that target's
 * last segment is this segment, whatever dots and slashes are before it (3986 §5.2.3).
 */
function findLastSegment(): void {
  let at: i32 = targetPathEnd(HEAD_AT);
  while (octet(at - 1) !== Octet.Slash) at--;
  nameAt = SECOND_PATH_AT;
  nameEnd = decodeTo(SECOND_PATH_AT, at, targetPathEnd(HEAD_AT));
  stepCount = 0;
}

/** After a script's local redirect the client's target was another: from there up to the root. */
function findFromOriginal(): void {
  nameAt = PATH_AT;
  nameEnd = pathEnd();
  stepCount = 0;
  let i: i32 = originalAt();
  // An absolute-form may have no path, which is "/" (9112 §3.2.2).
  if (i < originalEnd() && octet(i) === Octet.Slash) i++;
  for (; i < originalEnd() && octet(i) !== Octet.QuestionMark; i++) {
    if (octet(i) === Octet.Slash) stepCount++;
  }
}
