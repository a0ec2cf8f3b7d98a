/*
 * Runs one test module in a process of its own and counts what it reports (see uvu.mjs).
 *
 * Rule of this file: what was registered and neither passed nor was skipped has failed, whatever
 * became of the process.
 */
import { fork } from "node:child_process";

const LIMITS = {
  /** A file that has not ended by then hangs. */
  fileMs: 300_000,
  /** After its last test a process ends by itself, or something was left open. */
  endMs: 10_000,
};
/** What exit handlers have to end what the tests have started. */
const KILL_MS = 2_000;

/**
 * @typedef {object} Job
 * @property {string} title
 * @property {string} bundle path of the module
 * @property {string} filter tests whose name has it are run; all when it is empty
 * @property {string | null} build that a black-box suite is run against
 */

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} output
 * @property {string[]} faults
 */

/**
 * @param {Job} job
 * @returns {Promise<Outcome>}
 */
export function runTest(job, limits = LIMITS) {
  const child = fork(job.bundle, {
    execArgv: ["--enable-source-maps"],
    env: environmentOf(job),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const counts = newCounts();
  let output = "";
  /** @type {string[]} */
  const faults = [];
  const stop = (/** @type {string} */ why) => {
    faults.push(why);
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), KILL_MS).unref();
  };
  let timer = setTimeout(stop, limits.fileMs, `not done after ${limits.fileMs / 1000} s`);
  child.on("message", (report) => {
    counts[/** @type {keyof Counts} */ (report)]++;
    if (report !== "ended" || counts.ended < counts.begun) return;
    clearTimeout(timer);
    timer = setTimeout(stop, limits.endMs, "the tests are over, but something was left open");
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  return new Promise((done) => {
    child.on("error", (error) => faults.push(String(error)));
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      const isExplained = faults.length + counts.failed > 0;
      if (status !== 0 && !isExplained) faults.push(`it ended with ${signal ?? status}`);
      done({ output, ...conclude(counts, faults, job.filter !== "") });
    });
  });
}

/** @typedef {ReturnType<typeof newCounts>} Counts of each report of uvu.mjs */

function newCounts() {
  return {
    registered: 0,
    passed: 0,
    failed: 0,
    skipped: 0,
    only: 0,
    fault: 0,
    begun: 0,
    ended: 0,
  };
}

/**
 * @param {Counts} counts
 * @param {string[]} faults of the process
 * @param {boolean} isFiltered
 */
function conclude(counts, faults, isFiltered) {
  const notRun = counts.registered - counts.passed - counts.failed;
  const skipped = counts.skipped + (counts.only > 0 ? notRun : 0);
  const lost = counts.only > 0 ? 0 : notRun;
  if (lost > 0) faults.push(`${lost} tests were not run to their end`);
  if (counts.fault > 0) faults.push("a hook after the tests failed");
  if (counts.registered + skipped === 0 && !isFiltered) faults.push("it has no tests");
  const failed = counts.failed + counts.fault + lost;
  // A fault of the process fails one test, unless some have failed already.
  return {
    passed: counts.passed,
    failed: Math.max(failed, Math.min(faults.length, 1)),
    skipped,
    faults,
  };
}

/**
 * @param {Job} job
 * @returns {NodeJS.ProcessEnv}
 */
function environmentOf({ filter, build }) {
  const environment = { ...process.env, MICROHTTPD_TEST_FILTER: filter };
  return build === null ? environment : { ...environment, MICROHTTPD_BUILD: build };
}
