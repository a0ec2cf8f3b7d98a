/*
 * Makes a case that fails smaller, as long as it fails: first without some of its steps, then
 * without some of the octets that it gives.
 */
import type { Case, Step } from "./case";

/** Steps whose octets are made fewer. */
const WITH_OCTETS: readonly Step[0][] = ["give", "write", "answer"];

/** Whether a case still fails. */
export type Fails = (tried: Case) => boolean;

export function minimise(found: Case, fails: Fails, isLate: () => boolean): Case {
  const withSteps = (steps: readonly Step[]): Case => ({ ...found, steps });
  let steps = shorten(found.steps, (tried) => fails(withSteps(tried)), isLate);
  for (let i = 0; i < steps.length && !isLate(); i++) {
    const step = steps[i] as Step;
    const octets = step[step.length - 1];
    if (!WITH_OCTETS.includes(step[0]) || typeof octets !== "string") continue;
    const withOctets = (tried: string[]): Step[] => {
      const changed = [...step.slice(0, -1), tried.join("")] as unknown as Step;
      return [...steps.slice(0, i), changed, ...steps.slice(i + 1)];
    };
    const fewer = shorten([...octets], (tried) => fails(withSteps(withOctets(tried))), isLate);
    steps = withOctets(fewer);
  }
  return withSteps(steps);
}

/** Leaves out what can be left out: halves, then quarters, and so on to single items. */
function shorten<Item>(
  items: readonly Item[],
  fails: (tried: Item[]) => boolean,
  isLate: () => boolean,
): Item[] {
  let left = [...items];
  for (let bytes = left.length >> 1; bytes > 0; bytes >>= 1) {
    for (let at = 0; at < left.length && !isLate(); ) {
      const tried = [...left.slice(0, at), ...left.slice(at + bytes)];
      if (fails(tried)) left = tried;
      else at += bytes;
    }
  }
  return left;
}
