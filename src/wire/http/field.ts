/*
 * Field names that the server itself acts on (RFC 9110, RFC 9112). Every other field is `Other`:
 * checked for its form, and passed on to scripts.
 */
import { Offset, octet } from "../octets/arena";
import { lowerCase } from "../octets/octet";
import { isTextAnyCase } from "../octets/text";

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
export function identifyField(at: Offset, end: Offset): Field {
  if (end === at) return Field.Other;
  switch (lowerCase(octet(at))) {
    case 104: // h
      return fieldIf(isTextAnyCase(at, end, "host"), Field.Host);
    case 99: // c
      return identifyC(at, end);
    case 105: // i
      return identifyIf(at, end);
    case 116: // t
      return fieldIf(isTextAnyCase(at, end, "transfer-encoding"), Field.TransferEncoding);
    case 101: // e
      return fieldIf(isTextAnyCase(at, end, "expect"), Field.Expect);
    case 114: // r
      return fieldIf(isTextAnyCase(at, end, "range"), Field.Range);
    case 97: // a
      return identifyA(at, end);
    case 112: // p
      return identifyP(at, end);
    default:
      return Field.Other;
  }
}

function fieldIf(isIt: bool, field: Field): Field {
  return isIt ? field : Field.Other;
}

function identifyA(at: Offset, end: Offset): Field {
  if (isTextAnyCase(at, end, "accept")) return Field.Accept;
  if (isTextAnyCase(at, end, "accept-encoding")) return Field.AcceptEncoding;
  return fieldIf(isTextAnyCase(at, end, "authorization"), Field.Authorization);
}

function identifyP(at: Offset, end: Offset): Field {
  if (isTextAnyCase(at, end, "proxy")) return Field.Proxy;
  return fieldIf(isTextAnyCase(at, end, "proxy-authorization"), Field.ProxyAuthorization);
}

function identifyC(at: Offset, end: Offset): Field {
  switch (end - at) {
    case 6:
      return fieldIf(isTextAnyCase(at, end, "cookie"), Field.Cookie);
    case 10:
      return fieldIf(isTextAnyCase(at, end, "connection"), Field.Connection);
    case 12:
      return fieldIf(isTextAnyCase(at, end, "content-type"), Field.ContentType);
    case 14:
      return fieldIf(isTextAnyCase(at, end, "content-length"), Field.ContentLength);
    default:
      return Field.Other;
  }
}

function identifyIf(at: Offset, end: Offset): Field {
  switch (end - at) {
    case 8:
      if (isTextAnyCase(at, end, "if-match")) return Field.IfMatch;
      return fieldIf(isTextAnyCase(at, end, "if-range"), Field.IfRange);
    case 13:
      return fieldIf(isTextAnyCase(at, end, "if-none-match"), Field.IfNoneMatch);
    case 17:
      return fieldIf(isTextAnyCase(at, end, "if-modified-since"), Field.IfModifiedSince);
    case 19:
      return fieldIf(isTextAnyCase(at, end, "if-unmodified-since"), Field.IfUnmodifiedSince);
    default:
      return Field.Other;
  }
}
