/*
 * Crowds that ask for scripts, more of them than may run at once: everyone is answered, and when they
 * have gone the server is as it was: no zombie, no child, no descriptor, no more memory. CROWD=10000
 * in the environment has the first ask for more.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isEmulated, isNative } from "../../support/build";
import { waitUntil } from "../../support/deadline";
import { requestOctets, textOf } from "../../support/exchange";
import { scriptThatPrints } from "../../support/home";
import { fieldOf } from "../../support/http-message";
import { childrenOf, descriptorCountOf, residentOf, zombiesOf } from "../../support/process-info";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const CLIENTS = 200;
/** Scripts are what takes the time: the build that starts them fastest is asked for most. */
const REQUESTS = Number(process.env["CROWD"] ?? (isNative && !isEmulated ? 2_000 : 600));
/** At once, each on a connection of its own. */
const MANY = 1_000;
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
  await waitUntil(
    () => descriptorCountOf(server.pid) <= before.descriptors,
    "as many descriptors as before",
  );
  if (isNative && !isEmulated) {
    const grown = residentOf(server.pid) - before.resident;
    assert.ok(grown <= GROWN_MAX, `${before.resident} KB, and ${grown} KB more`);
  }
});

test(`${MANY} clients at once, two scripts: all are answered, or told when to come again`, async () => {
  const server = await startServer({
    home: { "cgi-bin/hello.sh": scriptThatPrints("Content-Type: text/plain\n\nhello\n") },
    args: ["--cgi", "--quiet", "--scripts", "2", "--connections", String(MANY + 10)],
  });
  assert.ok((await manyAtOnce(server)) > 0);
  await expectQuiet(server);
  const before = { descriptors: descriptorCountOf(server.pid), resident: residentOf(server.pid) };
  assert.ok((await manyAtOnce(server)) > 0);
  await expectQuiet(server);
  await waitUntil(
    () => descriptorCountOf(server.pid) <= before.descriptors,
    "as many descriptors as before",
  );
  if (isNative && !isEmulated) {
    const grown = residentOf(server.pid) - before.resident;
    assert.ok(grown <= GROWN_MAX, `${before.resident} KB, and ${grown} KB more`);
  }
});

/** Each asks once; how many of them a script has answered. */
async function manyAtOnce(server: Server): Promise<number> {
  const clients = await Promise.all(Array.from({ length: MANY }, () => openClient(server.port)));
  const answers = clients.map(async (client) => {
    await client.send(requestOctets({ target: "/cgi-bin/hello.sh" }));
    const response = await client.readResponse();
    client.close();
    if (response.status === 200) return textOf(response) === "hello\n";
    assert.is(response.status, 503);
    assert.match(textOf(response), /\b503(?:03|05)\b/);
    assert.ok(fieldOf(response, "Retry-After") !== null);
    return false;
  });
  return (await Promise.all(answers)).filter((isWhole) => isWhole).length;
}

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
