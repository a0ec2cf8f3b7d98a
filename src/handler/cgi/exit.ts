/*
 * The end of a script's process, and the time-outs of scripts.
 */
import { ConnectionRef } from "../../core/connection/connection-record";
import { serving } from "../../core/settings/generations";
import { hasScriptLimit, hasServerFlag, ServerFlag } from "../../core/settings/server-settings";
import { Deadline, Phase, setDeadline } from "../../core/time/deadlines";
import { exitPeer, hasProcess, isAborted } from "../../core/upstream/upstream-progress";
import { clientOf, nextScript, processOf, UpstreamRef } from "../../core/upstream/upstream-record";
import { ScriptLimit, Signal, StatusSignal } from "../../seam/results";
import { word } from "../../wire/octets/arena";
import { endHeldOutput } from "../relay/response-body";
import { isOpenUpstream } from "../request/entry-conditions";
import { freeUpstream } from "../upstream/close-upstream";
import { logUpstream, logUpstreamNumber } from "../upstream/error-stream";
import { failUpstream } from "../upstream/fail-upstream";
import { refusalOfSpawn } from "./spawn-failure";

/** A status above it means: ended by a signal. */
const BY_SIGNAL: i32 = 256;

/** The script's process has ended. Returns the connection that waited for it, 0 for none. */
export function exitScript(u: UpstreamRef, status: i32): i32 {
  expect(isOpenUpstream(u) && hasProcess(u));
  const c: ConnectionRef = clientOf(u);
  exitPeer(u, status > BY_SIGNAL);
  if (status < 0) {
    logUpstream(u, "could not be started");
    failUpstream(u, refusalOfSpawn(status));
  } else if (status > BY_SIGNAL) {
    if (hasServerFlag(serving(), ServerFlag.Verbose) || !isOurs(u, status - BY_SIGNAL))
      logSignal(u, status - BY_SIGNAL);
  } else if (status !== 0 && hasServerFlag(serving(), ServerFlag.Verbose)) {
    logUpstream(u, "ended with an exit status other than 0");
  }
  if (c !== 0) endHeldOutput(u);
  // Whoever holds its pipes now was left behind by it, and is not waited for without end.
  if (c === 0 && !isAborted(u)) setDeadline(u, Phase.ScriptRest);
  freeUpstream(u);
  return c;
}

/** Whether it was sent the signal by us. */
function isOurs(u: UpstreamRef, signal: i32): bool {
  expect(signal > 0);
  if (!isAborted(u)) return false;
  const isKilled: bool = word(u + Deadline.Phase) !== Phase.ScriptKill;
  return signal === Signal.Terminate || (signal === Signal.Kill && isKilled);
}

function logSignal(u: UpstreamRef, signal: i32): void {
  if (signal === StatusSignal.ProcessorTime && hasScriptLimit(serving(), ScriptLimit.Cpu)) {
    logUpstream(u, "was ended by its --script-limit cpu (SIGXCPU)");
  } else if (signal === StatusSignal.FileSize && hasScriptLimit(serving(), ScriptLimit.FileSize)) {
    logUpstream(u, "was ended by its --script-limit file-size (SIGXFSZ)");
  } else {
    logUpstreamNumber(u, "was ended by signal ", signal);
  }
}

/** The script that has this process, 0 when it is none. */
export function findProcess(process: i32): i32 {
  for (let u: UpstreamRef = nextScript(0); u !== 0; u = nextScript(u)) {
    // Some machines give its number to another one by now.
    if (hasProcess(u) && processOf(u) === process) return u;
  }
  return 0;
}
