/*
 * Pseudo-random numbers for cutting octets at arbitrary places: the same seed gives the same run.
 * SEED=… in the environment picks another; a failing test prints the seed in its message.
 */

export const seed = Number(process.env["SEED"] ?? 20261122);

export interface Random {
  /** An integer from 0 to `bound` - 1. */
  below(bound: number): number;
}

/** Mulberry32: small, and good enough to place cuts. */
export function makeRandom(from: number = seed): Random {
  let state = from | 0;
  return {
    below(bound: number): number {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * bound);
    },
  };
}

/** `octets` cut at random places into at most `pieceCount` pieces. */
export function cutInto(octets: Buffer, random: Random, pieceCount: number): Buffer[] {
  const cuts = Array.from({ length: pieceCount - 1 }, () => random.below(octets.length + 1));
  const ends = [...new Set([...cuts, octets.length])].sort((one, other) => one - other);
  const pieces = ends.map((end, i) => octets.subarray(ends[i - 1] ?? 0, end));
  return pieces.filter((piece) => piece.length > 0);
}

/** `octets` in pieces of 1 to `pieceBytesMax` octets. */
export function cutAtRandom(octets: Buffer, random: Random, pieceBytesMax: number): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at < octets.length) {
    const end = Math.min(octets.length, at + 1 + random.below(pieceBytesMax));
    pieces.push(octets.subarray(at, end));
    at = end;
  }
  return pieces;
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}
