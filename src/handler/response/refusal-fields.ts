/*
 * The fields that every refusal has, whatever page it comes with.
 */

import { putContentRange } from "../../wire/http/range";
import { REFUSE_METHOD_OF_FILE, REFUSE_RANGE, Refusal } from "../../wire/http/refusal";
import { putDecimal } from "../../wire/octets/decimal";
import { put, putCrlf } from "../../wire/octets/text";
import { representationBytes } from "../request/current-request";
import { putOriginFields, putVary } from "./configured-fields";

/** Writes what a status demands (RFC 9110 §15), and what lets pages read it. Returns the end. */
export function putRefusalFields(at: i32, status: i32, refusal: Refusal): i32 {
  let end: i32 = at;
  if (refusal === REFUSE_METHOD_OF_FILE) end = put(end, "Allow: GET, HEAD, OPTIONS\r\n");
  if (refusal === REFUSE_RANGE) {
    end = putCrlf(putDecimal(put(putContentRange(end), "*/"), representationBytes()));
  }
  if (status === 503) end = put(end, "Retry-After: 2\r\n");
  return putOriginFields(putVary(end, 0));
}
