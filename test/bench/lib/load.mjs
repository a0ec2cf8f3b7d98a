/*
 * The load generator (wrk) and the look at a server's answer before it.
 */
import { spawn } from "node:child_process";
import { ask } from "./ask.mjs";
import { LOAD_PROCESSOR, pinned } from "./run.mjs";

/** @typedef {import("./works.mjs").Work} Work */

/**
 * @typedef {object} Load
 * @property {number} requests
 * @property {number} seconds
 * @property {number} octets
 * @property {number} errors answers that were lost, or that are refusals where none is expected
 */

/**
 * @typedef {object} Check
 * @property {string[]} fields lines of each request
 * @property {string} fault why this server cannot be measured with this work, or nothing
 * @property {boolean} isKept whether the server kept the connection open
 * @property {boolean} isDelimited whether the answers say where they end; or they end by closing
 */

/**
 * Asks once and compares the answer with what the work expects.
 * @param {number} port
 * @param {Work} work
 * @returns {Promise<Check>}
 */
export async function checkAnswer(port, work) {
  const fields = work.closes ? ["Connection: close"] : [];
  if (work.isConditional) {
    const validator = await validatorOf(port, work.target);
    if (validator === null) {
      return { fields, fault: "gives no validator", isKept: false, isDelimited: true };
    }
    fields.push(validator);
  }
  const { answers, isKept } = await ask(port, work.target, fields, work.depth);
  const isDelimited = answers.every((answer) => answer.isDelimited);
  return { fields, fault: faultOf(work, answers), isKept, isDelimited };
}

/**
 * @param {Pick<Work, "depth" | "status" | "length">} work
 * @param {import("./ask.mjs").Answer[]} answers
 */
export function faultOf({ depth, status, length }, answers) {
  if (answers.length < depth) return `answers ${answers.length} of ${depth}`;
  const other = answers.find((answer) => answer.status !== status);
  if (other !== undefined) return `answers ${other.status}`;
  const wrong = answers.find((answer) => length !== null && answer.length !== length);
  return wrong === undefined ? "" : `answers ${wrong.length} octets instead of ${length}`;
}

/**
 * Runs the load on the other processor.
 * @param {number} port
 * @param {Work} work
 * @param {Pick<Check, "fields" | "isDelimited">} check
 * @param {number} seconds whole
 * @returns {Promise<Load>}
 */
export async function runLoad(port, work, { fields, isDelimited }, seconds) {
  const [program = "", ...parameters] = pinned(LOAD_PROCESSOR, [
    ...["wrk", "-t1", `-c${work.connections}`, `-d${seconds}s`],
    ...["-s", "test/bench/wrk/load.lua", `http://127.0.0.1:${port}${work.target}`],
    ...["--", String(work.depth), ...fields.map((field) => field.replace(/: */, "="))],
  ]);
  const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part) => {
      text += part;
    });
  }
  await new Promise((done, fail) => child.on("close", done).on("error", fail));
  return parseLoad(text, work.status, isDelimited);
}

/**
 * @param {string} text what wrk printed
 * @param {number} status that is expected
 * @param {boolean} isDelimited
 * @returns {Load}
 */
export function parseLoad(text, status, isDelimited) {
  const line = /^RESULT (\{.*\})$/m.exec(text)?.[1];
  if (line === undefined) throw new Error(`wrk said: ${text}`);
  const found = JSON.parse(line);
  // What wrk calls a status error is any above 399.
  const refused = status >= 400 ? found.requests - found.status : found.status;
  // An answer that ends by closing is counted as a request, and as a read that failed as well.
  const unread = isDelimited ? found.unread : Math.max(0, found.unread - found.requests);
  return {
    requests: found.requests,
    seconds: found.microseconds / 1e6,
    octets: found.octets,
    errors: found.lost + unread + refused,
  };
}

/**
 * A field that makes the request conditional, by what the server itself gave.
 * @param {number} port
 * @param {string} target
 */
export async function validatorOf(port, target) {
  const { answers } = await ask(port, target, []);
  const tag = answers[0]?.fields.get("etag");
  const date = answers[0]?.fields.get("last-modified");
  if (tag !== undefined) return `If-None-Match: ${tag}`;
  return date === undefined ? null : `If-Modified-Since: ${date}`;
}
