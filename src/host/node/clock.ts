/*
 * The two clocks and the one timer of this host.
 *
 * Rules of this file: monotonic milliseconds are for deadlines, wall seconds for dates only
 * (a board without a battery jumps when NTP answers). There is one timer; it is set anew only when
 * something must happen sooner than it would fire. Deadlines mostly move away, and a timer that
 * fires too early costs less than one that is moved at each event.
 */

let ticked = Number.NaN;
let timer: NodeJS.Timeout | null = null;
let wakeAt = Number.POSITIVE_INFINITY;
let wake: () => void = () => {};

/** `handler` runs when the timer fires. */
export function startClock(handler: () => void): void {
  wake = handler;
}

/** Whether a new millisecond has begun since it was last asked; `tickedMs` is it then. */
export function timeMoved(): boolean {
  const now = performance.now() | 0; // Modulo 2^32, signed.
  if (now === ticked) return false;
  ticked = now;
  return true;
}

export function tickedMs(): number {
  return ticked;
}

export function wallSeconds(): number {
  return Date.now() / 1000;
}

/** Sees to it that the core is entered when its next deadline passes; negative: it has none. */
export function armDeadline(untilMs: number): void {
  if (untilMs >= 0) wakeWithin(untilMs);
}

/** Sees to it that the timer fires within so many milliseconds. */
export function wakeWithin(ms: number): void {
  const at = performance.now() + ms;
  if (at >= wakeAt) return;
  if (timer !== null) clearTimeout(timer);
  wakeAt = at;
  if (ms > 0) {
    timer = setTimeout(fire, ms);
    return;
  }
  // The shortest time of a timer is a millisecond, and each turn of a queue would take it.
  timer = null;
  setImmediate(fire);
}

function fire(): void {
  timer = null;
  wakeAt = Number.POSITIVE_INFINITY;
  wake();
}
