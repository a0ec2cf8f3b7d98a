/*
 * What Linux's table of TCP sockets tells that Node does not: which of our sockets their peers have
 * closed while nobody read them (Node tells of a FIN only when all octets before it were read, so
 * that a client that leaves would be noticed at a script's time-out only), and how much the kernel
 * still holds of what was sent on one.
 *
 * Rules of this file: the table is read only while some socket is paused, or when a deadline of
 * sending is looked at, and then not again within KEPT_MS; where there is none, no peer has closed
 * and nothing is held.
 */
import { readFileSync, readlinkSync } from "node:fs";
import { tickedMs } from "./clock";

const TABLES = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];

/** Many deadlines pass at once, and the table may be a megabyte. */
const KEPT_MS = 250;

/** A line of the table: number, addresses, the state CLOSE_WAIT, five fields, the inode. */
const CLOSED_BY_PEER = /^ *\d+: \S+ \S+ 08 (?:\S+ +){5}(\d+)/gm;
/** What stands before the inode: number, addresses, state, the octets to send, four fields. */
const BEFORE_INODE = /^ *\d+: \S+ \S+ \S+ ([\dA-F]+):(?:\S+ +){4}\S*$/;

let kept: readonly string[] = [];
let keptAtMs = Number.NaN;

/** Inodes. */
export function socketsClosedByPeer(): Set<string> {
  const inodes = new Set<string>();
  for (const table of TABLES) {
    for (const line of textOf(table).matchAll(CLOSED_BY_PEER)) inodes.add(line[1] as string);
  }
  return inodes;
}

/** Octets that were sent on this socket and that its peer has not acknowledged. */
export function unacknowledgedBytes(inode: string): number {
  if (inode === "") return 0;
  if (!(Math.abs(tickedMs() - keptAtMs) < KEPT_MS)) {
    kept = TABLES.map(textOf);
    keptAtMs = tickedMs();
  }
  for (const table of kept) {
    const bytes = findBytes(table, ` ${inode} `);
    if (bytes !== null) return bytes;
  }
  return 0;
}

/** The same number may stand in another column of another line. */
function findBytes(table: string, inode: string): number | null {
  for (let at = table.indexOf(inode); at >= 0; at = table.indexOf(inode, at + 1)) {
    const before = BEFORE_INODE.exec(table.slice(table.lastIndexOf("\n", at) + 1, at));
    if (before !== null) return Number.parseInt(before[1] as string, 16);
  }
  return null;
}

/** The inode of an open socket, "" when unknown. */
export function inodeOf(descriptor: number): string {
  try {
    const name = readlinkSync(`/proc/self/fd/${descriptor}`);
    return /^socket:\[(\d+)\]$/.exec(name)?.[1] ?? "";
  } catch {
    return "";
  }
}

function textOf(table: string): string {
  try {
    return readFileSync(table, "latin1");
  } catch {
    return "";
  }
}
