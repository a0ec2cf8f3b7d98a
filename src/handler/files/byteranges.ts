/*
 * The content of an answer of several ranges: multipart/byteranges (RFC 9110 §14.6, §15.3.7.2).
 *
 *   CRLF "--" boundary CRLF
 *   "Content-Type: " media-type CRLF
 *   "Content-Range: bytes " first-pos "-" last-pos "/" complete-length CRLF CRLF
 *   the octets of the range, and the next part
 *   CRLF "--" boundary "--" CRLF
 *
 * Before the first boundary CRLF need not be (§14.6: "MAY"); zsync waits for it.
 *
 * Rules of this file: as many parts as the send slot has room for leave together; one that has not
 * enough is left to the host, and the next ones follow when it is sent.
 */
import {
  Byteranges,
  byterangesWord,
  firstOfRange,
  lastOfRange,
  PART_START_BYTES_MAX,
  partStartAt,
  setByterangesWord,
} from "../../core/connection/byteranges-record";
import { release } from "../../core/connection/connection";
import {
  ConnectionNumber,
  ConnectionRef,
  clearFlag,
  Flag,
  fileOf,
  hasFlag,
  setConnectionNumber,
  setFlag,
} from "../../core/connection/connection-record";
import {
  responseAt,
  responseEnd,
  sendPendingFile,
  sendResponse,
  sendSlot,
} from "../../core/connection/response";
import { fileHandle, fileStat } from "../../core/files/file-record";
import { NONE } from "../../core/memory/pool";
import { readFile } from "../../seam/host";
import { Sent, Stat } from "../../seam/results";
import { putContentRange, putPositions } from "../../wire/http/range";
import { Offset } from "../../wire/octets/arena";
import { DECIMAL_BYTES_MAX, toInt } from "../../wire/octets/decimal";
import { put, putOctets } from "../../wire/octets/text";

/** The start of a part, three numbers, and what is between and behind them. */
const PART_HEAD_BYTES_MAX: i32 = PART_START_BYTES_MAX + 3 * DECIMAL_BYTES_MAX + 6;

/**
 * Notes that `count` ranges of the connection's file are to be sent. What each part begins with was
 * written from `partStartAt` on: the boundary with what is in front of it ends at `delimiterEnd`,
 * the fields behind it at `fieldsEnd`. Before the head is composed. Returns the octets of the
 * content.
 */
export function prepareByteranges(
  c: ConnectionRef,
  count: i32,
  delimiterEnd: Offset,
  fieldsEnd: i32,
): f64 {
  const startAt: i32 = partStartAt(c);
  const startEnd: i32 = putContentRange(fieldsEnd);
  assert(startEnd - startAt <= PART_START_BYTES_MAX);
  setByterangesWord(c, Byteranges.Count, count);
  setByterangesWord(c, Byteranges.Next, 0);
  setByterangesWord(c, Byteranges.StartBytes, startEnd - startAt);
  setByterangesWord(c, Byteranges.DelimiterBytes, delimiterEnd - startAt);
  // All but the ranges themselves is written where the head will be, one by one, to see how long it
  // is: together they may be longer than the slot.
  const at: i32 = responseAt(c);
  let framing: i32 = putLastDelimiter(at, c) - at;
  let bytes: f64 = 0;
  for (let i: i32 = 0; i < count; i++) {
    framing += putPartHead(at, c, i) - at;
    bytes += lastOfRange(c, i) - firstOfRange(c, i) + 1;
  }
  const wideFraming: f64 = framing;
  return bytes + wideFraming;
}

/** Sends the answer's head, which ends at `end`, and the parts. */
export function sendByteranges(c: ConnectionRef, end: Offset): void {
  expect(!hasFlag(c, Flag.Byteranges) && fileOf(c) !== NONE);
  setFlag(c, Flag.Byteranges);
  proceed(c, end);
}

/** What was lent is sent: sends what follows it. */
export function continueByteranges(c: ConnectionRef): void {
  expect(hasFlag(c, Flag.Byteranges) && !hasFlag(c, Flag.Lent));
  if (sendPendingFile(c) === Sent.Done) proceed(c, responseAt(c));
}

function proceed(c: ConnectionRef, from: i32): void {
  let end: i32 = from;
  while (true) {
    end = putParts(end, c);
    // Cut off meanwhile: the length that the head has promised no longer holds.
    if (end < 0) {
      release(c);
      return;
    }
    if (byterangesWord(c, Byteranges.Next) > byterangesWord(c, Byteranges.Count)) break;
    if (sendSlot(c, end, true) !== Sent.Done || sendPendingFile(c) !== Sent.Done) return;
    end = responseAt(c);
  }
  clearFlag(c, Flag.Byteranges);
  sendResponse(c, end);
}

/**
 * Writes what there is room for in the slot: parts, and what follows the last of them. Behind the
 * head of a part that has no room its octets are noted as pending. Returns the end, or -1 when the
 * file has become too short.
 */
function putParts(at: Offset, c: ConnectionRef): Offset {
  expect(fileOf(c) !== NONE && at <= responseEnd(c));
  const roomEnd: i32 = responseEnd(c);
  const handle: i32 = fileHandle(fileOf(c));
  const count: i32 = byterangesWord(c, Byteranges.Count);
  let end: i32 = at;
  setConnectionNumber(c, ConnectionNumber.FileRemaining, 0);
  for (let next: i32 = byterangesWord(c, Byteranges.Next); next <= count; next++) {
    if (roomEnd - end < PART_HEAD_BYTES_MAX) return end;
    setByterangesWord(c, Byteranges.Next, next + 1);
    if (next === count) return putLastDelimiter(end, c);
    end = putPartHead(end, c, next);
    const first: f64 = firstOfRange(c, next);
    const bytes: f64 = lastOfRange(c, next) - first + 1;
    const room: i32 = roomEnd - end;
    if (bytes > room) {
      setConnectionNumber(c, ConnectionNumber.FileOffset, first);
      setConnectionNumber(c, ConnectionNumber.FileRemaining, bytes);
      return end;
    }
    const octets: i32 = toInt(bytes);
    if (readFile(handle, first, end, octets) !== octets) return -1;
    end += octets;
  }
  return end;
}

function putPartHead(at: Offset, c: ConnectionRef, index: i32): Offset {
  expect(index >= 0 && index < byterangesWord(c, Byteranges.Count));
  const startAt: i32 = partStartAt(c);
  let end: i32 = putOctets(at, startAt, startAt + byterangesWord(c, Byteranges.StartBytes));
  const size: f64 = fileStat(fileOf(c), Stat.Size);
  end = putPositions(end, firstOfRange(c, index), lastOfRange(c, index), size);
  return put(end, "\r\n\r\n");
}

function putLastDelimiter(at: Offset, c: ConnectionRef): Offset {
  const startAt: i32 = partStartAt(c);
  const end: i32 = putOctets(at, startAt, startAt + byterangesWord(c, Byteranges.DelimiterBytes));
  return put(end, "--\r\n");
}
