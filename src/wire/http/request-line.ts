/*
 * The request-line (RFC 9112 §3): method SP request-target SP HTTP-version CRLF.
 *
 * Rules of this file: nothing is stored but offsets; they are valid until the next call and as long
 * as the octets stay where they are.
 */

import { findControl, findOctet, octet } from "../octets/arena";
import { Octet } from "../octets/octet";
import { isDigit, isTokenOctet } from "../octets/octet-class";
import { isText, isTextAnyCase } from "../octets/text";
import { isHost } from "./host-field";
import { identifyMethod, Method } from "./method";
import {
  REFUSE_METHOD,
  REFUSE_TARGET,
  REFUSE_TARGET_FORM,
  REFUSE_VERSION,
  REFUSE_VERSION_FORM,
} from "./refusal";

export let method: Method = Method.Unknown;
export let methodAt: i32 = 0;
export let methodEnd: i32 = 0;
/** The request-target as it was sent. */
export let targetAt: i32 = 0;
export let targetEnd: i32 = 0;
/** Its path, still encoded, beginning with "/"; empty for the asterisk-form. */
export let pathAt: i32 = 0;
export let pathEnd: i32 = 0;
/** Its query without the "?"; empty when there is none. */
export let queryAt: i32 = 0;
export let queryEnd: i32 = 0;
/** The authority of the absolute-form, which wins over Host (9112 §3.2.2); empty in other forms. */
export let authorityAt: i32 = 0;
export let authorityEnd: i32 = 0;
/** 0 for HTTP/1.0; 1 for HTTP/1.1 and for any later minor version, which speaks 1.1 to us. */
export let minorVersion: i32 = 0;

/** Reads the line `at` to `end` (without its CRLF). Returns 0 or a refusal. */
export function parseRequestLine(at: i32, end: i32): i32 {
  method = Method.Unknown;
  let i: i32 = at;
  while (i < end && isTokenOctet(octet(i))) i++;
  if (i === at || i === end || octet(i) !== Octet.Space) return REFUSE_METHOD;
  methodAt = at;
  methodEnd = i;
  method = identifyMethod(methodAt, methodEnd);
  targetAt = i + 1;
  // 3986 forbids octets of 0x80 and above, which browsers and curl send unencoded.
  const control: i32 = findControl(targetAt, end);
  targetEnd = findOctet(Octet.Space, targetAt, control);
  if (targetEnd === targetAt) return REFUSE_TARGET;
  if (targetEnd === control) return control === end ? REFUSE_VERSION_FORM : REFUSE_TARGET;
  const refusal: i32 = parseVersion(targetEnd + 1, end);
  return refusal < 0 ? refusal : splitTarget();
}

/** HTTP-version = "HTTP/" DIGIT "." DIGIT */
function parseVersion(at: i32, end: i32): i32 {
  if (end - at !== 8 || !isText(at, at + 5, "HTTP/")) return REFUSE_VERSION_FORM;
  if (!isDigit(octet(at + 5)) || octet(at + 6) !== Octet.Dot) return REFUSE_VERSION_FORM;
  if (!isDigit(octet(at + 7))) return REFUSE_VERSION_FORM;
  if (octet(at + 5) !== Octet.Digit1) return REFUSE_VERSION;
  minorVersion = octet(at + 7) === Octet.Digit0 ? 0 : 1;
  return 0;
}

function splitTarget(): i32 {
  authorityAt = targetAt;
  authorityEnd = targetAt;
  const first: i32 = octet(targetAt);
  if (first === Octet.Slash) return splitPath(targetAt);
  if (first === Octet.Asterisk && targetEnd === targetAt + 1) return asteriskForm();
  // CONNECT's authority-form names no resource of ours; the method itself is refused later.
  if (method === Method.Refused) return emptyPath();
  return absoluteForm();
}

function asteriskForm(): i32 {
  if (method !== Method.Options) return REFUSE_TARGET_FORM;
  return emptyPath();
}

function emptyPath(): i32 {
  pathAt = targetEnd;
  pathEnd = targetEnd;
  queryAt = targetEnd;
  queryEnd = targetEnd;
  return 0;
}

/** absolute-form = scheme "://" authority path-abempty [ "?" query ], scheme http or https. */
function absoluteForm(): i32 {
  let at: i32 = targetAt;
  while (at < targetEnd && octet(at) !== Octet.Colon) at++;
  const isKnown: bool = isTextAnyCase(targetAt, at, "http") || isTextAnyCase(targetAt, at, "https");
  if (!isKnown || at + 3 > targetEnd || !isText(at, at + 3, "://")) return REFUSE_TARGET_FORM;
  authorityAt = at + 3;
  authorityEnd = authorityAt;
  while (authorityEnd < targetEnd && !isEndOfAuthority(octet(authorityEnd))) authorityEnd++;
  if (authorityEnd === authorityAt) return REFUSE_TARGET_FORM;
  if (!isHost(authorityAt, authorityEnd)) return REFUSE_TARGET_FORM;
  return splitPath(authorityEnd);
}

function isEndOfAuthority(c: i32): bool {
  return c === Octet.Slash || c === Octet.QuestionMark;
}

/** The path may be empty here only in the absolute-form, where that means "/" (9112 §3.2.2). */
function splitPath(at: i32): i32 {
  // "#" begins a fragment, which is never sent: what follows it would be read in two ways.
  if (findOctet(Octet.NumberSign, at, targetEnd) < targetEnd) return REFUSE_TARGET;
  pathAt = at;
  pathEnd = findOctet(Octet.QuestionMark, at, targetEnd);
  queryAt = pathEnd === targetEnd ? targetEnd : pathEnd + 1;
  queryEnd = targetEnd;
  return 0;
}
