/*
 * Whether a turn of the loop has anything to do beside its events: whoever has asked how long to
 * wait was told when, and only events change that.
 */
import { elapsedMs, nowMs } from "../core/time/clock";

let hasChanged: bool = true;
/** Whether anything is due at some time, and that time. */
let isDue: bool = false;
let dueMs: i32 = 0;

/** Something happens: what is due, and when, may be another. */
export function noteEvent(): void {
  hasChanged = true;
}

/** Keeps what the host is told: milliseconds, or -1 for never. Returns it. */
export function noteUntilDue(milliseconds: i32): i32 {
  expect(milliseconds >= -1);
  hasChanged = false;
  isDue = milliseconds >= 0;
  dueMs = (nowMs + milliseconds) | 0;
  return milliseconds;
}

/** Whether nothing has happened since then, and its time has not come. */
export function isNothingDue(): bool {
  return !hasChanged && (!isDue || elapsedMs(dueMs) < 0);
}
