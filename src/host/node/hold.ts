/*
 * Octets held back because `more` is about to follow: a head and its content then leave as one
 * segment and one system call.
 *
 * Rules of this file: one sender at a time holds, within one call into the core; the guard flushes
 * what is left when the core returns. Held octets are copied, so their region is the core's again.
 */
import { octets } from "./memory";

export interface Holder {
  /** Writes the view that `takeHeld` returns. */
  flushHeld(): void;
}

/** A head of usual size and a first piece of content. */
const HOLD_BYTES = 20480;

let buffer = Buffer.allocUnsafeSlow(HOLD_BYTES);
let bytesHeld = 0;
let holder: Holder | null = null;

/** Copies a region behind what is held; false when there is no room for it. */
export function hold(sender: Holder, at: number, bytes: number): boolean {
  if (holder !== sender) flushHeld();
  if (bytes > HOLD_BYTES - bytesHeld) return false;
  bytesHeld += octets.copy(buffer, bytesHeld, at, at + bytes);
  holder = sender;
  return true;
}

export function holds(sender: Holder): boolean {
  return holder === sender;
}

/** What the sender holds, to be written now; it holds nothing any more. */
export function takeHeld(): Buffer {
  const held = buffer.subarray(0, bytesHeld);
  dropHeld();
  return held;
}

export function dropHeld(): void {
  bytesHeld = 0;
  holder = null;
}

/** The octets last taken are still being written: they keep the buffer until that is done. */
export function renewHold(): void {
  buffer = Buffer.allocUnsafeSlow(HOLD_BYTES);
}

export function flushHeld(): void {
  if (holder !== null) holder.flushHeld();
}
