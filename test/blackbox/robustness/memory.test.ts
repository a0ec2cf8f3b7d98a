/*
 * Memory from outside: once warm, the native server's resident memory does not grow with requests.
 * (What the Node build allocates is watched from within by another test.)
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import { isEmulated, isNative } from "../../support/build";
import { requestOctets, textOf } from "../../support/exchange";
import { residentOf } from "../../support/process-info";
import { openClient, type RawClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const WARM = 5_000;
const REQUESTS = 10_000;
const PIPELINED = 50;

test.after(stopServers);

test(`the memory after ${REQUESTS} requests is that after ${WARM}`, async () => {
  const home = { "page.txt": "p".repeat(1024), "dir/other.txt": "other" };
  const server = await startServer({ home, args: ["--quiet"] });
  const client = await openClient(server.port);
  await ask(client, WARM);
  const warm = residentOf(server.pid);
  await ask(client, REQUESTS - WARM);
  const grown = residentOf(server.pid) - warm;
  // Node's garbage and qemu's translations are not ours to count; they must serve as many, though.
  if (isNative && !isEmulated) assert.is(grown, 0, `${warm} KB, and ${grown} KB more`);
  client.close();
  await expectServing(server);
});

async function ask(client: RawClient, count: number): Promise<void> {
  const targets = ["/page.txt", "/missing", "/dir/", "/dir", "/page.txt?x"];
  for (let each = 0; each < count; each += PIPELINED) {
    const batch = Array.from({ length: PIPELINED }, (_, at) =>
      requestOctets({ target: targets[at % targets.length] as string }),
    );
    await client.send(Buffer.concat(batch));
    for (let at = 0; at < PIPELINED; at++) await client.readResponse();
  }
}

async function expectServing(server: Server): Promise<void> {
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/dir/other.txt" }));
  assert.is(textOf(await client.readResponse()), "other");
  client.close();
}

test.run();
