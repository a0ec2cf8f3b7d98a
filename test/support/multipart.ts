/*
 * Reads the content of an answer of several ranges (multipart/byteranges).
 *
 * Rule of this file: what is not exactly as src/handler/files/byteranges.ts says is an error.
 */
import { fieldOf, type Response } from "./http-message";

export interface Part {
  readonly type: string;
  readonly first: number;
  readonly last: number;
  readonly size: number;
  readonly octets: Buffer;
}

const HEAD = /^Content-Type: (\S.*)\r\nContent-Range: bytes (\d+)-(\d+)\/(\d+)\r\n\r\n$/;

/** The parts of a 206, be it one without multipart. */
export function partsOf(response: Response): Part[] {
  const type = fieldOf(response, "Content-Type") ?? "";
  const boundary = /^multipart\/byteranges; boundary=([\w-]{1,70})$/.exec(type)?.[1];
  if (boundary === undefined) {
    const head = `Content-Type: ${type}\r\nContent-Range: ${fieldOf(response, "Content-Range")}\r\n\r\n`;
    return [partOf(head, response.content)];
  }
  const parts: Part[] = [];
  const { content } = response;
  const expect = (text: string, at: number): number => {
    if (content.toString("latin1", at, at + text.length) === text) return at + text.length;
    throw new Error(`at ${at} is no ${JSON.stringify(text)}`);
  };
  for (let at = expect(`\r\n--${boundary}\r\n`, 0); ; at = expect("\r\n", at)) {
    const headEnd = content.indexOf("\r\n\r\n", at) + 4;
    const part = partOf(content.toString("latin1", at, headEnd), content.subarray(headEnd));
    parts.push(part);
    at = expect(`\r\n--${boundary}`, headEnd + part.octets.length);
    if (content.toString("latin1", at) === "--\r\n") return parts;
  }
}

/** The part with this head, whose octets stand at the start of `rest`. */
function partOf(head: string, rest: Buffer): Part {
  const found = HEAD.exec(head);
  if (found === null) throw new Error(`no head of a part: ${JSON.stringify(head)}`);
  const [first, last, size] = found.slice(2).map(Number) as [number, number, number];
  const octets = rest.subarray(0, last - first + 1);
  if (octets.length !== last - first + 1) throw new Error(`${first}-${last} is not complete`);
  return { type: found[1] as string, first, last, size, octets };
}
