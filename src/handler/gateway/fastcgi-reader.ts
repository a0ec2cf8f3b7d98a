/*
 * FastCGI's records as they come from a backend (FastCGI §3.3): taken apart in the read buffer,
 * wherever reads cut them.
 *
 * Rules of this file: what a record is must be known before it is used: version 1, and our request
 * (there is one on a connection, 1) or the connection itself (0), of which nothing was asked and
 * whose records are skipped; padding is skipped; types that are not known are skipped.
 */
import { READ_AT } from "../../core/memory/layout";
import { Upstream } from "../../core/upstream/upstream-record";
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
import { moveOctets, octet, setOctet, setWord, word } from "../../wire/octets/arena";
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

/** What END_REQUEST says (FastCGI §5.5). */
export let appStatus: f64 = 0;
export let protocolStatus: i32 = 0;
/** Octets of STDOUT in what was read last; they lie at READ_AT. */
export let outputBytes: i32 = 0;

/** Takes what was read apart: STDERR is logged, STDOUT moved to the start of the read buffer. */
export function readRecords(u: i32, bytes: i32): Reading {
  const end: i32 = READ_AT + bytes;
  let at: i32 = READ_AT;
  outputBytes = 0;
  while (at < end) {
    if (word(u + Upstream.ReadBytes) < RECORD_HEADER_BYTES) {
      at = gather(u, at, end);
      if (word(u + Upstream.ReadBytes) < RECORD_HEADER_BYTES) return Reading.Open;
      if (!beginRecord(u)) return Reading.Broken;
    }
    at = takeContent(u, at, end);
    at = skipPadding(u, at, end);
    if (!isRecordRead(u)) return Reading.Open;
    setWord(u + Upstream.ReadBytes, 0);
    if (word(u + Upstream.ReadType) !== RecordType.EndRequest) continue;
    return at === end ? Reading.Ended : Reading.Overrun;
  }
  return Reading.Open;
}

/** Octets of the header that are still missing. */
function gather(u: i32, at: i32, end: i32): i32 {
  let i: i32 = at;
  let filled: i32 = word(u + Upstream.ReadBytes);
  while (i < end && filled < RECORD_HEADER_BYTES) {
    setOctet(gatheredAt(u) + filled, octet(i));
    filled++;
    i++;
  }
  setWord(u + Upstream.ReadBytes, filled);
  return i;
}

/** The header is there. False when it cannot be one. */
function beginRecord(u: i32): bool {
  const at: i32 = gatheredAt(u);
  const type: i32 = recordType(at);
  const id: i32 = recordId(at);
  setWord(u + Upstream.ReadType, id === 1 ? type : RecordType.Unknown);
  setWord(u + Upstream.ReadContent, recordContentBytes(at));
  setWord(u + Upstream.ReadPadding, recordPaddingBytes(at));
  if (!isRecordVersion(at) || id > 1) return false;
  return id === 0 || type !== RecordType.EndRequest || recordContentBytes(at) === END_REQUEST_BYTES;
}

function takeContent(u: i32, at: i32, end: i32): i32 {
  const left: i32 = word(u + Upstream.ReadContent);
  const bytes: i32 = end - at < left ? end - at : left;
  if (bytes === 0) return at;
  setWord(u + Upstream.ReadContent, left - bytes);
  switch (word(u + Upstream.ReadType)) {
    case RecordType.Stdout:
      moveOctets(READ_AT + outputBytes, at, bytes);
      outputBytes += bytes;
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

/** The body of END_REQUEST takes the place of its header. */
function takeEnd(u: i32, at: i32, bytes: i32, left: i32): void {
  const place: i32 = gatheredAt(u) + END_REQUEST_BYTES - left;
  for (let i: i32 = 0; i < bytes; i++) setOctet(place + i, octet(at + i));
  if (bytes < left) return;
  appStatus = appStatusOf(gatheredAt(u));
  protocolStatus = protocolStatusOf(gatheredAt(u));
}

function skipPadding(u: i32, at: i32, end: i32): i32 {
  if (word(u + Upstream.ReadContent) > 0) return at;
  const left: i32 = word(u + Upstream.ReadPadding);
  const bytes: i32 = end - at < left ? end - at : left;
  setWord(u + Upstream.ReadPadding, left - bytes);
  return at + bytes;
}

function isRecordRead(u: i32): bool {
  return word(u + Upstream.ReadContent) === 0 && word(u + Upstream.ReadPadding) === 0;
}

function gatheredAt(u: i32): i32 {
  return (u + Upstream.ReadAt) << 2;
}
