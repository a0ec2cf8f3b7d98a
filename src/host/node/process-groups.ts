/*
 * The process groups of scripts that still run, so that none outlives the server.
 *
 * Rules of this file: a script is the leader of its group (`detached`: setsid), so its process id
 * names the group as well. Only those that were not reaped yet are listed.
 */
import type { Signal } from "../results";

const running = new Set<number>();

export function processId(): number {
  return process.pid;
}

export function addGroup(process: number): void {
  running.add(process);
}

export function removeGroup(process: number): void {
  running.delete(process);
}

/** Also after the leader was reaped: the group's members may live on, and keep its number taken. */
export function kill(group: number, signal: Signal): void {
  assert(group > 1);
  signalGroup(group, signal);
}

export function killAllGroups(): void {
  for (const group of running) signalGroup(group, "SIGKILL");
  running.clear();
}

function signalGroup(group: number, signal: number | NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody is left, which is what was wanted.
  }
}
