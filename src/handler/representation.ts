/*
 * The answer that a file is sent with: whether its content is needed, and the fields that describe
 * it (RFC 9110 §8, §13, §15.4.5).
 */
import { logAnswer } from "../core/access-log";
import {
  answerAt,
  putAnswerEnd,
  putAnswerStart,
  putContentLength,
  sendAnswer,
} from "../core/answer";
import { isClockBelievable, wallSeconds } from "../core/clock";
import { Flag, hasFlag } from "../core/connection-record";
import { rulesFor } from "../core/field-rules";
import { fileStat } from "../core/file-record";
import { SEND_SLOT_BYTES } from "../core/limits";
import { Stat } from "../host/results";
import { ENTITY_TAG_BYTES_MAX, putEntityTag } from "../wire/entity-tag";
import { putDate } from "../wire/http-date";
import { put, putCrlf, putOctets } from "../wire/text";
import { putAddedFields, putContentFields } from "./added-fields";
import { sendContent } from "./content";
import { isNotModified } from "./precondition";
import { requestLineAt, requestLineEnd } from "./request";

/** The fields of a 304 are those that a 200 would have had to keep a cache right (9110 §15.4.5). */
export function answerRepresentation(c: i32, item: i32, nameAt: i32, nameEnd: i32): void {
  const at: i32 = answerAt(c);
  const size: f64 = fileStat(item, Stat.Size);
  const modifiedMs: f64 = fileStat(item, Stat.ModifiedMs);
  const modifiedSeconds: f64 = notInFuture(Math.floor(modifiedMs / 1000));
  // The entity-tag is composed at the slot's end, compared, and copied into its field.
  const tagAt: i32 = at + SEND_SLOT_BYTES - ENTITY_TAG_BYTES_MAX;
  const tagEnd: i32 = putEntityTag(tagAt, modifiedMs, size);
  const status: i32 = isNotModified(tagAt, tagEnd, modifiedSeconds) ? 304 : 200;
  const rules: i32 = rulesFor(nameAt, nameEnd);
  let end: i32 = putAnswerStart(at, status);
  if (status === 200) {
    end = putContentFields(end, rules, nameAt, nameEnd);
    end = putContentLength(end, size);
  }
  end = putCrlf(putDate(put(end, "Last-Modified: "), modifiedSeconds));
  end = putCrlf(putOctets(put(end, "ETag: "), tagAt, tagEnd));
  end = putAnswerEnd(putAddedFields(end, status, rules, 0), c);
  const isEmpty: bool = status === 304 || hasFlag(c, Flag.HeadOnly);
  logAnswer(c, requestLineAt, requestLineEnd, status, isEmpty ? 0 : size);
  if (isEmpty || size === 0) sendAnswer(c, end);
  else sendContent(c, item, end, size);
}

/** 9110 §8.8.2.1: no Last-Modified later than Date. */
function notInFuture(seconds: f64): f64 {
  return isClockBelievable() && seconds > wallSeconds ? wallSeconds : seconds;
}
