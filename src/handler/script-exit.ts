/*
 * The end of a script's process, and the time-outs of scripts.
 */
import { Phase, setDeadline } from "../core/deadlines";
import { highWater, NONE, ownerOf, Pool } from "../core/pool";
import { isTaking, isTotalOver, takesOn } from "../core/script-clock";
import {
  hasScriptFlag,
  ScriptFlag,
  ScriptRecord,
  scriptAt,
  setScriptFlag,
} from "../core/script-record";
import { isVerbose } from "../core/settings";
import { reap } from "../host/host";
import { word } from "../wire/arena";
import { REFUSE_TIME_OF_SCRIPT } from "../wire/refusal";
import { actForScript } from "./acting";
import { timeOutBackend } from "./gateway";
import { freeScript } from "./script-end";
import { failScript } from "./script-failure";
import { logScript } from "./script-log";
import { refusalOfSpawn } from "./start-failure";

/** A process has ended. Returns the connection that waited for it, 0 when there is none. */
export function exitScript(process: i32, status: i32): i32 {
  const s: i32 = findProcess(process);
  if (s === 0) {
    // Its record was given up after a fault.
    reap(process);
    return 0;
  }
  actForScript(s);
  const c: i32 = word(s + ScriptRecord.Connection);
  setScriptFlag(s, ScriptFlag.Exited);
  if (status < 0) {
    logScript(s, "could not be started");
    failScript(s, refusalOfSpawn(status));
  } else if (status !== 0 && isVerbose) {
    logScript(s, status > 255 ? "was ended by a signal" : "ended with an exit status other than 0");
  }
  // Whoever holds its pipes now was left behind by it, and is not waited for without end.
  if (c === 0 && !hasScriptFlag(s, ScriptFlag.Aborted)) setDeadline(s, Phase.ScriptRest);
  freeScript(s);
  return c;
}

/** One of the script's times is over: 504, or where its answer has begun the end of its client. */
export function timeOutScript(s: i32): void {
  if (isTaking(s) && !isTotalOver(s) && takesOn(s)) return;
  const hasBegun: bool = hasScriptFlag(s, ScriptFlag.HeadSent);
  if (isTaking(s)) logScript(s, "did not take the connection or the request in time");
  else logScript(s, hasBegun ? "did not go on in time" : "did not answer in time");
  if (hasScriptFlag(s, ScriptFlag.Gateway)) timeOutBackend(s);
  else failScript(s, REFUSE_TIME_OF_SCRIPT);
}

function findProcess(process: i32): i32 {
  for (let item: i32 = 0; item < highWater(Pool.Scripts); item++) {
    if (ownerOf(Pool.Scripts, item) === NONE) continue;
    const s: i32 = scriptAt(item);
    // Some machines give its number to another one by now.
    if (hasScriptFlag(s, ScriptFlag.Exited)) continue;
    if (word(s + ScriptRecord.Process) === process) return s;
  }
  return 0;
}
