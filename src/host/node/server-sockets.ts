/*
 * Unix sockets that listen for the servers that we start.
 *
 * Rules of this file: Node has no descriptor that listens but that of a server of its own, which
 * would accept in place of the program: it is closed as soon as the program has its copy, and made
 * anew for the next one. libuv removes the file then that it has bound: so it binds beside the
 * path, and the file is renamed. What is there already is replaced only when nobody listens on it,
 * or when it is the core's own.
 */
import { accessSync, constants, lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { Failure } from "../results";
import { failureOf } from "./failures";
import { region } from "./memory";

const BACKLOG = 512;
const PATH_BYTES_MAX = 106;
const PERMISSIONS = 0o777;

/** What is bound has this behind its path; and is shown so, whatever it is called later. */
const ASIDE = "~";

/** Flags of a socket that listens, in /proc/net/unix: __SO_ACCEPTCON. */
const LISTENS = "00010000";

interface ServerSocket {
  readonly path: string;
  readonly mode: number;
  /** Null when the program that it was made for has it. */
  server: Server | null;
}

const sockets = new Map<number, ServerSocket>();
let last = 0;

export function openSocket(at: number, bytes: number, mode: number, replaces: boolean): number {
  const octets = region(at, bytes);
  if (octets.includes(0) || bytes > PATH_BYTES_MAX) return Failure.AddressInvalid;
  const path = String(octets);
  try {
    if (!replaces && isTaken(path)) return Failure.AddressInUse;
    const server = listenAt(path, mode);
    last++;
    sockets.set(last, { path, mode, server });
    return last;
  } catch (error) {
    return failureOf(error);
  }
}

export function closeSocket(socket: number, at: number, bytes: number): void {
  sockets.get(socket)?.server?.close();
  assert(sockets.delete(socket));
  if (bytes > 0) rmSync(String(region(at, bytes)), { force: true });
}

/** Calls `start` with the descriptor that listens, which is closed here afterwards. */
export function withSocket<T>(number: number, start: (descriptor: number) => T): T {
  const socket = sockets.get(number);
  assert(socket !== undefined);
  const { path, mode, server } = socket as ServerSocket;
  const listening = server ?? listenAt(path, mode);
  (socket as ServerSocket).server = null;
  try {
    return start(descriptorOf(listening));
  } finally {
    listening.close();
  }
}

/** Removes the files of all sockets: nobody is left to listen. */
export function removeSockets(): void {
  for (const { path } of sockets.values()) rmSync(path, { force: true });
  sockets.clear();
}

function isTaken(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return false;
  return !status.isSocket() || isListenedOn(path);
}

/** Where the machine does not show who listens, the file may be somebody's. */
function isListenedOn(path: string): boolean {
  let table: string;
  try {
    table = readFileSync("/proc/net/unix", "utf8");
  } catch {
    return true;
  }
  return table.split("\n").some((line) => {
    const isNamed = line.endsWith(` ${path}`) || line.endsWith(` ${path}${ASIDE}`);
    return isNamed && line.split(" ")[3] === LISTENS;
  });
}

function listenAt(path: string, mode: number): Server {
  const aside = path + ASIDE;
  rmSync(aside, { force: true });
  accessSync(dirname(path), constants.W_OK | constants.X_OK);
  const server = createServer();
  server.on("error", () => {}); // It comes later; that it does not listen shows at once.
  const mask = process.umask(~mode & PERMISSIONS);
  server.listen({ path: aside, backlog: BACKLOG });
  process.umask(mask);
  if (!server.listening) throw new Error("no socket could be bound");
  try {
    renameSync(aside, path);
  } catch (error) {
    server.close();
    throw error;
  }
  return server;
}

function descriptorOf(server: Server): number {
  const handle = (server as unknown as { _handle: { fd: number } | null })._handle;
  assert(handle !== null && handle.fd >= 0);
  return (handle as { fd: number }).fd;
}
