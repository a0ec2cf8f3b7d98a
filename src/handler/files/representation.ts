/*
 * The answer that a file is sent with: which form of it, whether the client needs it, which part is
 * asked for, and the fields that say so (RFC 9110 §8, §12, §13, §14).
 *
 * Rule of this file: the fields of a 304 and of a 206 are those that a 200 would have had, but for
 * what a 304 must not describe (§15.3.7, §15.4.5).
 */

import {
  firstOfRange,
  lastOfRange,
  partStartAt,
  rangesAt,
} from "../../core/connection/byteranges-record";
import {
  ConnectionRef,
  Flag,
  fileOf,
  hasFlag,
  sendSlotOf,
} from "../../core/connection/connection-record";
import {
  putContentLength,
  putResponseEnd,
  putResponseStart,
  responseAt,
  sendResponse,
} from "../../core/connection/response";
import { fileStat, hasKeptFields, keepFields, putKeptFields } from "../../core/files/file-record";
import { BLOCK_AT, HEAD_AT } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { rulesFor, Trait, withTrait } from "../../core/rules/field-rules";
import { isClockBelievable, wallSeconds } from "../../core/time/clock";
import { Stat } from "../../seam/results";
import { Coding, NOT_ACCEPTABLE } from "../../wire/http/accept-encoding";
import { putEntityTag } from "../../wire/http/entity-tag";
import { Field } from "../../wire/http/field";
import {
  fieldValueAt,
  fieldValueEnd,
  findOnlyField,
  isConditional,
} from "../../wire/http/head-record";
import { putDate } from "../../wire/http/http-date";
import {
  parseRanges,
  putContentRange,
  putPositions,
  RANGE_IGNORED,
  RANGE_UNSATISFIABLE,
} from "../../wire/http/range";
import { REFUSE_NOT_ACCEPTABLE, REFUSE_RANGE } from "../../wire/http/refusal";
import { Offset } from "../../wire/octets/arena";
import { put, putCrlf, putOctets } from "../../wire/octets/text";
import {
  representationBytes,
  requestSite,
  setRepresentationBytes,
} from "../request/current-request";
import { isHeadCurrent, isRequestOf } from "../request/entry-conditions";
import { logRequest } from "../request/log-request";
import {
  Choice,
  putAddedFields,
  putContentEncoding,
  putContentFields,
  putPartType,
  putTypeOptions,
} from "../response/configured-fields";
import { sendContent } from "../response/file-content";
import { refuse } from "../response/refuse";
import { prepareByteranges, sendByteranges } from "./byteranges";
import { hasPrecompressed, takePreferredCoding } from "./precompressed";
import { judgePreconditions, matchesIfRange, NOT_MODIFIED } from "./precondition";

/** The entity-tag is composed here, compared, and copied into its field. */
export const TAG_AT: i32 = BLOCK_AT;

/** Of the representation that is being answered with. */
let coding: i32 = Coding.Identity;

/** The configured fields of its path. */
let rules: i32 = 0;
let modifiedSeconds: f64 = 0;
let tagEnd: i32 = TAG_AT;

/** Answers with the connection's file, whose path is `nameAt` to `nameEnd`. */
export function answerRepresentation(c: ConnectionRef, nameAt: Offset, nameEnd: Offset): void {
  expect(isRequestOf(c) && fileOf(c) !== NONE && nameAt < nameEnd);
  const form: i32 = takePreferredCoding(c, nameAt, nameEnd);
  if (form === NOT_ACCEPTABLE) refuse(c, REFUSE_NOT_ACCEPTABLE);
  else answerForm(c, form, nameAt, nameEnd);
}

/** Answers with the connection's file, which is the form with this coding of the path. */
export function answerForm(c: ConnectionRef, form: Coding, nameAt: Offset, nameEnd: Offset): void {
  expect(isRequestOf(c) && fileOf(c) !== NONE && sendSlotOf(c) !== NONE);
  coding = form;
  const item: i32 = fileOf(c);
  rules = rulesFor(requestSite(), nameAt, nameEnd);
  setRepresentationBytes(fileStat(item, Stat.Size));
  if (isPlain() && !isConditional(HEAD_AT) && hasKeptFields(item)) {
    const end: i32 = putKeptFields(putResponseStart(responseAt(c), 200), item);
    finish(c, end, 200, RANGE_IGNORED, 0, representationBytes());
    return;
  }
  const modifiedMs: f64 = fileStat(item, Stat.ModifiedMs);
  modifiedSeconds = notInFuture(Math.floor(modifiedMs / 1000));
  tagEnd = putEntityTag(TAG_AT, modifiedMs, representationBytes(), coding);
  const judgement: i32 = judgePreconditions(TAG_AT, tagEnd, modifiedSeconds);
  if (judgement < 0) {
    refuse(c, judgement);
    return;
  }
  if (judgement === NOT_MODIFIED) {
    const end: i32 = putLastFields(putTag(putResponseStart(responseAt(c), 304)), c, 304);
    logRequest(c, 304, 0);
    sendResponse(c, end);
    return;
  }
  const count: i32 = countRanges(c, tagEnd, modifiedSeconds);
  if (count === RANGE_UNSATISFIABLE) refuse(c, REFUSE_RANGE);
  else answerRanges(c, count, nameAt, nameEnd);
}

