/*
 * What /proc tells about a process: whether it lives, its children, descriptors and memory.
 * Rule: a process that vanishes between two reads is an answer, not an error.
 */

import { readdirSync, readFileSync, statSync } from "node:fs";

interface Status {
  /** R, S, D, Z… as in proc(5). */
  readonly state: string;
  readonly parent: number;
}

/** Whether the process exists and is not a zombie. */
export function isRunning(pid: number): boolean {
  const status = readStatus(pid);
  return status !== null && status.state !== "Z";
}

export function childrenOf(pid: number): number[] {
  return allProcesses().filter((other) => readStatus(other)?.parent === pid);
}

export function zombiesOf(pid: number): number[] {
  return childrenOf(pid).filter((child) => readStatus(child)?.state === "Z");
}

/** But for a directory: the home directory's comes and goes, a second after a request. */
export function descriptorCountOf(pid: number): number {
  const all = readdirSync(`/proc/${pid}/fd`);
  return all.length - (all.some((fd) => isDirectory(`/proc/${pid}/fd/${fd}`)) ? 1 : 0);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The number that the process's next descriptor will have. */
export function freeDescriptorOf(pid: number): number {
  const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let number = 0;
  while (taken.has(number)) number++;
  return number;
}

/** Resident memory in KB. */
export function residentOf(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  if (!found) throw new Error(`process ${pid} has no VmRSS`);
  return Number(found[1]);
}

function allProcesses(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function readStatus(pid: number): Status | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name is in parentheses and may itself hold any character, ")" as well.
    const [state, parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: state as string, parent: Number(parent) };
  } catch {
    return null;
  }
}
