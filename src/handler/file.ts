/*
 * Files and directories below the home directory, for GET and HEAD.
 */
import { logAnswer } from "../core/access-log";
import {
  answerAt,
  putAnswerEnd,
  putAnswerStart,
  putContentLength,
  sendAnswer,
  sendAnswerAndFile,
} from "../core/answer";
import { isClockBelievable, wallSeconds } from "../core/clock";
import { release } from "../core/connection";
import { Connection, Flag, hasFlag } from "../core/connection-record";
import { FileRecord, fileStat, fileWord } from "../core/file-record";
import { acquireFile, releaseFile } from "../core/files";
import { PATH_AT, SECOND_PATH_AT } from "../core/layout";
import { SEND_SLOT_BYTES } from "../core/limits";
import { NONE } from "../core/pool";
import { readFile } from "../host/host";
import { Failure, Kind, Stat } from "../host/results";
import { octet, setWord } from "../wire/arena";
import { toInt } from "../wire/decimal";
import { ENTITY_TAG_BYTES_MAX, putEntityTag } from "../wire/entity-tag";
import { putDate } from "../wire/http-date";
import { mediaTypeOf, putMediaType } from "../wire/media-type";
import { put, putCrlf, putOctets } from "../wire/text";
import { listDirectory } from "./listing";
import { isNotModified } from "./precondition";
import { redirectToDirectory } from "./redirect";
import { beginAnswer, refusalOfFailure, refuse } from "./refuse";
import { pathEnd, requestLineAt, requestLineEnd } from "./request";

const SLASH: i32 = 47;

/** Answers with what the decoded path of the request names. */
export function answerFile(c: i32): void {
  const isDirectoryPath: bool = pathEnd === PATH_AT || octet(pathEnd - 1) === SLASH;
  if (isDirectoryPath) answerIndex(c);
  else answerPath(c, PATH_AT, pathEnd);
}

/** A directory is answered with its index.html, and where there is none with its entries. */
function answerIndex(c: i32): void {
  const end: i32 = put(putOctets(SECOND_PATH_AT, PATH_AT, pathEnd), "index.html");
  const item: i32 = acquireFile(SECOND_PATH_AT, end);
  if (item === Failure.NotFound) {
    listDirectory(c);
    return;
  }
  answerAcquired(c, item, SECOND_PATH_AT, end);
}

function answerPath(c: i32, at: i32, end: i32): void {
  answerAcquired(c, acquireFile(at, end), at, end);
}

function answerAcquired(c: i32, item: i32, at: i32, end: i32): void {
  if (item < 0) {
    refuse(c, refusalOfFailure(item));
    return;
  }
  if (fileStat(item, Stat.Kind) === Kind.Directory) {
    releaseFile(item);
    redirectToDirectory(c);
    return;
  }
  if (beginAnswer(c) === NONE) {
    releaseFile(item);
    return;
  }
  setWord(c + Connection.File, item);
  answerRepresentation(c, item, at, end);
}

/** The fields of a 304 are those that a 200 would have had to keep a cache right (9110 §15.4.5). */
function answerRepresentation(c: i32, item: i32, nameAt: i32, nameEnd: i32): void {
  const at: i32 = answerAt(c);
  const size: f64 = fileStat(item, Stat.Size);
  const modifiedMs: f64 = fileStat(item, Stat.ModifiedMs);
  const modifiedSeconds: f64 = notInFuture(Math.floor(modifiedMs / 1000));
  // The entity-tag is composed at the slot's end, compared, and copied into its field.
  const tagAt: i32 = at + SEND_SLOT_BYTES - ENTITY_TAG_BYTES_MAX;
  const tagEnd: i32 = putEntityTag(tagAt, modifiedMs, size);
  const status: i32 = isNotModified(tagAt, tagEnd, modifiedSeconds) ? 304 : 200;
  let end: i32 = putAnswerStart(at, status);
  if (status === 200) {
    end = putMediaType(put(end, "Content-Type: "), mediaTypeOf(nameAt, nameEnd));
    end = putContentLength(putCrlf(end), size);
  }
  end = putCrlf(putDate(put(end, "Last-Modified: "), modifiedSeconds));
  end = putCrlf(putOctets(put(end, "ETag: "), tagAt, tagEnd));
  end = putAnswerEnd(end, c);
  const isEmpty: bool = status === 304 || hasFlag(c, Flag.HeadOnly);
  logAnswer(c, requestLineAt, requestLineEnd, status, isEmpty ? 0 : size);
  if (isEmpty || size === 0) sendAnswer(c, end);
  else sendContent(c, item, end, size);
}

/** 9110 §8.8.2.1: no Last-Modified later than Date. */
function notInFuture(seconds: f64): f64 {
  return isClockBelievable() && seconds > wallSeconds ? wallSeconds : seconds;
}

/** Content that fits behind its head leaves with it; the rest is left to the host. */
function sendContent(c: i32, item: i32, end: i32, size: f64): void {
  const room: i32 = answerAt(c) + SEND_SLOT_BYTES - end;
  if (size > room) {
    sendAnswerAndFile(c, end, 0, size);
    return;
  }
  const bytes: i32 = toInt(size);
  const got: i32 = readFile(fileWord(item, FileRecord.Handle), 0, end, bytes);
  // Cut off meanwhile: the length that a head would promise no longer holds.
  if (got !== bytes) release(c);
  else sendAnswer(c, end + bytes);
}
