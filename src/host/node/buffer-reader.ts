/*
 * Reads an accepted socket straight into the shared read buffer (adopt.ts).
 *
 * Rules of this file: a socket that is not read gets no event when its peer leaves, be it paused or
 * at its end, so those are looked at once in POLL_MS.
 */
import type { Server, Socket } from "node:net";
import { Failure } from "../../seam/results";
import { adopt, descriptorOf, isReset } from "./adopt";
import { wakeWithin } from "./clock";
import type { Subject } from "./guard";
import { readBuffer } from "./memory";
import { Reader } from "./reader";
import { inodeOf, socketsClosedByPeer } from "./socket-table";

const POLL_MS = 1000;

const idleReaders = new Set<BufferReader>();
let polledMs = Number.NEGATIVE_INFINITY;

/**
 * Looks after those that do not read when it is time to, and asks to be called again while there
 * are any. Whatever is due at once calls it too, and the table of sockets may be a megabyte.
 */
export function pollReaders(): void {
  if (idleReaders.size === 0) return;
  const now = performance.now();
  if (now - polledMs >= POLL_MS) {
    polledMs = now;
    const closed = socketsClosedByPeer();
    for (const reader of idleReaders) reader.poll(closed);
  }
  if (idleReaders.size > 0) wakeWithin(polledMs + POLL_MS - now);
}

export class BufferReader extends Reader {
  constructor(accepted: Socket, server: Server, subject: Subject) {
    super(
      adopt(accepted, server, readBuffer, (bytes) => this.take(bytes)),
      subject,
    );
    this.socket.on("end", () => this.finish(0));
  }

  get adopted(): Socket {
    return this.socket;
  }

  /** `closed`: inodes of sockets that peers have closed. */
  poll(closed: Set<string>): void {
    if (isReset(this.socket)) this.hangUp(Failure.Fault);
    else if (closed.has(inodeOf(descriptorOf(this.socket)))) this.hangUp(0);
  }

  override resume(): void {
    idleReaders.delete(this);
    super.resume();
  }

  override release(): void {
    idleReaders.delete(this);
    super.release();
  }

  protected override pause(): void {
    super.pause();
    this.watch();
  }

  protected override finish(how: number): void {
    super.finish(how);
    if (!this.released) this.watch();
  }

  private watch(): void {
    if (idleReaders.size === 0) wakeWithin(POLL_MS);
    idleReaders.add(this);
  }

  protected readOn(): void {
    this.socket.resume();
  }
}
