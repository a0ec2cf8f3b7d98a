/*
 * A FastCGI application for tests: it has a codec of its own, is strict with what it gets and does
 * with what it answers whatever a test asks of it.
 *
 * Rules of this file: octets are those of the FastCGI specification 1.0 (§3.3, §5, §8), written
 * down here a second time, so that a mistake of the server's codec is no mistake of its test. A
 * behaviour is looked at when its moment comes: a test may change it between two requests.
 */
import type { Socket } from "node:net";
import { type Place, TestBackend } from "./backend";

export const enum Type {
  Begin = 1,
  Abort = 2,
  End = 3,
  Params = 4,
  Stdin = 5,
  Stdout = 6,
  Stderr = 7,
  Data = 8,
  GetValues = 9,
  GetValuesResult = 10,
  Unknown = 11,
}

export const enum Status {
  Complete = 0,
  CannotMultiplex = 1,
  Overloaded = 2,
  UnknownRole = 3,
}

const HEADER_BYTES = 8;
const CONTENT_MAX = 65535;
const VERSION = 1;
const REQUEST_ID = 1;
const KEEP_CONNECTION = 1;

/** What is not usual in a record. */
export interface Oddities {
  readonly version?: number;
  readonly id?: number;
  readonly padding?: number;
  /** What the header says of the content's octets, whatever they are. */
  readonly contentBytes?: number;
}

export function record(
  type: number,
  content: string | Buffer = "",
  { version = VERSION, id = REQUEST_ID, padding = 0, contentBytes }: Oddities = {},
): Buffer {
  const octets = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = version;
  header[1] = type;
  header.writeUInt16BE(id, 2);
  header.writeUInt16BE(contentBytes ?? octets.length, 4);
  header[6] = padding;
  // What a record's end must not be taken for.
  return Buffer.concat([header, octets, Buffer.alloc(padding, "\n")]);
}

/** As many records as it takes. */
export function records(type: number, content: string | Buffer, oddities: Oddities = {}): Buffer {
  const octets = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  const made: Buffer[] = [];
  for (let at = 0; at < octets.length; at += CONTENT_MAX) {
    made.push(record(type, octets.subarray(at, at + CONTENT_MAX), oddities));
  }
  return Buffer.concat(made);
}

export function endRecord(
  appStatus = 0,
  protocolStatus = Status.Complete,
  oddities: Oddities = {},
): Buffer {
  const content = Buffer.alloc(8);
  content.writeUInt32BE(appStatus, 0);
  content[4] = protocolStatus;
  return record(Type.End, content, oddities);
}

/** A whole answer: standard output, its end, the request's end. */
export function answer(output: string | Buffer, oddities: Oddities = {}): Buffer {
  return Buffer.concat([
    records(Type.Stdout, output, oddities),
    record(Type.Stdout, "", oddities),
    endRecord(0, Status.Complete, oddities),
  ]);
}

export class FastcgiRequest {
  /** In order. */
  readonly params: (readonly [string, string])[] = [];
  readonly input: Buffer[] = [];
  /** PARAMS and STDIN are whole. */
  hasParams = false;
  hasInput = false;
  /** Records of each stream, without those that end it. */
  paramsRecords = 0;
  inputRecords = 0;

  constructor(
    readonly connection: FastcgiConnection,
    readonly role: number,
    readonly keeps: boolean,
  ) {}

  variable(name: string): string | null {
    return this.params.find(([other]) => other === name)?.[1] ?? null;
  }

  content(): Buffer {
    return Buffer.concat(this.input);
  }

  /** Answers, and closes unless the connection is to be kept. */
  answer(output: string | Buffer, oddities: Oddities = {}): void {
    this.connection.write(answer(output, oddities));
    this.conclude();
  }

  /** The answer is said: the connection is kept, if the server asked for that. */
  conclude(): void {
    this.connection.conclude();
  }
}

/** What a backend does when something happens to one of its connections. */
export interface Behaviour {
  accepted?(connection: FastcgiConnection): void;
  began?(request: FastcgiRequest): void;
  /** A record of PARAMS came, which may have been the last. */
  params?(request: FastcgiRequest): void;
  /** Content came, or its end. */
  input?(request: FastcgiRequest): void;
  /** PARAMS and STDIN are whole. */
  request?(request: FastcgiRequest): void;
  /** The server has ended or torn down the connection before the request was concluded. */
  aborted?(request: FastcgiRequest): void;
}

export class FastcgiBackend extends TestBackend {
  behaviour: Behaviour = {};
  /** All that were begun, in order. */
  readonly requests: FastcgiRequest[] = [];

  protected accepted(socket: Socket): void {
    const connection = new FastcgiConnection(socket, this);
    this.behaviour.accepted?.(connection);
  }
}

export async function startFastcgi(
  behaviour: Behaviour = {},
  place: Place = "unix",
): Promise<FastcgiBackend> {
  const backend = new FastcgiBackend();
  backend.behaviour = behaviour;
  return backend.start(place);
}

export class FastcgiConnection {
  current: FastcgiRequest | null = null;
  private rest = Buffer.alloc(0);
  private stream = Buffer.alloc(0);

  constructor(
    readonly socket: Socket,
    private readonly backend: FastcgiBackend,
  ) {
    socket.on("data", (octets: Buffer) => this.take(octets));
    socket.on("end", () => this.ended());
    socket.on("close", () => this.ended());
  }

