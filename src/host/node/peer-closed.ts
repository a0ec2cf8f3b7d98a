/*
 * Which of our sockets their peers have closed, for sockets that nobody reads.
 *
 * Node tells of a FIN only when all octets before it were read, so a client that leaves while it is
 * not read would be noticed at the script's time-out only. Linux's table of TCP sockets has the
 * state of each. Rules of this file: it is read only while some socket is paused; where there is no
 * such table the set is empty.
 */
import { readFileSync, readlinkSync } from "node:fs";

const TABLES = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];

/** A line of the table: number, addresses, the state CLOSE_WAIT, five fields, the inode. */
const CLOSED_BY_PEER = /^ *\d+: \S+ \S+ 08 (?:\S+ +){5}(\d+)/gm;

/** Inodes. */
export function socketsClosedByPeer(): Set<string> {
  const inodes = new Set<string>();
  for (const table of TABLES) {
    for (const line of textOf(table).matchAll(CLOSED_BY_PEER)) inodes.add(line[1] as string);
  }
  return inodes;
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
