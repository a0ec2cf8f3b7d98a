/*
 * A script's standard descriptors as channels.
 *
 * Rules of this file: input is only written and output only read; asking either for the other is a
 * fault of the core. A script that closes its input, or ends without reading it, is no error: the
 * next `send` says Gone.
 */
import type { Socket } from "node:net";
import { Sent } from "../../seam/results";
import type { Channel } from "./channels";
import { ChunkReader } from "./chunk-reader";
import { deliver, Event } from "./guard";
import type { Reader } from "./reader";
import { type Lender, Sender } from "./sender";

abstract class ScriptPipe implements Channel {
  channel = -1;

  constructor(protected readonly socket: Socket) {
    const handleFailure = (): void => this.failed();
    socket.on("error", handleFailure);
    socket.on("close", handleFailure);
  }

  send(_at: number, _bytes: number, _more: boolean): Sent {
    assert(false);
    return Sent.Gone;
  }

  sendFile(_file: number, _offset: number, _bytes: number, _at: number, _capacity: number): Sent {
    assert(false);
    return Sent.Gone;
  }

  unsent(): number {
    return 0;
  }

  resume(): void {}

  finish(): void {
    assert(false);
  }

  /** A pipe has no address. */
  addressOf(): string {
    return "";
  }

  portOf(): number {
    return 0;
  }

  release(): void {
    this.socket.destroy();
  }

  reset(): void {
    assert(false);
  }

  abstract failed(): void;
}

export class ScriptInput extends ScriptPipe implements Lender {
  private readonly sender: Sender;

  constructor(socket: Socket) {
    super(socket);
    this.sender = new Sender(socket, this);
  }

  override send(at: number, bytes: number, more: boolean): Sent {
    return this.sender.send(at, bytes, more);
  }

  override sendFile(
    file: number,
    offset: number,
    bytes: number,
    at: number,
    capacity: number,
  ): Sent {
    return this.sender.sendFile(file, offset, bytes, at, capacity);
  }

  override unsent(): number {
    return this.sender.unsent();
  }

  override finish(): void {
    this.sender.finish();
  }

  override release(): void {
    this.sender.release();
    super.release();
  }

  returned(): void {
    deliver(this, Event.Writable, 0);
  }

  failed(): void {
    if (this.channel >= 0 && this.sender.release()) deliver(this, Event.Writable, 0);
  }
}

export class ScriptOutput extends ScriptPipe {
  private readonly reader: Reader;

  constructor(socket: Socket) {
    super(socket);
    this.reader = new ChunkReader(socket, this);
  }

  override resume(): void {
    this.reader.resume();
  }

  override release(): void {
    this.reader.release();
    super.release();
  }

  failed(): void {
    if (this.channel >= 0) this.reader.fail();
  }
}
