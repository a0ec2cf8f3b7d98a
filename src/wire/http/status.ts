/*
 * Status codes and their reason phrases (RFC 9110 §15).
 */
import { Offset } from "../octets/arena";
import { putDecimal } from "../octets/decimal";
import { put } from "../octets/text";

/** Writes "HTTP/1.1 SP status-code SP reason-phrase CRLF" (9112 §4). Returns the end. */
export function putStatusLine(at: Offset, status: i32): Offset {
  let end: i32 = put(at, "HTTP/1.1 ");
  end = put(putDecimal(end, status), " ");
  return put(putReason(end, status), "\r\n");
}

/** Writes the reason phrase; for a code that is not known here, nothing. Returns the end. */
export function putReason(at: Offset, status: i32): Offset {
  if (status < 400) return putReasonBelow400(at, status);
  return status < 500 ? putReasonBelow500(at, status) : putReasonFrom500(at, status);
}

function putReasonBelow400(at: Offset, status: i32): Offset {
  switch (status) {
    case 200:
      return put(at, "OK");
    case 201:
      return put(at, "Created");
    case 202:
      return put(at, "Accepted");
    case 204:
      return put(at, "No Content");
    case 206:
      return put(at, "Partial Content");
    case 301:
      return put(at, "Moved Permanently");
    case 302:
      return put(at, "Found");
    case 303:
      return put(at, "See Other");
    case 304:
      return put(at, "Not Modified");
    case 307:
      return put(at, "Temporary Redirect");
    case 308:
      return put(at, "Permanent Redirect");
    default:
      return at;
  }
}

function putReasonBelow500(at: Offset, status: i32): Offset {
  switch (status) {
    case 400:
      return put(at, "Bad Request");
    case 401:
      return put(at, "Unauthorized");
    case 403:
      return put(at, "Forbidden");
    case 404:
      return put(at, "Not Found");
    case 405:
      return put(at, "Method Not Allowed");
    case 406:
      return put(at, "Not Acceptable");
    case 408:
      return put(at, "Request Timeout");
    case 409:
      return put(at, "Conflict");
    case 410:
      return put(at, "Gone");
    case 411:
      return put(at, "Length Required");
    case 412:
      return put(at, "Precondition Failed");
    case 413:
      return put(at, "Content Too Large");
    case 414:
      return put(at, "URI Too Long");
    case 416:
      return put(at, "Range Not Satisfiable");
    case 417:
      return put(at, "Expectation Failed");
    case 429:
      return put(at, "Too Many Requests");
    case 431:
      return put(at, "Request Header Fields Too Large");
    default:
      return at;
  }
}

function putReasonFrom500(at: Offset, status: i32): Offset {
  switch (status) {
    case 500:
      return put(at, "Internal Server Error");
    case 501:
      return put(at, "Not Implemented");
    case 502:
      return put(at, "Bad Gateway");
    case 503:
      return put(at, "Service Unavailable");
    case 504:
      return put(at, "Gateway Timeout");
    case 505:
      return put(at, "HTTP Version Not Supported");
    case 507:
      return put(at, "Insufficient Storage");
    default:
      return at;
  }
}
