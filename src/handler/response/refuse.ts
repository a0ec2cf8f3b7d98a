/*
 * Answers that tell why a request was not answered as it asked: a status, and a short page with the
 * refusal's number.
 *
 * Rule of this file: a refusal can always be sent, as there is a slot for answers that leave at
 * once (src/core/connection/response.ts).
 */

import { closeAfterResponse } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  channelOf,
  Flag,
  fileOf,
  hasFlag,
  setConnectionNumber,
  setState,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import {
  mayKeepSlot,
  openResponse,
  putContentLength,
  putResponseEnd,
  putResponseStart,
  sendResponse,
} from "../../core/connection/response";
import { fileStat } from "../../core/files/file-record";
import { logGenerated } from "../../core/files/generated";
import { logExhausted, logRefusal } from "../../core/log/access-log";
import { NONE } from "../../core/memory/pool";
import { Failure, Stat } from "../../seam/results";
import {
  REFUSE_EXHAUSTED,
  REFUSE_FAULT,
  REFUSE_FORBIDDEN,
  REFUSE_NO_ROOT,
  REFUSE_NO_SLOT,
  REFUSE_NO_SPACE,
  REFUSE_NOT_FOUND,
  Refusal,
  statusOfRefusal,
} from "../../wire/http/refusal";
import { Offset } from "../../wire/octets/arena";
import { put, putOctets } from "../../wire/octets/text";
import { SEND_SLOT_BYTES } from "../../wire/sizes/sizes";
import { isRequestOf, mayRespond } from "../request/entry-conditions";
import { logRequest } from "../request/log-request";
import { answerErrorPage } from "./error-page";
import { putPage, putPolicy } from "./html-page";
import { putRefusalFields } from "./refusal-fields";

/** More than an answer's head ever takes here; the page is composed behind it and moved up. */
const HEAD_BYTES_MAX: i32 = 2048;

/** Answers with the refusal's status; the connection goes on if the request allows it. */
export function refuse(c: ConnectionRef, refusal: Refusal): void {
  expect(refusal < 0 && mayRespond(c));
  const status: i32 = statusOfRefusal(refusal);
  logRefusal(channelOf(c), refusal);
  if (answerErrorPage(c, status, refusal)) return;
  const at: i32 = openResponse(c);
  const pageAt: i32 = at + HEAD_BYTES_MAX;
  const pageEnd: i32 = putPage(pageAt, status, refusal);
  const pageBytes: i32 = pageEnd - pageAt;
  let end: i32 = put(putResponseStart(at, status), "Content-Type: text/html; charset=utf-8\r\n");
  end = putContentLength(putPolicy(end), pageBytes);
  end = putResponseEnd(putRefusalFields(end, status, refusal), c);
  const isHead: bool = hasFlag(c, Flag.HeadOnly);
  if (!isHead) end = putOctets(end, pageAt, pageEnd);
  setState(c, State.Responding);
  logRequest(c, status, isHead ? 0 : pageBytes);
  sendResponse(c, end);
}

/** Takes a send slot for an answer that leaves at once, or else ends. Returns its first octet. */
export function beginResponse(c: ConnectionRef): i32 {
  expect(isRequestOf(c));
  setState(c, State.Responding);
  return openResponse(c);
}

/**
 * Takes a send slot for an answer that may take its time. Returns its first octet, or NONE when all
 * such slots are in use and the request has been refused.
 */
export function beginLongResponse(c: ConnectionRef): i32 {
  const at: i32 = beginResponse(c);
  if (mayKeepSlot()) return at;
  refuse(c, REFUSE_NO_SLOT);
  return NONE;
}

/**
 * As `beginLongResponse` with the connection's file as content; what fits a slot leaves at once.
 */
export function beginFileResponse(c: ConnectionRef): i32 {
  expect(fileOf(c) !== NONE);
  const bytes: f64 = fileStat(fileOf(c), Stat.Size);
  const isLong: bool = bytes > SEND_SLOT_BYTES && !hasFlag(c, Flag.HeadOnly);
  return isLong ? beginLongResponse(c) : beginResponse(c);
}

/** As `refuse`; the connection ends, because what follows cannot be told apart with certainty. */
export function refuseAndClose(c: ConnectionRef, refusal: Refusal): void {
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, 0);
  closeAfterResponse(c);
  refuse(c, refusal);
}

/** Why the file of this path is refused, which the host could not open; logs what it lacks. */
export function refusalOfFailure(failure: i32, at: Offset, end: Offset): Refusal {
  expect(failure < 0 && at <= end);
  switch (failure) {
    case Failure.NotFound:
      return REFUSE_NOT_FOUND;
    case Failure.Forbidden:
      return REFUSE_FORBIDDEN;
    case Failure.RootGone:
      return REFUSE_NO_ROOT;
    case Failure.NoSpace:
      logGenerated(failure, at, end);
      return REFUSE_NO_SPACE;
    case Failure.TooBig:
      logGenerated(failure, at, end);
      return REFUSE_FAULT;
    case Failure.NoDescriptors:
      logExhausted(at, end);
      return REFUSE_EXHAUSTED;
    default:
      return REFUSE_FAULT;
  }
}
