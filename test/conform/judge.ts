/*
 * How far what a server did is from what a rule says.
 *
 *   same     the statuses are the rule's; it may end a connection that could go on, which is any
 *            server's right, and answer POST to a file as it answers GET
 *   refuses  it refuses as the rule does, with another status
 *   differs  anything else: it takes what is to be refused, refuses what is to be taken, goes on
 *            where nothing is certain any more, gives more answers than there are requests, hangs
 */
import type { Seen } from "./probe";
import type { Rule } from "./rules";

export type Grade = "same" | "refuses" | "differs";

export interface Verdict {
  readonly grade: Grade;
  /** What is shown of it. */
  readonly text: string;
}

export function judge({ vector }: Rule, seen: Seen): Verdict {
  const expected = vector.answers.map(({ status }, i) => {
    return status === 405 && seen.statuses[i] === 200 ? 200 : status;
  });
  const mustEnd = vector.end !== "persists";
  const text = describe(seen, expected.length, mustEnd);
  if (seen.isBare || !seen.isDone || (mustEnd && seen.goesOn)) return { grade: "differs", text };
  if (`${seen.statuses}` === `${expected}`) return { grade: "same", text };
  // A server that closes after each answer leaves out what is behind the first.
  const isShort = seen.statuses.length > 0 && !seen.goesOn;
  if (isShort && `${expected.slice(0, seen.statuses.length)}` === `${seen.statuses}`) {
    return { grade: "same", text };
  }
  return { grade: refusesAlike(expected, seen) ? "refuses" : "differs", text };
}

/** The rule's last answer is a refusal, and so is the server's, or it ends without one. */
function refusesAlike(expected: readonly number[], { statuses }: Seen): boolean {
  const refusal = expected.at(-1) ?? 0;
  if (refusal < 400 || statuses.length > expected.length) return false;
  const isAlike = statuses.slice(0, -1).every((status, i) => status === expected[i]);
  return isAlike && (statuses.at(-1) ?? 400) >= 400;
}

function describe(seen: Seen, answersMax: number, mustEnd: boolean): string {
  const { statuses, goesOn, isDone, isBare } = seen;
  if (isBare) return "no status";
  const words = statuses.length === 0 ? [] : [statuses.join(" ")];
  if (statuses.length > answersMax) words.push(`${statuses.length} answers`);
  if (!isDone) words.push("hangs");
  else if (mustEnd && goesOn) words.push("goes on");
  else if (statuses.length === 0 || (!mustEnd && !goesOn)) words.push("closes");
  return words.join(", ");
}
