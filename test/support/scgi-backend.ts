/*
 * An SCGI application for tests: strict with what it gets (a netstring of headers, then content),
 * and it answers what a test says. An answer ends with its connection.
 */
import type { Socket } from "node:net";
import { type Place, TestBackend } from "./backend";

export class ScgiRequest {
  /** In order. */
  readonly params: (readonly [string, string])[] = [];
  readonly input: Buffer[] = [];
  contentBytes = 0;
  inputBytes = 0;

  constructor(readonly socket: Socket) {}

  variable(name: string): string | null {
    return this.params.find(([other]) => other === name)?.[1] ?? null;
  }

  content(): Buffer {
    return Buffer.concat(this.input);
  }

  get isWhole(): boolean {
    return this.inputBytes === this.contentBytes;
  }

  /** Answers and closes. */
  answer(output: string | Buffer): void {
    this.socket.end(Buffer.from(output as string, "latin1"), () => this.socket.destroy());
  }
}

export interface ScgiBehaviour {
  accepted?(socket: Socket): void;
  /** Its headers are whole. */
  head?(request: ScgiRequest): void;
  /** And its content. */
  request?(request: ScgiRequest): void;
  /** The server has ended or torn down the connection. */
  ended?(request: ScgiRequest | null): void;
}

export class ScgiBackend extends TestBackend {
  behaviour: ScgiBehaviour = {};
  readonly requests: ScgiRequest[] = [];

  protected accepted(socket: Socket): void {
    let head = Buffer.alloc(0);
    let request: ScgiRequest | null = null;
    this.behaviour.accepted?.(socket);
    socket.on("data", (octets: Buffer) => {
      if (request !== null) {
        this.takeContent(request, octets);
        return;
      }
      head = Buffer.concat([head, octets]);
      const end = this.endOfHead(head);
      if (end === null) return;
      request = this.readHead(socket, head.subarray(head.indexOf(":") + 1, end - 1));
      this.requests.push(request);
      this.behaviour.head?.(request);
      this.takeContent(request, head.subarray(end));
    });
    socket.once("end", () => {
      this.behaviour.ended?.(request);
      socket.end();
    });
  }

  private takeContent(request: ScgiRequest, octets: Buffer): void {
    const wasWhole = request.isWhole && octets.length > 0;
    if (octets.length > 0) request.input.push(Buffer.from(octets));
    request.inputBytes += octets.length;
    if (request.inputBytes > request.contentBytes) this.fault("more content than was said");
    if (request.isWhole && !wasWhole) this.behaviour.request?.(request);
  }

  /** Behind the netstring's comma, null when it is not whole. */
  private endOfHead(octets: Buffer): number | null {
    const colon = octets.indexOf(":");
    const length = octets.toString("latin1", 0, colon < 0 ? octets.length : colon);
    if (colon < 0 && length.length < 10) return null;
    if (!/^[1-9]\d*$/.test(length)) this.fault(`a netstring of ${JSON.stringify(length)} octets`);
    const end = colon + 1 + Number(length);
    if (octets.length <= end) return null;
    if (octets[end] !== 44) this.fault("no comma behind the netstring");
    return end + 1;
  }

  private readHead(socket: Socket, octets: Buffer): ScgiRequest {
    const request = new ScgiRequest(socket);
    const texts = octets.toString("latin1").split("\0");
    if (texts.pop() !== "") this.fault("the last header does not end with NUL");
    if (texts.length % 2 !== 0) this.fault("a header without a value");
    for (let i = 0; i < texts.length; i += 2) {
      const name = texts[i] as string;
      if (request.variable(name) !== null) this.fault(`${name} twice`);
      request.params.push([name, texts[i + 1] ?? ""]);
    }
    if (request.params[0]?.[0] !== "CONTENT_LENGTH") this.fault("CONTENT_LENGTH is not the first");
    if (request.variable("SCGI") !== "1") this.fault(`SCGI is ${request.variable("SCGI")}`);
    const length = request.variable("CONTENT_LENGTH") ?? "";
    if (!/^\d+$/.test(length)) this.fault(`CONTENT_LENGTH ${JSON.stringify(length)}`);
    request.contentBytes = Number(length);
    return request;
  }
}

export async function startScgi(
  behaviour: ScgiBehaviour = {},
  place: Place = "port",
): Promise<ScgiBackend> {
  const backend = new ScgiBackend();
  backend.behaviour = behaviour;
  return backend.start(place);
}
