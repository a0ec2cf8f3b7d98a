/*
 * The fields that every refusal has, whatever page it comes with.
 */

import {
  AuthRuleRef,
  AuthText,
  authTextAt,
  authTextEnd,
  hasAuthText,
} from "../../core/rules/auth-rules";
import { putContentRange } from "../../wire/http/range";
import { REFUSE_METHOD_OF_FILE, REFUSE_RANGE, Refusal } from "../../wire/http/refusal";
import { Offset, octet, setOctet } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isFieldValueOctet } from "../../wire/octets/octet-class";
import { put, putCrlf, putOctets } from "../../wire/octets/text";
import { representationBytes, retrySeconds, wantedRule } from "../request/current-request";
import { putOriginFields, putVary } from "./configured-fields";

/** Writes what a status demands (RFC 9110 §15), and what lets pages read it. Returns the end. */
export function putRefusalFields(at: Offset, status: i32, refusal: Refusal): Offset {
  expect(status >= 400 && refusal < 0);
  let end: i32 = at;
  if (refusal === REFUSE_METHOD_OF_FILE) end = put(end, "Allow: GET, HEAD, OPTIONS\r\n");
  if (refusal === REFUSE_RANGE) {
    end = putCrlf(putDecimal(put(putContentRange(end), "*/"), representationBytes()));
  }
  if (status === 401) end = putChallenge(end, wantedRule());
  if (status === 429) end = putCrlf(putDecimal(put(end, "Retry-After: "), retrySeconds()));
  if (status === 503) end = put(end, "Retry-After: 2\r\n");
  return putOriginFields(putVary(end, 0));
}

/** RFC 7617 §2. */
function putChallenge(at: Offset, rule: AuthRuleRef): Offset {
  const realmAt: i32 = authTextAt(rule, AuthText.Realm);
  let end: i32 = put(at, 'WWW-Authenticate: Basic realm="');
  if (hasAuthText(rule, AuthText.Realm)) {
    end = putOctets(end, realmAt, authTextEnd(rule, AuthText.Realm));
  } else {
    const patternAt: i32 = authTextAt(rule, AuthText.Pattern);
    end = putQuotable(put(end, "/"), patternAt, authTextEnd(rule, AuthText.Pattern));
  }
  return put(end, '", charset="UTF-8"\r\n');
}

/** What would end the string, or be no field value, is left out (9110 §5.6.4). */
function putQuotable(at: Offset, from: Offset, until: Offset): Offset {
  let end: i32 = at;
  for (let i: i32 = from; i < until; i++) {
    const c: i32 = octet(i);
    if (!isFieldValueOctet(c) || c === Octet.Quote || c === Octet.Backslash) continue;
    setOctet(end, c);
    end++;
  }
  return end;
}
