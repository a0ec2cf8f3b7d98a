/*
 * The framing of a script's response: chunked in 1.1, ended by the connection's end in 1.0, the
 * script's own Content-Length where it gives one, and never a broken frame, whatever it writes.
 */

import { createHash } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectStatus, requestOctets, textOf } from "../../support/exchange";
import { script, scriptThatPrints } from "../../support/home";
import { fieldOf, lastingFields } from "../../support/http-message";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const PLAIN = "Content-Type: text/plain\n";
const LARGE_BYTES = 3_000_000;

let server: Server;
let client: RawClient;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "cgi-bin/plain.sh": scriptThatPrints(`${PLAIN}\nhello`),
      "cgi-bin/empty.sh": scriptThatPrints(`${PLAIN}\n`),
      "cgi-bin/exact.sh": scriptThatPrints(`${PLAIN}Content-Length: 5\n\nhello`),
      "cgi-bin/zero.sh": scriptThatPrints(`${PLAIN}Content-Length: 0\n\n`),
      "cgi-bin/short.sh": scriptThatPrints(`${PLAIN}Content-Length: 10\n\nhello`),
      "cgi-bin/long.sh": scriptThatPrints(
        `${PLAIN}Content-Length: 5\n\nhello, HTTP/1.1 200 OK\r\n\r\n`,
      ),
      "cgi-bin/large.py": script(
        `#!/usr/bin/env python3\nimport sys\nsys.stdout.write("${PLAIN.trim()}\\n\\n")\n` +
          `sys.stdout.flush()\nsys.stdout.buffer.write(bytes(at * 7 % 251 for at in range(${LARGE_BYTES})))`,
      ),
      "cgi-bin/lines.sh": script(
        `printf '${PLAIN.trim()}\\n\\n'\nat=0\nwhile [ $at -lt 300 ]; do echo line $at; at=$((at + 1)); done`,
      ),
      "cgi-bin/no-content.sh": scriptThatPrints("Status: 204\n\nthis must not be sent"),
      "cgi-bin/not-modified.sh": scriptThatPrints("Status: 304\n\nthis must not be sent"),
    },
    args: ["--cgi"],
  });
});
test.before.each(async () => {
  client = await openClient(server.port);
});
test.after.each(() => client.close());
test.after(stopServers);

test("a script without a length is chunked in HTTP/1.1, and the connection goes on", async () => {
  for (let round = 0; round < 3; round++) {
    const response = await ask("/cgi-bin/plain.sh");
    assert.is(response.framing, "chunked");
    assert.is(textOf(response), "hello");
  }
  await expectGoesOn();
});

test("an empty content is framed, too", async () => {
  assert.is(textOf(await ask("/cgi-bin/empty.sh")), "");
  await expectGoesOn();
});

test("in HTTP/1.0 the content ends with the connection", async () => {
  await client.send(requestOctets({ target: "/cgi-bin/plain.sh", version: "HTTP/1.0" }));
  const response = await client.readResponse();
  assert.is(response.framing, "close");
  assert.is(fieldOf(response, "Transfer-Encoding"), null);
  assert.is(textOf(response), "hello");
});

test("in HTTP/1.0 the connection is not kept for a content without length, though asked to", async () => {
  const fields = { Connection: "keep-alive" };
  await client.send(requestOctets({ target: "/cgi-bin/plain.sh", version: "HTTP/1.0", fields }));
  const response = await client.readResponse();
  assert.is(textOf(response), "hello");
  assert.is.not(fieldOf(response, "Connection")?.toLowerCase(), "keep-alive");
});

