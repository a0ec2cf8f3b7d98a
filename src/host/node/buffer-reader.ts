/*
 * Reads an accepted socket straight into the shared read buffer (adopt.ts).
 *
 * Rules of this file: a paused socket gets no event when its peer leaves, so those are looked at
 * once in POLL_MS.
 */
import type { Server, Socket } from "node:net";
import { adopt, descriptorOf, isReset } from "./adopt";
import { wakeWithin } from "./clock";
import type { Subject } from "./guard";
import { readBuffer } from "./memory";
import { Reader } from "./reader";
import { inodeOf, socketsClosedByPeer } from "./socket-table";

const POLL_MS = 1000;

const pausedReaders = new Set<BufferReader>();

/** Looks after the paused readers, and asks to be called again while there are any. */
export function pollReaders(): void {
  if (pausedReaders.size === 0) return;
  const closed = socketsClosedByPeer();
  for (const reader of pausedReaders) reader.poll(closed);
  if (pausedReaders.size > 0) wakeWithin(POLL_MS);
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
    if (isReset(this.socket) || closed.has(inodeOf(descriptorOf(this.socket)))) this.hangUp();
  }

  override resume(): void {
    pausedReaders.delete(this);
    super.resume();
  }

  override release(): void {
    pausedReaders.delete(this);
    super.release();
  }

  protected override pause(): void {
    super.pause();
    if (pausedReaders.size === 0) wakeWithin(POLL_MS);
    pausedReaders.add(this);
  }

  protected readOn(): void {
    this.socket.resume();
  }
}
