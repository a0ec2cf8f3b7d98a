/*
 * What Linux shows of a process, in /proc/PID/stat: behind its name, which may hold any character
 * but is the last to be in parentheses, stand the state and numbers.
 */
import { readFileSync } from "node:fs";
import { ProcessName } from "../results";

/** Of the flags, in include/linux/sched.h of the kernel. */
const PF_EXITING = 4;
/** Their place behind the name: the state, parent, group, session and terminal (two) come first. */
const FLAGS = 6;

export function isEnding(name: number): boolean {
  const flags = Number(fieldsOf(name & ProcessName.NumberMask)[FLAGS] ?? 0);
  return (flags & PF_EXITING) !== 0;
}

function fieldsOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
