/*
 * The request-line (RFC 9112 §3): method SP request-target SP HTTP-version CRLF.
 *
 * Rule of this file: what is read is written in the record of the head (head-record.ts).
 */

import { findControl, findOctet, Offset, octet, setWord } from "../octets/arena";
import { Octet } from "../octets/octet";
import { endOfToken, isDigit } from "../octets/octet-class";
import { isText, isTextAnyCase } from "../octets/text";
import { Head, HeadRef, headMethod } from "./head-record";
import { isHost } from "./host-field";
import { identifyMethod, Method } from "./method";
import {
  REFUSE_METHOD,
  REFUSE_TARGET,
  REFUSE_TARGET_FORM,
  REFUSE_VERSION,
  REFUSE_VERSION_FORM,
  Refusal,
} from "./refusal";

/** Reads the line `at` to `end` (without its CRLF). Returns 0 or a refusal. */
export function parseRequestLine(at: Offset, end: Offset, head: HeadRef): Refusal {
  setWord(head + Head.Method, Method.Unknown);
  const i: i32 = endOfToken(at, end);
  if (i === at || i === end || octet(i) !== Octet.Space) return REFUSE_METHOD;
  const from: i32 = i + 1;
  setWord(head + Head.MethodAt, at);
  setWord(head + Head.MethodEnd, i);
  setWord(head + Head.Method, identifyMethod(at, i));
  // 3986 forbids octets of 0x80 and above, which browsers and curl send unencoded.
  const control: i32 = findControl(from, end);
  const until: i32 = findOctet(Octet.Space, from, control);
  setWord(head + Head.TargetAt, from);
  setWord(head + Head.TargetEnd, until);
  if (until === from) return REFUSE_TARGET;
  if (until === control) return control === end ? REFUSE_VERSION_FORM : REFUSE_TARGET;
  const refusal: Refusal = parseVersion(until + 1, end, head);
  return refusal < 0 ? refusal : splitTarget(from, until, head);
}

/** HTTP-version = "HTTP/" DIGIT "." DIGIT */
function parseVersion(at: Offset, end: Offset, head: HeadRef): Refusal {
  if (end - at !== 8 || !isText(at, at + 5, "HTTP/")) return REFUSE_VERSION_FORM;
  if (!isDigit(octet(at + 5)) || octet(at + 6) !== Octet.Dot) return REFUSE_VERSION_FORM;
  if (!isDigit(octet(at + 7))) return REFUSE_VERSION_FORM;
  if (octet(at + 5) !== Octet.Digit1) return REFUSE_VERSION;
  setWord(head + Head.MinorVersion, octet(at + 7) === Octet.Digit0 ? 0 : 1);
  return 0;
}

function splitTarget(at: Offset, end: Offset, head: HeadRef): i32 {
  setWord(head + Head.AuthorityAt, at);
  setWord(head + Head.AuthorityEnd, at);
  const first: i32 = octet(at);
  if (first === Octet.Slash) return splitPath(at, end, head);
  if (first === Octet.Asterisk && end === at + 1) return asteriskForm(end, head);
  // CONNECT's authority-form names no resource of ours; the method itself is refused later.
  if (headMethod(head) === Method.Refused) return emptyPath(end, head);
  return absoluteForm(at, end, head);
}

function asteriskForm(end: Offset, head: HeadRef): i32 {
  if (headMethod(head) !== Method.Options) return REFUSE_TARGET_FORM;
  return emptyPath(end, head);
}

function emptyPath(end: Offset, head: HeadRef): i32 {
  storePath(end, end, end, head);
  return 0;
}

/** absolute-form = scheme "://" authority path-abempty [ "?" query ], scheme http or https. */
function absoluteForm(at: Offset, end: Offset, head: HeadRef): i32 {
  let i: i32 = at;
  while (i < end && octet(i) !== Octet.Colon) i++;
  const isKnown: bool = isTextAnyCase(at, i, "http") || isTextAnyCase(at, i, "https");
  if (!isKnown || i + 3 > end || !isText(i, i + 3, "://")) return REFUSE_TARGET_FORM;
  const from: i32 = i + 3;
  let until: i32 = from;
  while (until < end && !isEndOfAuthority(octet(until))) until++;
  setWord(head + Head.AuthorityAt, from);
  setWord(head + Head.AuthorityEnd, until);
  if (until === from || !isHost(from, until)) return REFUSE_TARGET_FORM;
  return splitPath(until, end, head);
}

function isEndOfAuthority(c: i32): bool {
  return c === Octet.Slash || c === Octet.QuestionMark;
}

/** The path may be empty here only in the absolute-form, where that means "/" (9112 §3.2.2). */
function splitPath(at: Offset, end: Offset, head: HeadRef): i32 {
  // "#" begins a fragment, which is never sent: what follows it would be read in two ways.
  if (findOctet(Octet.NumberSign, at, end) < end) return REFUSE_TARGET;
  const pathEnd: i32 = findOctet(Octet.QuestionMark, at, end);
  storePath(at, pathEnd, pathEnd === end ? end : pathEnd + 1, head);
  return 0;
}

function storePath(at: Offset, end: Offset, queryAt: i32, head: HeadRef): void {
  setWord(head + Head.PathAt, at);
  setWord(head + Head.PathEnd, end);
  setWord(head + Head.QueryAt, queryAt);
}
