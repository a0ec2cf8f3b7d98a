/*
 * Which origin a request comes from (CORS).
 */
import { findOrigin, hasOrigins } from "../core/origins";
import { fieldValueAt, fieldValueEnd, findFieldNamed } from "../wire/request-head";
import { setRequestOrigin } from "./request";

/** Looks whether the request comes from a page of an origin that may read. */
export function noteOrigin(): void {
  if (!hasOrigins()) return;
  const record: i32 = findFieldNamed("origin");
  if (record < 0) return;
  setRequestOrigin(findOrigin(fieldValueAt(record), fieldValueEnd(record)));
}
