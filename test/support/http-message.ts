/*
 * Reads one response from octets with the whole of RFC 9112's framing (sections 2 to 7), and throws
 * at anything that a careful client could misread: this is the judge of the server's output, so it
 * is strict where a browser is lenient. A response that is not complete yet is null.
 */

export type Framing = "none" | "length" | "chunked" | "close";

export interface Field {
  readonly name: string;
  readonly value: string;
}

export interface Response {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly Field[];
  readonly framing: Framing;
  readonly content: Buffer;
  /** Sizes of the chunks, without the last-chunk. */
  readonly chunks: readonly number[];
  /** Interim responses (1xx) that came before. */
  readonly interim: readonly number[];
}

export interface Parsed {
  readonly response: Response;
  /** Offset behind the response's last octet. */
  readonly end: number;
}

interface Head {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly fields: Field[];
  readonly end: number;
}

interface Content {
  readonly framing: Framing;
  readonly content: Buffer;
  readonly chunks: number[];
  readonly end: number;
}

const EMPTY = Buffer.alloc(0);

/** `ended`: no more octets will come, which is what ends a response without a length. */
export function parseResponse(octets: Buffer, method: string, ended: boolean): Parsed | null {
  const interim: number[] = [];
  let at = 0;
  for (;;) {
    const head = parseHead(octets, at);
    if (head === null) return null;
    at = head.end;
    if (head.status < 200) {
      interim.push(head.status);
      continue;
    }
    const body = parseContent(octets, head, method, ended);
    if (body === null) return null;
    const { version, status, reason, fields } = head;
    const { framing, content, chunks, end } = body;
    return {
      response: { version, status, reason, fields, framing, content, chunks, interim },
      end,
    };
  }
}

/** The value of a field that must not come twice; null when it is absent. */
export function fieldOf(response: Response, name: string): string | null {
  const values = fieldsOf(response, name);
  if (values.length > 1) throw new Error(`${name} comes ${values.length} times`);
  return values[0] ?? null;
}

export function fieldsOf(response: { fields: readonly Field[] }, name: string): string[] {
  return response.fields
    .filter((field) => field.name.toLowerCase() === name.toLowerCase())
    .map((field) => field.value);
}

/** The fields as one text, without those whose value is new at each response. */
export function lastingFields(response: Response): string {
  return response.fields
    .filter((field) => field.name.toLowerCase() !== "date")
    .map((field) => `${field.name}: ${field.value}`)
    .join("\n");
}

function parseHead(octets: Buffer, from: number): Head | null {
  const until = octets.indexOf("\r\n\r\n", from, "latin1");
  if (until < 0) return null;
  const lines = octets.toString("latin1", from, until).split("\r\n");
  const statusLine = /^(HTTP\/1\.1) ([1-5]\d\d) ([\t -~\x80-\xff]*)$/.exec(lines[0] as string);
  if (!statusLine) throw new Error(`not a status-line: ${JSON.stringify(lines[0])}`);
  const fields = lines.slice(1).map(parseField);
  const [, version, status, reason] = statusLine as unknown as [string, string, string, string];
  return { version, status: Number(status), reason, fields, end: until + 4 };
}

function parseField(line: string): Field {
  const found =
    /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*((?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?)[ \t]*$/.exec(
      line,
    );
  if (!found) throw new Error(`not a field line: ${JSON.stringify(line)}`);
  return { name: found[1] as string, value: found[2] as string };
}

// RFC 9112 section 6.3, in its order.
function parseContent(octets: Buffer, head: Head, method: string, ended: boolean): Content | null {
  const lengths = fieldsOf(head, "Content-Length");
  const codings = fieldsOf(head, "Transfer-Encoding");
  if (lengths.length > 1 || codings.length > 1) throw new Error("framing is stated twice");
  if (lengths.length > 0 && codings.length > 0) throw new Error("both a length and a coding");
  if (lengths.length > 0 && !/^\d+$/.test(lengths[0] as string)) throw new Error("bad length");
  if (method === "HEAD" || head.status === 204 || head.status === 304) {
    return { framing: "none", content: EMPTY, chunks: [], end: head.end };
  }
  if (codings.length > 0) {
    if (codings[0] !== "chunked") throw new Error(`Transfer-Encoding: ${codings[0]}`);
    return parseChunked(octets, head.end);
  }
  if (lengths.length > 0) {
    const end = head.end + Number(lengths[0]);
    if (octets.length < end) return null;
    return { framing: "length", content: octets.subarray(head.end, end), chunks: [], end };
  }
  if (!ended) return null;
  const content = octets.subarray(head.end);
  return { framing: "close", content, chunks: [], end: octets.length };
}

// RFC 9112 section 7.1. The server has no use for extensions and trailers, so none may come.
function parseChunked(octets: Buffer, from: number): Content | null {
  const pieces: Buffer[] = [];
  let at = from;
  for (;;) {
    const lineEnd = octets.indexOf("\r\n", at, "latin1");
    if (lineEnd < 0) return null;
    const line = octets.toString("latin1", at, lineEnd);
    if (!/^[\dA-Fa-f]{1,8}$/.test(line))
      throw new Error(`not a chunk-size: ${JSON.stringify(line)}`);
    const bytes = Number.parseInt(line, 16);
    const end = lineEnd + 2 + bytes + 2;
    if (octets.length < end) return null;
    if (octets.toString("latin1", end - 2, end) !== "\r\n") throw new Error("a chunk without CRLF");
    if (bytes === 0) {
      const chunks = pieces.map((piece) => piece.length);
      return { framing: "chunked", content: Buffer.concat(pieces), chunks, end };
    }
    pieces.push(octets.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
