/*
 * What a FastCGI backend is told of a request, and what its client gets of the answer: the same as
 * with scripts (test/blackbox/cgi/).
 */
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { stopBackends } from "../../support/backend";
import { waitUntil } from "../../support/deadline";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import {
  type FastcgiBackend,
  type FastcgiRequest,
  startFastcgi,
} from "../../support/fastcgi-backend";
import { makeHome } from "../../support/home";
import { fieldOf, fieldsOf } from "../../support/http-message";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const PLAIN = "Content-Type: text/plain\r\n\r\n";
/** Together they may have 4096 octets. */
const CONFIGURED_BYTES = [0, 1, 126, 127, 128, 129, 130, 255, 256, 257, 1000];

const large = randomBytes(3_000_000);

let unix: FastcgiBackend;
let port: FastcgiBackend;
let server: Server;
let home: string;

test.before(async () => {
  unix = await startFastcgi({}, "unix");
  port = await startFastcgi({}, "port");
  home = makeHome({
    "x.php": "source",
    "dir/index.php": "source",
    "file.txt": "a file",
    "large.bin": large,
    "sub/plain.txt": "plain",
  });
  server = await startServer({
    home,
    args: [
      ...["--fastcgi", `.php ${unix.address}`, "--index", "index.php"],
      ...["--fastcgi", `/stream/ ${unix.address} buffer=0`],
      ...["--fastcgi", `/app/ ${port.address}`],
      ...["--fastcgi", `/away/ ${port.address} root=/var/www`],
      ...["--fastcgi", `/files/ ${port.address} check=yes`],
      ...["--sendfile-root", home],
    ],
  });
});
test.after(async () => {
  await stopBackends();
  await stopServers();
});

/** All backends answer so. */
function onRequest(request: (request: FastcgiRequest) => void): void {
  unix.behaviour = { request };
  port.behaviour = { request };
}

/** What the backend that was asked was told. */
async function told(target: string, fields: Record<string, string> = {}): Promise<FastcgiRequest> {
  onRequest((request) => request.answer(`${PLAIN}answered`));
  const counts = backends().map(({ requests }) => requests.length);
  expectStatus(await get(server, target, fields), 200);
  const fresh = backends().flatMap(({ requests }, i) => requests.slice(counts[i]));
  assert.is(fresh.length, 1);
  return fresh[0] as FastcgiRequest;
}

function backends(): FastcgiBackend[] {
  return [unix, port];
}

function expectVariables(request: FastcgiRequest, expected: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(expected))
    assert.is(request.variable(name), value, name);
}

test("the longest path, and the head's other half full of fields", async () => {
  const rest = "%61/b".repeat(1600);
  const fields = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`X-${i}`, "v".repeat(120)]),
  );
  for (const script of ["/app", "/away"]) {
    const request = await told(`${script}/${rest}`, fields);
    expectVariables(request, {
      SCRIPT_NAME: script,
      PATH_INFO: `/${"a/b".repeat(1600)}`,
      REQUEST_URI: `${script}/${rest}`,
      HTTP_X_59: "v".repeat(120),
    });
  }
});

test("what a backend is told of a script", async () => {
  const request = await told("/x.php/more%20so?a=b&c", {
    "X-Custom-Field": "value",
    Cookie: "a=1",
  });
  assert.is(request.role, 1);
  assert.is(request.keeps, false);
  expectVariables(request, {
    GATEWAY_INTERFACE: "CGI/1.1",
    SERVER_PROTOCOL: "HTTP/1.1",
    SERVER_NAME: "test.example",
    SERVER_PORT: String(server.port),
    REQUEST_METHOD: "GET",
    REQUEST_URI: "/x.php/more%20so?a=b&c",
    QUERY_STRING: "a=b&c",
    SCRIPT_NAME: "/x.php",
    SCRIPT_FILENAME: join(home, "x.php"),
    DOCUMENT_ROOT: home,
    PATH_INFO: "/more so",
    PATH_TRANSLATED: join(home, "more so"),
    REMOTE_ADDR: "127.0.0.1",
    HTTP_X_CUSTOM_FIELD: "value",
    HTTP_COOKIE: "a=1",
    HTTP_HOST: "test.example",
    CONTENT_LENGTH: null,
    CONTENT_TYPE: null,
    HTTP_PROXY: null,
    HTTP_AUTHORIZATION: null,
  });
});

test("paths of a tree need no files", async () => {
  expectVariables(await told("/app/a/b?q"), {
    SCRIPT_NAME: "/app",
    PATH_INFO: "/a/b",
    QUERY_STRING: "q",
    REQUEST_URI: "/app/a/b?q",
  });
});

