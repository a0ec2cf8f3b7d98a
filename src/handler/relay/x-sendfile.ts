/*
 * Answers whose content a script leaves to the server: X-Sendfile names a file below one of the
 * directories of --sendfile-root.
 *
 * Rules of this file: the fields are the script's, those that it does not give are the file's; the
 * length, ranges and preconditions are judged as for any file where the script gives no status of
 * its own. What the script writes behind its head is thrown away.
 */
import { firstOfRange, lastOfRange } from "../../core/connection/byteranges-record";
import {
  ConnectionRef,
  Flag,
  fileOf,
  hasFlag,
  setFile,
} from "../../core/connection/connection-record";
import {
  putContentLength,
  putResponseEnd,
  responseAt,
  sendResponse,
} from "../../core/connection/response";
import { fileStat } from "../../core/files/file-record";
import { acquireBelow, releaseFile } from "../../core/files/open-files";
import { sendfileRoot } from "../../core/files/roots";
import { SCRIPT_AT, SECOND_PATH_AT, SECOND_PATH_BYTES } from "../../core/memory/layout";
import { NONE } from "../../core/memory/pool";
import { hasTrait, Trait } from "../../core/rules/field-rules";
import { partBelow, sendfileRootCount } from "../../core/rules/sendfile-roots";
import { codingOfName } from "../../core/settings/content-encodings";
import { wallSeconds } from "../../core/time/clock";
import { clearDeadline } from "../../core/time/deadlines";
import { clientOf, UpstreamRef } from "../../core/upstream/upstream-record";
import { fieldRulesOf } from "../../core/upstream/upstream-request";
import { Kind, Stat } from "../../seam/results";
import { ScriptField } from "../../wire/cgi/script-field";
import { findScriptField } from "../../wire/cgi/script-head";
import {
  hasScriptField,
  lineValueAt,
  lineValueEnd,
  sendfileAt,
  sendfileEnd,
} from "../../wire/cgi/script-head-record";
import { Coding } from "../../wire/http/accept-encoding";
import { putEntityTag } from "../../wire/http/entity-tag";
import { parseDate, putDate } from "../../wire/http/http-date";
import { putContentRange, putPositions, RANGE_UNSATISFIABLE } from "../../wire/http/range";
import { REFUSE_RANGE, REFUSE_RESPONSE_FILE } from "../../wire/http/refusal";
import { findOctet, Offset } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { isText, put, putCrlf, putOctets } from "../../wire/octets/text";
import { judgePreconditions, NOT_MODIFIED } from "../files/precondition";
import { countRanges, notInFuture, TAG_AT } from "../files/representation";
import { requestSite, setRepresentationBytes } from "../request/current-request";
import { isAnsweredBy, isRequestOf } from "../request/entry-conditions";
import { logRequest } from "../request/log-request";
import { restoreRequest } from "../request/saved-head";
import { putContentEncoding, putPartType, putTypeOptions } from "../response/configured-fields";
import { sendContent } from "../response/file-content";
import { beginFileResponse, refusalOfFailure, refuse } from "../response/refuse";
import { detach, freeUpstream } from "../upstream/close-upstream";
import { logUpstreamLine } from "../upstream/error-stream";
import { failUpstream } from "../upstream/fail-upstream";
import { answerStatus, putUpstreamFields, putUpstreamStatus } from "./response-fields";

/** What a 304 must not describe (RFC 9110 §15.4.5). */
const NOT_WITH_304: i32 =
  ScriptField.Range |
  ScriptField.ContentType |
  ScriptField.ContentEncoding |
  ScriptField.LastModified;

/** Of the file that is sent. */
let nameEnd: i32 = SECOND_PATH_AT;
let tagEnd: i32 = TAG_AT;
let modifiedSeconds: f64 = 0;

/** The first and the last octet of it that are sent; of an empty file the last is -1. */
let firstPosition: f64 = 0;
let lastPosition: f64 = -1;

/** Answers with the file that the script's head at `headAt`, parsed last, names. */
export function sendScriptFile(u: UpstreamRef, headAt: Offset): void {
  expect(isAnsweredBy(clientOf(u), u) && fileOf(clientOf(u)) === NONE);
  const item: i32 = openNamed();
  if (item < 0) {
    logUpstreamLine(u, "no file that may be sent: ", sendfileAt(SCRIPT_AT), sendfileEnd(SCRIPT_AT));
    failUpstream(u, item);
    return;
  }
  const c: ConnectionRef = clientOf(u);
  setFile(c, item);
  restoreRequest(u);
  clearDeadline(c);
  detach(c, u);
  if (beginFileResponse(c) !== NONE) answerFile(c, u, headAt, item);
  freeUpstream(u);
}

/** Opens the file that X-Sendfile names. Returns its item or a refusal. */
function openNamed(): i32 {
  if (sendfileEnd(SCRIPT_AT) - sendfileAt(SCRIPT_AT) > SECOND_PATH_BYTES)
    return REFUSE_RESPONSE_FILE;
  for (let index: i32 = 0; index < sendfileRootCount(requestSite()); index++) {
    const partAt: i32 = partBelow(
      requestSite(),
      index,
      sendfileAt(SCRIPT_AT),
      sendfileEnd(SCRIPT_AT),
    );
    if (partAt < 0) continue;
    nameEnd = putSegments(SECOND_PATH_AT, partAt, sendfileEnd(SCRIPT_AT));
    if (nameEnd <= SECOND_PATH_AT) return REFUSE_RESPONSE_FILE;
    const root: i32 = sendfileRoot(requestSite(), index);
    const item: i32 = acquireBelow(requestSite(), root, SECOND_PATH_AT, nameEnd);
    if (item < 0) return refusalOfFailure(item, SECOND_PATH_AT, nameEnd);
    if (fileStat(item, Stat.Kind) === Kind.File) return item;
    releaseFile(item);
    return REFUSE_RESPONSE_FILE;
  }
  return REFUSE_RESPONSE_FILE;
}

