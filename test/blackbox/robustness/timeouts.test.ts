/*
 * Time-outs and minimum rates with real sockets, where the kernel's buffers lie between: that they
 * hold to the millisecond is shown with an invented clock (test/simulation).
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, requestOctets, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const LARGE_BYTES = 16_000_000;
/** A reader of some 250 KB a second: the kernel asks for more once in many seconds only. */
const READ_EACH_MS = 250;
const READS = 40;

let server: Server;

test.before(async () => {
  const times = ["idle=1", "head=1", "content=1", "send=3"].flatMap((time) => ["--timeout", time]);
  server = await startServer({
    home: {
      "page.txt": "a page",
      "large.bin": Buffer.alloc(LARGE_BYTES, "l"),
      "cgi-bin/read.sh": script("cat > /dev/null\nprintf 'Content-Type: text/plain\\n\\ndone'"),
      "cgi-bin/late.sh": script(
        "sleep 3\ncat > /dev/null\nprintf 'Content-Type: text/plain\\n\\ndone'",
      ),
    },
    args: ["--cgi", "--min-rate", "1000", ...times],
  });
});
test.after(stopServers);

test("a connection that says nothing is closed without a word", async () => {
  const client = await openClient(server.port);
  assert.equal(await client.readToEnd(), { octets: Buffer.alloc(0), end: "fin" });
});

test("a head that is not completed is refused", async () => {
  const client = await openClient(server.port);
  await client.send("GET /page.txt HTTP/1.1\r\nHo");
  expectError(await client.readResponse(), 408);
  assert.is((await client.readToEnd()).end, "fin");
});

test("content that stops is refused", async () => {
  const client = await openClient(server.port);
  await client.send("POST /cgi-bin/read.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx");
  expectError(await client.readResponse(), 408);
  assert.is((await client.readToEnd()).end, "fin");
});

test("content that a script does not read for longer than that is waited for", async () => {
  const client = await openClient(server.port);
  const content = Buffer.alloc(300_000, "c");
  await client.send(requestOctets({ method: "POST", target: "/cgi-bin/late.sh", content }));
  assert.is(textOf(await client.readResponse()), "done");
  client.close();
});

test("a reader that takes nothing is closed", async () => {
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  const closed = await server.log.waitFor(/large\.bin/);
  assert.match(closed, / 200 /);
  // Longer than its two windows, while nothing is read.
  await new Promise((resolve) => setTimeout(resolve, 9_000));
  client.resume();
  const { octets } = await client.readToEnd();
  assert.ok(octets.length < LARGE_BYTES, `${octets.length} octets`);
});

test("a slow and steady reader behind large buffers of the kernel is served to the end", async () => {
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/large.bin" }));
  for (let each = 0; each < READS; each++) {
    await new Promise((resolve) => setTimeout(resolve, READ_EACH_MS));
    client.resume();
    await client.waitForBytes(client.unreadBytes + 1);
    client.pause();
  }
  client.resume();
  assert.is((await client.readResponse()).content.length, LARGE_BYTES);
  client.close();
});

test.run();