test("with Connection: close the response says so and ends the connection", async () => {
  const fields = { Connection: "close" };
  await client.send(requestOctets({ target: "/cgi-bin/plain.sh", fields }));
  const response = await client.readResponse();
  assert.is(textOf(response), "hello");
  assert.is(fieldOf(response, "Connection"), "close");
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

for (const [name, content] of [
  ["exact", "hello"],
  ["zero", ""],
] as const) {
  test(`${name}.sh states the length of its content, which is kept`, async () => {
    const response = await ask(`/cgi-bin/${name}.sh`);
    assert.is(response.framing, "length");
    assert.is(textOf(response), content);
    await expectGoesOn();
  });
}

test("content that is shorter than the script said is seen to be cut off", async () => {
  await client.send(requestOctets({ target: "/cgi-bin/short.sh" }));
  const { octets } = await client.readToEnd();
  const text = octets.toString("latin1");
  if (text.startsWith("HTTP/1.1 200")) {
    assert.match(text, /\r\nContent-Length: 10\r\n([\s\S]*\r\n)?\r\nhello$/i);
  } else {
    assert.match(text, /^HTTP\/1\.1 502 /);
  }
});

test("content that is longer than the script said ends where it said", async () => {
  const response = await ask("/cgi-bin/long.sh");
  assert.is(fieldOf(response, "Content-Length"), "5");
  assert.is(textOf(response), "hello");
  if (fieldOf(response, "Connection") === "close") {
    assert.is((await client.readToEnd()).octets.length, 0);
  } else {
    await expectGoesOn();
  }
});

for (const version of ["HTTP/1.1", "HTTP/1.0"]) {
  test(`3 MB of a script's output arrive whole in ${version}`, async () => {
    await client.send(requestOctets({ target: "/cgi-bin/large.py", version }));
    const response = await client.readResponse();
    assert.is(response.content.length, LARGE_BYTES);
    assert.is(sha256(response.content), sha256(largeOutput()));
    assert.is(response.framing, version === "HTTP/1.1" ? "chunked" : "close");
  });
}

test("a script's many small writes arrive in order", async () => {
  const expected = Array.from({ length: 300 }, (_, at) => `line ${at}\n`).join("");
  assert.is(textOf(await ask("/cgi-bin/lines.sh")), expected);
});

test("3 MB of output for a client that reads only after a while arrive whole", async () => {
  client.pause();
  await client.send(requestOctets({ target: "/cgi-bin/large.py" }));
  const other = await openClient(server.port);
  await other.send(requestOctets({ target: "/cgi-bin/plain.sh" }));
  assert.is(textOf(await other.readResponse()), "hello");
  other.close();
  client.resume();
  assert.is(sha256((await client.readResponse()).content), sha256(largeOutput()));
});

for (const name of ["plain.sh", "exact.sh", "large.py"]) {
  test(`HEAD to ${name} gets the fields and no content, and the connection goes on`, async () => {
    const whole = await ask(`/cgi-bin/${name}`);
    await client.send(requestOctets({ target: `/cgi-bin/${name}`, method: "HEAD" }));
    const head = await client.readResponse("HEAD");
    expectStatus(head, 200);
    assert.is(fieldOf(head, "Content-Type"), fieldOf(whole, "Content-Type"));
    if (name === "exact.sh") assert.is(lastingFields(head), lastingFields(whole));
    await expectGoesOn();
  });
}

for (const name of ["no-content.sh", "not-modified.sh"]) {
  test(`${name} has a status without content: what the script writes is not sent`, async () => {
    const response = await ask(`/cgi-bin/${name}`);
    assert.ok([204, 304].includes(response.status));
    await expectGoesOn();
  });
}

test("scripts and files alternate on one connection, pipelined", async () => {
  const round = Buffer.concat([
    requestOctets({ target: "/cgi-bin/plain.sh" }),
    requestOctets({ target: "/page.txt" }),
    requestOctets({ target: "/cgi-bin/exact.sh" }),
  ]);
  await client.send(Buffer.concat([round, round, round, round, round]));
  for (let each = 0; each < 5; each++) {
    assert.is(textOf(await client.readResponse()), "hello");
    assert.is(textOf(await client.readResponse()), "a page");
    assert.is(textOf(await client.readResponse()), "hello");
  }
});

async function ask(target: string) {
  await client.send(requestOctets({ target }));
  return client.readResponse();
}

async function expectGoesOn(): Promise<void> {
  assert.is(textOf(await ask("/page.txt")), "a page");
  assert.is(client.unreadBytes, 0);
}

function largeOutput(): Buffer {
  const octets = Buffer.alloc(LARGE_BYTES);
  for (let at = 0; at < LARGE_BYTES; at++) octets[at] = (at * 7) % 251;
  return octets;
}

function sha256(octets: Buffer): string {
  return createHash("sha256").update(octets).digest("hex");
}

test.run();
