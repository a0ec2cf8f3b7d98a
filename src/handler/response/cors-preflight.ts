/*
 * What a page's browser asks before it asks: may that origin send this request? (Fetch standard,
 * "CORS-preflight fetch")
 *
 * Rules of this file: the server answers for its scripts too, which mostly know nothing of OPTIONS;
 * an origin that was not listed gets the same answer without permission; of the request nothing is
 * repeated but names that are tokens.
 */

import { ConnectionRef } from "../../core/connection/connection-record";
import { putResponseEnd, putResponseStart, sendResponse } from "../../core/connection/response";
import { HEAD_AT } from "../../core/memory/layout";
import { hasOrigins, NO_ORIGIN, putAllowOrigin } from "../../core/settings/cors-origins";
import {
  fieldValueAt,
  fieldValueEnd,
  findFieldNamed,
  headMethod,
} from "../../wire/http/head-record";
import { Method } from "../../wire/http/method";
import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSpaceOrTab, isTokenOctet } from "../../wire/octets/octet-class";
import { put, putCrlf, putOctets } from "../../wire/octets/text";
import { requestOrigin, requestSite } from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { logRequest } from "../request/log-request";
import { putVary } from "./configured-fields";
import { beginResponse } from "./refuse";

export function isPreflight(): bool {
  if (headMethod(HEAD_AT) !== Method.Options || !hasOrigins(requestSite())) return false;
  return (
    findFieldNamed(HEAD_AT, "access-control-request-method") >= 0 &&
    findFieldNamed(HEAD_AT, "origin") >= 0
  );
}

/** Answers a preflight for a script, or for files. */
export function answerPreflight(c: ConnectionRef, isScript: bool): void {
  expect(isRequestOf(c) && isPreflight());
  const at: i32 = beginResponse(c);
  let end: i32 = putVary(putResponseStart(at, 204), 0);
  if (requestOrigin() !== NO_ORIGIN) {
    end = put(
      putAllowOrigin(end, requestSite(), requestOrigin()),
      "Access-Control-Allow-Methods: GET, HEAD, ",
    );
    if (isScript) end = put(end, "POST, PUT, PATCH, DELETE, ");
    end = put(end, "OPTIONS\r\nAccess-Control-Max-Age: 7200\r\n");
    const record: i32 = findFieldNamed(HEAD_AT, "access-control-request-headers");
    if (record >= 0)
      end = putNames(end, fieldValueAt(HEAD_AT, record), fieldValueEnd(HEAD_AT, record));
  }
  logRequest(c, 204, 0);
  sendResponse(c, putResponseEnd(end, c));
}

/** Allows the fields whose names were asked for; nothing, if one of them is none. */
function putNames(at: Offset, from: Offset, until: Offset): Offset {
  for (let i: i32 = from; i < until; i++) {
    const c: i32 = octet(i);
    if (!isTokenOctet(c) && c !== Octet.Comma && !isSpaceOrTab(c)) return at;
  }
  return putCrlf(putOctets(put(at, "Access-Control-Allow-Headers: "), from, until));
}
