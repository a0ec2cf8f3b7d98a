/*
 * Field names that the server itself acts on (RFC 9110, RFC 9112). Every other field is `Other`:
 * checked for its form, and passed on to scripts.
 */

import { octet } from "./arena";
import { isTextAnyCase, lowerCase } from "./text";

export const enum Field {
  Other = 0,
  Host,
  Accept,
  Connection,
  ContentLength,
  ContentType,
  TransferEncoding,
  Expect,
  /** Those from here to Range make a request conditional. */
  IfMatch,
  IfNoneMatch,
  IfModifiedSince,
  IfUnmodifiedSince,
  IfRange,
  Range,
  AcceptEncoding,
  Authorization,
  ProxyAuthorization,
  Proxy,
  Cookie,
}

/** Which field the name `at` to `end` is, in any case of letters. */
export function identifyField(at: i32, end: i32): Field {
  if (end === at) return Field.Other;
  switch (lowerCase(octet(at))) {
    case 104: // h
      return isTextAnyCase(at, end, "host") ? Field.Host : Field.Other;
    case 99: // c
      return identifyC(at, end);
    case 105: // i
      return identifyIf(at, end);
    case 116: // t
      return isTextAnyCase(at, end, "transfer-encoding") ? Field.TransferEncoding : Field.Other;
    case 101: // e
      return isTextAnyCase(at, end, "expect") ? Field.Expect : Field.Other;
    case 114: // r
      return isTextAnyCase(at, end, "range") ? Field.Range : Field.Other;
    case 97: // a
      if (isTextAnyCase(at, end, "accept")) return Field.Accept;
      if (isTextAnyCase(at, end, "accept-encoding")) return Field.AcceptEncoding;
      return isTextAnyCase(at, end, "authorization") ? Field.Authorization : Field.Other;
    case 112: // p
      if (isTextAnyCase(at, end, "proxy")) return Field.Proxy;
      return isTextAnyCase(at, end, "proxy-authorization") ? Field.ProxyAuthorization : Field.Other;
    default:
      return Field.Other;
  }
}

function identifyC(at: i32, end: i32): Field {
  switch (end - at) {
    case 6:
      return isTextAnyCase(at, end, "cookie") ? Field.Cookie : Field.Other;
    case 10:
      return isTextAnyCase(at, end, "connection") ? Field.Connection : Field.Other;
    case 12:
      return isTextAnyCase(at, end, "content-type") ? Field.ContentType : Field.Other;
    case 14:
      return isTextAnyCase(at, end, "content-length") ? Field.ContentLength : Field.Other;
    default:
      return Field.Other;
  }
}

function identifyIf(at: i32, end: i32): Field {
  switch (end - at) {
    case 8:
      if (isTextAnyCase(at, end, "if-match")) return Field.IfMatch;
      return isTextAnyCase(at, end, "if-range") ? Field.IfRange : Field.Other;
    case 13:
      return isTextAnyCase(at, end, "if-none-match") ? Field.IfNoneMatch : Field.Other;
    case 17:
      return isTextAnyCase(at, end, "if-modified-since") ? Field.IfModifiedSince : Field.Other;
    case 19:
      return isTextAnyCase(at, end, "if-unmodified-since") ? Field.IfUnmodifiedSince : Field.Other;
    default:
      return Field.Other;
  }
}
