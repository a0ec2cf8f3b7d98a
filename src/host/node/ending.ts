/*
 * How the process ends: the log is written out and no script outlives the server.
 *
 * Rules of this file: a status that the core asks for (`terminate`) waits until the core has
 * returned; `endProcess` does not wait.
 */
import { flushLog } from "./log";
import { killAllGroups } from "./process-groups";
import { removeSockets } from "./server-sockets";

let askedStatus = -1;

export function terminate(status: number): void {
  if (askedStatus < 0) askedStatus = status;
}

export function endIfAsked(): void {
  if (askedStatus >= 0) endProcess(askedStatus);
}

export function endProcess(status: number): never {
  killAllGroups();
  removeSockets();
  flushLog();
  process.exit(status);
}
