/*
 * The lines that a process has written to a pipe so far, and waiting for one that is to come.
 * Octets are kept as Latin-1, one character each, so that nothing is lost or merged.
 */

import type { Readable } from "node:stream";
import { withDeadline } from "./deadline";

export class LineReader {
  private whole = "";
  private ended = false;
  private readonly waiting = new Set<() => void>();

  constructor(stream: Readable | null) {
    if (stream === null) throw new Error("the process has no pipe to read from");
    stream.setEncoding("latin1");
    stream.on("data", (text: string) => {
      this.whole += text;
      this.wake();
    });
    stream.on("end", () => {
      this.ended = true;
      this.wake();
    });
  }

  /** All that was written, also a last line that has no end yet. */
  text(): string {
    return this.whole;
  }

  /** Complete lines, without their line ends. */
  lines(): string[] {
    return this.whole.split("\n").slice(0, -1);
  }

  /** The first line from number `from` on that matches. */
  async waitFor(pattern: RegExp, from = 0): Promise<string> {
    const [line] = await this.waitForCount(pattern, 1, from);
    return line as string;
  }

  /** The first `count` lines from number `from` on that match. */
  waitForCount(pattern: RegExp, count: number, from = 0): Promise<string[]> {
    const missing = (): string => `${count} line(s) like ${pattern} in:\n${this.whole}`;
    const seen = new Promise<string[]>((resolve, reject) => {
      const look = (): void => {
        const found = this.lines()
          .slice(from)
          .filter((line) => pattern.test(line));
        if (found.length >= count) resolve(found.slice(0, count));
        else if (this.ended) reject(new Error(`the process ended without ${missing()}`));
        else return;
        this.waiting.delete(look);
      };
      this.waiting.add(look);
      look();
    });
    return withDeadline(seen, missing);
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }
}
