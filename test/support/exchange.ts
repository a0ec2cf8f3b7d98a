/*
 * The common case of the raw client: one request, one response, one connection.
 */

import { type Field, fieldOf, type Response } from "./http-message";
import { openClient } from "./raw-client";

export interface Request {
  readonly method?: string;
  /** The request-target, octet for octet (Latin-1). */
  readonly target?: string;
  readonly version?: string;
  readonly host?: string;
  /** Field lines beside Host and Content-Length. */
  readonly fields?: readonly Field[] | Readonly<Record<string, string>>;
  /** Sent with a Content-Length of its size. */
  readonly content?: string | Buffer;
}

/** Something with a port: a server, or one of its listeners. */
export interface Place {
  readonly port: number;
}

export function requestOctets(request: Request): Buffer {
  const { method = "GET", target = "/", version = "HTTP/1.1", host = "test.example" } = request;
  const lines = [`${method} ${target} ${version}`, `Host: ${host}`];
  for (const { name, value } of fieldList(request.fields)) lines.push(`${name}: ${value}`);
  const content = toOctets(request.content ?? "");
  if (request.content !== undefined) lines.push(`Content-Length: ${content.length}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), content]);
}

export function exchange(server: Place, request: Request = {}): Promise<Response> {
  return exchangeOctets(server, requestOctets(request), request.method);
}

export function get(server: Place, target: string, fields?: Request["fields"]): Promise<Response> {
  return exchange(server, fields === undefined ? { target } : { target, fields });
}

/** Sends octets as they are and reads one response. */
export async function exchangeOctets(
  server: Place,
  octets: string | Buffer,
  method = "GET",
): Promise<Response> {
  const client = await openClient(server.port);
  try {
    // An early refusal may end the connection before all is sent: the response is what counts.
    client.send(octets).catch(() => {});
    return await client.readResponse(method);
  } finally {
    client.close();
  }
}

export function textOf(response: Response): string {
  return response.content.toString("latin1");
}

/** Throws unless the response has this status; the message shows what came instead. */
export function expectStatus(response: Response, ...allowed: number[]): void {
  if (allowed.includes(response.status)) return;
  const shown = textOf(response).slice(0, 300);
  throw new Error(`status ${response.status} instead of ${allowed.join(" or ")}: ${shown}`);
}

/** Throws unless it is an error response as every one has to be: short HTML that names its status. */
export function expectError(response: Response, ...allowed: number[]): void {
  expectStatus(response, ...allowed);
  const type = fieldOf(response, "Content-Type") ?? "";
  if (!type.startsWith("text/html")) throw new Error(`an error of type ${JSON.stringify(type)}`);
  if (fieldOf(response, "Content-Length") === null) throw new Error("an error without a length");
  if (!textOf(response).includes(String(response.status))) throw new Error("it has no status");
}

function fieldList(fields: Request["fields"]): readonly Field[] {
  if (fields === undefined) return [];
  if (Array.isArray(fields)) return fields as readonly Field[];
  return Object.entries(fields as Record<string, string>).map(([name, value]) => ({ name, value }));
}

function toOctets(content: string | Buffer): Buffer {
  return typeof content === "string" ? Buffer.from(content, "latin1") : content;
}
