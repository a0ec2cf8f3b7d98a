/*
 * Medians, spreads and ratios of what was measured round after round. Pure functions.
 */

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} least
 * @property {number} most
 * @property {number} spread from least to most, as a part of the median
 */

/**
 * @typedef {object} Point one measurement
 * @property {string} server
 * @property {string} work
 * @property {number} round
 * @property {number} requests
 * @property {number} seconds
 * @property {number | null} processorMs null where it cannot be counted
 * @property {number} ownMs of it, what processes used that are there still: not short scripts
 * @property {number} errors requests that the load generator did not get its answer to
 */

/**
 * @typedef {object} Summary of a server's points of one work
 * @property {string} server
 * @property {string} work
 * @property {Spread | null} processorUs per request
 * @property {Spread} rate requests per second
 * @property {number | null} toPeer processor time as a multiple of the peer's
 * @property {number | null} toFloor and of the floor's
 * @property {Spread} ownUs per request, without what scripts used
 * @property {number} errors as a part of all requests
 */

/**
 * @param {number[]} values at least one
 * @returns {Spread}
 */
export function spreadOf(values) {
  if (values.length === 0) throw new Error("there is no median of nothing");
  const sorted = [...values].sort((a, b) => a - b);
  const least = sorted[0] ?? 0;
  const most = sorted[sorted.length - 1] ?? 0;
  const median = medianOf(sorted);
  return { median, least, most, spread: median === 0 ? 0 : (most - least) / median };
}

/**
 * @param {number[]} sorted
 */
function medianOf(sorted) {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * One summary for each server and work, in the order in which they first appear.
 * @param {Point[]} points
 * @param {string} peer the server that the others are compared with
 * @param {string} floor the least that a server can do
 * @returns {Summary[]}
 */
export function summarize(points, peer, floor) {
  const summaries = [];
  const seen = new Set();
  for (const { server, work } of points) {
    const key = `${server} ${work}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const same = points.filter((point) => point.server === server && point.work === work);
    const times = processorTimes(same);
    summaries.push({
      server,
      work,
      processorUs: times.length === 0 ? null : spreadOf(times),
      rate: spreadOf(same.map(({ requests, seconds }) => requests / seconds)),
      toPeer: ratio(times, points, peer, work),
      toFloor: ratio(times, points, floor, work),
      ownUs: spreadOf(same.map(({ ownMs, requests }) => (ownMs * 1000) / Math.max(1, requests))),
      errors: sumOf(same, "errors") / Math.max(1, sumOf(same, "requests")),
    });
  }
  return summaries;
}

/**
 * Medians are compared, so that one disturbed round is no ratio.
 * @param {number[]} times
 * @param {Point[]} points
 * @param {string} server
 * @param {string} work
 */
function ratio(times, points, server, work) {
  const others = points.filter((point) => point.server === server && point.work === work);
  const otherTimes = processorTimes(others);
  if (times.length === 0 || otherTimes.length === 0) return null;
  const divisor = spreadOf(otherTimes).median;
  return divisor === 0 ? null : spreadOf(times).median / divisor;
}

/**
 * In microseconds per request.
 * @param {Point[]} points
 */
function processorTimes(points) {
  return points.flatMap(({ processorMs, requests }) =>
    processorMs === null || requests === 0 ? [] : [(processorMs * 1000) / requests],
  );
}

/**
 * @param {Point[]} points
 * @param {"requests" | "errors"} key
 */
function sumOf(points, key) {
  return points.reduce((sum, point) => sum + point[key], 0);
}

/**
 * The list, begun at another place each round: no server always follows the same one.
 * @template T
 * @param {T[]} list
 * @param {number} by
 */
export function rotate(list, by) {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

/**
 * The servers and works that ONLY= names; all of them where it names none.
 * @template {{ name: string }} S
 * @template {{ name: string }} W
 * @param {string} only names with commas
 * @param {S[]} servers
 * @param {W[]} works
 * @returns {{ servers: S[], works: W[] }}
 */
export function choose(only, servers, works) {
  const names = only.split(",").filter((name) => name !== "");
  const known = [...servers, ...works].map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`ONLY=${unknown.join(",")} is not known; there are ${known.join(", ")}`);
  }
  const isChosen = (/** @type {{ name: string }} */ { name }) => names.includes(name);
  return {
    servers: servers.some(isChosen) ? servers.filter(isChosen) : servers,
    works: works.some(isChosen) ? works.filter(isChosen) : works,
  };
}
