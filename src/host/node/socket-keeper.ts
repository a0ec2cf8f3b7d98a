/*
 * Keeps sockets that listen for others. Node has no descriptor that listens but that of a server of
 * its own, which accepts as soon as its event loop turns. So a thread makes them whose loop never
 * does: between two commands it waits for the next one, inside the first turn. A descriptor is good
 * in all threads, so that a program can be given it again and again.
 *
 * Rules of this file: the thread is started with the first socket; whoever gives a command waits
 * for its result. libuv removes, when a socket is closed, the file that it has bound.
 */
import { Worker } from "node:worker_threads";

const PATH_BYTES_MAX = 256;
/** For a start of the thread on a machine that is busy. */
const WAIT_MS = 20_000;

/** Words that both sides see; the path follows. */
const WORDS = 3;
const TURN = 0;
const COMMAND = 1;
const RESULT = 2;

/** Whose turn it is. */
const OURS = 0;
const THEIRS = 1;

/** Commands: to listen at the path, or to close the socket of this descriptor. */
const LISTEN = -1;

/** It is text, because it must be a program of its own; and no file, because the build is one. */
const PROGRAM = `
const { createServer } = require("node:net");
const { workerData } = require("node:worker_threads");
const words = new Int32Array(workerData.shared, 0, ${WORDS});
const octets = new Uint8Array(workerData.shared, ${WORDS * 4});
const servers = new Map();
for (;;) {
  Atomics.wait(words, ${TURN}, ${OURS});
  words[${RESULT}] = words[${COMMAND}] === ${LISTEN} ? listen() : close(words[${COMMAND}]);
  Atomics.store(words, ${TURN}, ${OURS});
  Atomics.notify(words, ${TURN});
}
function listen() {
  const path = Buffer.from(octets.slice(0, octets.indexOf(0))).toString();
  const server = createServer();
  server.listen({ path, backlog: workerData.backlog });
  if (!server.listening) return -1;
  servers.set(server._handle.fd, server);
  return server._handle.fd;
}
function close(descriptor) {
  servers.get(descriptor).close();
  servers.delete(descriptor);
  return 0;
}
`;

const shared = new SharedArrayBuffer(WORDS * 4 + PATH_BYTES_MAX);
const words = new Int32Array(shared, 0, WORDS);
const octets = new Uint8Array(shared, WORDS * 4);
let thread: Worker | null = null;

/** A descriptor that listens at the path, which must not be there; -1 when that cannot be. */
export function keepListening(path: string, backlog: number): number {
  if (thread === null) thread = startThread(backlog);
  const text = Buffer.from(`${path}\0`);
  assert(text.length <= PATH_BYTES_MAX);
  octets.set(text);
  return command(LISTEN);
}

export function closeKept(descriptor: number): void {
  command(descriptor);
}

function startThread(backlog: number): Worker {
  const made = new Worker(PROGRAM, { eval: true, workerData: { shared, backlog } });
  made.unref();
  return made;
}

function command(what: number): number {
  words[COMMAND] = what;
  Atomics.store(words, TURN, THEIRS);
  Atomics.notify(words, TURN);
  if (Atomics.wait(words, TURN, THEIRS, WAIT_MS) === "timed-out") {
    throw new Error("the thread that keeps sockets does not answer");
  }
  return words[RESULT] as number;
}
