/*
 * The same case on two cores, and where they differ.
 */
import { SCRATCH_AT, SCRATCH_BYTES, STAT_AT } from "../../src/core/memory/layout";
import { Stat } from "../../src/seam/results";
import type { CoreBuild } from "../support/core-driver";
import { Trace } from "../support/trace";
import type { Case } from "./case";
import { type Outcome, play } from "./play";

const SHOWN_LINES = 12;
const SHOWN_COLUMNS = 300;

/** What was done, and what is wrong, null when nothing is. */
export interface Comparison {
  readonly failure: string | null;
  readonly status: number;
  readonly events: number;
  readonly requests: number;
}

/** One for each core, used again for each case. */
const traces = [new Trace(), new Trace()] as const;

export function compareCores(builds: readonly CoreBuild[], played: Case): Comparison {
  const [one, other] = builds.map((build, i) => {
    const trace = traces[i] as Trace;
    trace.clear();
    return play(build, played, trace);
  }) as [Outcome, Outcome];
  const { status, events, requests } = one;
  const isFine =
    traces[0].isSame(traces[1]) &&
    one.fault === null &&
    other.fault === null &&
    firstDifference(one.arena, other.arena) < 0;
  return { failure: isFine ? null : explain(builds, played), status, events, requests };
}

/** Plays it once more, in words. */
function explain(builds: readonly CoreBuild[], played: Case): string {
  const [one, other] = builds.map((build) => play(build, played, "transcript")) as [
    Outcome,
    Outcome,
  ];
  const names = builds.map(({ name }) => name);
  const lines = Math.max(one.transcript.length, other.transcript.length);
  for (let i = 0; i < lines; i++) {
    if (one.transcript[i] === other.transcript[i]) continue;
    const before = one.transcript.slice(Math.max(0, i - SHOWN_LINES), i);
    const differing = [one, other].map(
      ({ transcript, fault }, k) => `${names[k]}: ${transcript[i] ?? fault}`,
    );
    return ["the cores differ", ...before, ...differing].map(shortened).join("\n");
  }
  const fault = one.fault ?? other.fault;
  if (fault !== null) return fault;
  return `the arenas differ at octet ${firstDifference(one.arena, other.arena)}`;
}

/**
 * The scratch block and the stat record have a meaning within an event only; what they hold after
 * `configure` stays where the arena grows in place.
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
