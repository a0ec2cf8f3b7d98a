/*
 * What is to go wrong later on: a request says it (directory-redirect.ts), the twins beside this file do it.
 */

export const enum Plan {
  None,
  /** The next time that the core is told. */
  Tick,
  /** The next time that a client takes what was lent. */
  Writable,
  /** When the books are looked at: they are not in order. */
  Audit,
  /** When the core drops the connection. */
  Dropped,
}

let planned: Plan = Plan.None;

export function planFault(plan: Plan): void {
  planned = plan;
}

/** Whether it is this; then it is not any more. */
export function isDue(plan: Plan): bool {
  if (planned !== plan) return false;
  planned = Plan.None;
  return true;
}
