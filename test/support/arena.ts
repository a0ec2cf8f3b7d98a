/*
 * An arena for unit tests of the portable part, in this process.
 *
 * Rules of this file: every octet that a test has not written is a canary, so that what a function
 * writes outside of its region is seen by `assertUntouched`.
 */
import * as assert from "uvu/assert";
import { adoptArena, octet, setOctet } from "../../src/wire/octets/arena";

export const ARENA_BYTES = 524288;
const CANARY = 0xa5;

/** Adopts a fresh arena of canaries. Call it before each test. */
export function freshArena(): void {
  const block = new ArrayBuffer(ARENA_BYTES);
  const octets = new Uint8Array(block).fill(CANARY);
  adoptArena(octets, new Int32Array(block), new Float64Array(block));
}

/** Writes octets, or a text of one octet a character. Returns the end. */
export function putBytes(at: number, bytes: string | ArrayLike<number>): number {
  for (let i = 0; i < bytes.length; i++) {
    setOctet(at + i, typeof bytes === "string" ? bytes.charCodeAt(i) : Number(bytes[i]));
  }
  return at + bytes.length;
}

/** The octets `at` to `end` as a text of one octet a character. */
export function takeBytes(at: number, end: number): string {
  let text = "";
  for (let i = at; i < end; i++) text += String.fromCharCode(octet(i));
  return text;
}

/** The text's UTF-8, as a text of one octet a character. */
export function utf8(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Nothing was written from `at` to `end`. */
export function assertUntouched(at: number, end: number): void {
  for (let i = at; i < end; i++) {
    if (octet(i) !== CANARY) assert.unreachable(`octet ${i} was written: ${octet(i)}`);
  }
}

/**
 * What a `putX` function writes in the middle of a fresh arena, with canaries on both sides of what
 * it says that it wrote.
 */
export function written(put: (at: number) => number): string {
  const at = ARENA_BYTES / 2;
  freshArena();
  const end = put(at);
  assertUntouched(at - 64, at);
  assertUntouched(end, end + 64);
  return takeBytes(at, end);
}