/** How many ranges are to be sent: Range is for GET only (§14.2), and is ignored in two lines. */
export function countRanges(c: ConnectionRef, tagEnd: Offset, modifiedSeconds: f64): i32 {
  expect(isHeadCurrent() && representationBytes() >= 0);
  const record: i32 = findOnlyField(HEAD_AT, Field.Range);
  if (record < 0 || hasFlag(c, Flag.HeadOnly)) return RANGE_IGNORED;
  if (!matchesIfRange(TAG_AT, tagEnd, modifiedSeconds)) return RANGE_IGNORED;
  const end: i32 = fieldValueEnd(HEAD_AT, record);
  return parseRanges(fieldValueAt(HEAD_AT, record), end, representationBytes(), rangesAt(c));
}

/** Sends so many ranges of the file, or with RANGE_IGNORED all of it. */
function answerRanges(c: ConnectionRef, count: i32, nameAt: Offset, nameEnd: Offset): void {
  expect(count !== RANGE_UNSATISFIABLE);
  const size: f64 = representationBytes();
  const first: f64 = count === 1 ? firstOfRange(c, 0) : 0;
  const last: f64 = count === 1 ? lastOfRange(c, 0) : size - 1;
  const bytes: f64 = count > 1 ? prepare(c, count, nameAt, nameEnd) : last - first + 1;
  const status: i32 = count === RANGE_IGNORED ? 200 : 206;
  const fieldsAt: i32 = putResponseStart(responseAt(c), status);
  let end: i32 = fieldsAt;
  if (count > 1) end = putMultipartType(end);
  else end = putContentFields(end, rules, nameAt, nameEnd);
  end = putContentLength(end, bytes);
  // With a part too (9110 §14.3): httpdirfs looks for it there.
  end = put(end, "Accept-Ranges: bytes\r\n");
  if (count === 1) end = putCrlf(putPositions(putContentRange(end), first, last, size));
  end = putContentEncoding(end, coding);
  end = putTag(putCrlf(putDate(put(end, "Last-Modified: "), modifiedSeconds)));
  // A date that is taken back to now is another one at the next request.
  const isLasting: bool = modifiedSeconds <= wallSeconds;
  if (status === 200 && isPlain() && isLasting) keepFields(fileOf(c), fieldsAt, end);
  finish(c, end, status, count, first, bytes);
}

/** The fields that end at `end` are the same for all that ask for it without conditions. */
function isPlain(): bool {
  return coding === Coding.Identity && rules === 0;
}

/** Completes the head and sends it with its content. */
function finish(
  c: ConnectionRef,
  at: Offset,
  status: i32,
  count: i32,
  first: f64,
  bytes: f64,
): void {
  expect((status === 200 || status === 206) && first >= 0 && bytes >= 0);
  const end: i32 = putLastFields(at, c, status);
  const isHead: bool = hasFlag(c, Flag.HeadOnly);
  if (!isHead && bytes > 0 && count <= 1) {
    sendContent(c, end, first, bytes, status);
    return;
  }
  logRequest(c, status, isHead ? 0 : bytes);
  if (isHead || bytes === 0) sendResponse(c, end);
  else sendByteranges(c, end);
}

/** Notes the parts and what each begins with. Returns the octets of the content. */
function prepare(c: ConnectionRef, count: i32, nameAt: Offset, nameEnd: Offset): f64 {
  expect(count > 1 && sendSlotOf(c) !== NONE);
  const delimiterEnd: i32 = putBoundary(put(partStartAt(c), "\r\n--"));
  const typeEnd: i32 = putPartType(putCrlf(delimiterEnd), rules, nameAt, nameEnd);
  return prepareByteranges(c, count, delimiterEnd, typeEnd);
}

/** A configured type is that of the parts. */
function putMultipartType(at: Offset): Offset {
  const end: i32 = putBoundary(put(at, "Content-Type: multipart/byteranges; boundary="));
  const typeOptionsEnd: i32 = putTypeOptions(putCrlf(end), rules);
  rules = rules & ~withTrait(requestSite(), rules, Trait.ContentType);
  return typeOptionsEnd;
}

/**
 * The boundary is the text of the entity-tag: no two files have the same, so an answer that was
 * stored as a file can be sent in parts too.
 */
function putBoundary(at: Offset): Offset {
  expect(tagEnd > TAG_AT + 2);
  return putOctets(at, TAG_AT + 1, tagEnd - 1);
}

function putTag(at: Offset): Offset {
  return putCrlf(putOctets(put(at, "ETag: "), TAG_AT, tagEnd));
}

/** Fields that were chosen by the request or are configured, and the end of the head. */
function putLastFields(at: Offset, c: ConnectionRef, status: i32): Offset {
  const choices: i32 = hasPrecompressed ? Choice.Coding : 0;
  return putResponseEnd(putAddedFields(at, status, rules, choices), c);
}

/** 9110 §8.8.2.1: no Last-Modified later than Date. */
export function notInFuture(seconds: f64): f64 {
  return isClockBelievable() && seconds > wallSeconds ? wallSeconds : seconds;
}
