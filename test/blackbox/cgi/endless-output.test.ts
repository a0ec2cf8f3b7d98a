/*
 * A script that writes without end, to clients that read slowly: it waits for them, and nothing of what
 * it writes gathers in the server.
 */
import { test } from "uvu";
import { expectStatus, get, requestOctets } from "../../support/exchange";
import { script } from "../../support/home";
import { openClient, type RawClient } from "../../support/raw-client";
import { stopServers } from "../../support/server";
import { startWatched } from "../../support/watched-server";

const CLIENTS = 4;
/** In all, some of it before and most of it after the memory was looked at first. */
const BYTES = 24_000_000;
const STEP_BYTES = 4_000_000;

test.after(stopServers);

test(`${CLIENTS} clients that read in steps: ${BYTES} octets each, and the memory stays`, async () => {
  const server = await startWatched({
    home: {
      "page.txt": "a page",
      "cgi-bin/endless.sh": script("printf 'Content-Type: text/plain\\n\\n'\nexec cat /dev/zero"),
    },
    args: ["--cgi", "--quiet"],
  });
  const clients: RawClient[] = [];
  for (let each = 0; each < CLIENTS; each++) {
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: "/cgi-bin/endless.sh" }));
    clients.push(client);
  }
  for (let read = 0; read < BYTES; read += STEP_BYTES) {
    for (const client of clients) {
      client.resume();
      await client.waitForBytes(STEP_BYTES);
      client.pause();
      client.forget();
    }
    await server.checkMemory();
    expectStatus(await get(server, "/page.txt"), 200);
  }
  for (const client of clients) client.reset();
});

test.run();