/** Writes the segments without those that are empty or ".". Returns the end, -1 with a "..". */
function putSegments(at: Offset, from: Offset, until: Offset): Offset {
  expect(from <= until);
  let end: i32 = at;
  for (let i: i32 = from; i < until; ) {
    const next: i32 = findOctet(Octet.Slash, i, until);
    if (isText(i, next, "..")) return -1;
    if (next > i && !isText(i, next, ".")) {
      end = putOctets(end > at ? put(end, "/") : end, i, next);
    }
    i = next + 1;
  }
  return end;
}

function answerFile(c: ConnectionRef, u: UpstreamRef, headAt: Offset, item: i32): void {
  expect(isRequestOf(c) && fileOf(c) === item);
  const size: f64 = fileStat(item, Stat.Size);
  noteValidators(headAt, item);
  setRepresentationBytes(size);
  const status: i32 = judgeFile(c, size);
  if (status < 0) {
    refuse(c, status);
    return;
  }
  const bytes: f64 = lastPosition - firstPosition + 1;
  const isEmpty: bool = status === 304 || hasFlag(c, Flag.HeadOnly) || bytes === 0;
  const end: i32 = putResponseEnd(putFileHead(responseAt(c), u, headAt, status, size), c);
  if (!isEmpty) {
    sendContent(c, end, firstPosition, bytes, status);
    return;
  }
  logRequest(c, status, 0);
  sendResponse(c, end);
}

/**
 * Notes which octets of the file are sent. Returns the status, which is the script's unless it says
 * 200, or a refusal.
 */
function judgeFile(c: ConnectionRef, size: f64): i32 {
  firstPosition = 0;
  lastPosition = size - 1;
  const status: i32 = answerStatus();
  if (status !== 200) return status;
  const judgement: i32 = judgePreconditions(TAG_AT, tagEnd, modifiedSeconds);
  if (judgement === NOT_MODIFIED) return 304;
  if (judgement < 0) return judgement;
  const count: i32 = countRanges(c, tagEnd, modifiedSeconds);
  if (count === RANGE_UNSATISFIABLE) return REFUSE_RANGE;
  // Several are ignored, as RFC 9110 §14.2 allows.
  if (count !== 1) return count < 0 ? count : 200;
  firstPosition = firstOfRange(c, 0);
  lastPosition = lastOfRange(c, 0);
  return 206;
}

/** Writes the status-line and the fields, but for those of any answer. Returns the end. */
function putFileHead(at: Offset, u: UpstreamRef, headAt: Offset, status: i32, size: f64): Offset {
  const left: i32 = status === 304 ? NOT_WITH_304 : ScriptField.Range;
  let end: i32 = putUpstreamFields(putUpstreamStatus(at, status), u, headAt, left, status);
  if (!hasScriptField(SCRIPT_AT, ScriptField.EntityTag)) {
    end = putCrlf(putOctets(put(end, "ETag: "), TAG_AT, tagEnd));
  }
  if (status === 304) return end;
  end = putContentLength(putMissing(end, u), lastPosition - firstPosition + 1);
  if (status === 200 || status === 206) end = put(end, "Accept-Ranges: bytes\r\n");
  if (status !== 206) return end;
  return putCrlf(putPositions(putContentRange(end), firstPosition, lastPosition, size));
}

/** The script's own where it gives them, else the file's. */
function noteValidators(headAt: Offset, item: i32): void {
  const modifiedMs: f64 = fileStat(item, Stat.ModifiedMs);
  modifiedSeconds = notInFuture(Math.floor(modifiedMs / 1000));
  tagEnd = putEntityTag(TAG_AT, modifiedMs, fileStat(item, Stat.Size), Coding.Identity);
  if (findScriptField(headAt, ScriptField.EntityTag, SCRIPT_AT)) {
    tagEnd = putOctets(TAG_AT, lineValueAt(SCRIPT_AT), lineValueEnd(SCRIPT_AT));
  }
  if (findScriptField(headAt, ScriptField.LastModified, SCRIPT_AT)) {
    const seconds: f64 = parseDate(lineValueAt(SCRIPT_AT), lineValueEnd(SCRIPT_AT), wallSeconds);
    if (seconds >= 0) modifiedSeconds = seconds;
  }
}

/** Writes what the script does not say of the file. Returns the end. */
function putMissing(at: Offset, u: UpstreamRef): Offset {
  const rules: i32 = fieldRulesOf(u);
  let end: i32 = at;
  if (
    !hasScriptField(SCRIPT_AT, ScriptField.ContentType) &&
    !hasTrait(requestSite(), rules, Trait.ContentType)
  ) {
    end = putPartType(end, 0, SECOND_PATH_AT, nameEnd);
    if (!hasScriptField(SCRIPT_AT, ScriptField.TypeOptions)) end = putTypeOptions(end, rules);
  }
  // A type that the script gives is that of all octets.
  const isSaid: bool =
    hasScriptField(SCRIPT_AT, ScriptField.ContentType) ||
    hasScriptField(SCRIPT_AT, ScriptField.ContentEncoding);
  if (!isSaid) end = putContentEncoding(end, codingOfName(requestSite(), SECOND_PATH_AT, nameEnd));
  if (hasScriptField(SCRIPT_AT, ScriptField.LastModified)) return end;
  return putCrlf(putDate(put(end, "Last-Modified: "), modifiedSeconds));
}
