/*
 * A crowd that asks for scripts, more of them than may run at once: everyone is answered, and when it
 * has gone the server is as it was: no zombie, no child, no descriptor, no more memory. CROWD=10000 in the
 * environment has it ask for more.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isEmulated, isNative } from "../../support/build";
import { waitUntil } from "../../support/deadline";
import { requestOctets, textOf } from "../../support/exchange";
import { scriptThatPrints } from "../../support/home";
import { childrenOf, descriptorCountOf, residentOf, zombiesOf } from "../../support/process-info";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const CLIENTS = 200;
/** Scripts are what takes the time: the build that starts them fastest is asked for most. */
const REQUESTS = Number(process.env["CROWD"] ?? (isNative && !isEmulated ? 2_000 : 600));
/** In KB: pages of slots that none of the requests before had come to. */
const GROWN_MAX = 16;

test.after(stopServers);

test(`${CLIENTS} clients, ${REQUESTS} requests for a script`, async () => {
  const answer = "Content-Type: text/plain\n\nhello\n";
  const server = await startServer({
    home: { "cgi-bin/hello.sh": scriptThatPrints(answer), "page.txt": "a page" },
    args: ["--cgi", "--quiet", ...["--script-queue", String(CLIENTS)]],
  });
  await crowd(server, REQUESTS / 2);
  await expectQuiet(server);
  const before = { descriptors: descriptorCountOf(server.pid), resident: residentOf(server.pid) };
  await crowd(server, REQUESTS / 2);
  await expectQuiet(server);
  assert.is(descriptorCountOf(server.pid), before.descriptors);
  if (isNative && !isEmulated) {
    const grown = residentOf(server.pid) - before.resident;
    assert.ok(grown <= GROWN_MAX, `${before.resident} KB, and ${grown} KB more`);
  }
});

/** All clients at once, each on a connection of its own, until this many requests are answered. */
async function crowd(server: Server, count: number): Promise<void> {
  let left = count;
  const ask = async (): Promise<void> => {
    const client = await openClient(server.port);
    while (left-- > 0) {
      await client.send(requestOctets({ target: "/cgi-bin/hello.sh" }));
      const response = await client.readResponse();
      assert.is(response.status, 200, textOf(response));
      assert.is(textOf(response), "hello\n");
    }
    client.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, ask));
}

async function expectQuiet(server: Server): Promise<void> {
  await waitUntil(() => childrenOf(server.pid).length === 0, "the end of all scripts");
  assert.equal(zombiesOf(server.pid), []);
  // Connections that were closed just now are seen to be, in the server's own time.
  let count = -1;
  await waitUntil(() => {
    const now = descriptorCountOf(server.pid);
    const isSame = now === count;
    count = now;
    return isSame;
  }, "as many descriptors as a moment ago");
}

test.run();
