/*
 * The start of a request: its head is found, parsed and handed to the one that answers.
 */

import { closeAfterResponse } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  chunkOf,
  clearFlag,
  emptyLinesOf,
  Flag,
  hasFlag,
  lineAtOf,
  requestsOf,
  scannedToOf,
  setConnectionNumber,
  setEmptyLines,
  setFlag,
  setRequests,
  setScan,
  setSite,
  setState,
  siteOf,
  stateOf,
} from "../../core/connection/connection-record";
import { State } from "../../core/connection/connection-state";
import { HEAD_AT } from "../../core/memory/layout";
import { HEAD_BYTES_MAX } from "../../core/memory/sizes";
import { firstSite, serving } from "../../core/settings/generations";
import { requestCountMax } from "../../core/settings/server-settings";
import { Phase, setDeadline } from "../../core/time/deadlines";
import { startChunked } from "../../wire/http/chunked";
import {
  contentLength,
  expectsContinue,
  headMethod,
  isChunked,
  isPersistent,
  minorVersion,
} from "../../wire/http/head-record";
import {
  EMPTY_LINES_MAX,
  NEED_MORE,
  scanHead,
  scannedLineAt,
  skipEmptyLines,
} from "../../wire/http/head-scan";
import { Method } from "../../wire/http/method";
import { REFUSE_EMPTY_LINES, REFUSE_HEAD_LENGTH, Refusal } from "../../wire/http/refusal";
import { parseHeadWithin, parseRequestHead } from "../../wire/http/request-head";
import { parseRequestLine } from "../../wire/http/request-line";
import { findOctet, Offset } from "../../wire/octets/arena";
import { Octet } from "../../wire/octets/octet";
import { noteOrigin } from "../request/cors-origin";
import {
  noteBehind,
  noteRequestLine,
  requestLineAt,
  requestLineEnd,
} from "../request/current-request";
import { isRequestOf } from "../request/entry-conditions";
import { refuseAndClose } from "../response/refuse";
import { answerRequest } from "../route/route";

/**
 * Looks for a request at `at`. Returns where the octets go on that were not used: behind its head
 * when it was complete (and answered, or begun to be), at its start when it is not.
 */
export function takeRequest(c: ConnectionRef, at: Offset, end: Offset): i32 {
  expect(stateOf(c) === State.Idle || stateOf(c) === State.Head);
  const begin: i32 = skipEmptyLines(at, end);
  if (begin < 0) return refuseStart(c, at, end, begin);
  if (begin !== at) {
    forgetScan(c);
    const emptyLines: i32 = emptyLinesOf(c) + ((begin - at) >> 1);
    if (emptyLines > EMPTY_LINES_MAX) return refuseStart(c, at, end, REFUSE_EMPTY_LINES);
    setEmptyLines(c, emptyLines);
  }
  if (begin === end) return end;
  const whole: i32 = takeWhole(c, begin, end);
  if (whole > 0) return startRequest(c, begin, whole, end);
  const lineAt: i32 = begin + lineAtOf(c);
  const headEnd: i32 = scanHead(begin, lineAt, begin + scannedToOf(c), end);
  if (headEnd < 0) return refuseStart(c, begin, end, headEnd);
  if (headEnd === NEED_MORE) return waitForHead(c, begin, end);
  if (headEnd - begin > HEAD_BYTES_MAX) return refuseStart(c, begin, end, REFUSE_HEAD_LENGTH);
  forgetScan(c);
  const refusal: Refusal = parseRequestHead(begin, headEnd, HEAD_AT);
  if (refusal === 0) return startRequest(c, begin, headEnd, end);
  noteHead(c, begin, headEnd, end);
  refuseAndClose(c, refusal);
  return headEnd;
}

/**
 * Nearly every head comes whole and is right: such a one is looked at once. Returns its end; 0 when
 * its end is to be found first.
 */
