/*
 * The FastCGI application to which servers pass requests on, on the load generator's processor, so
 * that the servers have theirs to themselves.
 */
import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { LOAD_PROCESSOR, pinned } from "./run.mjs";
import { sleep } from "./sleep.mjs";
import { LARGE_OCTETS } from "./streams.mjs";
import { compile } from "./works.mjs";

const HEADER = "/usr/include/fcgiapp.h";
const START_MS = 5_000;
/** Of an upload, in one write. */
const PIECE_OCTETS = 1024 ** 2;

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Compiles it; false where its library is missing.
 * @param {string} folder
 */
export function makeBackend(folder) {
  if (!existsSync(HEADER)) return false;
  compile("test/bench/fastcgi/backend.c", join(folder, "backend"), [], ["-lfcgi"]);
  return true;
}

/**
 * Starts it.
 * @param {string} folder in which it was made
 * @returns {Promise<{ socket: string, stop: () => Promise<void> }>}
 */
export async function startBackend(folder) {
  const socket = join(folder, "backend.sock");
  rmSync(socket, { force: true });
  const command = pinned(LOAD_PROCESSOR, [join(folder, "backend"), socket]);
  const child = spawn(command[0] ?? "", command.slice(1), { stdio: "ignore" });
  running.add(child);
  const until = Date.now() + START_MS;
  while (!existsSync(socket)) {
    if (Date.now() > until || child.exitCode !== null) throw new Error("no FastCGI backend");
    await sleep(20);
  }
  const stop = async () => {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    running.delete(child);
    await ended;
  };
  return { socket, stop };
}

/**
 * Reads 1 GiB that the backend answers, or sends it 1 GiB.
 * @param {number} port
 * @param {boolean} isUpload
 * @returns {Promise<string>} the answer's status-line
 */
export function passLarge(port, isUpload) {
  return new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    let line = "";
    let octets = 0;
    socket.on("data", (part) => {
      if (line === "") line = part.toString("latin1", 0, part.indexOf("\r\n"));
      octets += part.length;
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => done(isUpload || octets > LARGE_OCTETS ? line : "it is cut off"));
    const fields = `Host: 127.0.0.1:${port}\r\nConnection: close`;
    if (!isUpload) {
      socket.write(`GET /fcgi/x?large HTTP/1.1\r\n${fields}\r\n\r\n`);
      return;
    }
    socket.write(`POST /fcgi/x HTTP/1.1\r\n${fields}\r\nContent-Length: ${LARGE_OCTETS}\r\n\r\n`);
    const piece = Buffer.alloc(PIECE_OCTETS);
    let left = LARGE_OCTETS;
    const send = () => {
      while (left > 0) {
        left -= piece.length;
        if (!socket.write(piece)) return;
      }
    };
    socket.on("drain", send);
    send();
  });
}
