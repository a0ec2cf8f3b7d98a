/*
 * The process groups of scripts and of servers that were started.
 *
 * Rules of this file: a script is the leader of its group (`detached`: setsid), so its process id
 * names the group as well. Node reaps a process before it tells of its end, and from then on the
 * number may be another's: so what is left of a group is signalled while its end is told, and never
 * again.
 */
import { ProcessName, type Signal } from "../../seam/results";
import { errorCode } from "./failures";

const enum State {
  Running = 0,
  /** It was told to end, and what it leaves behind is made to. */
  Signalled,
  /** Its end is being told. */
  Ending,
  Ended,
}

/** By the name that the core has for each, until it calls `reap`. */
const groups = new Map<number, State>();

export function processId(): number {
  return process.pid;
}

/** Returns the process's name. */
export function addGroup(pid: number): number {
  let name = pid;
  while (groups.has(name)) name += ProcessName.NumberMask + 1;
  groups.set(name, State.Running);
  return name;
}

/** The leader has ended: `tell` says so to the core. */
export function endGroup(name: number, tell: () => void): void {
  if (groups.get(name) === State.Signalled) signalRest(name, "SIGKILL");
  groups.set(name, State.Ending);
  tell();
  if (groups.get(name) === State.Ending) groups.set(name, State.Ended);
}

export function kill(name: number, signal: Signal): void {
  const state = groups.get(name);
  assert(state !== undefined);
  if (state === State.Ended) return;
  if (state === State.Ending) {
    signalRest(name, signal);
    return;
  }
  groups.set(name, State.Signalled);
  signalGroup(name, signal);
}

export function reap(name: number): void {
  const state = groups.get(name);
  assert(state === State.Ending || state === State.Ended);
  groups.delete(name);
}

/** Of those that still run. */
export function killAllGroups(): void {
  for (const [name, state] of groups) {
    if (state === State.Running || state === State.Signalled) signalGroup(name, "SIGKILL");
  }
  groups.clear();
}

/** Signals what a leader has left behind, unless its number is somebody's already. */
function signalRest(name: number, signal: number | NodeJS.Signals): void {
  if (!isTaken(name & ProcessName.NumberMask)) signalGroup(name, signal);
}

function isTaken(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}

function signalGroup(name: number, signal: number | NodeJS.Signals): void {
  try {
    process.kill(-(name & ProcessName.NumberMask), signal);
  } catch {
    // ESRCH: nobody is left, which is what was wanted.
  }
}
