/*
 * Fields of a script's answer that mean something to the server (RFC 3875 §6.3).
 */
import { Offset, octet } from "../octets/arena";
import { lowerCase } from "../octets/octet";
import { isOneOf, isTextAnyCase } from "../octets/text";

/** A bit each. */
export const enum ScriptField {
  Other = 0,
  Status = 1,
  Location = 2,
  ContentType = 4,
  ContentLength = 8,
  TransferEncoding = 16,
  Connection = 32,
  /** A file to be sent in place of content, as lighttpd and Apache's mod_xsendfile have it. */
  Sendfile = 64,
  Date = 128,
  EntityTag = 256,
  LastModified = 512,
  TypeOptions = 1024,
  AllowOrigin = 2048,
  ContentEncoding = 4096,
  /** Accept-Ranges and Content-Range. */
  Range = 8192,
  /** What is the server's to say, or is for one connection only (RFC 9110 §7.6.1). */
  Ours = 16384,
  /** No field: the status-line that an answer may begin with. */
  StatusLine = 32768,
}

/** Fields that can be there once. */
export const SINGLE_FIELDS: i32 =
  ScriptField.Status |
  ScriptField.Location |
  ScriptField.ContentType |
  ScriptField.ContentLength |
  ScriptField.Sendfile;

/** Fields that are never passed on. */
export const OUR_FIELDS: i32 =
  ScriptField.Status |
  ScriptField.StatusLine |
  ScriptField.ContentLength |
  ScriptField.TransferEncoding |
  ScriptField.Connection |
  ScriptField.Sendfile |
  ScriptField.Ours;

/** Which field has the name `at` to `end`, one octet at least. */
export function identifyScriptField(at: Offset, end: Offset): ScriptField {
  switch (lowerCase(octet(at))) {
    case 97: // a
      if (isTextAnyCase(at, end, "access-control-allow-origin")) return ScriptField.AllowOrigin;
      return isTextAnyCase(at, end, "accept-ranges") ? ScriptField.Range : ScriptField.Other;
    case 99: // c
      return identifyContentField(at, end);
    case 100: // d
      return isTextAnyCase(at, end, "date") ? ScriptField.Date : ScriptField.Other;
    case 101: // e
      return isTextAnyCase(at, end, "etag") ? ScriptField.EntityTag : ScriptField.Other;
    case 108: // l
      if (isTextAnyCase(at, end, "location")) return ScriptField.Location;
      return isTextAnyCase(at, end, "last-modified") ? ScriptField.LastModified : ScriptField.Other;
    case 107: // k
    case 112: // p
    case 115: // s
    case 116: // t
    case 117: // u
    case 120: // x
      return identifyLaterField(at, end);
    default:
      return ScriptField.Other;
  }
}

/** A name behind "j" in the alphabet, but for those with "l". */
function identifyLaterField(at: Offset, end: Offset): ScriptField {
  if (isTextAnyCase(at, end, "status")) return ScriptField.Status;
  if (isTextAnyCase(at, end, "transfer-encoding")) return ScriptField.TransferEncoding;
  if (isTextAnyCase(at, end, "x-sendfile")) return ScriptField.Sendfile;
  if (isTextAnyCase(at, end, "x-content-type-options")) return ScriptField.TypeOptions;
  const isOurs: bool = isOneOf(at, end, "keep-alive,proxy-connection,server,te,trailer,upgrade");
  return isOurs ? ScriptField.Ours : ScriptField.Other;
}

function identifyContentField(at: Offset, end: Offset): ScriptField {
  if (isTextAnyCase(at, end, "content-type")) return ScriptField.ContentType;
  if (isTextAnyCase(at, end, "content-length")) return ScriptField.ContentLength;
  if (isTextAnyCase(at, end, "connection")) return ScriptField.Connection;
  if (isTextAnyCase(at, end, "content-range")) return ScriptField.Range;
  if (isTextAnyCase(at, end, "content-encoding")) return ScriptField.ContentEncoding;
  return ScriptField.Other;
}
