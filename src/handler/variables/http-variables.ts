/*
 * The request's fields as HTTP_ meta-variables (RFC 3875 §4.1.18).
 *
 * Rules of this file: fields of one name are one variable; a name with an octet other than letters,
 * digits and "-" is dropped, because "_" and others would become the same as "-" and let a client
 * write over a field that a proxy has set (9110 §17.10); nothing is passed on that the server has
 * to verify first, or that an authorizer has set.
 */

import { ConnectionRef } from "../../core/connection/connection-record";
import { HEAD_AT } from "../../core/memory/layout";
import { closeVariable, openName, openValue } from "../../wire/cgi/variable";
import { Field } from "../../wire/http/field";
import {
  authorityAt,
  authorityEnd,
  fieldCount,
  fieldId,
  fieldNameAt,
  fieldNameEnd,
  fieldValueAt,
  fieldValueEnd,
} from "../../wire/http/head-record";
import { moveFieldName, Offset, octet } from "../../wire/octets/arena";
import { lowerCase } from "../../wire/octets/octet";
import { endOfPlain } from "../../wire/octets/octet-class";
import { put, putOctets } from "../../wire/octets/text";
import { isHeadCurrent } from "../request/entry-conditions";
import { isAuthorizedField } from "./authorized-variables";

/** Octets of "HTTP_". */
const PREFIX_BYTES: i32 = 5;

/**
 * Writes a variable for each name of a field; Authorization only where credentials are to be told.
 * Returns the end.
 */
export function putFieldVariables(at: Offset, withCredentials: bool): Offset {
  expect(isHeadCurrent());
  const count: i32 = fieldCount(HEAD_AT);
  const repeated: i32 = repeatedMarks(count);
  let end: i32 = at;
  for (let record: i32 = 0; record < count; record++) {
    if (!isPassedOn(record, withCredentials)) continue;
    const mayRepeat: bool = (repeated & markOf(record)) !== 0;
    if (!mayRepeat || isFirst(record)) end = putFieldVariable(end, record, mayRepeat);
  }
  return end;
}

/** Marks that more than one field has: a field with another mark has its name alone. */
function repeatedMarks(count: i32): i32 {
  let seen: i32 = 0;
  let repeated: i32 = 0;
  for (let record: i32 = 0; record < count; record++) {
    const mark: i32 = markOf(record);
    repeated |= seen & mark;
    seen |= mark;
  }
  return repeated;
}

/** A bit that fields of one name have in common. */
function markOf(record: i32): i32 {
  const nameBytes: i32 = fieldNameEnd(HEAD_AT, record) - fieldNameAt(HEAD_AT, record);
  return 1 << ((fieldId(HEAD_AT, record) + nameBytes) & 31);
}

function isPassedOn(record: i32, withCredentials: bool): bool {
  switch (fieldId(HEAD_AT, record)) {
    // They have variables of their own.
    case Field.ContentLength:
    case Field.ContentType:
    case Field.TransferEncoding:
      return false;
    // Credentials are not a script's to see (3875 §4.1.18), but by configuration; those for a proxy
    // nobody's.
    case Field.Authorization:
      return withCredentials;
    case Field.ProxyAuthorization:
      return false;
    // HTTP_PROXY would redirect the script's own requests (httpoxy, CVE-2016-5385).
    case Field.Proxy:
      return false;
    default:
      return hasPlainName(record) && !isAuthorizedField(record);
  }
}

function hasPlainName(record: i32): bool {
  const nameEnd: i32 = fieldNameEnd(HEAD_AT, record);
  return endOfPlain(fieldNameAt(HEAD_AT, record), nameEnd) === nameEnd;
}

function isFirst(record: i32): bool {
  for (let earlier: i32 = 0; earlier < record; earlier++) {
    if (isSameName(earlier, record)) return false;
  }
  return true;
}

function isSameName(record: i32, other: ConnectionRef): bool {
  if (fieldId(HEAD_AT, record) !== fieldId(HEAD_AT, other)) return false;
  if (fieldId(HEAD_AT, record) !== Field.Other) return true;
  const at: i32 = fieldNameAt(HEAD_AT, record);
  const otherAt: i32 = fieldNameAt(HEAD_AT, other);
  const bytes: i32 = fieldNameEnd(HEAD_AT, record) - at;
  if (bytes !== fieldNameEnd(HEAD_AT, other) - otherAt) return false;
  for (let i: i32 = 0; i < bytes; i++) {
    if (lowerCase(octet(at + i)) !== lowerCase(octet(otherAt + i))) return false;
  }
  return true;
}

/** With the values of later fields of its name, which there may be. */
function putFieldVariable(at: Offset, record: i32, mayRepeat: bool): Offset {
  expect(record >= 0 && record < fieldCount(HEAD_AT));
  const nameAt: i32 = fieldNameAt(HEAD_AT, record);
  const nameEnd: i32 = fieldNameEnd(HEAD_AT, record);
  let end: i32 = put(openName(at, PREFIX_BYTES + nameEnd - nameAt), "HTTP_");
  moveFieldName(end, nameAt, nameEnd - nameAt);
  end = openValue(end + nameEnd - nameAt);
  // The authority of an absolute-form takes the place of Host (9112 §3.2.2).
  const isOverridden: bool =
    fieldId(HEAD_AT, record) === Field.Host && authorityEnd(HEAD_AT) > authorityAt(HEAD_AT);
  end = isOverridden
    ? putOctets(end, authorityAt(HEAD_AT), authorityEnd(HEAD_AT))
    : putValues(end, record, mayRepeat);
  return closeVariable(end);
}

/** Values of one name, joined as 9110 §5.3 has it; cookies as RFC 9113 §8.2.3 has it. */
function putValues(at: Offset, record: i32, mayRepeat: bool): Offset {
  let end: i32 = putOctets(at, fieldValueAt(HEAD_AT, record), fieldValueEnd(HEAD_AT, record));
  if (!mayRepeat) return end;
  const isCookie: bool = fieldId(HEAD_AT, record) === Field.Cookie;
  for (let later: i32 = record + 1; later < fieldCount(HEAD_AT); later++) {
    if (!isSameName(record, later)) continue;
    end = put(end, isCookie ? "; " : ", ");
    end = putOctets(end, fieldValueAt(HEAD_AT, later), fieldValueEnd(HEAD_AT, later));
  }
  return end;
}
