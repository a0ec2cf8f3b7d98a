/*
 * Node.js's own fetch, with streams both ways.
 */
import { createHash, randomBytes } from "node:crypto";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { script } from "../../support/home";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const PIECES = 100;
const PIECE_BYTES = 30_000;

const gate = new Gate();
let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "cgi-bin/hash.sh": script(
        `${HEAD}\necho "$CONTENT_LENGTH $HTTP_TRANSFER_ENCODING $(sha256sum | cut -d' ' -f1)"`,
      ),
      "cgi-bin/lines.sh": script(`${HEAD}\necho one\n${gate.wait()}\necho two`),
    },
    args: ["--cgi"],
  });
});
test.after(stopServers);

test("a stream is sent in chunks, and the script is told its length", async () => {
  const hash = createHash("sha256");
  let left = PIECES;
  const body = new ReadableStream({
    pull(controller) {
      if (left-- === 0) {
        controller.close();
        return;
      }
      const piece = randomBytes(PIECE_BYTES);
      hash.update(piece);
      controller.enqueue(piece);
    },
  });
  const options = { method: "POST", body, duplex: "half" } as RequestInit;
  const response = await fetch(`${server.url}/cgi-bin/hash.sh`, options);
  assert.is(response.status, 200);
  assert.is(await response.text(), `${PIECES * PIECE_BYTES}  ${hash.digest("hex")}\n`);
});

test("an answer is read while the script writes it", async () => {
  const response = await fetch(`${server.url}/cgi-bin/lines.sh`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const first = await reader.read();
  assert.is(Buffer.from(first.value as Uint8Array).toString(), "one\n");
  gate.open();
  const second = await reader.read();
  assert.is(Buffer.from(second.value as Uint8Array).toString(), "two\n");
  assert.is((await reader.read()).done, true);
});

test("a request that is given up ends", async () => {
  const giving = new AbortController();
  const response = await fetch(`${server.url}/cgi-bin/lines.sh`, { signal: giving.signal });
  giving.abort();
  const text = await response.text().then(() => "", String);
  assert.match(text, /AbortError/);
});

test.run();
