/*
 * Waiting in the black-box suites. Nothing here measures time: tests wait for an event or a
 * condition, and the deadline only turns a hang into a failure that says what was waited for.
 * Rules: no test sleeps to synchronise; the deadline is so generous that a slow machine meets it.
 */

/** Far beyond every time-out of the server that a test waits for. */
export const DEADLINE_MS = 60_000;

const POLL_INTERVAL_MS = 10;

/** Settles as `promise` does, or rejects with a sentence that names `what` was not seen. */
export async function withDeadline<T>(
  promise: Promise<T>,
  what: string | (() => string),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(late(typeof what === "string" ? what : what()))),
      DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Polls a condition for which the system has no event, such as a process that is gone. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const endMs = Date.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (Date.now() > endMs) throw new Error(late(what));
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

function late(what: string): string {
  return `not seen within ${DEADLINE_MS / 1000} s: ${what}`;
}
