/*
 * A simulated channel: a client's socket, one to a backend, or a script's pipe. What the far side does (`give`, `end`,
 * `fail`, `take`) waits here until the simulated server tells the core of it.
 *
 * Rules of this file: what the far side has room for is taken at once, the rest is lent; a lent
 * region must hold the same octets until it is given back.
 */

import { Failure, Sent } from "../../src/seam/results";
import { READ_BYTES } from "../../src/wire/sizes/sizes";

export type Role = "client" | "gateway" | "input" | "output" | "error";

/** Octets that are lent; of a file, those that were not read into the region yet. */
export interface Loan {
  readonly region: Buffer;
  readonly copy: Buffer;
  readonly at: number;
  /** Octets that the far side has not taken. */
  left: number;
  /** Takes the next octets, up to `room`: of the region, or read from a file; null at its end. */
  readonly next: (room: number) => Buffer | null;
}

/** One read's most: as much as the core's read buffer holds. */
export const READ_BYTES_MAX = READ_BYTES;

const MESSAGE_LONG = 120;

export class SimulatedChannel {
  /** To come: each piece is one read of its own. */
  readonly pieces: Buffer[] = [];
  /** 0: it goes on; after the pieces: 1 end of stream, -1 failure. */
  ending = 0;
  isReading = true;
  hasToldEnd = false;
  /** That the far side has ended its sending direction, while nothing is read. */
  hasToldHangUp = false;
  hasToldFailure = false;
  isWritable = false;
  isFinished = false;
  isClosed = false;
  /** How often something was sent. */
  sendCount = 0;
  /** Whether it was closed by a reset. */
  isReset = false;
  isGone = false;
  /** Not known to be connected: what is sent is lent, whatever comes of it. */
  isConnecting = false;
  /** Which failure is told. */
  failure = Failure.Fault;
  loan: Loan | null = null;
  private taken: Buffer[] = [];
  private room = Number.POSITIVE_INFINITY;

  constructor(
    readonly number: number,
    readonly role: Role,
  ) {}

  /** What a script reads that no channel leads to. */
  static holding(octets: Buffer): SimulatedChannel {
    const held = new SimulatedChannel(-1, "input");
    held.isFinished = true;
    held.taken = [octets];
    return held;
  }

  // ---- The far side ----

  /** Octets come: in reads of at most `pieceBytes`. */
  give(octets: string | Buffer, pieceBytes = READ_BYTES_MAX): void {
    const whole = typeof octets === "string" ? Buffer.from(octets, "latin1") : octets;
    for (let at = 0; at < whole.length; at += pieceBytes) {
      this.pieces.push(whole.subarray(at, at + pieceBytes));
    }
  }

  /** Ends its sending direction. */
  end(): void {
    if (this.ending === 0) this.ending = 1;
  }

  /** Resets the connection, or dies. */
  fail(): void {
    this.pieces.length = 0;
    this.ending = -1;
    this.vanish();
  }

  /** Takes nothing any more; what is lent comes back, if it was connected. */
  vanish(): void {
    this.isGone = true;
    this.isWritable = this.loan !== null && !this.isConnecting;
  }

  /** It is connected, and takes what was sent. */
  establish(): void {
    this.isConnecting = false;
    this.drain();
  }

  /** Takes only so many octets from now on. */
  limit(bytes: number): void {
    this.room = bytes;
  }

  /** Has room for so many octets more. */
  take(bytes: number): void {
    this.checkLoan();
    this.room += bytes;
    this.drain();
  }

  takeAll(): void {
    this.take(Number.POSITIVE_INFINITY);
  }

  /** What has arrived since this was last asked. */
  received(): Buffer {
    const octets = Buffer.concat(this.taken);
    this.taken = [];
    return octets;
  }

  get isOver(): boolean {
    return this.isClosed || this.isFinished;
  }

  // ---- The core's side ----

  /** Offers what `next` gives, `bytes` octets in all, with the region at `at` behind it. */
  offer(at: number, region: Buffer, bytes: number, next: Loan["next"]): Sent {
    if (this.loan !== null) throw new Error(`channel ${this.number}: a second region is lent`);
    if (this.isFinished) throw new Error(`channel ${this.number}: sent after it was finished`);
    if (this.isGone && !this.isConnecting) return Sent.Gone;
    this.sendCount++;
    this.loan = { region, copy: Buffer.alloc(region.length), at, left: bytes, next };
    this.drain();
    const isLent = this.loan.left > 0 && (this.isConnecting || !this.isGone);
    this.isWritable = false;
    if (isLent) return Sent.Lent;
    this.loan = null;
    return this.isGone ? Sent.Gone : Sent.Done;
  }

  /** The core gets back what was lent. */
  returnLoan(): void {
    this.checkLoan();
    this.loan = null;
    this.isWritable = false;
  }

  /** The lent region was not touched. */
  checkLoan(): void {
    if (this.loan === null || this.loan.region.equals(this.loan.copy)) return;
    const from = this.loan.region.findIndex((octet, i) => octet !== this.loan?.copy[i]);
    const text = this.loan.region.toString("latin1", from, from + MESSAGE_LONG);
    throw new Error(`channel ${this.number}: written into a lent region: ${JSON.stringify(text)}`);
  }

  private drain(): void {
    const { loan } = this;
    if (loan === null) return;
    if (this.isConnecting) {
      loan.region.copy(loan.copy);
      return;
    }
    if (this.isGone) return;
    while (loan.left > 0 && this.room > 0) {
      const octets = loan.next(Math.min(loan.left, this.room));
      if (octets === null) {
        this.vanish();
        break;
      }
      this.taken.push(octets);
      this.room -= octets.length;
      loan.left -= octets.length;
    }
    loan.region.copy(loan.copy);
    if (loan.left === 0) this.isWritable = true;
  }
}
