/*
 * Holds many keep-alive connections open, each after one answer.
 */
import { connect } from "node:net";
import { parseAnswers } from "./ask.mjs";

/** @typedef {import("node:net").Socket} Socket */

/** Opened at once: fewer than any server's backlog. */
const BATCH = 50;
const ANSWER_MS = 10_000;

/**
 * @typedef {object} Holder
 * @property {() => number} count of connections that are open still
 * @property {() => void} close
 */

/**
 * @param {number} port
 * @param {string} target
 * @param {number} wanted
 * @returns {Promise<Holder>}
 */
export async function holdConnections(port, target, wanted) {
  /** @type {Set<Socket>} */
  const open = new Set();
  for (let opened = 0; opened < wanted; opened += BATCH) {
    const size = Math.min(BATCH, wanted - opened);
    await Promise.all(Array.from({ length: size }, () => openOne(port, target, open)));
  }
  return {
    count: () => open.size,
    close() {
      for (const socket of open) socket.destroy();
    },
  };
}

/**
 * @param {number} port
 * @param {string} target
 * @param {Set<Socket>} open
 * @returns {Promise<void>} when it was answered, or closed
 */
function openOne(port, target, open) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    let octets = Buffer.alloc(0);
    open.add(socket);
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS);
    socket.on("data", (part) => {
      octets = Buffer.concat([octets, part]);
      if (parseAnswers(octets, false).length === 0) return;
      clearTimeout(timer);
      done();
    });
    // A server that closes after its answer has its connection closed here too.
    socket.on("end", () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(timer);
      open.delete(socket);
      done();
    });
    socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  });
}
