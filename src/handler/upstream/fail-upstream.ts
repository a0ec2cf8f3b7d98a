/*
 * Scripts whose answer cannot be sent, and what the log says of them.
 */
import { detachScript, release } from "../../core/connection/connection";
import { Flag, hasFlag } from "../../core/connection/connection-record";
import { Phase } from "../../core/time/deadlines";
import { hasScriptFlag, ScriptFlag, ScriptRecord } from "../../core/upstream/upstream-record";
import { faultAt, faultEnd } from "../../wire/cgi/script-head";
import {
  REFUSE_NO_RESPONSE,
  REFUSE_RESPONSE_CUT,
  REFUSE_RESPONSE_FIELD,
  REFUSE_RESPONSE_FRAMING,
  REFUSE_RESPONSE_LENGTH,
  REFUSE_RESPONSE_LOCATION,
  REFUSE_RESPONSE_STATUS,
  REFUSE_RESPONSE_TWICE,
} from "../../wire/http/refusal";
import { word } from "../../wire/octets/arena";
import { restoreRequestLine } from "../request/saved-head";
import { refuse } from "../response/refuse";
import { logScript, logScriptLine } from "./error-stream";

/** The script's client is refused an answer; when one was begun, its connection is reset. */
export function failScript(s: i32, refusal: i32): void {
  const c: i32 = word(s + ScriptRecord.Connection);
  if (c === 0) return;
  if (hasScriptFlag(s, ScriptFlag.HeadSent) || hasFlag(c, Flag.Lent)) {
    release(c);
    return;
  }
  restoreRequestLine(s);
  detachScript(c, Phase.ScriptOrphan);
  refuse(c, refusal);
}

/** The script has ended before its answer had a whole head. */
export function failUnfinished(s: i32, isEmpty: bool): void {
  logScript(s, isEmpty ? "ended without an answer" : "ended within the head of its answer");
  failScript(s, isEmpty ? REFUSE_NO_RESPONSE : REFUSE_RESPONSE_CUT);
}

/** The head that was parsed last is refused. */
export function failHead(s: i32, refusal: i32): void {
  logScriptHead(s, refusal);
  failScript(s, refusal);
}

function logScriptHead(s: i32, refusal: i32): void {
  switch (refusal) {
    case REFUSE_RESPONSE_LENGTH:
      logScript(s, "the head of its answer is too long");
      return;
    case REFUSE_RESPONSE_FIELD:
      logScriptLine(s, "no field: ", faultAt, faultEnd);
      return;
    case REFUSE_RESPONSE_STATUS:
      logScriptLine(s, "no status of an answer: ", faultAt, faultEnd);
      return;
    case REFUSE_RESPONSE_FRAMING:
      logScriptLine(s, "cannot be framed so: ", faultAt, faultEnd);
      return;
    case REFUSE_RESPONSE_TWICE:
      logScriptLine(s, "twice in one head: ", faultAt, faultEnd);
      return;
    case REFUSE_RESPONSE_LOCATION:
      logScriptLine(s, "leads nowhere: ", faultAt, faultEnd);
      return;
    default:
      logScriptLine(
        s,
        "its answer does not begin with a head (fields, then an empty line): ",
        faultAt,
        faultEnd,
      );
  }
}
