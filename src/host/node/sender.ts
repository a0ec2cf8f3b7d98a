/*
 * The sending half of a channel, over a client's socket or a script's standard input.
 *
 * Rules of this file: a write that the kernel takes at once is Done; one that it does not take
 * whole is Lent, uncopied, until the socket has written it. One region is lent at a time. A file
 * goes in pieces through the lent region, at most TURN_BYTES in one turn of the event loop, so that
 * a large file does not hold up the other channels. No error leaves as an exception or an event:
 * a socket that failed is Gone.
 */
import type { Socket } from "node:net";
import { Sent } from "../../seam/results";
import { descriptorOf, queuedBytes } from "./adopt";
import { readFile } from "./files";
import { dropHeld, hold, holds, renewHold, takeHeld } from "./hold";
import { region } from "./memory";
import { inodeOf, unacknowledgedBytes } from "./socket-table";

/** Who hears what became of what was lent. */
export interface Lender {
  /** All is sent. */
  returned(): void;
  /** The file ended too soon or could not be read; the socket was destroyed. */
  failed(): void;
}

/** Of a file, in one turn of the event loop. */
const TURN_BYTES = 131072;

export class Sender {
  private lent = false;
  /** The turn's share of the file is used up: a callback of `setImmediate` goes on. */
  private yielded = false;
  private file = -1;
  private fileAt = 0;
  private fileLeft = 0;
  private pieceAt = 0;
  private pieceBytes = 0;
  private readonly handleWritten = (): void => this.written();
  private readonly handleTurn = (): void => this.nextTurn();

  constructor(
    private readonly socket: Socket,
    private readonly lender: Lender,
  ) {}

  send(at: number, bytes: number, more: boolean): Sent {
    assert(!this.lent);
    if (more && hold(this, at, bytes)) return Sent.Done;
    return this.lend(this.put(at, bytes));
  }

  sendFile(file: number, offset: number, bytes: number, at: number, capacity: number): Sent {
    assert(!this.lent);
    this.file = file;
    this.fileAt = offset;
    this.fileLeft = bytes;
    this.pieceAt = at;
    this.pieceBytes = capacity;
    return this.lend(this.putPieces());
  }

  unsent(): number {
    if (!this.lent) return 0;
    const held = unacknowledgedBytes(inodeOf(descriptorOf(this.socket)));
    return this.fileLeft + queuedBytes(this.socket) + held;
  }

  finish(): void {
    assert(!this.lent);
    if (holds(this)) this.flushHeld();
    this.socket.end();
  }

  /** The channel closes or failed: nothing is lent any more. Returns whether something was. */
  release(): boolean {
    const wasLent = this.lent;
    if (holds(this)) dropHeld();
    this.lent = false;
    this.fileLeft = 0;
    return wasLent;
  }

  flushHeld(): void {
    if (this.write(takeHeld()) === Sent.Lent) renewHold();
  }

  private lend(sent: Sent): Sent {
    this.lent = sent === Sent.Lent;
    if (!this.lent) this.fileLeft = 0;
    return sent;
  }

  /** Offers a region, behind what is held back. */
  private put(at: number, bytes: number): Sent {
    if (!holds(this)) return this.write(region(at, bytes));
    if (!hold(this, at, bytes)) {
      this.flushHeld();
      return this.write(region(at, bytes));
    }
    const sent = this.write(takeHeld());
    if (sent === Sent.Lent) renewHold();
    return sent;
  }

  private putPieces(): Sent {
    let share = TURN_BYTES;
    while (this.fileLeft > 0) {
      if (share <= 0) {
        this.yielded = true;
        setImmediate(this.handleTurn);
        return Sent.Lent;
      }
      const wanted = Math.min(this.fileLeft, this.pieceBytes);
      const got = readFile(this.file, this.fileAt, this.pieceAt, wanted);
      if (got <= 0) {
        // The head promised more than there is: only the connection's end can say so.
        this.socket.destroy();
        return Sent.Gone;
      }
      this.fileAt += got;
      this.fileLeft -= got;
      share -= got;
      const sent = this.put(this.pieceAt, got);
      if (sent !== Sent.Done) return sent;
    }
    return Sent.Done;
  }

  private write(octets: Buffer): Sent {
    if (!this.socket.writable) return Sent.Gone;
    this.socket.write(octets, this.handleWritten);
    if (this.socket.writableLength !== 0) return Sent.Lent;
    return this.socket.writable ? Sent.Done : Sent.Gone;
  }

  /**
   * Node calls this for each write, also for those that were Done (in the same turn, later): it
   * means something only when the socket's queue is empty and a region is lent.
   */
  private written(): void {
    if (!this.lent || this.yielded || this.socket.writableLength !== 0) return;
    if (this.socket.writable) this.goOn();
  }

  private nextTurn(): void {
    this.yielded = false;
    if (this.lent) this.goOn();
  }

  private goOn(): void {
    const sent = this.putPieces();
    if (sent === Sent.Lent) return;
    // What failed stays lent until `failed` has it released: its return must be told as well.
    if (sent === Sent.Gone) this.lender.failed();
    else {
      this.lent = false;
      this.lender.returned();
    }
  }
}
