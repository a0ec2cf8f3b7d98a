/*
 * What a backend says: its answer goes the way that scripts' answers go, its standard error to the
 * log, and the end of its request decides what becomes of the connection.
 *
 * Rules of this file: an answer whose end did not come is cut, and its client is told by a reset;
 * what FastCGI says of a request that it does not take is believed.
 */

import { speaksScgi } from "../../core/rules/rules";
import { keepBackend } from "../../core/upstream/backend-connection";
import { Backend, backendWord, setBackendWord } from "../../core/upstream/backends";
import {
  clearScriptFlag,
  hasScriptFlag,
  owedBytes,
  ScriptFlag,
  ScriptRecord,
  setScriptFlag,
} from "../../core/upstream/upstream-record";
import { endTaking, hearScript, isTaking } from "../../core/upstream/upstream-times";
import { ProtocolStatus } from "../../wire/cgi/fastcgi";
import {
  REFUSE_BACKEND_GONE,
  REFUSE_BACKEND_RECORD,
  REFUSE_BACKEND_ROLE,
  REFUSE_BACKENDS_DOWN,
} from "../../wire/http/refusal";
import { word } from "../../wire/octets/arena";
import { endOutput, freeScript } from "../upstream/close-upstream";
import { endErrorOutput, logScript, logScriptNumber } from "../upstream/error-stream";
import { keepOutput, pumpOutput, receiveOutput } from "../upstream/response-body";
import { isRedirect } from "../upstream/response-head";
import { deferResponse, mayDefer } from "./deferred-response";
import { appStatus, outputBytes, protocolStatus, Reading, readRecords } from "./fastcgi-reader";
import { failConnecting, giveUp, loseBackend } from "./gateway";

/** Octets have come, in the read buffer, or the connection's end. Returns whether to read on. */
export function receiveFromBackend(s: i32, bytes: i32): bool {
  if (bytes <= 0) {
    endBackend(s, bytes);
    return false;
  }
  hearScript(s);
  if (speaksScgi(word(s + ScriptRecord.Rule))) return receiveAnswer(s, bytes);
  const reading: Reading = readRecords(s, bytes);
  if (reading === Reading.Broken) {
    logScript(s, "sent what is no FastCGI record of this request");
    giveUp(s, REFUSE_BACKEND_RECORD);
    return false;
  }
  if (reading === Reading.Open) return outputBytes === 0 || receiveAnswer(s, outputBytes);
  return endRequest(s, reading === Reading.Ended);
}

function receiveAnswer(s: i32, bytes: i32): bool {
  const hasTaken: bool = !isTaking(s);
  setScriptFlag(s, ScriptFlag.Heard);
  if (!hasTaken) endTaking(s);
  return receiveOutput(s, bytes);
}

/** END_REQUEST has come. Returns whether the connection is read on. */
function endRequest(s: i32, isClean: bool): bool {
  const bytes: i32 = outputBytes;
  endErrorOutput(s);
  if (appStatus !== 0) logScriptNumber(s, "ended with the status ", appStatus);
  if (protocolStatus !== ProtocolStatus.RequestComplete) {
    refuseByStatus(s);
    return false;
  }
  countAnswer(s);
  const isOver: bool =
    hasScriptFlag(s, ScriptFlag.InputEnded) && !hasScriptFlag(s, ScriptFlag.InputLent);
  const isOpen: bool = isClean && isOver && keepBackend(s);
  endOutput(s);
  if (bytes > 0 && mayDefer(s)) {
    keepOutput(s, bytes);
    if (!isRedirect(s)) {
      deferResponse(s);
      return isOpen;
    }
    pumpOutput(s);
  } else if (bytes > 0) {
    receiveAnswer(s, bytes);
  } else {
    pumpOutput(s);
  }
  freeScript(s);
  return isOpen;
}

function countAnswer(s: i32): void {
  const b: i32 = word(s + ScriptRecord.Backend);
  setBackendWord(b, Backend.Answered, backendWord(b, Backend.Answered) + 1);
}

/** The backend does not take the request. */
function refuseByStatus(s: i32): void {
  if (protocolStatus === ProtocolStatus.Overloaded) {
    logScript(s, "is overloaded");
    // As if it had not connected: it has not begun the request, which any other may be given.
    clearScriptFlag(s, ScriptFlag.Connected);
    loseBackend(s, REFUSE_BACKENDS_DOWN);
    return;
  }
  logScriptNumber(s, "does not take requests like this: protocol status ", protocolStatus);
  giveUp(s, REFUSE_BACKEND_ROLE);
}

/** The backend has closed the connection, or it has failed: a `Failure`. */
function endBackend(s: i32, failure: i32): void {
  const hasConnected: bool = hasScriptFlag(s, ScriptFlag.Connected);
  if (failure < 0 && !hasConnected && word(s + ScriptRecord.Connection) !== 0) {
    failConnecting(s, failure);
    return;
  }
  if (isWhole(s, failure)) {
    if (hasScriptFlag(s, ScriptFlag.Heard)) countAnswer(s);
    receiveOutput(s, 0);
    return;
  }
  endErrorOutput(s);
  if (!hasScriptFlag(s, ScriptFlag.Reused)) {
    logScript(s, "closed the connection before the end of its answer");
  }
  loseBackend(s, REFUSE_BACKEND_GONE);
}

/** Whether nothing of the answer can be missing: SCGI's ends so, and what had a length has come. */
function isWhole(s: i32, failure: i32): bool {
  if (word(s + ScriptRecord.Connection) === 0) return true;
  const isScgi: bool = speaksScgi(word(s + ScriptRecord.Rule));
  if (isScgi && failure === 0 && hasScriptFlag(s, ScriptFlag.Heard)) return true;
  if (!hasScriptFlag(s, ScriptFlag.HasLength)) return false;
  const pending: i32 = word(s + ScriptRecord.PendingEnd) - word(s + ScriptRecord.PendingAt);
  return owedBytes(s) <= pending;
}
