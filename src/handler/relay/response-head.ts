/*
 * The start of a script's answer: its head is gathered, judged and translated.
 *
 * Rule of this file: until the head has been sent the client can be told what is wrong with it.
 */

import { closeAfterResponse } from "../../core/connection/connection";
import { ConnectionRef } from "../../core/connection/connection-record";
import { mayKeepSlot, openResponse, responseAt } from "../../core/connection/response";
import { beginStreamed } from "../../core/connection/streamed";
import { SCRIPT_AT } from "../../core/memory/layout";
import { isOutputEnded, isStreaming } from "../../core/upstream/upstream-progress";
import {
  clientOf,
  hasUpstreamFlag,
  pendingEnd,
  setOwedBytes,
  setPending,
  streamedOf,
  UpstreamFlag,
  UpstreamRef,
} from "../../core/upstream/upstream-record";
import { outputAt } from "../../core/upstream/upstream-slot";
import {
  enterResponse,
  Framing,
  kindOf,
  ResponseState,
  responseState,
  setFraming,
  UpstreamKind,
} from "../../core/upstream/upstream-state";
import { noteUpstreamTimes } from "../../core/upstream/upstream-times";
import { ScriptField } from "../../wire/cgi/script-field";
import {
  isLocalRedirect,
  parseScriptHead,
  SCRIPT_HEAD_INCOMPLETE,
} from "../../wire/cgi/script-head";
import { hasScriptField, linesBytes } from "../../wire/cgi/script-head-record";
import { REFUSE_NO_SLOT, REFUSE_RESPONSE_LENGTH } from "../../wire/http/refusal";
import { findOctet, Offset, octet } from "../../wire/octets/arena";
import { parseDecimal, toInt } from "../../wire/octets/decimal";
import { Octet } from "../../wire/octets/octet";
import { isText } from "../../wire/octets/text";
import { UPSTREAM_HEAD_BYTES_MAX } from "../../wire/sizes/sizes";
import { isAnsweredBy, isOpenUpstream, mayRespond } from "../request/entry-conditions";
import { failHead, failUnfinished, failUpstream } from "../upstream/fail-upstream";
import { beginAllowed, beginRedirect } from "./local-redirect";
import {
  answerStatus,
  isWithoutContent,
  isWithoutContentByStatus,
  putUpstreamResponse,
} from "./response-fields";
import { sendScriptFile } from "./x-sendfile";

/** "HTTP/1.1 200" */
const STATUS_END: i32 = 12;

/**
 * Composes our head in the send slot when the script's is complete. Returns its end; 0 while it is
 * not, and when the script's client does not wait for it any more.
 */
export function beginOutput(u: UpstreamRef): i32 {
  expect(isOpenUpstream(u) && responseState(u) <= ResponseState.Head);
  if (hasUpstreamFlag(u, UpstreamFlag.Nph)) return beginUnparsed(u);
  const headAt: i32 = outputAt(u);
  const filled: i32 = pendingEnd(u);
  const headEnd: i32 = parseScriptHead(headAt, headAt + filled, SCRIPT_AT);
  const headBytes: i32 = headEnd === SCRIPT_HEAD_INCOMPLETE ? filled : headEnd - headAt;
  if (headEnd < 0) failHead(u, headEnd);
  else if (headBytes > UPSTREAM_HEAD_BYTES_MAX) failHead(u, REFUSE_RESPONSE_LENGTH);
  else if (headEnd !== SCRIPT_HEAD_INCOMPLETE) return answerHead(u, headAt, headBytes);
  else if (isOutputEnded(u)) failUnfinished(u, filled === 0);
  return 0;
}

