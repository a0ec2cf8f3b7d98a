/*
 * The host's views of the core's arena.
 *
 * Rules of this file: a region that the core hands over is checked here before anything is acquired
 * for it (host.ts, third rule). The views change once, when the full arena replaces the boot arena:
 * nobody keeps a view across that.
 */
import { adoptArena } from "../../wire/octets/arena";

export let octets: Buffer = Buffer.alloc(0);
export let words: Int32Array = new Int32Array(0);
export let doubles: Float64Array = new Float64Array(0);

/** The shared read buffer: whatever the channel, octets that come in are put here first. */
export let readBuffer: Buffer = Buffer.alloc(0);

/** Makes one block the arena, for the core and for this host. */
export function adoptBlock(block: ArrayBuffer): void {
  octets = Buffer.from(block);
  words = new Int32Array(block);
  doubles = new Float64Array(block);
  adoptArena(new Uint8Array(block), words, doubles);
}

export function setReadBuffer(at: number, bytes: number): void {
  readBuffer = region(at, bytes);
}

/** A view of a region; the octets stay where they are. */
export function region(at: number, bytes: number): Buffer {
  checkRegion(at, bytes);
  return Buffer.from(octets.buffer, at, bytes);
}

export function checkRegion(at: number, bytes: number): void {
  assert(at >= 0 && bytes >= 0 && at <= octets.length - bytes);
}

/** Writes text as Latin-1 octets (an address is ASCII); returns them, 0 when they do not fit. */
export function putText(text: string, at: number, capacity: number): number {
  checkRegion(at, capacity);
  if (text.length > capacity) return 0;
  return octets.write(text, at, "latin1");
}
