/*
 * Sends an answer that has waited until the next request was sent to its backend.
 */
import { clearDeadline, longestIn, Phase } from "../core/time/deadlines";
import { noteScriptStart } from "../core/upstream/concurrency";
import { clearScriptFlag, ScriptFlag, ScriptRecord } from "../core/upstream/upstream-record";
import { goOn } from "../handler/connection/client-input";
import { freeScript } from "../handler/upstream/close-upstream";
import { pumpOutput } from "../handler/upstream/response-body";
import { word } from "../wire/octets/arena";
import { actForScript, endActing } from "./fault-scope";

/** Sends it, after the turn that it has left to another. */
export function sendDeferred(): void {
  const s: i32 = longestIn(Phase.ScriptWhole);
  if (s === 0) return;
  const c: i32 = word(s + ScriptRecord.Connection);
  actForScript(s);
  clearDeadline(s);
  // Until its client has taken it, it counts again.
  clearScriptFlag(s, ScriptFlag.Left);
  noteScriptStart(word(s + ScriptRecord.Rule));
  pumpOutput(s);
  freeScript(s);
  if (c !== 0) goOn(c);
  endActing();
}
