/*
 * Unix sockets that listen for the servers that we start.
 *
 * Rules of this file: a socket is bound beside its path and renamed, so that the path always leads
 * to one that listens; what is there already is replaced when nobody listens on it, or only what a
 * server has left behind that is no more (as after SIGKILL): the kernel keeps the name under which
 * a socket was bound, and there the server's number stands behind "~". The orphan is told to end,
 * as the kernel does for the native build, and loses its name, and with that all further requests.
 * A socket is named by its descriptor.
 */
import { accessSync, constants, lstatSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../seam/results";
import { errorCode, failureOf } from "./failures";
import { region } from "./memory";
import { endHolders } from "./process-state";
import { closeKept, keepListening } from "./socket-keeper";

const BACKLOG = 512;
const PATH_BYTES_MAX = 98 + 1;
const PERMISSIONS = 0o777;

/** What is bound has this and our number behind its path, by whichever build. */
const ASIDE = "~";
/** So has what the core has moved to the path, behind its own mark. */
const MARKS = /^(?:\+?~(\d{1,7}))?$/;

/** A line of /proc/net/unix: number, users, protocol, flags, type, state, inode, the bound name. */
const ROW = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (\/.*)$/gm;

/** Flags of a socket that listens, in /proc/net/unix: __SO_ACCEPTCON. */
const LISTENS = "00010000";

/** Paths by descriptor. */
const sockets = new Map<number, string>();

export function openSocket(at: number, bytes: number, mode: number): number {
  const octets = region(at, bytes);
  if (octets.includes(0) || bytes > PATH_BYTES_MAX) return Failure.AddressInvalid;
  const path = String(octets);
  try {
    if (!isFree(path)) return Failure.AddressInUse;
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

export function removeSocket(at: number, bytes: number, process: number): void {
  const path = String(region(at, bytes));
  if (process !== 0 && !isGone(process)) return;
  try {
    if (lstatSync(path).isSocket() && isFree(path)) rmSync(path);
  } catch {
    // It is gone, or not ours to remove.
  }
}

/** Removes the files of all sockets: nobody is left to listen. */
export function removeSockets(): void {
  for (const path of sockets.values()) rmSync(path, { force: true });
  sockets.clear();
}

/** Whether there is nothing, or a socket on which only orphans listen, which are told to end. */
function isFree(path: string): boolean {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return true;
  if (!status.isSocket()) return false;
  const listeners = listenersAt(path);
  if (!listeners.every(({ maker }) => maker > 0 && isGone(maker))) return false;
  for (const { inode } of listeners) endHolders(inode);
  return true;
}

/** Who listens on a socket: its inode, and the server that has bound it, 0 if that was none. */
interface Listener {
  readonly inode: string;
  readonly maker: number;
}

function listenersAt(path: string): Listener[] {
  let table: string;
  try {
    table = readFileSync("/proc/net/unix", "utf8");
  } catch {
    return [{ inode: "", maker: 0 }]; // The machine does not show it: the file may be somebody's.
  }
  const listeners: Listener[] = [];
  for (const [, flags, inode = "", name = ""] of table.matchAll(ROW)) {
    if (flags !== LISTENS || !name.startsWith(path)) continue;
    const marks = MARKS.exec(name.slice(path.length));
    if (marks !== null) listeners.push({ inode, maker: Number(marks[1] ?? 0) });
  }
  return listeners;
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === "ESRCH";
  }
}

function listenAt(path: string, mode: number): number {
  const aside = `${path}${ASIDE}${process.pid}`;
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
