/*
 * The only file that uses what Node does not document: the handle below an accepted socket.
 *
 * `onread`, one buffer for all sockets instead of a fresh one per read, exists for sockets that
 * connect; here a second Socket takes the accepted handle over to have it (half the CPU of 'data'
 * events, and no allocation). Rules: adoption-test.ts tries all of this at start, and when it does
 * not hold adoption is switched off: sockets are then read by 'data' events, and the progress
 * of a lent write and the loss of a paused client are seen later.
 */
import { type Server, Socket } from "node:net";

/** Told how many octets lie in the buffer; false pauses. */
export type ReadHandler = (bytes: number) => boolean;

interface Handle {
  readonly fd: number;
  readonly writeQueueSize: number;
  getpeername(out: object): number;
}

/** The private fields of net.Socket that are used here. */
interface Exposed {
  _handle: Handle | null;
  server: Server;
  _server: Server;
  resetAndClosing: boolean;
}

let inUse = false;

export function useAdoption(holds: boolean): void {
  inUse = holds;
}

export function isAdoptionUsed(): boolean {
  return inUse;
}

/**
 * Moves the connection of `accepted`, which must not have been read from (`pauseOnConnect`), to a
 * socket that reads into `buffer`. `accepted` is an empty shell afterwards.
 */
export function adopt(
  accepted: Socket,
  server: Server,
  buffer: Uint8Array,
  callback: ReadHandler,
): Socket {
  const shell = exposed(accepted);
  const handle = shell._handle;
  shell._handle = null;
  const options = { handle, allowHalfOpen: true, onread: { buffer, callback } };
  const adopted = new Socket(options);
  // Else the server counts this connection for ever and never closes.
  exposed(adopted).server = server;
  exposed(adopted)._server = server;
  return adopted;
}

/** Octets of the socket's writes that the kernel has not taken. */
export function queuedBytes(socket: Socket): number {
  if (!inUse) return socket.writableLength;
  return exposed(socket)._handle?.writeQueueSize ?? 0;
}

/** Whether the connection failed, for a socket that nobody reads: it gets no event for that. */
export function isReset(socket: Socket): boolean {
  if (!inUse) return false;
  const handle = exposed(socket)._handle;
  return handle === null || handle.getpeername({}) !== 0;
}

/**
 * Its `destroy` will reset the connection. `resetAndDestroy` would first wait until all is written,
 * and say with a FIN that it was.
 */
export function resetByDestroying(socket: Socket): void {
  exposed(socket).resetAndClosing = true;
}

/** The socket's descriptor, -1 when it has none. */
export function descriptorOf(socket: Socket): number {
  return inUse ? (exposed(socket)._handle?.fd ?? -1) : -1;
}

function exposed(socket: Socket): Exposed {
  return socket as unknown as Exposed;
}
