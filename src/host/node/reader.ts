/*
 * The receiving half of a channel: what is common to both ways of reading.
 *
 * Rules of this file: octets are told of only while the core wants them. The end or a failure is
 * told once, and no octet after it; while the core says pause, and after the end, a failure is told
 * as `hungUp`, and as itself when reading goes on.
 */
import type { Socket } from "node:net";
import { Failure } from "../../seam/results";
import { deliver, Event, type Subject } from "./guard";

export abstract class Reader {
  protected paused = false;
  /** The end or a failure was told, or the channel is closed. */
  protected over = false;
  protected released = false;
  private failure: Failure | null = null;
  private endTold = false;
  private failureTold = false;

  constructor(
    protected readonly socket: Socket,
    private readonly subject: Subject,
  ) {}

  /** The core wants octets again; it is still running, so none may come before it has returned. */
  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    const { failure } = this;
    if (failure !== null) setImmediate(() => this.tellFailure(failure));
    else this.readOn();
  }

  /** The connection failed; a second failure says nothing. */
  fail(failure: Failure = Failure.Fault): void {
    if (this.released || this.failure !== null) return;
    this.failure = failure;
    if (this.paused || this.over) this.hangUp(failure);
    else this.tellFailure(failure);
  }

  release(): void {
    this.over = true;
    this.released = true;
  }

  protected abstract readOn(): void;

  protected tellFailure(failure: Failure): void {
    this.finish(failure);
  }

  protected pause(): void {
    this.paused = true;
  }

  /** Tells of octets in the read buffer; whether reading goes on. */
  protected take(bytes: number): boolean {
    if (this.over) return false;
    if (deliver(this.subject, Event.Received, bytes) === 1) return true;
    if (!this.over) this.pause();
    return false;
  }

  /** Tells of the end (0) or a `Failure`. */
  protected finish(how: number): void {
    if (this.over) return;
    this.over = true;
    deliver(this.subject, Event.Received, how);
  }

  /** Tells, while nothing is read, that the other side has closed (0), or a `Failure`. */
  protected hangUp(how: number): void {
    if (this.released || (how === 0 ? this.over || this.endTold : this.failureTold)) return;
    if (how === 0) this.endTold = true;
    else this.failureTold = true;
    deliver(this.subject, Event.HungUp, how);
  }
}