function takeWhole(c: ConnectionRef, begin: Offset, end: Offset): i32 {
  if (scannedToOf(c) > 0) return 0;
  const headEnd: i32 = parseHeadWithin(begin, end, HEAD_AT);
  return headEnd > 0 && headEnd - begin <= HEAD_BYTES_MAX ? headEnd : 0;
}

/** The head `begin` to `headEnd` was parsed, and is one that can be answered. */
function startRequest(c: ConnectionRef, begin: Offset, headEnd: Offset, end: Offset): i32 {
  noteHead(c, begin, headEnd, end);
  noteRequest(c);
  answerRequest(c);
  return headEnd;
}

function noteHead(c: ConnectionRef, begin: Offset, headEnd: Offset, end: Offset): void {
  setEmptyLines(c, 0);
  setSite(c, firstSite(serving()));
  noteRequestLine(siteOf(c), begin, headEnd);
  noteBehind(end - headEnd);
  clearFlag(c, Flag.Version10);
  noteMethod(c);
}

/** Without a certain start of a request nothing that follows can be told apart. */
function refuseStart(c: ConnectionRef, at: Offset, end: Offset, refusal: Refusal): i32 {
  expect(at <= end && refusal < 0);
  setSite(c, firstSite(serving()));
  noteRequestLine(siteOf(c), at, end);
  parseRequestLine(requestLineAt(), requestLineEnd(), HEAD_AT);
  noteMethod(c);
  refuseAndClose(c, refusal);
  return end;
}

/** HEAD has no content in its answer, whatever is wrong behind the method (RFC 9110 §9.3.2). */
function noteMethod(c: ConnectionRef): void {
  if (headMethod(HEAD_AT) === Method.Head) setFlag(c, Flag.HeadOnly);
  else clearFlag(c, Flag.HeadOnly);
}

/** The head is not complete: its octets will lie at the start of a head slot. */
function waitForHead(c: ConnectionRef, begin: Offset, end: Offset): i32 {
  expect(begin < end);
  if (end - begin >= HEAD_BYTES_MAX) return refuseStart(c, begin, end, REFUSE_HEAD_LENGTH);
  setScan(c, scannedLineAt - begin, end - begin);
  if (stateOf(c) === State.Idle) {
    clearFlag(c, Flag.HeadOnly);
    setState(c, State.Head);
    setDeadline(c, Phase.Head);
  }
  if (scannedLineAt === begin || hasFlag(c, Flag.LineSeen)) return begin;
  // HTTP/0.9 and other nonsense sends one line and waits: it is told at once.
  setFlag(c, Flag.LineSeen);
  const lineEnd: i32 = findOctet(Octet.Lf, begin, scannedLineAt) - 1;
  const refusal: Refusal = parseRequestLine(begin, lineEnd, HEAD_AT);
  noteMethod(c);
  return refusal < 0 ? refuseStart(c, begin, end, refusal) : begin;
}

function forgetScan(c: ConnectionRef): void {
  setScan(c, 0, 0);
  clearFlag(c, Flag.LineSeen);
}

/** What the connection must remember of the request that was parsed. */
function noteRequest(c: ConnectionRef): void {
  expect(isRequestOf(c));
  const requests: i32 = requestsOf(c) + 1;
  setRequests(c, requests);
  if (!isPersistent(HEAD_AT)) setFlag(c, Flag.Close);
  else if (requestCountMax(serving()) > 0 && requests >= requestCountMax(serving()))
    closeAfterResponse(c);
  if (minorVersion(HEAD_AT) === 0) setFlag(c, Flag.Version10);
  clearFlag(c, Flag.Chunked);
  if (expectsContinue(HEAD_AT)) setFlag(c, Flag.Expecting);
  else clearFlag(c, Flag.Expecting);
  noteOrigin();
  setConnectionNumber(c, ConnectionNumber.ContentRemaining, contentLength(HEAD_AT));
  if (!isChunked(HEAD_AT)) return;
  setFlag(c, Flag.Chunked);
  startChunked(chunkOf(c));
}