  /** Octets as they are; each piece of `pieceBytes` is a write of its own. */
  write(octets: Buffer, pieceBytes = octets.length): void {
    for (let at = 0; at < octets.length; at += pieceBytes) {
      this.socket.write(octets.subarray(at, at + pieceBytes));
    }
  }

  /** The same, one after the other, each when the one before it has been sent. */
  async writeSlowly(octets: Buffer, pieceBytes: number): Promise<void> {
    for (let at = 0; at < octets.length && !this.socket.destroyed; at += pieceBytes) {
      const piece = octets.subarray(at, at + pieceBytes);
      await new Promise<void>((resolve) => {
        this.socket.write(piece, () => setImmediate(resolve));
      });
    }
  }

  conclude(): void {
    const keeps = this.current?.keeps ?? false;
    this.current = null;
    if (!keeps) this.close();
  }

  /** Closes, when all is written. */
  close(): void {
    this.current = null;
    this.socket.end(() => this.socket.destroy());
  }

  /** As a process that is killed: what was written arrives. */
  die(): void {
    this.current = null;
    this.socket.destroy();
  }

  /** Reads nothing more. */
  stopReading(): void {
    this.socket.pause();
  }

  private ended(): void {
    const request = this.current;
    this.current = null;
    if (request !== null) this.backend.behaviour.aborted?.(request);
    if (!this.socket.destroyed) this.socket.end();
  }

  private take(octets: Buffer): void {
    this.rest = Buffer.concat([this.rest, octets]);
    while (this.rest.length >= HEADER_BYTES) {
      const { rest } = this;
      const contentEnd = HEADER_BYTES + rest.readUInt16BE(4);
      const end = contentEnd + (rest[6] as number);
      if (rest.length < end) return;
      this.rest = rest.subarray(end);
      if (rest[0] !== VERSION) this.fault(`a record of version ${rest[0]}`);
      if (rest.readUInt16BE(2) !== REQUEST_ID) this.fault(`request id ${rest.readUInt16BE(2)}`);
      if (rest[7] !== 0) this.fault("the reserved octet is not 0");
      this.takeRecord(rest[1] as number, rest.subarray(HEADER_BYTES, contentEnd));
    }
  }

  private takeRecord(type: number, content: Buffer): void {
    const request = this.current;
    if (type === Type.Begin) this.begin(content);
    // What was on its way when the answer was there is nobody's.
    else if (request === null) return;
    else if (type === Type.Params) this.takeParams(request, content);
    else if (type === Type.Stdin) this.takeInput(request, content);
    else this.fault(`a record of type ${type}`);
  }

  private begin(content: Buffer): void {
    if (this.current !== null) this.fault("a request begins before the last has ended");
    if (content.length !== 8) this.fault(`BEGIN_REQUEST of ${content.length} octets`);
    if (content.subarray(3).some((octet) => octet !== 0)) this.fault("reserved octets are not 0");
    const flags = content[2] as number;
    if ((flags & ~KEEP_CONNECTION) !== 0) this.fault(`flags ${flags}`);
    const request = new FastcgiRequest(this, content.readUInt16BE(0), flags === KEEP_CONNECTION);
    this.current = request;
    this.stream = Buffer.alloc(0);
    this.backend.requests.push(request);
    this.backend.behaviour.began?.(request);
  }

  private takeParams(request: FastcgiRequest, content: Buffer): void {
    if (request.hasParams) this.fault("PARAMS after their end");
    this.stream = Buffer.concat([this.stream, content]);
    if (content.length > 0) request.paramsRecords++;
    else {
      request.hasParams = true;
      this.readPairs(request, this.stream);
    }
    this.backend.behaviour.params?.(request);
  }

  private takeInput(request: FastcgiRequest, content: Buffer): void {
    if (!request.hasParams) this.fault("STDIN before the end of PARAMS");
    if (request.hasInput) this.fault("STDIN after its end");
    if (content.length > 0) {
      request.inputRecords++;
      request.input.push(Buffer.from(content));
    } else request.hasInput = true;
    this.backend.behaviour.input?.(request);
    if (request.hasInput && this.current === request) this.backend.behaviour.request?.(request);
  }

  /** Name-value pairs (§3.4). */
  private readPairs(request: FastcgiRequest, stream: Buffer): void {
    let at = 0;
    const length = (): number => {
      const first = stream[at] ?? 0;
      if (first < 128) {
        at++;
        return first;
      }
      at += 4;
      const bytes = at <= stream.length ? stream.readUInt32BE(at - 4) & 0x7fffffff : 0;
      if (bytes < 128) this.fault(`a length of ${bytes} in four octets`);
      return bytes;
    };
    while (at < stream.length) {
      const nameBytes = length();
      const valueBytes = length();
      const valueAt = at + nameBytes;
      if (valueAt + valueBytes > stream.length) {
        this.fault("a pair that is cut off");
        return;
      }
      const name = stream.toString("latin1", at, valueAt);
      if (request.variable(name) !== null) this.fault(`${name} twice`);
      request.params.push([name, stream.toString("latin1", valueAt, valueAt + valueBytes)]);
      at = valueAt + valueBytes;
    }
  }

  private fault(what: string): void {
    this.backend.fault(what);
  }
}
