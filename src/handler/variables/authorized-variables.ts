/*
 * The variables that an authorizer has had the request's script or backend told (FastCGI §6.3).
 *
 * Rules of this file: what the server tells itself of a request is not an authorizer's to set; all
 * else that it sets holds, above the client's fields and configuration, so that no name is there
 * twice.
 */

import { HEAD_AT } from "../../core/memory/layout";
import { nameEndOf } from "../../core/rules/script-environment";
import { fieldNameOctet, putPair } from "../../wire/cgi/variable";
import { fieldNameAt, fieldNameEnd } from "../../wire/http/head-record";
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { isOneOf, isSame, isText } from "../../wire/octets/text";
import { authorizedAt, authorizedEnd, requestAuthRule } from "../request/current-request";

/** Octets of "HTTP_". */
const PREFIX_BYTES: i32 = 5;

/** Writes them at `at`; of two with one name the later. Returns the end. */
export function putAuthorizedVariables(at: Offset): Offset {
  expect(authorizedAt() <= authorizedEnd());
  let end: i32 = at;
  for (let from: i32 = authorizedAt(); from < authorizedEnd(); from = endOf(from) + 1) {
    const nameEnd: i32 = nameEndOf(from);
    if (!isNamedFrom(endOf(from) + 1, from, nameEnd)) {
      end = putPair(end, from, nameEnd, endOf(from));
    }
  }
  return end;
}

/** Whether a variable of this name is among them. */
export function isAuthorizedName(nameAt: Offset, nameEnd: Offset): bool {
  return isNamedFrom(authorizedAt(), nameAt, nameEnd);
}

/** Whether the variable of this field of the request is among them. */
export function isAuthorizedField(record: i32): bool {
  for (let from: i32 = authorizedAt(); from < authorizedEnd(); from = endOf(from) + 1) {
    if (isOfField(from, nameEndOf(from), record)) return true;
  }
  return false;
}

/** Whether the server itself tells a variable of this name, so that nobody else may. */
export function isOwnName(at: Offset, end: Offset): bool {
  expect(at <= end);
  if (requestAuthRule() !== 0 && isOneOf(at, end, "remote_user,auth_type")) return true;
  return (
    isOneOf(at, end, "gateway_interface,server_software,server_name,server_port,server_addr") ||
    isOneOf(at, end, "server_protocol,request_method,request_uri,request_scheme,query_string") ||
    isOneOf(at, end, "script_name,script_filename,document_root,path_info,path_translated") ||
    isOneOf(at, end, "remote_addr,remote_host,remote_port") ||
    isOneOf(at, end, "content_length,content_type,redirect_status,path,scgi")
  );
}

function isNamedFrom(start: i32, nameAt: Offset, nameEnd: Offset): bool {
  for (let from: i32 = start; from < authorizedEnd(); from = endOf(from) + 1) {
    if (isSame(from, nameEndOf(from), nameAt, nameEnd)) return true;
  }
  return false;
}

function isOfField(at: Offset, end: Offset, record: i32): bool {
  const fieldAt: i32 = fieldNameAt(HEAD_AT, record);
  const bytes: i32 = fieldNameEnd(HEAD_AT, record) - fieldAt;
  if (end - at !== PREFIX_BYTES + bytes || !isText(at, at + PREFIX_BYTES, "HTTP_")) return false;
  for (let i: i32 = 0; i < bytes; i++) {
    if (octet(at + PREFIX_BYTES + i) !== fieldNameOctet(octet(fieldAt + i))) return false;
  }
  return true;
}

function endOf(from: i32): i32 {
  return findOctet(0, from, authorizedEnd());
}
