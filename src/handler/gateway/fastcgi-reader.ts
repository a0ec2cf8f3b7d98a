/*
 * FastCGI's records as they come from a backend (FastCGI §3.3): taken apart in the read buffer,
 * wherever reads cut them.
 *
 * Rules of this file: what a record is must be known before it is used: version 1, and our request
 * (there is one on a connection, 1) or the connection itself (0), of which nothing was asked and
 * whose records are skipped; padding is skipped; types that are not known are skipped.
 */

import {
  beginFastCgi,
  contentLeft,
  fastCgiOutput,
  fastCgiType,
  headerAt,
  headerBytes,
  paddingLeft,
  setContentLeft,
  setFastCgiOutput,
  setHeaderBytes,
  setPaddingLeft,
} from "../../core/gateway/fastcgi-record";
import { READ_AT } from "../../core/memory/layout";
import { UpstreamRef } from "../../core/upstream/upstream-record";
import {
  appStatusOf,
  END_REQUEST_BYTES,
  isRecordVersion,
  protocolStatusOf,
  RECORD_HEADER_BYTES,
  RecordType,
  recordContentBytes,
  recordId,
  recordPaddingBytes,
  recordType,
} from "../../wire/cgi/fastcgi";
import { moveOctets, Offset, octet, setOctet } from "../../wire/octets/arena";
import { READ_BYTES } from "../../wire/sizes/sizes";
import { logErrorOutput } from "../upstream/error-stream";

export const enum Reading {
  /** All records so far are good, more are to come. */
  Open = 0,
  /** END_REQUEST came, and nothing behind it. */
  Ended,
  /** END_REQUEST came, and something behind it: the connection is of no use any more. */
  Overrun,
  /** What came is no record, or another request's. */
  Broken,
}

/** Takes what was read apart: STDERR is logged, STDOUT moved to the start of the read buffer. */
export function readRecords(u: UpstreamRef, bytes: i32): Reading {
  expect(bytes <= READ_BYTES);
  const end: i32 = READ_AT + bytes;
  let at: i32 = READ_AT;
  setFastCgiOutput(u, 0);
  while (at < end) {
    if (headerBytes(u) < RECORD_HEADER_BYTES) {
      at = gather(u, at, end);
      if (headerBytes(u) < RECORD_HEADER_BYTES) return Reading.Open;
      if (!beginRecord(u)) return Reading.Broken;
    }
    at = takeContent(u, at, end);
    at = skipPadding(u, at, end);
    if (!isRecordRead(u)) return Reading.Open;
    setHeaderBytes(u, 0);
    if (fastCgiType(u) !== RecordType.EndRequest) continue;
    return at === end ? Reading.Ended : Reading.Overrun;
  }
  return Reading.Open;
}

/** Octets of the header that are still missing. */
function gather(u: UpstreamRef, at: Offset, end: Offset): i32 {
  expect(at < end && headerBytes(u) < RECORD_HEADER_BYTES);
  let i: i32 = at;
  let filled: i32 = headerBytes(u);
  while (i < end && filled < RECORD_HEADER_BYTES) {
    setOctet(headerAt(u) + filled, octet(i));
    filled++;
    i++;
  }
  setHeaderBytes(u, filled);
  return i;
}

/** The header is there. False when it cannot be one. */
function beginRecord(u: UpstreamRef): bool {
  expect(headerBytes(u) === RECORD_HEADER_BYTES);
  const at: i32 = headerAt(u);
  const type: i32 = recordType(at);
  const id: i32 = recordId(at);
  const known: i32 = id === 1 ? type : RecordType.Unknown;
  beginFastCgi(u, known, recordContentBytes(at), recordPaddingBytes(at));
  if (!isRecordVersion(at) || id > 1) return false;
  return id === 0 || type !== RecordType.EndRequest || recordContentBytes(at) === END_REQUEST_BYTES;
}

function takeContent(u: UpstreamRef, at: Offset, end: Offset): i32 {
  expect(at <= end && contentLeft(u) >= 0);
  const left: i32 = contentLeft(u);
  const bytes: i32 = end - at < left ? end - at : left;
  if (bytes === 0) return at;
  setContentLeft(u, left - bytes);
  switch (fastCgiType(u)) {
    case RecordType.Stdout:
      takeOutput(u, at, bytes);
      break;
    case RecordType.Stderr:
      logErrorOutput(u, at, at + bytes);
      break;
    case RecordType.EndRequest:
      takeEnd(u, at, bytes, left);
      break;
    default:
      break;
  }
  return at + bytes;
}

/** STDOUT lies together at the start of the read buffer. */
function takeOutput(u: UpstreamRef, at: Offset, bytes: i32): void {
  expect(READ_AT + fastCgiOutput(u) <= at && bytes > 0);
  const before: i32 = fastCgiOutput(u);
  moveOctets(READ_AT + before, at, bytes);
  setFastCgiOutput(u, before + bytes);
}

/** The body of END_REQUEST takes the place of its header. */
function takeEnd(u: UpstreamRef, at: Offset, bytes: i32, left: i32): void {
  expect(left <= END_REQUEST_BYTES && bytes <= left);
  const place: i32 = headerAt(u) + END_REQUEST_BYTES - left;
  for (let i: i32 = 0; i < bytes; i++) setOctet(place + i, octet(at + i));
}

function skipPadding(u: UpstreamRef, at: Offset, end: Offset): i32 {
  expect(at <= end && paddingLeft(u) >= 0);
  if (contentLeft(u) > 0) return at;
  const left: i32 = paddingLeft(u);
  const bytes: i32 = end - at < left ? end - at : left;
  setPaddingLeft(u, left - bytes);
  return at + bytes;
}

function isRecordRead(u: UpstreamRef): bool {
  return contentLeft(u) === 0 && paddingLeft(u) === 0;
}

/** What END_REQUEST, which was read last, says (FastCGI §5.5). */
export function endAppStatus(u: UpstreamRef): f64 {
  expect(fastCgiType(u) === RecordType.EndRequest);
  return appStatusOf(headerAt(u));
}

export function endProtocolStatus(u: UpstreamRef): i32 {
  expect(fastCgiType(u) === RecordType.EndRequest);
  return protocolStatusOf(headerAt(u));
}
