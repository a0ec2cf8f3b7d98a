/*
 * An accepted connection as a channel.
 *
 * Rules of this file: an error of the socket is told to the core and goes no further. A failure is
 * told before the return of what was lent, so that the core does not take a broken answer for a
 * finished one.
 */
import { isIPv4, type Server, type Socket } from "node:net";
import type { End } from "../../seam/results";
import { isAdoptionUsed, resetByDestroying } from "./adopt";
import { BufferReader } from "./buffer-reader";
import { addChannel, close } from "./channels";
import { ChunkReader } from "./chunk-reader";
import { deliver, Event } from "./guard";
import type { Reader } from "./reader";
import { Sender } from "./sender";
import { SocketChannel } from "./socket-channel";

/** How an IPv4 address looks on a socket that listens for both families (RFC 4291 §2.5.5.2). */
const MAPPED = "::ffff:";

/** Makes a channel of a new connection and offers it to the core. */
export function acceptClient(accepted: Socket, server: Server, listener: number): void {
  const client = new Client(accepted, server);
  addChannel(client);
  const kept = deliver(client, Event.Accepted, 0, listener) === 1;
  if (!kept && client.channel >= 0) close(client.channel);
}

class Client extends SocketChannel {
  protected readonly socket: Socket;
  protected readonly reader: Reader;
  protected readonly sender: Sender;

  constructor(accepted: Socket, server: Server) {
    super();
    if (isAdoptionUsed()) {
      const reader = new BufferReader(accepted, server, this);
      this.reader = reader;
      this.socket = reader.adopted;
    } else {
      this.reader = new ChunkReader(accepted, this);
      this.socket = accepted;
    }
    this.sender = new Sender(this.socket, this);
    const handleFailure = (): void => this.failed();
    this.socket.on("error", handleFailure);
    this.socket.on("close", handleFailure);
  }

  reset(): void {
    resetByDestroying(this.socket);
    this.release();
  }

  override addressOf(end: End): string {
    const address = super.addressOf(end);
    const rest = address.slice(MAPPED.length);
    return address.startsWith(MAPPED) && isIPv4(rest) ? rest : address;
  }

  failed(): void {
    if (this.channel < 0) return;
    this.reader.fail();
    if (this.channel >= 0 && this.sender.release()) deliver(this, Event.Writable, 0);
  }
}
