/*
 * What the kernel holds for a server's connections: it is in no process's memory, so it is counted
 * beside it. The client's ends, which are on the same machine here, are not counted.
 *
 * Rule of this file: an estimate that says what it is made of: buffers as the kernel accounts them
 * for each socket (ss -m), and the sizes of the objects that each connection has (/proc/slabinfo,
 * which root alone may read).
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * @typedef {object} Sockets
 * @property {number} count the server's ends that are connected
 * @property {number} buffers octets
 * @property {number | null} objects octets; null where the sizes cannot be read
 */

/** One of each for a connection that is watched by epoll. */
const OBJECTS = ["TCP", "sock_inode_cache", "dentry", "filp", "eventpoll_epi"];

/**
 * @param {number} port the server's
 * @returns {Sockets | null} null without ss
 */
export function socketsOf(port) {
  const { status, stdout } = spawnSync(
    "ss",
    ["-tmnH", "state", "established", `sport = :${port}`],
    {
      encoding: "utf8",
      maxBuffer: 1 << 26,
    },
  );
  if (status !== 0) return null;
  const { count, buffers } = parseSockets(stdout);
  const size = objectSize(readSlabs());
  return { count, buffers, objects: size === null ? null : size * count };
}

/**
 * @param {string} text of ss -tmnH
 */
export function parseSockets(text) {
  let count = 0;
  let buffers = 0;
  for (const [, inside = ""] of text.matchAll(/skmem:\(([^)]*)\)/g)) {
    count++;
    // Received, forward allocated, queued for sending, options, backlog; not the two limits.
    for (const [, octets] of inside.matchAll(/\b(?:r|f|w|o|bl)(\d+)\b/g)) buffers += Number(octets);
  }
  return { count, buffers };
}

/**
 * What the objects of one connection take.
 * @param {string} slabs text of /proc/slabinfo
 */
export function objectSize(slabs) {
  let size = 0;
  for (const name of OBJECTS) {
    const found = new RegExp(`^${name} +\\d+ +\\d+ +(\\d+) `, "m").exec(slabs);
    if (found === null) return null;
    size += Number(found[1]);
  }
  return size;
}

function readSlabs() {
  try {
    return readFileSync("/proc/slabinfo", "latin1");
  } catch {
    return "";
  }
}
