/*
 * Backends of simulated tests: how a server is started with some, and what they are sent.
 */
import * as assert from "uvu/assert";
import { answer as recordsOf } from "../support/fastcgi-backend";
import type { SimulatedBackend } from "../support/simulated-backend";
import type { SimulatedChannel } from "../support/simulated-channel";
import type { SimulatedServer } from "../support/simulated-server";
import { get, onBoth, say } from "./on-both";

export const HEAD = "Content-Type: text/plain\n\n";

/** Content goes on as it comes, however little of it is still to come. */
export const STREAMED = ["--script-buffer", "0"];

const HEADER_BYTES = 8;
const enum Type {
  Begin = 1,
  Params = 4,
  Stdin = 5,
}

/** As `onBoth`; a rule is one argument, whatever spaces it has. */
export function withRules(
  name: string,
  args: readonly string[],
  handler: (server: SimulatedServer) => void,
): void {
  onBoth(name, "", handler, { args });
}

/** What a FastCGI backend has been sent in records. */
export interface Received {
  readonly role: number;
  readonly keeps: boolean;
  /** The stream of PARAMS: names and values with their lengths. */
  readonly params: string;
  readonly content: string;
  /** STDIN has ended. */
  readonly isWhole: boolean;
}

export function received(backend: SimulatedBackend): Received {
  const octets = backend.received();
  let [role, keeps, params, content, isWhole] = [0, false, "", "", false];
  for (let at = 0; at < octets.length; ) {
    assert.ok(octets.length >= at + HEADER_BYTES, "half a header");
    const contentAt = at + HEADER_BYTES;
    const end = contentAt + octets.readUInt16BE(at + 4);
    assert.ok(octets.length >= end, "half a record");
    assert.is(octets.readUInt16BE(at), 0x100 + (octets[at + 1] as number), "version 1");
    assert.not.ok(isWhole, "a record behind the end of STDIN");
    const text = octets.toString("latin1", contentAt, end);
    switch (octets[at + 1]) {
      case Type.Begin:
        role = octets.readUInt16BE(contentAt);
        keeps = (octets[contentAt + 2] as number) === 1;
        break;
      case Type.Params:
        params += text;
        break;
      case Type.Stdin:
        content += text;
        isWhole = text === "";
        break;
      default:
        throw new Error(`a record of type ${octets[at + 1]}`);
    }
    at = end;
  }
  return { role, keeps, params, content, isWhole };
}

/** The connection that was made last. */
export function latest(server: SimulatedServer): SimulatedBackend {
  return server.host.backends.at(-1) as SimulatedBackend;
}

/** Where connections were made to, in order. */
export function places(server: SimulatedServer): string[] {
  return server.host.backends.map(({ address }) => address);
}

/** A request of a new client, for which a connection was made. */
export function ask(
  server: SimulatedServer,
  octets = get("/app/x"),
): { client: SimulatedChannel; backend: SimulatedBackend } {
  const client = server.connect();
  const before = server.host.backends.length;
  say(server, client, octets);
  assert.ok(server.host.backends.length > before, "a connection was made");
  return { client, backend: latest(server) };
}

/** The whole answer of a FastCGI backend. */
export function reply(
  server: SimulatedServer,
  backend: SimulatedBackend,
  text = "hello",
  head = HEAD,
): void {
  backend.write(recordsOf(`${head}${text}`));
  server.settle();
}
