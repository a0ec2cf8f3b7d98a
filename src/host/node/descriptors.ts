/*
 * How many descriptors this process may have open.
 *
 * Rules of this file: Node itself raises the soft limit to the hard one at start, and tells nobody;
 * /proc does. Where there is no /proc the number is taken to be enough.
 */
import { readFileSync } from "node:fs";

const LIMITS = "/proc/self/limits";

export function reserveDescriptors(count: number): number {
  try {
    const line = /^Max open files +(\d+|unlimited)/m.exec(readFileSync(LIMITS, "latin1"));
    const limit = Number(line?.[1]);
    return Number.isNaN(limit) ? count : Math.min(limit, 0x7fffffff);
  } catch {
    return count;
  }
}
