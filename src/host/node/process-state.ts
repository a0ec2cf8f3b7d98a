/*
 * What Linux shows of a process, in /proc/PID/stat: behind its name, which may hold any character
 * but is the last to be in parentheses, stand the state and numbers.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { ProcessName } from "../../seam/results";

/** Of the flags, in include/linux/sched.h of the kernel. */
const PF_EXITING = 4;
/** Places behind the name. */
const GROUP = 2;
const SESSION = 3;
const FLAGS = 6;

export function isEnding(name: number): boolean {
  const flags = Number(fieldsOf(name & ProcessName.NumberMask)[FLAGS] ?? 0);
  return (flags & PF_EXITING) !== 0;
}

/**
 * Tells the programs to end whose standard input is the socket of this inode, with their groups: a
 * server has started them in sessions of their own, and was killed.
 */
export function endHolders(inode: string): void {
  for (const pid of readdirSync("/proc").map(Number)) {
    if (!(pid > 1) || inputOf(pid) !== `socket:[${inode}]`) continue;
    const fields = fieldsOf(pid);
    if (Number(fields[GROUP]) !== pid || Number(fields[SESSION]) !== pid) continue;
    try {
      process.kill(-pid, "SIGTERM");
    } catch {
      // It has ended, or is another user's: then it only loses its name.
    }
  }
}

function inputOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/0`);
  } catch {
    return "";
  }
}

function fieldsOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