/** Answers with a whole head, or does what it says instead. Returns as `beginOutput`. */
function answerHead(u: UpstreamRef, headAt: Offset, headBytes: i32): i32 {
  expect(headBytes > 0 && headBytes <= pendingEnd(u));
  expect(isAnsweredBy(clientOf(u), u));
  if (linesBytes(SCRIPT_AT) > UPSTREAM_HEAD_BYTES_MAX) {
    failHead(u, REFUSE_RESPONSE_LENGTH);
    return 0;
  }
  if (kindOf(u) === UpstreamKind.Authorizer && answerStatus() === 200) {
    beginAllowed(u, headAt);
    return 0;
  }
  if (isLocalRedirect(SCRIPT_AT)) {
    beginRedirect(u);
    return 0;
  }
  if (hasScriptField(SCRIPT_AT, ScriptField.Sendfile) && !isWithoutContentByStatus()) {
    sendScriptFile(u, headAt);
    return 0;
  }
  const c: ConnectionRef = openUpstreamResponse(u);
  if (c === 0) return 0;
  const isEmpty: bool = isWithoutContent(c);
  const filled: i32 = pendingEnd(u);
  const end: i32 = putUpstreamResponse(responseAt(c), c, u, headAt, filled - headBytes);
  beginStreamed(streamedOf(u), answerStatus(), 0);
  setPending(u, headBytes, filled);
  if (isEmpty) {
    setOwedBytes(u, 0);
    setFraming(u, Framing.Length);
  }
  return end;
}

/** Whether what is pending of an answer, the last of which has come, is a local redirect. */
export function isRedirect(u: UpstreamRef): bool {
  if (isStreaming(u)) return false;
  const at: i32 = outputAt(u);
  return parseScriptHead(at, at + pendingEnd(u), SCRIPT_AT) > 0 && isLocalRedirect(SCRIPT_AT);
}

/**
 * 3875 §5.2: what the script writes is the answer, head and all. Only its status and where its head
 * ends are looked at, for the log; its end is the connection's, as nobody knows what it has framed.
 */
function beginUnparsed(u: UpstreamRef): i32 {
  expect(hasUpstreamFlag(u, UpstreamFlag.Nph));
  const at: i32 = outputAt(u);
  const end: i32 = at + pendingEnd(u);
  const isStarted: bool = end - at >= STATUS_END || findOctet(Octet.Lf, at, end) < end;
  if (!isStarted && !isOutputEnded(u)) return 0;
  if (end === at) {
    failUnfinished(u, true);
    return 0;
  }
  const c: ConnectionRef = openUpstreamResponse(u);
  if (c === 0) return 0;
  closeAfterResponse(c);
  const headBytes: i32 = unparsedHeadBytes(at, end);
  beginStreamed(streamedOf(u), unparsedStatus(at, end), headBytes);
  return responseAt(c);
}

/** The status in the status-line at `at`; 200 where there is none. */
function unparsedStatus(at: Offset, end: Offset): i32 {
  if (end - at < STATUS_END || !isText(at, at + 5, "HTTP/")) return 200;
  const status: f64 = parseDecimal(at + STATUS_END - 3, at + STATUS_END);
  return status < 100 ? 200 : toInt(status);
}

/** Octets up to its empty line; 0 where that has not come yet: then it counts as content. */
function unparsedHeadBytes(at: Offset, end: Offset): i32 {
  for (let i: i32 = findOctet(Octet.Lf, at, end); i < end; i = findOctet(Octet.Lf, i + 1, end)) {
    const next: i32 = i + 1 < end && octet(i + 1) === Octet.Cr ? i + 2 : i + 1;
    if (next < end && octet(next) === Octet.Lf) return next + 1 - at;
  }
  return 0;
}

/** Takes a send slot for the script's answer. Returns its connection, 0 when it was refused. */
function openUpstreamResponse(u: UpstreamRef): i32 {
  expect(isAnsweredBy(clientOf(u), u) && mayRespond(clientOf(u)));
  const c: ConnectionRef = clientOf(u);
  openResponse(c);
  if (!mayKeepSlot()) {
    closeAfterResponse(c);
    failUpstream(u, REFUSE_NO_SLOT);
    return 0;
  }
  enterResponse(u, ResponseState.Streaming);
  noteUpstreamTimes(u);
  return c;
}