test("the document root as the backend sees it", async () => {
  expectVariables(await told("/away/x.php"), {
    DOCUMENT_ROOT: "/var/www",
    SCRIPT_NAME: "/away",
    SCRIPT_FILENAME: "/var/www/away",
    PATH_TRANSLATED: "/var/www/x.php",
  });
});

test("a directory's index is a backend's", async () => {
  expectVariables(await told("/dir/"), { SCRIPT_NAME: "/dir/index.php", PATH_INFO: null });
});

test("a script that is not there is not asked for", async () => {
  const before = unix.requests.length;
  expectError(await get(server, "/none.php"), 404);
  expectError(await get(server, "/files/none"), 404);
  assert.is(unix.requests.length, before);
});

test("variables of any length, whose names and values have lengths of one octet and of four", async () => {
  const value = (bytes: number): string => "v".repeat(bytes);
  const args = CONFIGURED_BYTES.flatMap((bytes) => ["--script-env", `B${bytes}=${value(bytes)}`]);
  args.push("--script-env", `${"N".repeat(130)}=long name`);
  const other = await startServer({ args: [...args, "--fastcgi", `/app/ ${unix.address}`] });
  onRequest((request) => request.answer(`${PLAIN}answered`));
  const fields: Record<string, string> = { "X-Large": "l".repeat(7000) };
  for (let i = 0; i < 40; i++) fields[`X-Field-${i}`] = `${i}`;
  expectStatus(await get(other, "/app/", fields), 200);
  const request = unix.requests.at(-1) as FastcgiRequest;
  for (const bytes of CONFIGURED_BYTES) assert.is(request.variable(`B${bytes}`), value(bytes));
  assert.is(request.variable("N".repeat(130)), "long name");
  assert.is(request.variable("HTTP_X_LARGE"), "l".repeat(7000));
  for (let i = 0; i < 40; i++) assert.is(request.variable(`HTTP_X_FIELD_${i}`), `${i}`);
  await other.stop();
});

test("content: none, a little, much, and chunked", async () => {
  onRequest((request) => {
    const content = request.content();
    const length = request.variable("CONTENT_LENGTH");
    request.answer(`${PLAIN}${length} ${content.length} ${sha256(content)}`);
  });
  for (const content of [Buffer.alloc(0), Buffer.from("abc"), large.subarray(0, 70_000), large]) {
    for (const target of ["/app/", "/x.php"]) {
      const response = await exchange(server, { method: "POST", target, content });
      const length = content.length > 0 ? content.length : null;
      assert.is(textOf(response), `${length} ${content.length} ${sha256(content)}`);
      const chunked = await postChunked(target, content);
      assert.is(textOf(chunked), `${length} ${content.length} ${sha256(content)}`);
    }
  }
});

