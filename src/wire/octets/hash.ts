/*
 * A hash of octets whose every bit depends on each of them: made of additions and shifts alone,
 * because both compilers compute those alike (one-at-a-time, as Bob Jenkins published it).
 */

/** The hash of nothing. */
export const HASH_START: i32 = 0;

/** The hash with one octet more. */
export function hashOctet(hash: i32, c: i32): i32 {
  let h: i32 = (hash + c) | 0;
  h = (h + (h << 10)) | 0;
  return h ^ ((h >> 6) & 0x03ffffff);
}

/** The hash when all octets are in it: 0 to 2^31 - 1. */
export function endHash(hash: i32): i32 {
  let h: i32 = (hash + (hash << 3)) | 0;
  h = h ^ ((h >> 11) & 0x001fffff);
  return (h + (h << 15)) & 0x7fffffff;
}

/**
 * The rank of a number below 256 for who has this hash: who takes the one with the least rank has
 * an order of all numbers that is as good as his own. Once would leave the ranks alike.
 */
export function rank(hash: i32, number: i32): i32 {
  return endHash(hashOctet(endHash(hashOctet(hash, number)), number));
}
