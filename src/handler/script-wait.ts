/*
 * Who is waited for where a script answers.
 */
import {
  Connection,
  ConnectionNumber,
  connectionNumber,
  Flag,
  hasFlag,
} from "../core/connection-record";
import { clearDeadline, Deadline, Phase } from "../core/deadlines";
import { awaitContent } from "../core/rate";
import { awaitScript, leaveScript } from "../core/script-clock";
import { hasScriptFlag, ScriptFlag } from "../core/script-record";
import { word } from "../wire/arena";

/** Whether content is to come for the connection's script and the script takes it. */
export function wantsScriptContent(c: i32): bool {
  if (connectionNumber(c, ConnectionNumber.ContentRemaining) === 0) return false;
  const s: i32 = word(c + Connection.Script);
  // An authorizer's is for whoever answers the request.
  if (hasScriptFlag(s, ScriptFlag.Authorizer)) return false;
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
    // A file that is being passed on has its next turn soon.
    if (word(c + Deadline.Phase) !== Phase.Soon) clearDeadline(c);
    awaitScript(s);
  }
}
