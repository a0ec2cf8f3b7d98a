/*
 * `make test`: bundles every test/**\/*.test.ts and runs each in a process of its own, so that one
 * that dies takes no other with it; those of test/blackbox and the like once for each build.
 *
 * HOST=node,native,sanitize,pkg,arm64,armv7 picks builds (without it node and native); F=word,word
 * picks files and tests by name, and a word with a slash files alone, by their paths. In CI
 * (CI=true) nothing is left out: what this machine cannot do counts as failed.
 * The last line has the sum.
 */
import { rmSync } from "node:fs";
import { filesBelow } from "./lib/files.mjs";
import { buildsFor, makeBuilds } from "./lib/test/builds.mjs";
import { bundleTest } from "./lib/test/bundle.mjs";
import { filterFor } from "./lib/test/named.mjs";
import { runTest } from "./lib/test/run.mjs";

/** @typedef {import("./lib/test/run.mjs").Job} Job */

/** More than two processors can serve, as many of the tests wait for time-outs. */
const JOBS_AT_ONCE = 3;

/** What takes longest begins first, so that it does not run alone at the end. */
const LONG = [
  "test/vectors/",
  "test/faults/",
  "test/differential/",
  "test/simulation/server/failing-host-calls.",
  "test/blackbox/robustness/",
  "test/blackbox/vectors.",
  "test/blackbox/browser/",
  "test/blackbox/shutdown.",
  "test/blackbox/cgi/lifetime.",
];

const isContinuous = process.env["CI"] === "true";
const words = process.env["F"] ?? "";
const sum = { passed: 0, failed: 0, skipped: 0 };

await main();

async function main() {
  const made = makeBuilds(process.env["HOST"] || undefined, isContinuous);
  for (const fault of made.faults) fail(fault);
  rmSync("out/test", { recursive: true, force: true });
  const jobs = await makeJobs(made.names);
  await Promise.all(Array.from({ length: JOBS_AT_ONCE }, () => runAll(jobs)));
  if (sum.passed + sum.failed + sum.skipped === 0) fail(`no test is named ${words}`);
  if (sum.skipped > 0 && isContinuous) fail(`${sum.skipped} tests are skipped, in CI`);
  else if (sum.skipped > 0) console.log(`NOT RUN: ${sum.skipped} tests that are skipped`);
  for (const lack of made.missing) console.log(`NOT RUN: ${lack}`);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed > 0 ? 1 : 0;
}

/**
 * @param {string[]} builds
 * @returns {Promise<Job[]>}
 */
async function makeJobs(builds) {
  /** @type {Job[]} */
  const jobs = [];
  const paths = filesBelow("test", [".test.ts"]);
  for (const path of [...paths.filter(isLong), ...paths.filter((other) => !isLong(other))]) {
    try {
      const filter = filterFor(path, words);
      if (filter === null) continue;
      const bundle = await bundleTest(path);
      for (const build of buildsFor(path, builds)) {
        const title = build === null ? path : `${path} [${build}]`;
        jobs.push({ title, bundle, filter, build });
      }
    } catch (error) {
      fail(`${path} cannot be bundled: ${error instanceof Error ? error.message : error}`);
    }
  }
  return jobs;
}

/** @param {string} path */
function isLong(path) {
  return LONG.some((start) => path.startsWith(start));
}

/** @param {Job[]} jobs */
async function runAll(jobs) {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const startedMs = Date.now();
    const { passed, failed, skipped, output, faults } = await runTest(job);
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
    if (passed + failed + skipped === 0) continue;
    if (failed > 0) console.log(output.trimEnd());
    for (const fault of faults) console.log(`  ${fault}`);
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    const count = failed > 0 ? `${passed} passed, ${failed} FAILED` : `${passed} passed`;
    console.log(`${failed > 0 ? "FAIL" : "ok  "} ${job.title}: ${count}, ${seconds} s`);
  }
}

/** @param {string} why */
function fail(why) {
  sum.failed++;
  console.log(`FAIL ${why}`);
}
