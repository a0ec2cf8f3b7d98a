/*
 * A fresh arena as the server has it: all octets are zero, and pools rely on that; and settings in
 * which nothing is set. (The arena of arena.ts is full of canaries instead.)
 */
import { forgetRoots } from "../../src/core/files/roots";
import { beginSettings, forgetSettings } from "../../src/core/settings/generations";
import { adoptArena } from "../../src/wire/octets/arena";

/** Adopts it. Call it before each test. */
export function zeroArena(bytes = 1 << 20): void {
  const block = new ArrayBuffer(bytes);
  adoptArena(new Uint8Array(block), new Int32Array(block), new Float64Array(block));
  forgetSettings();
  forgetRoots();
  beginSettings();
}
