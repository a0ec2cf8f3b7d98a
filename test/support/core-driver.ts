/*
 * One interface over the two builds of the core, so that a test drives both with the same code.
 *
 * Rule of this file: a core is used for one simulated run and then forgotten, as its state is that
 * of a process.
 */
import type { Core } from "../../src/seam/core";
import type { Seam } from "./host-shim";

/** What a host calls once the core is prepared. */
export type CoreEvents = Omit<Core, "configure" | "open">;

/** The core's arena as the host sees it; views are made anew when the memory has grown. */
export interface ArenaViews {
  readonly octets: Buffer;
  readonly words: Int32Array;
  readonly doubles: Float64Array;
}

export interface CoreDriver {
  readonly events: CoreEvents;
  /** Reads the arguments (each ended by NUL) and opens: 0, or -1 - status. */
  prepare(argumentOctets: Buffer): number;
  arena(): ArenaViews;
  /** Octets of the memory that the core lives in. */
  memoryBytes(): number;
}

/** One of the two builds, from which fresh cores are made. */
export interface CoreBuild {
  readonly name: "JavaScript" | "wasm";
  makeCore(seam: Seam): CoreDriver;
}

/** Views of `bytes` octets (a multiple of 8) from `at` on. */
export function viewsOf(buffer: ArrayBuffer, at: number, bytes: number): ArenaViews {
  return {
    octets: Buffer.from(buffer, at, bytes),
    words: new Int32Array(buffer, at, bytes >> 2),
    doubles: new Float64Array(buffer, at, bytes >> 3),
  };
}
