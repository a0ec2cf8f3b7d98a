/*
 * An incremental decoder of the chunked transfer coding (RFC 9112 §7.1); it can stop and go on at
 * any octet.
 *
 *   chunked-body = *chunk last-chunk trailer-section CRLF
 *   chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
 *   last-chunk   = 1*("0") [ chunk-ext ] CRLF
 *
 * Rules of this file: content is never copied, its region is named; what is decoded does not depend
 * on how the octets were cut; every count is bounded. Extensions are in chunk-extension.ts, trailer
 * fields are checked for their form and dropped (§7.1.2).
 */

import { double, Offset, octet, setDouble, setWord, word } from "../octets/arena";
import { toInt, WHOLE_MAX } from "../octets/decimal";
import { hexValue } from "../octets/hexadecimal";
import { Octet } from "../octets/octet";
import { isFieldValueOctet, isTokenOctet } from "../octets/octet-class";
import { ChunkPhase, nextInExtension } from "./chunk-extension";

export const REFUSE_CHUNK_SIZE: i32 = -40041; // The chunk-size is not 1*HEXDIG: "", "+5", "-1", " 5", "0x5" are numbers to strtol (9112 7.1: request smuggling).
export const REFUSE_CHUNK_SIZE_DIGITS: i32 = -40042; // More than 16 digits of chunk-size: leading zeroes without end, and an overflow that makes it small (9112 7.1).
export const REFUSE_CHUNK_EXTENSION_LENGTH: i32 = -40044; // More than 256 octets of chunk-ext in one chunk (9112 7.1.1: flood).
export const REFUSE_CHUNK_BARE_LF: i32 = -40045; // LF without CR in the framing of a chunk (9112 7.1: request smuggling by line ends).
export const REFUSE_CHUNK_BARE_CR: i32 = -40046; // CR without LF in the framing of a chunk (9112 7.1: request smuggling by line ends).
export const REFUSE_CHUNK_END: i32 = -40047; // No CR LF after chunk-size octets of content: sizes that two servers count differently (9112 7.1: request smuggling).
export const REFUSE_CHUNK_OVERHEAD: i32 = -40048; // More than 100 KiB of framing, and less than a quarter of all is content: a flood of chunks of one octet.
export const REFUSE_TRAILER: i32 = -40049; // A trailer field that is no field line: no name, a fold, a control octet (9112 7.1.2: a request hidden in it).
export const REFUSE_CHUNK_SIZE_TOO_LARGE: i32 = -41303; // A chunk-size above 2^53 - 1 (9112 7.1: overflow).
export const REFUSE_TRAILER_LENGTH: i32 = -43104; // More than 4096 octets of trailer section (9112 7.1.2: flood).

/** What `decodeChunk` has come to; refusals are negative. */
export const enum Chunked {
  /** All octets are consumed and the content goes on. */
  NeedMore = 0,
  /** There is a region of content. */
  Content = 1,
  /** The content is complete; what was not consumed is the next request's. */
  Complete = 2,
}

/** Words of the decoder's state. It begins with three doubles: its index must be even. */
export const CHUNKED_WORDS: i32 = 12;

/** Digits of a chunk-size: 14 for 2^53 - 1, and two for clients that pad to 64 bits. */
const SIZE_DIGITS_MAX: i32 = 16;
/** No client is known to send any; 256 leaves room for a signature of a chunk. */
const EXTENSION_BYTES_MAX: i32 = 256;
const TRAILER_BYTES_MAX: i32 = 4096;
/** Framing that is never too much: picohttpparser's number. */
const OVERHEAD_BYTES_FREE: f64 = 102400;

/** Doubles of the state. */
const REMAINING: i32 = 0; // Of the chunk: its size while that is read, then octets to come.
const CONTENT_TOTAL: i32 = 1;
const OVERHEAD_TOTAL: i32 = 2;
/** Words of the state. */
const PHASE: i32 = 6;
const OUTCOME: i32 = 7;
const CONTENT_AT: i32 = 8;
const CONTENT_BYTES: i32 = 9;
const LINE_COUNT: i32 = 10; // Digits of the chunk-size, then octets of the extensions.
const TRAILER_BYTES: i32 = 11;

