/*
 * Unix sockets that listen for the servers that we start.
 *
 * Rules of this file: a socket is bound beside its path and renamed, so that the path always leads
 * to one that listens; what is there already is replaced only when nobody listens on it. A socket
 * is named by its descriptor.
 */
import { accessSync, constants, lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../results";
import { failureOf } from "./failures";
import { region } from "./memory";
import { closeKept, keepListening } from "./socket-keeper";

const BACKLOG = 512;
const PATH_BYTES_MAX = 106;
const PERMISSIONS = 0o777;

/** What is bound has this behind its path; and is shown so, whatever it is called later. */
const ASIDE = "~";
/** So is one that the core has moved to the path, by whichever build. */
const MOVED = "+~";

/** Flags of a socket that listens, in /proc/net/unix: __SO_ACCEPTCON. */
const LISTENS = "00010000";

/** Paths by descriptor. */
const sockets = new Map<number, string>();

export function openSocket(at: number, bytes: number, mode: number): number {
  const octets = region(at, bytes);
  if (octets.includes(0) || bytes > PATH_BYTES_MAX) return Failure.AddressInvalid;
  const path = String(octets);
  try {
    if (isTaken(path)) return Failure.AddressInUse;
    const socket = listenAt(path, mode);
    sockets.set(socket, path);
    return socket;
  } catch (error) {
    return failureOf(error);
  }
}

export function moveSocket(
  socket: number,
  fromAt: number,
  fromBytes: number,
  toAt: number,
  toBytes: number,
): number {
  const path = String(region(toAt, toBytes));
  try {
    renameSync(String(region(fromAt, fromBytes)), path);
  } catch (error) {
    return failureOf(error);
  }
  sockets.set(socket, path);
  return 0;
}

export function closeSocket(socket: number, at: number, bytes: number): void {
  assert(sockets.delete(socket));
  closeKept(socket);
  if (bytes > 0) rmSync(String(region(at, bytes)), { force: true });
}

/** Removes the files of all sockets: nobody is left to listen. */
export function removeSockets(): void {
  for (const path of sockets.values()) rmSync(path, { force: true });
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
    const isNamed = ["", ASIDE, MOVED].some((mark) => line.endsWith(` ${path}${mark}`));
    return isNamed && line.split(" ")[3] === LISTENS;
  });
}

function listenAt(path: string, mode: number): number {
  const aside = path + ASIDE;
  rmSync(aside, { force: true });
  accessSync(dirname(path), constants.W_OK | constants.X_OK);
  const mask = process.umask(~mode & PERMISSIONS);
  const socket = keepListening(aside, BACKLOG);
  process.umask(mask);
  if (socket < 0) throw new Error("no socket could be bound");
  try {
    renameSync(aside, path);
  } catch (error) {
    closeKept(socket);
    throw error;
  }
  return socket;
}
