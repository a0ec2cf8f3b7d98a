/*
 * What is read of FastCGI over an upstream's connection: part of its record.
 *
 * Rules of this file: the header of a record is gathered here, wherever reads cut it, and the body
 * of END_REQUEST takes its place; so what that has said is known until the next record.
 */

import { RECORD_HEADER_BYTES } from "../../wire/cgi/fastcgi";
import { setWord, word } from "../../wire/octets/arena";
import { READ_BYTES } from "../../wire/sizes/sizes";
import { fastCgiOf, UpstreamRef } from "../upstream/upstream-record";

const enum FastCgi {
  /** Octets of a header that came. */
  HeaderBytes = 0,
  /** Two words of octets: the header, or the body of END_REQUEST. */
  HeaderAt,
  /** What is still to come of the record: content, padding. */
  ContentLeft = 3,
  PaddingLeft,
  Type,
  /** Octets of STDOUT in what was read last; they lie at READ_AT. */
  OutputBytes,
  LENGTH,
}

export const FASTCGI_WORDS: i32 = FastCgi.LENGTH;

/** A connection begins: nothing was read of it. */
export function resetFastCgi(u: UpstreamRef): void {
  setHeaderBytes(u, 0);
}

export function headerBytes(u: UpstreamRef): i32 {
  return word(fastCgiOf(u) + FastCgi.HeaderBytes);
}

export function setHeaderBytes(u: UpstreamRef, bytes: i32): void {
  expect(bytes >= 0 && bytes <= RECORD_HEADER_BYTES);
  setWord(fastCgiOf(u) + FastCgi.HeaderBytes, bytes);
}

/** First octet of the header, or of the body of END_REQUEST. */
export function headerAt(u: UpstreamRef): i32 {
  return (fastCgiOf(u) + FastCgi.HeaderAt) << 2;
}

/** The header is there: what follows it is a record of this type. */
export function beginFastCgi(u: UpstreamRef, type: i32, content: i32, padding: i32): void {
  expect(content >= 0 && content <= 0xffff && padding >= 0 && padding <= 0xff);
  setWord(fastCgiOf(u) + FastCgi.Type, type);
  setContentLeft(u, content);
  setPaddingLeft(u, padding);
}

export function fastCgiType(u: UpstreamRef): i32 {
  return word(fastCgiOf(u) + FastCgi.Type);
}

export function contentLeft(u: UpstreamRef): i32 {
  return word(fastCgiOf(u) + FastCgi.ContentLeft);
}

export function setContentLeft(u: UpstreamRef, bytes: i32): void {
  expect(bytes >= 0);
  setWord(fastCgiOf(u) + FastCgi.ContentLeft, bytes);
}

export function paddingLeft(u: UpstreamRef): i32 {
  return word(fastCgiOf(u) + FastCgi.PaddingLeft);
}

export function setPaddingLeft(u: UpstreamRef, bytes: i32): void {
  expect(bytes >= 0);
  setWord(fastCgiOf(u) + FastCgi.PaddingLeft, bytes);
}

/** Octets of STDOUT in what was read last; they lie at READ_AT. */
export function fastCgiOutput(u: UpstreamRef): i32 {
  return word(fastCgiOf(u) + FastCgi.OutputBytes);
}

export function setFastCgiOutput(u: UpstreamRef, bytes: i32): void {
  expect(bytes >= 0 && bytes <= READ_BYTES);
  setWord(fastCgiOf(u) + FastCgi.OutputBytes, bytes);
}
