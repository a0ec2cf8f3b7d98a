/*
 * A client that sends any octets, cut anywhere, and reads responses by their framing.
 * Rules: it never corrects what a test sends; what it reads is judged by http-message.ts; every
 * wait has a deadline; all clients are closed at the end of the test file.
 */

import { connect, type Socket } from "node:net";
import { withDeadline } from "./deadline";
import { type Parsed, parseResponse, type Response } from "./http-message";

/** How the server's sending direction ended: orderly, or torn down (RST). */
export type EndOfStream = "fin" | "reset";

const clients = new Set<RawClient>();

/** For `test.after`: closes what tests have left open. */
export function closeClients(): void {
  for (const client of [...clients]) client.close();
}

export async function openClient(port: number, host = "127.0.0.1"): Promise<RawClient> {
  const socket = connect({ port, host, allowHalfOpen: true, noDelay: true });
  const connected = new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  await withDeadline(connected, `a connection to port ${port}`);
  return new RawClient(socket);
}

export class RawClient {
  // Octets not yet read lie at [0, bytes); the store doubles, so that large contents stay cheap.
  private store = Buffer.alloc(4096);
  private bytes = 0;
  private end: EndOfStream | null = null;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly socket: Socket) {
    clients.add(this);
    socket.on("data", (octets: Buffer) => {
      this.append(octets);
      this.wake();
    });
    socket.on("end", () => this.ended("fin"));
    // A reset is a result that tests look at; it is kept, not thrown.
    socket.on("error", () => this.ended("reset"));
    socket.on("close", () => this.ended("fin"));
  }

  /** The client's own port, as the server sees it. */
  get localPort(): number {
    return this.socket.localPort as number;
  }

  /** Octets that were received and not yet taken by a read. */
  get unreadBytes(): number {
    return this.bytes;
  }

  /** What was received and not yet read, as Latin-1. */
  unreadText(): string {
    return this.peek().toString("latin1");
  }

  /** Whether the server has ended its direction. */
  get hasEnded(): boolean {
    return this.end !== null;
  }

  /** Gives octets (a string is Latin-1) to the machine; resolves when it has taken them all. */
  send(octets: string | Buffer): Promise<void> {
    const whole = typeof octets === "string" ? Buffer.from(octets, "latin1") : octets;
    const sent = new Promise<void>((resolve) => {
      this.socket.write(whole, () => resolve());
    });
    return withDeadline(sent, `${whole.length} octets taken by the server`);
  }

  /** Sends each piece with a write of its own. */
  async sendPieces(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      await this.send(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next response, for a request with this method. */
  async readResponse(method = "GET"): Promise<Response> {
    let parsed: Parsed | null = null;
    await this.until(() => {
      parsed = parseResponse(this.peek(), method, this.end === "fin");
      return parsed !== null;
    }, "a complete response");
    const { response, end } = parsed as unknown as Parsed;
    // The content is a view of what take() is about to move.
    const content = Buffer.from(response.content);
    this.take(end);
    return { ...response, content };
  }

  /** Waits until what was received and not yet read contains `text`. */
  async waitForText(text: string): Promise<void> {
    await this.until(() => this.peek().includes(text, 0, "latin1"), JSON.stringify(text));
  }

  /** Whether what was received and not yet read begins with `text`. */
  startsWith(text: string): boolean {
    return this.peek().toString("latin1", 0, text.length) === text;
  }

  async waitForBytes(count: number): Promise<void> {
    await this.until(() => this.bytes >= count, `${count} octets`);
  }

  /** All octets until the server ends the connection, and how it does. */
  async readToEnd(): Promise<{ octets: Buffer; end: EndOfStream }> {
    await withDeadline(this.whenEnded(), () => `the connection's end after ${this.described()}`);
    return { octets: this.take(this.bytes), end: this.end as EndOfStream };
  }

  /** Takes so many octets, which must be there. */
  read(count: number): Buffer {
    if (this.bytes < count) throw new Error(`${count} octets are not there: ${this.described()}`);
    return this.take(count);
  }

  /** Throws away what was received and not yet read. */
  forget(): void {
    this.bytes = 0;
  }

  /** Stops reading; what comes stays with the machine. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  halfClose(): void {
    this.socket.end();
  }

  /** Tears the connection down with RST. */
  reset(): void {
    this.socket.resetAndDestroy();
    clients.delete(this);
  }

  close(): void {
    this.socket.destroy();
    clients.delete(this);
  }

  private whenEnded(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.end === null) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
  }

  private until(condition: () => boolean, what: string): Promise<void> {
    const seen = new Promise<void>((resolve, reject) => {
      const look = (): void => {
        try {
          if (condition()) resolve();
          else if (this.end === null) return;
          else reject(new Error(`${this.end} before ${what}, after ${this.described()}`));
        } catch (error) {
          reject(error);
        }
        this.waiting.delete(look);
      };
      this.waiting.add(look);
      look();
    });
    return withDeadline(seen, () => `${what} after ${this.described()}`);
  }

  private described(): string {
    const text = this.peek().toString("latin1", 0, 300);
    return `${this.bytes} octets: ${JSON.stringify(text)}`;
  }

  private peek(): Buffer {
    return this.store.subarray(0, this.bytes);
  }

  private take(count: number): Buffer {
    const taken = Buffer.from(this.store.subarray(0, count));
    this.store.copyWithin(0, count, this.bytes);
    this.bytes -= count;
    return taken;
  }

  private append(octets: Buffer): void {
    if (this.bytes + octets.length > this.store.length) {
      const larger = Buffer.alloc(2 * (this.bytes + octets.length));
      this.store.copy(larger, 0, 0, this.bytes);
      this.store = larger;
    }
    octets.copy(this.store, this.bytes);
    this.bytes += octets.length;
  }

  private ended(how: EndOfStream): void {
    this.end ??= how;
    this.wake();
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }
}
