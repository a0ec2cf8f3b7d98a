/*
 * A connection to another server, which requests are passed on to, as a channel.
 *
 * Rules of this file: whatever keeps it from being connected is told by an event, for a Unix socket
 * as for a port. A failure of one that was connected gives back what is lent, after the reader was
 * told.
 */
import { isUtf8 } from "node:buffer";
import { isIP, type Socket } from "node:net";
import { Failure, type Sent } from "../../seam/results";
import { addChannel } from "./channels";
import { errorCode, failureOf } from "./failures";
import { GatewayReader } from "./gateway-reader";
import { deliver, Event } from "./guard";
import { region } from "./memory";
import { Sender } from "./sender";
import { KEEP_ALIVE_MS, SocketChannel } from "./socket-channel";

/** Of a Unix socket's path (unix(7)), without its NUL. */
const PATH_BYTES_MAX = 107;
const PORT_MAX = 65535;
const KEPT_ALIVE = { keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS };

export function connect(at: number, bytes: number, port: number): number {
  const octets = region(at, bytes);
  const text = octets.toString();
  const isPath = port < 0;
  const isUsable = isPath
    ? bytes > 0 && bytes <= PATH_BYTES_MAX && !octets.includes(0) && isUtf8(octets)
    : isIP(text) !== 0 && port <= PORT_MAX;
  if (!isUsable) return Failure.AddressInvalid;
  const gateway = new Gateway(isPath);
  addChannel(gateway);
  gateway.connect(text, port);
  return gateway.channel;
}

class Gateway extends SocketChannel {
  protected readonly socket: Socket;
  protected readonly reader: GatewayReader;
  protected readonly sender: Sender;
  private isConnected = false;

  constructor(private readonly isPath: boolean) {
    super();
    this.reader = new GatewayReader(this);
    this.socket = this.reader.opened;
    this.sender = new Sender(this.socket, this);
  }

  connect(text: string, port: number): void {
    this.socket.on("connect", () => {
      this.isConnected = true;
    });
    this.socket.on("error", (error) => this.broken(this.failureOf(error)));
    this.socket.on("close", () => this.broken(Failure.Fault));
    if (this.isPath) this.socket.connect({ path: text });
    else this.socket.connect({ host: text, port, noDelay: true, ...KEPT_ALIVE });
  }

  /** Nothing is held back before it is connected: it would be Done and never arrive. */
  override send(at: number, bytes: number, more: boolean): Sent {
    return super.send(at, bytes, more && this.isConnected);
  }

  /** Only a client is told that its answer was cut. */
  reset(): void {
    assert(false);
  }

  /** Of a file that is sent: it ended too soon. */
  failed(): void {
    this.broken(Failure.Fault);
  }

  private broken(failure: Failure): void {
    if (this.channel < 0) return;
    this.reader.fail(failure);
    // What was lent to one that never was connected stays so until it is closed.
    if (!this.isConnected || this.channel < 0) return;
    if (this.sender.release()) deliver(this, Event.Writable, 0);
  }

  private failureOf(error: Error): Failure {
    return this.isPath && errorCode(error) === "EAGAIN" ? Failure.Busy : failureOf(error);
  }
}
