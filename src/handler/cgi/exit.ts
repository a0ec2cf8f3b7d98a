/*
 * The end of a script's process, and the time-outs of scripts.
 */

import { hasScriptLimit, isVerbose } from "../../core/settings/settings";
import { Deadline, Phase, setDeadline } from "../../core/time/deadlines";
import {
  hasScriptFlag,
  nextScript,
  ScriptFlag,
  ScriptRecord,
  setScriptFlag,
} from "../../core/upstream/upstream-record";
import { ScriptLimit, Signal, StatusSignal } from "../../seam/results";
import { word } from "../../wire/octets/arena";
import { freeScript } from "../upstream/close-upstream";
import { logScript, logScriptNumber } from "../upstream/error-stream";
import { failScript } from "../upstream/fail-upstream";
import { endHeldOutput } from "../upstream/response-body";
import { refusalOfSpawn } from "./spawn-failure";

/** A status above it means: ended by a signal. */
const BY_SIGNAL: i32 = 256;

/** The script's process has ended. Returns the connection that waited for it, 0 for none. */
export function exitScript(s: i32, status: i32): i32 {
  const c: i32 = word(s + ScriptRecord.Connection);
  setScriptFlag(s, ScriptFlag.Exited);
  if (status < 0) {
    logScript(s, "could not be started");
    failScript(s, refusalOfSpawn(status));
  } else if (status > BY_SIGNAL) {
    setScriptFlag(s, ScriptFlag.Killed);
    if (isVerbose || !isOurs(s, status - BY_SIGNAL)) logSignal(s, status - BY_SIGNAL);
  } else if (status !== 0 && isVerbose) {
    logScript(s, "ended with an exit status other than 0");
  }
  if (c !== 0) endHeldOutput(s);
  // Whoever holds its pipes now was left behind by it, and is not waited for without end.
  if (c === 0 && !hasScriptFlag(s, ScriptFlag.Aborted)) setDeadline(s, Phase.ScriptRest);
  freeScript(s);
  return c;
}

/** Whether it was sent the signal by us. */
function isOurs(s: i32, signal: i32): bool {
  if (!hasScriptFlag(s, ScriptFlag.Aborted)) return false;
  const isKilled: bool = word(s + Deadline.Phase) !== Phase.ScriptKill;
  return signal === Signal.Terminate || (signal === Signal.Kill && isKilled);
}

function logSignal(s: i32, signal: i32): void {
  if (signal === StatusSignal.ProcessorTime && hasScriptLimit(ScriptLimit.Cpu)) {
    logScript(s, "was ended by its --script-limit cpu (SIGXCPU)");
  } else if (signal === StatusSignal.FileSize && hasScriptLimit(ScriptLimit.FileSize)) {
    logScript(s, "was ended by its --script-limit file-size (SIGXFSZ)");
  } else {
    logScriptNumber(s, "was ended by signal ", signal);
  }
}

/** The script that has this process, 0 when it is none. */
export function findProcess(process: i32): i32 {
  for (let s: i32 = nextScript(0); s !== 0; s = nextScript(s)) {
    // Some machines give its number to another one by now.
    if (hasScriptFlag(s, ScriptFlag.Exited)) continue;
    if (word(s + ScriptRecord.Process) === process) return s;
  }
  return 0;
}
