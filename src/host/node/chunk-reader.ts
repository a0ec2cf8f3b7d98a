/*
 * Reads a socket by its 'data' events: a script's output, and clients when adoption does not hold.
 *
 * Rules of this file: a chunk is Node's own and may be larger than the shared read buffer, so it is
 * copied there in pieces. While the core says pause the rest is kept; the socket is paused too, so
 * what is kept is bounded by one chunk and the socket's own buffer. Node resumes the output of a
 * process that has ended, whatever was asked: hence the queue.
 */
import type { Socket } from "node:net";
import type { Failure } from "../../seam/results";
import type { Subject } from "./guard";
import { readBuffer } from "./memory";
import { Reader } from "./reader";

export class ChunkReader extends Reader {
  private readonly chunks: Buffer[] = [];
  /** Octets of the first chunk that were told of. */
  private toldBytes = 0;
  private ended = false;

  constructor(socket: Socket, subject: Subject) {
    super(socket, subject);
    socket.on("data", (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.pump();
    });
    socket.on("end", () => {
      this.ended = true;
      this.pump();
    });
    socket.resume(); // An accepted socket comes paused.
  }

  override release(): void {
    super.release();
    this.chunks.length = 0;
  }

  protected readOn(): void {
    setImmediate(() => this.pump());
  }

  /** What is kept comes first; what follows an end is no failure, but the closing of the socket. */
  protected override tellFailure(failure: Failure): void {
    this.takePieces();
    if (!this.paused) this.finish(this.ended ? 0 : failure);
  }

  private pump(): void {
    this.takePieces();
    if (this.paused) this.socket.pause();
    else if (this.ended) this.finish(0);
    else this.socket.resume();
  }

  private takePieces(): void {
    while (!this.paused && !this.over && this.chunks.length > 0) this.takePiece();
  }

  private takePiece(): void {
    const chunk = this.chunks[0] as Buffer;
    const bytes = chunk.copy(readBuffer, 0, this.toldBytes);
    this.toldBytes += bytes;
    if (this.toldBytes === chunk.length) {
      this.chunks.shift();
      this.toldBytes = 0;
    }
    this.take(bytes);
  }
}
