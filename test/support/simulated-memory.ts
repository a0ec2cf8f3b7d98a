/*
 * The core's arena as the simulated host uses it: every region is checked, and what the core said
 * in it is kept for the transcript.
 */
import type { ArenaViews } from "./core-driver";

export class Memory {
  /** Octets that the call being made was given; null when it was given none. */
  noted: Buffer | null = null;

  constructor(private readonly views: () => ArenaViews) {}

  region(at: number, bytes: number): Buffer {
    const { octets } = this.views();
    if (!(Number.isInteger(at) && Number.isInteger(bytes) && at >= 0 && bytes >= 0)) {
      throw new Error(`no region: ${bytes} octets at ${at}`);
    }
    if (at + bytes > octets.length) throw new Error(`${bytes} octets at ${at}: outside the arena`);
    return octets.subarray(at, at + bytes);
  }

  /** The region, which also goes to the transcript. */
  note(at: number, bytes: number): Buffer {
    this.noted = this.region(at, bytes);
    return this.noted;
  }

  /** The same as a text. */
  noteText(at: number, bytes: number): string {
    return this.note(at, bytes).toString("latin1");
  }

  /** The octets up to a NUL, without it. */
  untilNul(at: number): string {
    const { octets } = this.views();
    return octets.toString("latin1", at, octets.indexOf(0, at));
  }

  /** Writes a text; returns its octets. */
  write(at: number, capacity: number, text: string): number {
    if (text.length > capacity) throw new Error(`${capacity} octets are too few for ${text}`);
    return this.region(at, capacity).write(text, "latin1");
  }

  wordsAt(index: number, count: number): Int32Array {
    return record(this.views().words, index, count);
  }

  doublesAt(index: number, count: number): Float64Array {
    return record(this.views().doubles, index, count);
  }
}

function record<View extends Int32Array | Float64Array>(
  view: View,
  index: number,
  count: number,
): View {
  if (!Number.isInteger(index) || index < 0 || index + count > view.length) {
    throw new Error(`a record at ${index} lies outside the arena`);
  }
  return view.subarray(index, index + count) as View;
}
