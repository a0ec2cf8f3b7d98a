/*
 * Preconditions of GET and HEAD (RFC 9110 §13), in the order of §13.2.2.
 *
 * Rule of this file: a date that is none, or of which there are several, is as if it were absent
 * (§13.1.3, §13.1.4); a list of entity-tags that is malformed names none.
 */

import { HEAD_AT } from "../../core/memory/layout";
import { isClockBelievable, wallSeconds } from "../../core/time/clock";
import { matchesEntityTag } from "../../wire/http/entity-tag";
import { Field } from "../../wire/http/field";
import {
  fieldValueAt,
  fieldValueEnd,
  findField,
  findOnlyField,
  hasField,
} from "../../wire/http/head-record";
import { NOT_DATE, parseDate } from "../../wire/http/http-date";
import { REFUSE_IF_MATCH, REFUSE_IF_UNMODIFIED_SINCE } from "../../wire/http/refusal";
import { Offset, octet } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isSame } from "../../wire/octets/text";
import { isHeadCurrent } from "../request/entry-conditions";

/** Results of `judgePreconditions` besides a refusal. */
export const PRECONDITIONS_HOLD: i32 = 0;
export const NOT_MODIFIED: i32 = 304;

/**
 * What follows from the request's preconditions for a representation with the entity-tag `tagAt` to
 * `tagEnd` that was last modified at `modifiedSeconds`: whether the client has it already, or does
 * not want it.
 */
export function judgePreconditions(tagAt: Offset, tagEnd: Offset, modifiedSeconds: f64): i32 {
  expect(isHeadCurrent() && tagAt < tagEnd);
  if (hasField(HEAD_AT, Field.IfMatch)) {
    if (!isTagListed(Field.IfMatch, tagAt, tagEnd, false)) return REFUSE_IF_MATCH;
  } else {
    const until: f64 = dateOf(Field.IfUnmodifiedSince);
    if (until >= 0 && modifiedSeconds > until) return REFUSE_IF_UNMODIFIED_SINCE;
  }
  if (hasField(HEAD_AT, Field.IfNoneMatch)) {
    return isTagListed(Field.IfNoneMatch, tagAt, tagEnd, true) ? NOT_MODIFIED : PRECONDITIONS_HOLD;
  }
  const since: f64 = dateOf(Field.IfModifiedSince);
  return since >= 0 && modifiedSeconds <= since ? NOT_MODIFIED : PRECONDITIONS_HOLD;
}

/**
 * §13.1.5: whether If-Range lets Range count. Its entity-tag is compared strongly, and so a weak
 * one never matches; its date must be the very one, and strong (§8.8.2.2): past by a second, as a
 * file may change twice within one.
 */
export function matchesIfRange(tagAt: Offset, tagEnd: Offset, modifiedSeconds: f64): bool {
  expect(isHeadCurrent() && tagAt < tagEnd);
  if (!hasField(HEAD_AT, Field.IfRange)) return true;
  const record: i32 = findOnlyField(HEAD_AT, Field.IfRange);
  if (record < 0) return false;
  const isTag: bool = isSame(
    fieldValueAt(HEAD_AT, record),
    fieldValueEnd(HEAD_AT, record),
    tagAt,
    tagEnd,
  );
  if (isTag && octet(tagAt) === Octet.Quote) return true;
  const isStrong: bool = isClockBelievable() && Math.floor(wallSeconds) > modifiedSeconds;
  return isStrong && dateOf(Field.IfRange) === modifiedSeconds;
}

/** A list may be spread over several field lines (§5.3). */
function isTagListed(id: Field, tagAt: Offset, tagEnd: Offset, weak: bool): bool {
  let record: i32 = findField(HEAD_AT, id, 0);
  while (record >= 0) {
    if (
      matchesEntityTag(
        fieldValueAt(HEAD_AT, record),
        fieldValueEnd(HEAD_AT, record),
        tagAt,
        tagEnd,
        weak,
      )
    ) {
      return true;
    }
    record = findField(HEAD_AT, id, record + 1);
  }
  return false;
}

function dateOf(id: Field): f64 {
  const record: i32 = findOnlyField(HEAD_AT, id);
  if (record < 0) return NOT_DATE;
  return parseDate(fieldValueAt(HEAD_AT, record), fieldValueEnd(HEAD_AT, record), wallSeconds);
}
