/*
 * How many descriptors this process may have open.
 *
 * Rules of this file: Node itself raises the soft limit to the hard one at start, and tells nobody;
 * /proc does. Where there is no /proc the number is taken to be enough.
 */
import { closeSync, openSync, readFileSync } from "node:fs";
import { Failure } from "../../seam/results";
import { failureOf } from "./failures";

const LIMITS = "/proc/self/limits";
const ANYTHING = "/";

export function reserveDescriptors(count: number): number {
  try {
    const line = /^Max open files +(\d+|unlimited)/m.exec(readFileSync(LIMITS, "latin1"));
    const limit = Number(line?.[1]);
    return Number.isNaN(limit) ? count : Math.min(limit, 0x7fffffff);
  } catch {
    return count;
  }
}

/** Whether so many descriptors are free now: so many are opened, which tells nothing else. */
export function areDescriptorsFree(count: number): boolean {
  const opened: number[] = [];
  try {
    while (opened.length < count) opened.push(openSync(ANYTHING, "r"));
  } catch (error) {
    return failureOf(error) !== Failure.NoDescriptors;
  } finally {
    for (const file of opened) closeSync(file);
  }
  return true;
}
