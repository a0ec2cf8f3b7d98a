/*
 * The same run on two cores, and where they differ.
 */
import { SCRATCH_AT, SCRATCH_BYTES, STAT_AT } from "../../src/core/layout";
import { Stat } from "../../src/host/results";
import type { CoreBuild } from "../support/core-driver";
import { type Outcome, runScenario } from "./scenario";

const SHOWN_LINES = 12;
const SHOWN_COLUMNS = 300;

/** What is wrong with the run of this seed, null when nothing is. */
export function compareCores(
  builds: readonly CoreBuild[],
  seed: number,
  steps: number,
): string | null {
  const [one, other] = builds.map((build) => runScenario(build, seed, steps)) as [Outcome, Outcome];
  const names = builds.map(({ name }) => name);
  const lines = Math.max(one.transcript.length, other.transcript.length);
  for (let i = 0; i < lines; i++) {
    if (one.transcript[i] === other.transcript[i]) continue;
    const before = one.transcript.slice(Math.max(0, i - SHOWN_LINES), i);
    const differing = [one, other].map(({ transcript }, k) => `${names[k]}: ${transcript[i]}`);
    return [`SEED=${seed}: the cores differ`, ...before, ...differing].map(shortened).join("\n");
  }
  const fault = one.fault ?? other.fault;
  if (fault !== null) return `SEED=${seed}: ${fault}`;
  const at = firstDifference(one.arena, other.arena);
  return at < 0 ? null : `SEED=${seed}: the arenas differ at octet ${at}`;
}

/**
 * The scratch block and the stat record have a meaning within an event only; what the start has left
 * in them is kept by the one core, whose arena grows, and not by the other, whose arena is new.
 */
function firstDifference(one: Buffer, other: Buffer): number {
  const until = Math.min(one.length, other.length);
  for (const [from, end] of [
    [0, SCRATCH_AT],
    [SCRATCH_AT + SCRATCH_BYTES, STAT_AT * 8],
    [(STAT_AT + Stat.LENGTH) * 8, until],
  ] as const) {
    if (one.compare(other, from, end, from, end) === 0) continue;
    for (let at = from; at < end; at++) if (one[at] !== other[at]) return at;
  }
  return -1;
}

function shortened(line: string): string {
  return line.length > SHOWN_COLUMNS ? `${line.slice(0, SHOWN_COLUMNS)}…` : line;
}
