/*
 * Fields of answers: --header and --cors.
 *
 * Rules of this file: no field can be given whose meaning is the server's own (framing, validators,
 * the connection), and none that would be two; a field is a token, a colon and octets of a field
 * value (RFC 9110 §5.1, §5.5).
 */

import { addFieldRule } from "../../core/rules/field-rules";
import { addOrigin, allowAnyOrigin, ORIGIN_BYTES_MAX } from "../../core/settings/cors-origins";
import { builtSite } from "../../core/settings/generations";
import { mediaTypeFault, TypeFault } from "../../wire/http/media-type-form";
import { Offset, octet } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isFieldValueOctet, isSpaceOrTab, isTokenOctet } from "../../wire/octets/octet-class";
import { isOneOf, isText, put, skipSpace } from "../../wire/octets/text";
import {
  FIELD_RULE_BYTES_MAX,
  FIELD_RULE_COUNT_MAX,
  ORIGIN_COUNT_MAX,
} from "../../wire/sizes/sizes";
import { putValue, reportParameter, reportValue } from "../options/option-error";
import { ResponseOption } from "../options/response-options";
import { EXIT_USAGE, report } from "../text/diagnostic";

/** [PATTERN] NAME: VALUE, where PATTERN is /PATH or *.EXT */
export function applyHeader(at: Offset, end: Offset): i32 {
  let patternEnd: i32 = at;
  if (at < end && (octet(at) === Octet.Slash || octet(at) === Octet.Asterisk)) {
    while (patternEnd < end && !isSpaceOrTab(octet(patternEnd))) patternEnd++;
    if (!isPattern(at, patternEnd)) {
      return reportHeader(at, end, "begins with a pattern that is neither /PATH nor *.EXT");
    }
  }
  const nameAt: i32 = skipSpace(patternEnd, end);
  let nameEnd: i32 = nameAt;
  while (nameEnd < end && isTokenOctet(octet(nameEnd))) nameEnd++;
  if (nameEnd === nameAt || nameEnd === end || octet(nameEnd) !== Octet.Colon) {
    return reportHeader(at, end, "is not [PATTERN] NAME: VALUE");
  }
  if (isOneOf(nameAt, nameEnd, "content-encoding")) {
    return reportHeader(at, end, "is a field that the server writes itself; see encoding");
  }
  if (isOwnField(nameAt, nameEnd)) {
    return reportHeader(at, end, "is a field that the server writes itself");
  }
  return applyField(at, patternEnd, nameAt, nameEnd, end);
}

function applyField(
  at: Offset,
  patternEnd: Offset,
  nameAt: Offset,
  nameEnd: Offset,
  end: Offset,
): i32 {
  let valueEnd: i32 = end;
  while (isSpaceOrTab(octet(valueEnd - 1))) valueEnd--;
  if (valueEnd === nameEnd + 1) return reportHeader(at, end, "has no value");
  for (let i: i32 = nameEnd + 1; i < valueEnd; i++) {
    if (!isFieldValueOctet(octet(i))) return reportHeader(at, end, "has a control octet");
  }
  if (isOneOf(nameAt, nameEnd, "content-type")) {
    const fault: TypeFault = mediaTypeFault(skipSpace(nameEnd + 1, valueEnd), valueEnd);
    if (fault === TypeFault.Parameter) return reportParameter(ResponseOption.Header, at, end);
    if (fault !== TypeFault.None) return reportHeader(at, end, "is not of type TYPE/SUBTYPE");
  }
  if (addFieldRule(builtSite(), at, patternEnd, nameAt, nameEnd, valueEnd)) return 0;
  let place: i32 = put(putValue(ResponseOption.Header, at, end), "is too much: at most ");
  place = put(putDecimal(place, FIELD_RULE_COUNT_MAX), " fields of ");
  return report(put(putDecimal(place, FIELD_RULE_BYTES_MAX), " octets in all"), EXIT_USAGE);
}

function reportHeader(at: Offset, end: Offset, why: string): i32 {
  return reportValue(ResponseOption.Header, at, end, why);
}

function isPattern(at: Offset, end: Offset): bool {
  if (octet(at) === Octet.Asterisk && (end - at < 3 || octet(at + 1) !== Octet.Dot)) return false;
  for (let i: i32 = at + 1; i < end; i++) {
    if (octet(i) === Octet.Asterisk || (octet(i) === Octet.Slash && octet(at) === Octet.Asterisk))
      return false;
  }
  return true;
}

/** Framing, the connection, what says which representation it is, and who answers when. */
function isOwnField(at: Offset, end: Offset): bool {
  return (
    isOneOf(at, end, "connection,content-length,transfer-encoding,trailer,te,upgrade,keep-alive") ||
    isOneOf(at, end, "proxy-connection,date,server,etag,last-modified,content-range,location") ||
    isOneOf(at, end, "accept-ranges,allow,retry-after,status")
  );
}

/** "*", or an origin as browsers send it: scheme "://" host [ ":" port ] */
export function applyCors(at: Offset, end: Offset): i32 {
  if (isText(at, end, "*")) {
    allowAnyOrigin(builtSite());
    return 0;
  }
  if (!isOrigin(at, end)) {
    return reportValue(ResponseOption.Cors, at, end, "is neither * nor SCHEME://HOST[:PORT]");
  }
  if (addOrigin(builtSite(), at, end)) return 0;
  const place: i32 = put(
    putValue(ResponseOption.Cors, at, end),
    "is one origin too many (at most ",
  );
  return report(put(putDecimal(place, ORIGIN_COUNT_MAX), ")"), EXIT_USAGE);
}

function isOrigin(at: Offset, end: Offset): bool {
  if (end - at > ORIGIN_BYTES_MAX) return false;
  let i: i32 = at;
  while (i < end && octet(i) !== Octet.Colon) i++;
  if (i === at || end - i < 4 || !isText(i, i + 3, "://")) return false;
  for (let k: i32 = at; k < end; k++) {
    if (k >= i && k < i + 3) continue;
    const c: i32 = octet(k);
    if (
      !isTokenOctet(c) &&
      c !== Octet.Colon &&
      c !== Octet.BracketOpen &&
      c !== Octet.BracketClose
    )
      return false;
  }
  return true;
}
