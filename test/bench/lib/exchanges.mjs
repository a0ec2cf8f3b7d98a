/*
 * Requests one after another over a socket, as few as are wanted: where instructions are counted, the
 * load must be the same each time. No answer is read that was not asked for.
 */
import { connect } from "node:net";
import { parseAnswers } from "./ask.mjs";

/** @typedef {import("./ask.mjs").Answer} Answer */

/** How long one answer may take: the server runs in an emulator. */
const ANSWER_MS = 30_000;

/**
 * Sends `request`, which is `depth` requests, `count` times, each when the answers of the one before
 * are there. A server that closes gets a new connection.
 * @param {number} port
 * @param {Buffer} request
 * @param {number} depth
 * @param {number} count
 * @returns {Promise<Answer[]>} of the last time
 */
export async function exchange(port, request, depth, count) {
  /** @type {Link | null} */
  let link = null;
  /** @type {Answer[]} */
  let answers = [];
  for (let at = 0; at < count; at++) {
    if (link === null || link.isEnded) link = open(port);
    answers = await answersOf(link, request, depth);
  }
  link?.socket.destroy();
  return answers;
}

/**
 * @typedef {object} Link
 * @property {import("node:net").Socket} socket
 * @property {Buffer} octets that have come and are no answer yet
 * @property {boolean} isEnded
 * @property {() => void} changed
 */

/**
 * @param {number} port
 * @returns {Link}
 */
function open(port) {
  const socket = connect(port, "127.0.0.1").setNoDelay(true);
  /** @type {Link} */
  const link = { socket, octets: Buffer.alloc(0), isEnded: false, changed: () => {} };
  socket.on("data", (part) => {
    link.octets = Buffer.concat([link.octets, part]);
    link.changed();
  });
  for (const event of ["end", "error", "close"]) {
    socket.on(event, () => {
      link.isEnded = true;
      link.changed();
    });
  }
  return link;
}

/**
 * @param {Link} link
 * @param {Buffer} request
 * @param {number} depth
 * @returns {Promise<Answer[]>}
 */
function answersOf(link, request, depth) {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error("no answer")), ANSWER_MS);
    link.changed = () => {
      const answers = parseAnswers(link.octets, link.isEnded);
      if (answers.length < depth && !link.isEnded) return;
      clearTimeout(timer);
      link.octets = link.octets.subarray(answers.at(-1)?.end ?? 0);
      if (answers.length < depth) fail(new Error(`${answers.length} answers of ${depth}`));
      else settle(link, answers, done);
    };
    link.socket.write(request);
  });
}

/**
 * A server that says that it closes has done so before the next request is sent.
 * @param {Link} link
 * @param {Answer[]} answers
 * @param {(answers: Answer[]) => void} done
 */
function settle(link, answers, done) {
  const closes = /close/i.test(answers.at(-1)?.fields.get("connection") ?? "");
  if (!closes || link.isEnded) {
    done(answers);
    return;
  }
  link.changed = () => link.isEnded && done(answers);
}
