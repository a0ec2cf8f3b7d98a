/*
 * Sends an answer that has waited until the next request was sent to its backend.
 */
import { clearDeadline, longestIn, Phase } from "../core/deadlines";
import { clearScriptFlag, ScriptFlag, ScriptRecord } from "../core/script-record";
import { noteScriptStart } from "../core/script-share";
import { word } from "../wire/arena";
import { actForScript, endActing } from "./acting";
import { goOn } from "./exchange";
import { freeScript } from "./script-end";
import { pumpOutput } from "./script-output";

/** Sends it, after the turn that it has left to another. */
export function answerWhole(): void {
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
