/*
 * Preconditions of GET and HEAD (RFC 9110 §13) that save the content: If-None-Match, and without it
 * If-Modified-Since.
 */
import { wallSeconds } from "../core/clock";
import { matchesEntityTag } from "../wire/entity-tag";
import { Field } from "../wire/field";
import { parseDate } from "../wire/http-date";
import { fieldValueAt, fieldValueEnd, findField } from "../wire/request-head";

/**
 * Whether the client has this representation already (304). The entity-tag is `tagAt` to `tagEnd`;
 * `modifiedSeconds` is its last modification.
 */
export function isNotModified(tagAt: i32, tagEnd: i32, modifiedSeconds: f64): bool {
  let record: i32 = findField(Field.IfNoneMatch, 0);
  if (record >= 0) {
    // A list may be spread over several field lines (9110 §5.3).
    while (record >= 0) {
      if (matchesEntityTag(fieldValueAt(record), fieldValueEnd(record), tagAt, tagEnd, true)) {
        return true;
      }
      record = findField(Field.IfNoneMatch, record + 1);
    }
    return false;
  }
  record = findField(Field.IfModifiedSince, 0);
  if (record < 0) return false;
  const since: f64 = parseDate(fieldValueAt(record), fieldValueEnd(record), wallSeconds);
  return since >= 0 && modifiedSeconds <= since;
}