/** Makes `stateAt`, the index of CHUNKED_WORDS words, ready for the first octet. */
export function startChunked(stateAt: i32): void {
  assert((stateAt & 1) === 0);
  for (let i: i32 = 0; i < CHUNKED_WORDS; i++) setWord(stateAt + i, 0);
}

/**
 * Reads octets `at` to `end` up to the end of the first region of content, or to a result. Returns
 * how many were consumed, the region included; after a refusal, those before the octet refused.
 * Not to be called again after Complete or a refusal.
 */
export function decodeChunk(stateAt: i32, at: Offset, end: Offset): i32 {
  assert((stateAt & 1) === 0 && at <= end);
  assert(word(stateAt + PHASE) !== ChunkPhase.Ended);
  setWord(stateAt + OUTCOME, Chunked.NeedMore);
  setWord(stateAt + CONTENT_BYTES, 0);
  const overhead: i32 = (stateAt >> 1) + OVERHEAD_TOTAL;
  for (let i: i32 = at; i < end; i++) {
    const phase: i32 = word(stateAt + PHASE);
    if (phase === ChunkPhase.Data) return takeContent(stateAt, i, end) - at;
    setDouble(overhead, double(overhead) + 1);
    const next: i32 = nextPhase(stateAt, phase, octet(i));
    if (next < 0) return stop(stateAt, next, i - at);
    setWord(stateAt + PHASE, next);
    if (next === ChunkPhase.Ended) return stop(stateAt, Chunked.Complete, i + 1 - at);
  }
  return end - at;
}

/** What the last call came to: a `Chunked`, or a refusal. */
export function chunkedOutcome(stateAt: i32): i32 {
  return word(stateAt + OUTCOME);
}

/** Where the region of content is that the last call found. */
export function chunkedContentAt(stateAt: i32): i32 {
  return word(stateAt + CONTENT_AT);
}

/** Its octets; 0 when there is none. */
export function chunkedContentBytes(stateAt: i32): i32 {
  return word(stateAt + CONTENT_BYTES);
}

/** Octets of content that were found since the start. */
export function chunkedTotal(stateAt: i32): f64 {
  return double((stateAt >> 1) + CONTENT_TOTAL);
}

function stop(stateAt: i32, outcome: i32, consumed: i32): i32 {
  setWord(stateAt + PHASE, ChunkPhase.Ended);
  setWord(stateAt + OUTCOME, outcome);
  return consumed;
}

/** The chunk's octets among those `at` to `end` are content. Returns their end. */
function takeContent(stateAt: i32, at: Offset, end: Offset): i32 {
  const doubles: i32 = stateAt >> 1;
  const remaining: f64 = double(doubles + REMAINING);
  const available: i32 = end - at;
  const taken: f64 = Math.min(remaining, available as f64);
  const bytes: i32 = toInt(taken);
  assert(bytes > 0);
  setWord(stateAt + OUTCOME, Chunked.Content);
  setWord(stateAt + CONTENT_AT, at);
  setWord(stateAt + CONTENT_BYTES, bytes);
  setDouble(doubles + REMAINING, remaining - taken);
  setDouble(doubles + CONTENT_TOTAL, double(doubles + CONTENT_TOTAL) + taken);
  if (remaining === taken) setWord(stateAt + PHASE, ChunkPhase.DataCr);
  return at + bytes;
}

/** The phase after the octet `c` of framing, or a refusal. */
function nextPhase(stateAt: i32, phase: i32, c: i32): i32 {
  if (c === Octet.Lf) return afterLf(stateAt, phase);
  switch (phase) {
    case ChunkPhase.SizeFirst:
    case ChunkPhase.Size:
      return nextInSize(stateAt, phase, c);
    case ChunkPhase.DataCr:
      return c === Octet.Cr ? ChunkPhase.DataLf : REFUSE_CHUNK_END;
    case ChunkPhase.SizeLf:
    case ChunkPhase.DataLf:
    case ChunkPhase.TrailerLf:
    case ChunkPhase.FinalLf:
      return REFUSE_CHUNK_BARE_CR;
    case ChunkPhase.TrailerStart:
    case ChunkPhase.TrailerName:
    case ChunkPhase.TrailerValue:
      return nextInTrailer(stateAt, phase, c);
    default:
      return countExtension(stateAt, nextInExtension(phase, c));
  }
}

