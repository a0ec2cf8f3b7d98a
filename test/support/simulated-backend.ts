/*
 * A simulated backend: another server, to which the core has connected, as far as this connection
 * goes. It is connected at once unless it is told to `hold`.
 */
import { Failure } from "../../src/seam/results";
import type { SimulatedChannel } from "./simulated-channel";

export class SimulatedBackend {
  constructor(
    /** A path, or a literal address. */
    readonly address: string,
    /** -1: a Unix socket's. */
    readonly port: number,
    readonly channel: SimulatedChannel,
  ) {}

  /** It will be connected later, by `accept`, or not at all. */
  hold(): void {
    this.channel.isConnecting = true;
  }

  accept(): void {
    this.channel.establish();
  }

  /** It cannot be connected. */
  refuse(failure = Failure.Refused): void {
    this.hold();
    this.channel.failure = failure;
    this.channel.fail();
  }

  write(octets: string | Buffer, pieceBytes?: number): void {
    this.channel.give(octets, pieceBytes);
  }

  /** What it was sent since this was last asked. */
  received(): Buffer {
    return this.channel.received();
  }

  /** Ends what it sends; it goes on to read. */
  end(): void {
    this.channel.end();
  }

  /** Closes: what it has written arrives, and what it is sent does not. */
  close(): void {
    this.channel.end();
    this.channel.vanish();
  }

  /** Dies, and what it has written is lost. */
  fail(): void {
    this.channel.fail();
  }
}
