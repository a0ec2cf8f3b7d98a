/*
 * Reads what another server answers, straight into the shared read buffer.
 *
 * Rules of this file: what it has written is told before its failure. Node closes a socket when a
 * write fails, and what the kernel still holds would be lost: a server that has answered without
 * reading all that it was sent. So the kernel's rest, which then is all there will be, is taken out
 * before Node closes.
 */
import { readSync } from "node:fs";
import { Socket } from "node:net";
import type { Failure } from "../../seam/results";
import { descriptorOf } from "./adopt";
import { errorSystemCall } from "./failures";
import type { Subject } from "./guard";
import { readBuffer } from "./memory";
import { Reader } from "./reader";

/** Of the rest, in one piece. */
const PIECE_BYTES = 16384;
/** More than a kernel holds (tcp_rmem): who goes on to write has not closed. */
const PIECES_MAX = 512;

export class GatewayReader extends Reader {
  /** What was taken out of the kernel, each at most one read. */
  private readonly rest: Buffer[] = [];
  private hasWholeRest = false;

  constructor(subject: Subject) {
    super(
      new GatewaySocket(
        (bytes) => this.take(bytes),
        () => this.takeRest(),
      ),
      subject,
    );
    this.socket.on("end", () => this.finish(0));
  }

  get opened(): Socket {
    return this.socket;
  }

  override release(): void {
    super.release();
    this.rest.length = 0;
  }

  protected readOn(): void {
    this.socket.resume();
  }

  /** The rest comes first; and when its end was seen, that was no failure. */
  protected override tellFailure(failure: Failure): void {
    while (!this.paused && !this.over && this.rest.length > 0) {
      const piece = this.rest.shift() as Buffer;
      piece.copy(readBuffer);
      this.take(piece.length);
    }
    if (!this.paused) this.finish(this.hasWholeRest ? 0 : failure);
  }

  private takeRest(): void {
    const descriptor = descriptorOf(this.socket);
    if (descriptor < 0) return;
    try {
      while (this.rest.length < PIECES_MAX) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const bytes = readSync(descriptor, piece);
        if (bytes === 0) {
          this.hasWholeRest = true;
          return;
        }
        this.rest.push(piece.subarray(0, bytes));
      }
    } catch {
      // A reset after the rest, or no more of it just now.
    }
  }
}

class GatewaySocket extends Socket {
  constructor(
    callback: (bytes: number) => boolean,
    private readonly beforeLoss: () => void,
  ) {
    const options = { allowHalfOpen: true, onread: { buffer: readBuffer, callback } };
    super(options);
  }

  override destroy(error?: Error): this {
    if (!this.destroyed && errorSystemCall(error) === "write") this.beforeLoss();
    return super.destroy(error);
  }
}
