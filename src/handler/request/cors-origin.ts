/*
 * Which origin a request comes from (CORS).
 */

import { HEAD_AT } from "../../core/memory/layout";
import { findOrigin, hasOrigins } from "../../core/settings/cors-origins";
import { fieldValueAt, fieldValueEnd, findFieldNamed } from "../../wire/http/head-record";
import { requestSite, setRequestOrigin } from "./current-request";
import { isHeadCurrent } from "./entry-conditions";

/** Looks whether the request comes from a page of an origin that may read. */
export function noteOrigin(): void {
  expect(isHeadCurrent());
  if (!hasOrigins(requestSite())) return;
  const record: i32 = findFieldNamed(HEAD_AT, "origin");
  if (record < 0) return;
  setRequestOrigin(
    findOrigin(requestSite(), fieldValueAt(HEAD_AT, record), fieldValueEnd(HEAD_AT, record)),
  );
}
