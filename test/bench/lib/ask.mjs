/*
 * One exchange over a socket, to see what a server answers before it is measured: no server shall
 * be measured on errors.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { sleep } from "./sleep.mjs";

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Map<string, string>} fields names in lower case
 * @property {number} length of the content, without its framing
 * @property {boolean} isDelimited whether it says where it ends, other than by closing
 * @property {number} end offset behind its last octet
 */

/**
 * @typedef {object} Exchange
 * @property {Answer[]} answers
 * @property {boolean} isKept whether the connection was open still
 */

/** How long a server may take for its answer; and for closing after it. */
const ANSWER_MS = 5_000;
const CLOSE_MS = 100;

/**
 * Sends the same request `count` times at once and reads the answers.
 * @param {number} port
 * @param {string} target
 * @param {string[]} fields lines
 * @param {number} [count]
 * @returns {Promise<Exchange>}
 */
export async function ask(port, target, fields, count = 1) {
  const socket = connect(port, "127.0.0.1");
  /** @type {Buffer[]} */
  const parts = [];
  let isEnded = false;
  socket.on("data", (octets) => parts.push(octets));
  for (const event of ["end", "error", "close"]) {
    socket.on(event, () => {
      isEnded = true;
    });
  }
  const lines = [`GET ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...fields, "", ""];
  socket.write(lines.join("\r\n").repeat(count));
  const until = Date.now() + ANSWER_MS;
  /** @type {Answer[]} */
  let answers = [];
  while (answers.length < count && !isEnded && Date.now() < until) {
    await Promise.race([once(socket, "data"), sleep(CLOSE_MS)]).catch(() => {});
    answers = parseAnswers(Buffer.concat(parts), isEnded);
  }
  if (!isEnded) await sleep(CLOSE_MS);
  answers = parseAnswers(Buffer.concat(parts), isEnded);
  socket.destroy();
  return { answers, isKept: !isEnded };
}

/**
 * The answers that are whole, up to what is none; interim ones are passed over.
 * @param {Buffer} octets
 * @param {boolean} isEnded content without a length is over when the connection is
 * @param {readonly string[]} [methods] of the requests, where they are not all GET
 * @returns {Answer[]}
 */
export function parseAnswers(octets, isEnded, methods = []) {
  /** @type {Answer[]} */
  const answers = [];
  let at = 0;
  while (at < octets.length) {
    const headEnd = octets.indexOf("\r\n\r\n", at);
    if (headEnd < 0) break;
    const { status, fields } = parseHead(octets.toString("latin1", at, headEnd));
    if (Number.isNaN(status)) break;
    if (status < 200) {
      at = headEnd + 4;
      continue;
    }
    const isHead = methods[answers.length] === "HEAD";
    const content = contentOf(octets, headEnd + 4, isHead ? 204 : status, fields, isEnded);
    if (content === null) break;
    const { length, isDelimited = true, end } = content;
    answers.push({ status, fields, length, isDelimited, end });
    at = end;
  }
  return answers;
}

/** @param {string} head */
function parseHead(head) {
  const [statusLine = "", ...lines] = head.split("\r\n");
  const fields = new Map();
  for (const line of lines) {
    const colon = line.indexOf(":");
    fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1]), fields };
}

/**
 * Length and end of the content that begins at `at`; null when it is not whole.
 * @param {Buffer} octets
 * @param {number} at
 * @param {number} status
 * @param {Map<string, string>} fields
 * @param {boolean} isEnded
 */
function contentOf(octets, at, status, fields, isEnded) {
  if (status === 304 || status === 204) return { length: 0, end: at };
  if (/\bchunked$/i.test(fields.get("transfer-encoding") ?? "")) return chunkedOf(octets, at);
  const given = fields.get("content-length");
  if (given === undefined) {
    if (!isEnded) return null;
    return { length: octets.length - at, end: octets.length, isDelimited: false };
  }
  const end = at + Number(given);
  return end > octets.length ? null : { length: Number(given), end };
}

/**
 * @param {Buffer} octets
 * @param {number} at
 */
function chunkedOf(octets, at) {
  let length = 0;
  for (;;) {
    const lineEnd = octets.indexOf("\r\n", at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(octets.toString("latin1", at, lineEnd), 16);
    at = lineEnd + 2 + size + 2;
    if (Number.isNaN(size) || at > octets.length) return null;
    if (size === 0) return { length, end: at };
    length += size;
  }
}
