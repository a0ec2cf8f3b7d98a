/*
 * From the head of a script's answer to the head of ours (RFC 3875 §6.2, §6.3).
 *
 * Rules of this file: the server owns the framing; the script's status, its fields and the length
 * it announces are all that it contributes.
 */
import { ConnectionRef, Flag, hasFlag, setFlag } from "../../core/connection/connection-record";
import {
  putContentLength,
  putDateField,
  putResponseEnd,
  putServer,
} from "../../core/connection/response";
import { SCRIPT_AT } from "../../core/memory/layout";
import { hasTrait, Trait, withoutField } from "../../core/rules/field-rules";
import { serving } from "../../core/settings/generations";
import { hasServerFlag, ServerFlag } from "../../core/settings/server-settings";
import { isEndSure } from "../../core/upstream/exit-status";
import { isOutputEnded } from "../../core/upstream/upstream-progress";
import { setOwedBytes, UpstreamRef } from "../../core/upstream/upstream-record";
import { fieldRulesOf, originOf, savedSite } from "../../core/upstream/upstream-request";
import { Framing, setFraming } from "../../core/upstream/upstream-state";
import { ScriptField } from "../../wire/cgi/script-field";
import { isEmptyLine, isForClient, parseScriptLine } from "../../wire/cgi/script-head";
import {
  hasScriptField,
  lineNameAt,
  lineNameEnd,
  lineValueAt,
  lineValueEnd,
  reasonAt,
  reasonEnd,
  scriptLength,
  scriptStatus,
} from "../../wire/cgi/script-head-record";
import { putStatusLine } from "../../wire/http/status";
import { Offset } from "../../wire/octets/arena";
import { putDecimal } from "../../wire/octets/decimal";
import { put, putCrlf, putOctets } from "../../wire/octets/text";
import { noteFieldsFor, requestSite } from "../request/current-request";
import {
  putConfiguredFields,
  putOriginFields,
  putTypeOptions,
  putVary,
} from "../response/configured-fields";
import { logUpstream } from "../upstream/error-stream";

/** The status of the answer whose head was parsed last. */
export function answerStatus(): i32 {
  if (scriptStatus(SCRIPT_AT) !== 0) return scriptStatus(SCRIPT_AT);
  return isRedirect() ? 302 : 200;
}

/** A redirect of the client without a status of its own (3875 §6.2.3): its content is not sent. */
function isRedirect(): bool {
  return scriptStatus(SCRIPT_AT) === 0 && hasScriptField(SCRIPT_AT, ScriptField.Location);
}

/** Whether this answer has no content, whatever the script writes. */
export function isWithoutContent(c: ConnectionRef): bool {
  return hasFlag(c, Flag.HeadOnly) || isWithoutContentByStatus();
}

export function isWithoutContentByStatus(): bool {
  if (isRedirect()) return true;
  const status: i32 = answerStatus();
  return status === 204 || status === 205 || status === 304;
}

/**
 * Writes our head for the script's head at `headAt`, parsed last, behind which so many octets of
 * content lie. Returns the end.
 */
export function putUpstreamResponse(
  at: Offset,
  c: ConnectionRef,
  u: UpstreamRef,
  headAt: Offset,
  contentBytes: i32,
): Offset {
  const dropped: i32 = ScriptField.ContentType | ScriptField.ContentEncoding;
  noteFieldsFor(savedSite(u), originOf(u));
  let end: i32 = putUpstreamStatus(at, answerStatus());
  end = putUpstreamFields(end, u, headAt, isRedirect() ? dropped : 0, answerStatus());
  if (!isWithoutContent(c)) end = putUntyped(end, u);
  return putResponseEnd(putFraming(end, c, u, contentBytes), c);
}

/** Nobody is to guess the type of content that a script says nothing of. Returns the end. */
function putUntyped(at: Offset, u: UpstreamRef): Offset {
  const rules: i32 = fieldRulesOf(u);
  if (
    hasScriptField(SCRIPT_AT, ScriptField.ContentType) ||
    hasTrait(requestSite(), rules, Trait.ContentType)
  )
    return at;
  if (hasServerFlag(serving(), ServerFlag.Verbose))
    logUpstream(u, "sends content without Content-Type");
  return hasScriptField(SCRIPT_AT, ScriptField.TypeOptions) ? at : putTypeOptions(at, rules);
}

/** Writes the status-line, with the script's reason phrase if it gave one. Returns the end. */
export function putUpstreamStatus(at: Offset, status: i32): Offset {
  if (reasonEnd(SCRIPT_AT) === reasonAt(SCRIPT_AT) || status !== scriptStatus(SCRIPT_AT))
    return putStatusLine(at, status);
  const end: i32 = put(putDecimal(put(at, "HTTP/1.1 "), status), " ");
  return putCrlf(putOctets(end, reasonAt(SCRIPT_AT), reasonEnd(SCRIPT_AT)));
}

/**
 * Writes the fields that the script's head at `headAt` has for the client, but those of `dropped`,
 * and those that our answers with this status have. Returns the end.
 */
export function putUpstreamFields(
  at: Offset,
  u: UpstreamRef,
  headAt: Offset,
  dropped: i32,
  status: i32,
): Offset {
  let end: i32 = at;
  if (!hasScriptField(SCRIPT_AT, ScriptField.Date)) end = putDateField(end);
  end = putServer(end);
  let rules: i32 = fieldRulesOf(u);
  let lineAt: i32 = headAt;
  while (!isEmptyLine(lineAt)) {
    lineAt = parseScriptLine(lineAt, SCRIPT_AT);
    if (!isForClient(headAt, dropped, SCRIPT_AT)) continue;
    end = put(putOctets(end, lineNameAt(SCRIPT_AT), lineNameEnd(SCRIPT_AT)), ": ");
    end = putCrlf(putOctets(end, lineValueAt(SCRIPT_AT), lineValueEnd(SCRIPT_AT)));
    rules = withoutField(requestSite(), rules, lineNameAt(SCRIPT_AT), lineNameEnd(SCRIPT_AT));
  }
  end = putVary(end, 0);
  const isAllowed: bool =
    hasScriptField(SCRIPT_AT, ScriptField.AllowOrigin) ||
    hasTrait(requestSite(), rules, Trait.AllowOrigin);
  if (!isAllowed) end = putOriginFields(end);
  return putConfiguredFields(end, status, rules);
}

/** A length that was announced, chunks, or to HTTP/1.0 the end of the connection. */
function putFraming(at: Offset, c: ConnectionRef, u: UpstreamRef, contentBytes: i32): Offset {
  expect(contentBytes >= 0);
  const status: i32 = answerStatus();
  if (status === 204 || status === 304) return at;
  if (status === 205 || isRedirect()) return putContentLength(at, 0);
  if (scriptLength(SCRIPT_AT) >= 0) {
    setFraming(u, Framing.Length);
    setOwedBytes(u, scriptLength(SCRIPT_AT));
    return putContentLength(at, scriptLength(SCRIPT_AT));
  }
  if (isOutputEnded(u) && isEndSure(u) && !hasFlag(c, Flag.HeadOnly)) {
    // All of it lies behind the head: its length is known.
    setFraming(u, Framing.Length);
    setOwedBytes(u, contentBytes);
    return putContentLength(at, contentBytes);
  }
  if (hasFlag(c, Flag.Version10)) {
    setFlag(c, Flag.Close);
    return at;
  }
  setFraming(u, Framing.Chunked);
  return put(at, "Transfer-Encoding: chunked\r\n");
}
