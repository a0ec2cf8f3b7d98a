/*
 * What tests get when they import "uvu": uvu itself, which tells the runner (build/test.mjs) how
 * each test went, and leaves out the tests that F=word does not name.
 *
 * Why uvu's own totals are not enough: a hook that throws ends a suite without an error there, and
 * a process that dies prints no totals at all.
 */
import { suite as suiteOfUvu } from "uvu";
import { isNamed } from "./named.mjs";

/**
 * @typedef {"registered" | "passed" | "failed" | "skipped" | "only" | "fault" | "begun" | "ended"}
 *   Report
 */

/** @typedef {(context: any) => unknown} Handler */

const filter = process.env["MICROHTTPD_TEST_FILTER"] ?? "";

// The runner's time-out: exit handlers must run, they end what the tests have started.
process.once("SIGTERM", () => process.exit(1));

/**
 * @param {string} [suiteName]
 * @param {any} [state]
 */
export function suite(suiteName = "", state = {}) {
  /** @type {any} uvu's types know no suite that stands in for another */
  const inner = suiteOfUvu(suiteName, state);
  let count = 0;
  /** @param {(name: string, handler: Handler) => void} register */
  const registration =
    (register) => (/** @type {string} */ name, /** @type {Handler} */ handler) => {
      if (!isNamed(`${suiteName} ${name}`, filter)) return;
      count++;
      tell("registered");
      register(name, reporting(handler));
    };
  const only = registration(inner.only);
  return Object.assign(registration(inner), {
    before: hooks(inner.before, failing),
    after: hooks(inner.after, tolerated),
    /** @param {string} name @param {Handler} handler */
    only(name, handler) {
      tell("only");
      only(name, handler);
    },
    /** @param {string} [name] */
    skip(name = "") {
      if (isNamed(`${suiteName} ${name}`, filter)) tell("skipped");
    },
    run() {
      if (count === 0) return;
      tell("begun");
      inner.after(() => tell("ended"));
      inner.run();
    },
  });
}

export const test = suite();

/** @param {Handler} handler */
function reporting(handler) {
  return async (/** @type {any} */ context) => {
    try {
      await handler(context);
    } catch (error) {
      tell("failed");
      throw error;
    }
    tell("passed");
  };
}

/**
 * @param {any} hook uvu's before or after
 * @param {(handler: Handler) => Handler} wrap
 */
function hooks(hook, wrap) {
  const all = (/** @type {Handler} */ handler) => hook(wrap(handler));
  return Object.assign(all, { each: (/** @type {Handler} */ handler) => hook.each(wrap(handler)) });
}

/**
 * The tests behind the hook are not run, which the runner counts; uvu does not say why.
 * @param {Handler} handler
 * @returns {Handler}
 */
function failing(handler) {
  return async (context) => {
    try {
      await handler(context);
    } catch (error) {
      console.error("\nbefore the tests:", error);
      throw error;
    }
  };
}

/**
 * @param {Handler} handler
 * @returns {Handler}
 */
function tolerated(handler) {
  return async (context) => {
    try {
      await handler(context);
    } catch (error) {
      console.error("\nafter the tests:", error);
      tell("fault");
    }
  };
}

/** @param {Report} report */
function tell(report) {
  process.send?.(report);
}
