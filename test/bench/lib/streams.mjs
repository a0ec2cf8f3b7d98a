/*
 * Clients of scripts that go on for a while: those that are only there while something else is
 * measured, and those that read 1 GiB each.
 */
import { connect } from "node:net";
import { namesIn } from "./process-tree.mjs";
import { sleep } from "./sleep.mjs";

const START_MS = 5_000;

/** Scripts that run beside a work, and programs below cgi-bin/ of these names. */
export const QUIET = "events";
export const LARGE = "large";
export const LARGE_OCTETS = 1024 ** 3;

/**
 * Has so many scripts run, each with nothing to do.
 * @param {import("./run.mjs").Server} server
 * @param {number} count
 * @returns {Promise<{ fault: string, close: () => void }>}
 */
export async function runQuietScripts({ pid, port }, count) {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => socket.destroy());
    socket.resume();
    socket.write(requestOf(QUIET, port));
    return socket;
  });
  const close = () => {
    for (const socket of sockets) socket.destroy();
  };
  const until = Date.now() + START_MS;
  let running = 0;
  while (running < count && Date.now() < until) {
    await sleep(20);
    running = namesIn(pid).filter((name) => name === QUIET).length;
  }
  return { fault: running < count ? `runs ${running} of ${count} scripts` : "", close };
}

/**
 * Reads what the script writes to its end.
 * @param {number} port
 * @returns {Promise<number>} octets, those of the framing among them
 */
export function readLarge(port) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    let octets = 0;
    socket.on("data", (part) => {
      octets += part.length;
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => done(octets));
    socket.write(requestOf(LARGE, port));
  });
}

/**
 * @param {string} name
 * @param {number} port
 */
function requestOf(name, port) {
  const fields = `Host: 127.0.0.1:${port}\r\nConnection: close`;
  return `GET /cgi-bin/${name} HTTP/1.1\r\n${fields}\r\n\r\n`;
}
