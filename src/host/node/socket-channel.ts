/*
 * What all sockets have as channels, those of clients and those to backends: a reader and a sender.
 */
import type { Socket } from "node:net";
import { End, type Sent } from "../../seam/results";
import type { Channel } from "./channels";
import { deliver, Event } from "./guard";
import type { Lender, Sender } from "./sender";

/**
 * A peer that has said nothing for so long is probed. libuv sends ten probes, a second apart, and
 * has no way to bound how long sent octets may stay unacknowledged (TCP_USER_TIMEOUT).
 */
export const KEEP_ALIVE_MS = 60_000;

export abstract class SocketChannel implements Channel, Lender {
  channel = -1;
  protected abstract readonly socket: Socket;
  protected abstract readonly reader: { resume(): void; release(): void };
  protected abstract readonly sender: Sender;

  abstract reset(): void;
  abstract failed(): void;

  send(at: number, bytes: number, more: boolean): Sent {
    return this.sender.send(at, bytes, more);
  }

  sendFile(file: number, offset: number, bytes: number, at: number, capacity: number): Sent {
    return this.sender.sendFile(file, offset, bytes, at, capacity);
  }

  unsent(): number {
    return this.sender.unsent();
  }

  resume(): void {
    this.reader.resume();
  }

  finish(): void {
    this.sender.finish();
  }

  release(): void {
    this.reader.release();
    this.sender.release();
    this.socket.destroy();
  }

  addressOf(end: End): string {
    return (end === End.Local ? this.socket.localAddress : this.socket.remoteAddress) ?? "";
  }

  portOf(end: End): number {
    return (end === End.Local ? this.socket.localPort : this.socket.remotePort) ?? 0;
  }

  returned(): void {
    deliver(this, Event.Writable, 0);
  }
}
