/*
 * Scripts whose answer cannot be sent, and what the log says of them.
 */
import { detachScript, release } from "../../core/connection/connection";
import { Flag, hasFlag } from "../../core/connection/connection-record";
import { Phase } from "../../core/time/deadlines";
import { hasScriptFlag, ScriptFlag, ScriptRecord } from "../../core/upstream/upstream-record";
import { faultAt, faultEnd } from "../../wire/cgi/script-head";
import {
  REFUSE_ANSWER_CUT,
  REFUSE_ANSWER_FIELD,
  REFUSE_ANSWER_FRAMING,
  REFUSE_ANSWER_LENGTH,
  REFUSE_ANSWER_LOCATION,
  REFUSE_ANSWER_STATUS,
  REFUSE_ANSWER_TWICE,
  REFUSE_NO_ANSWER,
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
  failScript(s, isEmpty ? REFUSE_NO_ANSWER : REFUSE_ANSWER_CUT);
}

/** The head that was parsed last is refused. */
export function failHead(s: i32, refusal: i32): void {
  logScriptHead(s, refusal);
  failScript(s, refusal);
}

function logScriptHead(s: i32, refusal: i32): void {
  switch (refusal) {
    case REFUSE_ANSWER_LENGTH:
      logScript(s, "the head of its answer is too long");
      return;
    case REFUSE_ANSWER_FIELD:
      logScriptLine(s, "no field: ", faultAt, faultEnd);
      return;
    case REFUSE_ANSWER_STATUS:
      logScriptLine(s, "no status of an answer: ", faultAt, faultEnd);
      return;
    case REFUSE_ANSWER_FRAMING:
      logScriptLine(s, "cannot be framed so: ", faultAt, faultEnd);
      return;
    case REFUSE_ANSWER_TWICE:
      logScriptLine(s, "twice in one head: ", faultAt, faultEnd);
      return;
    case REFUSE_ANSWER_LOCATION:
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
