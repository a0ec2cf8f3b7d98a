/*
 * Digests of octets that come in pieces: MD5 (RFC 1321), SHA-256 and SHA-512 (FIPS 180-4).
 *
 * Rules of this file: what is known of one lies in a context, in memory of the caller's, with the
 * constants of its kind; a digest is of less than 256 MiB; one after another is made in a context.
 */
import { moveOctets, Offset, setOctet, setWord, word } from "../octets/arena";
import { putBigEndian, putLittleEndian } from "./bits";
import { compressMd5, putMd5Constants, startMd5 } from "./md5";
import { putShaConstants, putShaStart } from "./sha-constants";
import { compressSha256, startSha256 } from "./sha256";
import { compressSha512 } from "./sha512";

/** Index of the first word of a context. */
export type ContextRef = i32;

export const enum DigestKind {
  Md5 = 0,
  Sha256,
  Sha512,
}

/** Words of a context. */
const enum Context {
  /** Eight words, or pairs of words with the more significant one first. */
  State = 0,
  Kind = 16,
  /** Octets that were added. */
  Bytes,
  /** Those that no block was made of yet. */
  Block,
  Constants = Block + 32,
  Schedule = Constants + 160,
  /** Of SHA-512: behind the schedule what its 80 rounds write. */
  LENGTH = Schedule + 160 + 160 + 16,
}

export const CONTEXT_WORDS: i32 = Context.LENGTH;

/** Octets of the longest digest. */
export const DIGEST_BYTES_MAX: i32 = 64;

/** Octets of a digest. */
export function digestBytes(kind: DigestKind): i32 {
  if (kind === DigestKind.Md5) return 16;
  return kind === DigestKind.Sha256 ? 32 : 64;
}

/** Makes the context one of digests of this kind. */
export function openContext(context: ContextRef, kind: DigestKind): void {
  setWord(context + Context.Kind, kind);
  if (kind === DigestKind.Md5) putMd5Constants(context + Context.Constants);
  else putShaConstants(context + Context.Constants);
}

/** Begins a digest of nothing. */
export function beginDigest(context: ContextRef): void {
  const kind: DigestKind = word(context + Context.Kind);
  setWord(context + Context.Bytes, 0);
  if (kind === DigestKind.Md5) startMd5(context + Context.State);
  else if (kind === DigestKind.Sha256) startSha256(context + Context.State);
  else putShaStart(context + Context.State);
}

/** Adds the octets `at` to `end`. */
export function addOctets(context: ContextRef, at: Offset, end: Offset): void {
  const blockBytes: i32 = blockBytesOf(word(context + Context.Kind));
  const block: i32 = (context + Context.Block) << 2;
  let filled: i32 = word(context + Context.Bytes) & (blockBytes - 1);
  setWord(context + Context.Bytes, word(context + Context.Bytes) + (end - at));
  let from: i32 = at;
  while (end - from >= blockBytes - filled) {
    moveOctets(block + filled, from, blockBytes - filled);
    from += blockBytes - filled;
    filled = 0;
    compress(context);
  }
  moveOctets(block + filled, from, end - from);
}

/** Writes the digest at `to`. Returns its end. The context has to be begun anew. */
export function endDigest(context: ContextRef, to: i32): i32 {
  const kind: DigestKind = word(context + Context.Kind);
  const blockBytes: i32 = blockBytesOf(kind);
  const block: i32 = (context + Context.Block) << 2;
  const bytes: i32 = word(context + Context.Bytes);
  const lengthAt: i32 = blockBytes - (blockBytes >> 3);
  let filled: i32 = bytes & (blockBytes - 1);
  setOctet(block + filled, 128);
  filled++;
  if (filled > lengthAt) {
    clear(block + filled, block + blockBytes);
    compress(context);
    filled = 0;
  }
  clear(block + filled, block + blockBytes);
  if (kind === DigestKind.Md5) putLittleEndian(block + lengthAt, bytes << 3);
  else putBigEndian(block + blockBytes - 4, bytes << 3);
  compress(context);
  return putState(context, to);
}

function putState(context: ContextRef, to: i32): i32 {
  const kind: DigestKind = word(context + Context.Kind);
  const bytes: i32 = digestBytes(kind);
  for (let i: i32 = 0; i < bytes >> 2; i++) {
    const value: i32 = word(context + Context.State + i);
    if (kind === DigestKind.Md5) putLittleEndian(to + 4 * i, value);
    else putBigEndian(to + 4 * i, value);
  }
  return to + bytes;
}

function compress(context: ContextRef): void {
  const kind: DigestKind = word(context + Context.Kind);
  const state: i32 = context + Context.State;
  const block: i32 = (context + Context.Block) << 2;
  const schedule: i32 = context + Context.Schedule;
  const constants: i32 = context + Context.Constants;
  if (kind === DigestKind.Md5) compressMd5(state, block, schedule, constants);
  else if (kind === DigestKind.Sha256) compressSha256(state, block, schedule, constants);
  else compressSha512(state, block, schedule, constants);
}

function blockBytesOf(kind: DigestKind): i32 {
  return kind === DigestKind.Sha512 ? 128 : 64;
}

function clear(at: Offset, end: Offset): void {
  for (let i: i32 = at; i < end; i++) setOctet(i, 0);
}