function afterLf(stateAt: i32, phase: i32): i32 {
  switch (phase) {
    case ChunkPhase.SizeLf:
      return afterSizeLine(stateAt);
    case ChunkPhase.DataLf:
      setDouble((stateAt >> 1) + REMAINING, 0);
      setWord(stateAt + LINE_COUNT, 0);
      return ChunkPhase.SizeFirst;
    case ChunkPhase.TrailerLf:
      return countTrailer(stateAt, ChunkPhase.TrailerStart);
    case ChunkPhase.FinalLf:
      return ChunkPhase.Ended;
    default:
      return REFUSE_CHUNK_BARE_LF;
  }
}

function afterSizeLine(stateAt: i32): i32 {
  const doubles: i32 = stateAt >> 1;
  const overhead: f64 = double(doubles + OVERHEAD_TOTAL);
  if (overhead > OVERHEAD_BYTES_FREE && overhead > double(doubles + CONTENT_TOTAL) * 3) {
    return REFUSE_CHUNK_OVERHEAD;
  }
  return double(doubles + REMAINING) === 0 ? ChunkPhase.TrailerStart : ChunkPhase.Data;
}

/** chunk-size = 1*HEXDIG */
function nextInSize(stateAt: i32, phase: i32, c: i32): i32 {
  const value: i32 = hexValue(c);
  if (value >= 0) return addDigit(stateAt, value);
  if (phase === ChunkPhase.SizeFirst) return REFUSE_CHUNK_SIZE;
  setWord(stateAt + LINE_COUNT, 0);
  const next: i32 = nextInExtension(ChunkPhase.Size, c);
  return next < 0 ? REFUSE_CHUNK_SIZE : countExtension(stateAt, next);
}

function addDigit(stateAt: i32, value: i32): i32 {
  const digits: i32 = word(stateAt + LINE_COUNT) + 1;
  if (digits > SIZE_DIGITS_MAX) return REFUSE_CHUNK_SIZE_DIGITS;
  const wide: f64 = value;
  const sizeAt: i32 = (stateAt >> 1) + REMAINING;
  const size: f64 = double(sizeAt) * 16 + wide;
  if (size > WHOLE_MAX) return REFUSE_CHUNK_SIZE_TOO_LARGE;
  setDouble(sizeAt, size);
  setWord(stateAt + LINE_COUNT, digits);
  return ChunkPhase.Size;
}

/** Counts an octet of chunk-ext after which `next` comes; the CR that ends the line is none. */
function countExtension(stateAt: i32, next: i32): i32 {
  if (next < 0 || next === ChunkPhase.SizeLf) return next;
  const bytes: i32 = word(stateAt + LINE_COUNT) + 1;
  if (bytes > EXTENSION_BYTES_MAX) return REFUSE_CHUNK_EXTENSION_LENGTH;
  setWord(stateAt + LINE_COUNT, bytes);
  return next;
}

/** trailer-section = *( field-line CRLF ) */
function nextInTrailer(stateAt: i32, phase: i32, c: i32): i32 {
  if (phase === ChunkPhase.TrailerValue) {
    if (c === Octet.Cr) return countTrailer(stateAt, ChunkPhase.TrailerLf);
    if (isFieldValueOctet(c)) return countTrailer(stateAt, ChunkPhase.TrailerValue);
    return REFUSE_TRAILER;
  }
  if (isTokenOctet(c)) return countTrailer(stateAt, ChunkPhase.TrailerName);
  if (phase === ChunkPhase.TrailerStart)
    return c === Octet.Cr ? ChunkPhase.FinalLf : REFUSE_TRAILER;
  return c === Octet.Colon ? countTrailer(stateAt, ChunkPhase.TrailerValue) : REFUSE_TRAILER;
}

/** Counts an octet of a trailer field; the empty line that ends the section has none. */
function countTrailer(stateAt: i32, next: i32): i32 {
  const bytes: i32 = word(stateAt + TRAILER_BYTES) + 1;
  if (bytes > TRAILER_BYTES_MAX) return REFUSE_TRAILER_LENGTH;
  setWord(stateAt + TRAILER_BYTES, bytes);
  return next;
}