async function postChunked(target: string, content: Buffer) {
  const client = await openClient(server.port);
  const head = `POST ${target} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const pieces: Buffer[] = [Buffer.from(head)];
  for (let at = 0; at < content.length; at += 50_000) {
    const piece = content.subarray(at, at + 50_000);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
  }
  client.send(Buffer.concat([...pieces, Buffer.from("0\r\n\r\n")])).catch(() => {});
  const response = await client.readResponse("POST");
  client.close();
  return response;
}

test("buffer=0: content comes to the backend as the client sends it, and the answer as the backend does", async () => {
  const client = await openClient(server.port);
  unix.behaviour = {
    input: (request) => {
      if (request.input.length === 1) request.connection.write(outputOf(`${PLAIN}got one, `));
      if (request.hasInput) request.answer("got all");
    },
  };
  await client.send("POST /stream/ HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
  await client.waitForText("got one, ");
  await client.send("def");
  const response = await client.readResponse("POST");
  assert.is(textOf(response), "got one, got all");
  client.close();
});

function outputOf(text: string): Buffer {
  const header = Buffer.from([1, 6, 0, 1, 0, text.length, 0, 0]);
  return Buffer.concat([header, Buffer.from(text)]);
}

test("Expect: 100-continue", async () => {
  onRequest((request) => request.answer(`${PLAIN}${request.content()}`));
  const client = await openClient(server.port);
  const expecting = "Host: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n";
  await client.send(`POST /app/ HTTP/1.1\r\n${expecting}\r\n`);
  await client.waitForText("HTTP/1.1 100 Continue\r\n\r\n");
  client.forget();
  await client.send("abc");
  assert.is(textOf(await client.readResponse("POST")), "abc");
  client.close();
});

test("an answer of some megabytes, with and without its length, and requests behind it", async () => {
  for (const length of ["", `Content-Length: ${large.length}\r\n`]) {
    const output = Buffer.concat([Buffer.from(length + PLAIN), large]);
    onRequest((request) => request.answer(output));
    const client = await openClient(server.port);
    await client.send(
      "GET /app/ HTTP/1.1\r\nHost: a\r\n\r\nGET /file.txt HTTP/1.1\r\nHost: a\r\n\r\n",
    );
    const response = await client.readResponse();
    assert.is(sha256(response.content), sha256(large));
    assert.is(textOf(await client.readResponse()), "a file");
    client.close();
  }
});

test("a client that reads slowly gets all of it", async () => {
  const output = Buffer.concat([Buffer.from(PLAIN), large, large, large, large]);
  const before = port.requests.length;
  onRequest((request) => request.answer(output));
  const client = await openClient(server.port);
  client.pause();
  await client.send("GET /app/ HTTP/1.1\r\nHost: a\r\n\r\n");
  // More than all buffers on the way can hold.
  await waitUntil(() => {
    const socket = port.requests[before]?.connection.socket;
    return socket !== undefined && socket.writableLength > 0;
  }, "what the server does not take");
  client.resume();
  const response = await client.readResponse();
  assert.is(response.content.length, 4 * large.length);
  client.close();
});

test("statuses without content, and HEAD", async () => {
  for (const status of [204, 304]) {
    onRequest((request) => request.answer(`Status: ${status}\r\nX-Name: value\r\n\r\nwrong`));
    const response = await get(server, "/app/");
    expectStatus(response, status);
    assert.is(fieldOf(response, "X-Name"), "value");
    assert.is(response.content.length, 0);
  }
  onRequest((request) => request.answer(`Content-Length: 5\r\n${PLAIN}hello`));
  const head = await exchange(server, { method: "HEAD", target: "/app/" });
  expectStatus(head, 200);
  assert.is(fieldOf(head, "Content-Length"), "5");
  assert.is(head.content.length, 0);
});

test("redirects of the client, and of the server", async () => {
  onRequest((request) => request.answer("Location: http://other.example/x\r\n\r\n"));
  const response = await get(server, "/app/");
  expectStatus(response, 302);
  assert.is(fieldOf(response, "Location"), "http://other.example/x");
  onRequest((request) => request.answer("Location: /file.txt\r\n\r\n"));
  assert.is(textOf(await get(server, "/app/")), "a file");
  onRequest((request) => {
    const isFirst = request.variable("PATH_INFO") === "/first";
    request.answer(isFirst ? "Location: /app/second?q=1\r\n\r\n" : `${PLAIN}second`);
  });
  const posted = await exchange(server, { method: "POST", target: "/app/first", content: "abc" });
  assert.is(textOf(posted), "second");
  expectVariables(port.requests.at(-1) as FastcgiRequest, {
    REQUEST_METHOD: "GET",
    QUERY_STRING: "q=1",
    CONTENT_LENGTH: null,
    REQUEST_URI: "/app/first",
  });
  onRequest((request) => request.answer("Location: /app/again\r\n\r\n"));
  expectError(await get(server, "/app/"), 500);
});

test("X-Sendfile, with a range", async () => {
  onRequest((request) => request.answer(`X-Sendfile: ${join(home, "large.bin")}\r\n\r\n`));
  const response = await get(server, "/x.php", { Range: "bytes=5-14" });
  expectStatus(response, 206);
  assert.equal(response.content, large.subarray(5, 15));
});

test("fields that come more than once, and framing that is the server's", async () => {
  const fields = "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nConnection: close\r\nKeep-Alive: 5\r\n";
  onRequest((request) => request.answer(`${fields}${PLAIN}hello`));
  const response = await get(server, "/app/");
  assert.equal(fieldsOf(response, "Set-Cookie"), ["a=1", "b=2"]);
  assert.is(fieldOf(response, "Keep-Alive"), null);
  onRequest((request) => request.answer(`Transfer-Encoding: chunked\r\n${PLAIN}0\r\n\r\n`));
  expectError(await get(server, "/app/"), 502);
});

test("HTTP/1.0", async () => {
  onRequest((request) => request.answer(`${PLAIN}hello`));
  const response = await exchange(server, { target: "/app/", version: "HTTP/1.0" });
  assert.is(textOf(response), "hello");
});

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
