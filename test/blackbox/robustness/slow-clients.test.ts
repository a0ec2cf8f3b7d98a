/*
 * Scripts that are held at a slow client's pace, with real sockets: another request is answered,
 * because the client gives way. How fast is fast enough is shown with an invented clock
 * (test/simulation/connection/slow-clients-evicted.test.ts).
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { expectError, get, requestOctets, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
/** More than the kernel's buffers hold of an answer. */
const LARGE_BYTES = 64_000_000;

let server: Server;
const gate = new Gate();

test.before(async () => {
  server = await startServer({
    home: {
      "cgi-bin/read.sh": script(`echo x > ${gate.path("reads")}\ncat > /dev/null\n${HEAD}`),
      "cgi-bin/write.sh": script(
        `echo x > ${gate.path("writes")}\n${HEAD}\nexec head -c ${LARGE_BYTES} /dev/zero`,
      ),
      "cgi-bin/hello.sh": script(`${HEAD}\nprintf hello`),
    },
    args: ["--cgi", "--scripts", "1"],
  });
});
test.after(stopServers);

async function expectHello(): Promise<void> {
  assert.is(textOf(await get(server, "/cgi-bin/hello.sh")), "hello");
}

test("who sends nothing of large content gives way", async () => {
  const client = await openClient(server.port);
  const length = "Content-Length: 1000000000\r\n";
  await client.send(`POST /cgi-bin/read.sh HTTP/1.1\r\nHost: a\r\n${length}\r\nx`);
  await gate.line("reads");
  await expectHello();
  expectError(await client.readResponse(), 408);
  client.close();
});

test("who takes nothing of a large answer gives way", async () => {
  const client = await openClient(server.port);
  client.pause();
  await client.send(requestOctets({ target: "/cgi-bin/write.sh" }));
  await gate.line("writes");
  await expectHello();
  client.resume();
  const { octets } = await client.readToEnd();
  assert.ok(octets.length < LARGE_BYTES, `${octets.length} octets`);
});

test("whose content is small and has not come holds no script", async () => {
  const client = await openClient(server.port);
  await client.send("POST /cgi-bin/read.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx");
  await expectHello();
  await client.send("y");
  assert.is(textOf(await client.readResponse("POST")), "");
  client.close();
});

test.run();
