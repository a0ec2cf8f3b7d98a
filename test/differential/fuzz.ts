/*
 * `make fuzz`: random cases on both cores, until SECONDS are over or one fails. What was found is
 * made smaller and written to out/fuzz/, from where it goes to test/differential/cases/ when it is
 * mended: `make test` plays those again.
 *
 * SEED=… is the first case's seed, each case counts on from there; FILE=… plays that case alone.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../support/build";
import { loadCores } from "../support/simulated-world";
import { type Case, readCase, writeCase } from "./case";
import { compareCores } from "./compare";
import { Generator } from "./generate";
import { minimise } from "./minimise";

const FOUND = "out/fuzz";
const STEPS = 500;
const REPORT_MS = 10_000;
const MINIMISE_MS = 60_000;

const builds = await loadCores();
const sum = { cases: 0, started: 0, requests: 0, events: 0 };
const startedMs = Date.now();

process.exitCode = main();

function main(): number {
  const { SECONDS, SEED, FILE } = process.env;
  if (FILE) return playFile(FILE);
  const first = Number(SEED || Date.now() % 1_000_000_000);
  const endMs = startedMs + Number(SECONDS || 60) * 1000;
  console.log(`SEED=${first}`);
  const generator = new Generator(builds[0] as (typeof builds)[number]);
  let reportedMs = startedMs;
  let seed = first;
  while (Date.now() < endMs) {
    const made = generator.make(seed, STEPS);
    const failure = tryOne(made);
    if (failure !== null) return keep(seed, made, failure);
    seed++;
    if (Date.now() - reportedMs < REPORT_MS) continue;
    reportedMs = Date.now();
    report();
  }
  report();
  return 0;
}

function tryOne(made: Case): string | null {
  const { failure, status, events, requests } = compareCores(builds, made);
  sum.cases++;
  sum.started += status === 0 ? 1 : 0;
  sum.requests += requests;
  sum.events += events;
  return failure;
}

function playFile(path: string): number {
  const failure = tryOne(readCase(readFileSync(path, "utf8")));
  console.log(failure ?? "both cores do the same");
  return failure === null ? 0 : 1;
}

function keep(seed: number, found: Case, failure: string): number {
  report();
  console.log(`${failure}\nSEED=${seed} fails: make fuzz SECONDS=1 SEED=${seed}`);
  const endMs = Date.now() + MINIMISE_MS;
  const fails = (tried: Case) => compareCores(builds, tried).failure !== null;
  const smaller = minimise(found, fails, () => Date.now() > endMs);
  const path = join(FOUND, `${seed}.case`);
  mkdirSync(join(projectFolder, FOUND), { recursive: true });
  writeFileSync(join(projectFolder, path), writeCase(smaller));
  console.log(compareCores(builds, smaller).failure);
  console.log(`${smaller.steps.length} of its steps do: make fuzz FILE=${path}`);
  return 1;
}

function report(): void {
  const seconds = (Date.now() - startedMs) / 1000;
  const each = [sum.cases, sum.requests, sum.events].map((count) => Math.round(count / seconds));
  console.log(
    `${seconds.toFixed(0)} s: ${sum.cases} cases (${sum.started} start), ${sum.requests} requests, ` +
      `${sum.events} events on each core; a second: ${each.join(", ")}`,
  );
}
