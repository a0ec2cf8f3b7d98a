/*
 * From the head of a script's answer to the head of ours (RFC 3875 §6.2, §6.3).
 *
 * Rules of this file: the server owns the framing; the script's status, its fields and the length
 * it announces are all that it contributes.
 */
import { putAnswerEnd, putContentLength, putDateField, putServer } from "../core/answer";
import { Flag, hasFlag, setFlag } from "../core/connection-record";
import { hasTrait, Trait, withoutField } from "../core/field-rules";
import { ScriptFlag, ScriptRecord, setOwedBytes, setScriptFlag } from "../core/script-record";
import { word } from "../wire/arena";
import { putDecimal } from "../wire/decimal";
import {
  hasLocation,
  hasScriptDate,
  isEmptyLine,
  isForClient,
  lineNameAt,
  lineNameEnd,
  lineValueAt,
  lineValueEnd,
  parseScriptLine,
  reasonAt,
  reasonEnd,
  scriptLength,
  scriptStatus,
} from "../wire/script-head";
import { putStatusLine } from "../wire/status";
import { isOneOf, put, putCrlf, putOctets } from "../wire/text";
import { putConfiguredFields, putOriginFields, putVary } from "./added-fields";
import { setRequestOrigin } from "./request";

/** The status of the answer whose head was parsed last. */
export function answerStatus(): i32 {
  if (scriptStatus !== 0) return scriptStatus;
  // A redirect without a status of its own (3875 §6.2.3).
  return hasLocation ? 302 : 200;
}

/** 9110 §6.4.1: answers without content, whatever the script writes. */
export function isWithoutContent(c: i32): bool {
  const status: i32 = answerStatus();
  return hasFlag(c, Flag.HeadOnly) || status === 204 || status === 304;
}

/** Writes our head for the script's head at `headAt`, parsed last. Returns the end. */
export function putScriptAnswer(at: i32, c: i32, s: i32, headAt: i32): i32 {
  let end: i32 = putStatus(at);
  if (!hasScriptDate) end = putDateField(end);
  end = putServer(end);
  let rules: i32 = word(s + ScriptRecord.FieldRules);
  let allowsOrigin: bool = false;
  let lineAt: i32 = headAt;
  while (!isEmptyLine(lineAt)) {
    lineAt = parseScriptLine(lineAt);
    if (!isForClient()) continue;
    end = putLine(end);
    rules = withoutField(rules, lineNameAt, lineNameEnd);
    if (isOneOf(lineNameAt, lineNameEnd, "access-control-allow-origin")) allowsOrigin = true;
  }
  setRequestOrigin(word(s + ScriptRecord.Origin));
  end = putVary(end, 0);
  if (!allowsOrigin && !hasTrait(rules, Trait.AllowOrigin)) end = putOriginFields(end);
  end = putConfiguredFields(end, answerStatus(), rules);
  return putAnswerEnd(putFraming(end, c, s), c);
}

function putStatus(at: i32): i32 {
  if (reasonEnd === reasonAt) return putStatusLine(at, answerStatus());
  const end: i32 = put(putDecimal(put(at, "HTTP/1.1 "), answerStatus()), " ");
  return putCrlf(putOctets(end, reasonAt, reasonEnd));
}

function putLine(at: i32): i32 {
  const end: i32 = put(putOctets(at, lineNameAt, lineNameEnd), ": ");
  return putCrlf(putOctets(end, lineValueAt, lineValueEnd));
}

/** A length that was announced, chunks, or to HTTP/1.0 the end of the connection. */
function putFraming(at: i32, c: i32, s: i32): i32 {
  const status: i32 = answerStatus();
  if (status === 204 || status === 304) return at;
  if (scriptLength >= 0) {
    setScriptFlag(s, ScriptFlag.HasLength);
    setOwedBytes(s, scriptLength);
    return putContentLength(at, scriptLength);
  }
  if (hasFlag(c, Flag.Version10)) {
    setFlag(c, Flag.Close);
    return at;
  }
  setScriptFlag(s, ScriptFlag.Chunked);
  return put(at, "Transfer-Encoding: chunked\r\n");
}
