/*
 * Who is waited for where a script answers.
 */
import {
  Connection,
  ConnectionNumber,
  connectionNumber,
  Flag,
  hasFlag,
} from "../../core/connection/connection-record";
import { awaitContent } from "../../core/connection/rate";
import { NONE } from "../../core/memory/pool";
import { clearDeadline, Deadline, Phase, setDeadline } from "../../core/time/deadlines";
import { hasScriptFlag, ScriptFlag, ScriptRecord } from "../../core/upstream/upstream-record";
import { awaitScript, leaveScript } from "../../core/upstream/upstream-times";
import { word } from "../../wire/octets/arena";

/** Whether content is to come for the connection's script and the script takes it. */
export function wantsScriptContent(c: i32): bool {
  // What is chunked was not decoded.
  if (connectionNumber(c, ConnectionNumber.ContentRemaining) <= 0) return false;
  const s: i32 = word(c + Connection.Script);
  // An authorizer's is for whoever answers the request; behind a redirect it is for nobody.
  if (hasScriptFlag(s, ScriptFlag.Authorizer) || word(s + ScriptRecord.Redirects) > 0) return false;
  return !hasScriptFlag(s, ScriptFlag.InputLent);
}

/**
 * Who is waited for where a script answers: its client, to take what is lent; its client, to send
 * content, without which the script may have nothing to say; or the script.
 */
export function setScriptDeadline(c: i32): void {
  const s: i32 = word(c + Connection.Script);
  if (hasFlag(c, Flag.Lent)) {
    leaveScript(s);
  } else if (wantsScriptContent(c)) {
    if (word(c + Deadline.Phase) !== Phase.Content) awaitContent(c);
    leaveScript(s);
  } else {
    if (hasFileTurn(s)) setDeadline(c, Phase.Soon);
    else clearDeadline(c);
    awaitScript(s);
  }
}

/** Whether more of the file with the content may be passed on now. */
function hasFileTurn(s: i32): bool {
  if (word(s + ScriptRecord.File) === NONE) return false;
  const isTold: bool = hasScriptFlag(s, ScriptFlag.Connected);
  return isTold && !hasScriptFlag(s, ScriptFlag.InputLent | ScriptFlag.InputEnded);
}
