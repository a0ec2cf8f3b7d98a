/*
 * Clients that end or close the connection behind their request (nc, socat, cameras, ffmpeg): the
 * script does its work, and who still reads is answered.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { expectStatus, requestOctets } from "../../support/exchange";
import { makeFolder, script } from "../../support/home";
import { openClient, type RawClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const kept = makeFolder();

let server: Server;

test.before(async () => {
  const home = {
    "page.txt": "a page",
    "cgi-bin/hello.sh": script(`${HEAD}\necho hello`),
    "cgi-bin/keep.sh": script(
      `f="${kept}/$QUERY_STRING"\ncat > "$f.part"\nmv "$f.part" "$f"\nprintf 'Status: 201\\n\\n'`,
    ),
  };
  server = await startServer({ home, args: ["--cgi", "--quiet"] });
});
test.after(stopServers);

async function ask(octets: string): Promise<RawClient> {
  const client = await openClient(server.port);
  await client.send(octets);
  return client;
}

async function expectEnd(client: RawClient): Promise<void> {
  const { octets, end } = await client.readToEnd();
  assert.equal([octets.length, end], [0, "fin"]);
}

const HELLO = requestOctets({ target: "/cgi-bin/hello.sh" }).toString("latin1");
const PAGE = requestOctets({ target: "/page.txt" }).toString("latin1");

test("who ends its side is answered, and then the connection ends", async () => {
  const client = await ask(HELLO);
  client.halfClose();
  const response = await client.readResponse();
  assert.is(response.content.toString(), "hello\n");
  await expectEnd(client);
});

test("so are all requests before the end", async () => {
  for (const targets of [
    [HELLO, PAGE],
    [PAGE, HELLO, PAGE],
    [HELLO, HELLO, HELLO],
  ]) {
    const client = await ask(targets.join(""));
    client.halfClose();
    for (const _ of targets) expectStatus(await client.readResponse(), 200);
    await expectEnd(client);
  }
});

test("the script goes on while nobody can tell whether the client is there", async () => {
  const gate = new Gate();
  const slow = await startServer({
    home: {
      "cgi-bin/slow.sh": script(
        `echo $$ > ${gate.path("pid")}\n${gate.wait()}\n${HEAD}\necho done`,
      ),
    },
    args: ["--cgi", "--quiet"],
  });
  const client = await openClient(slow.port);
  await client.send(requestOctets({ target: "/cgi-bin/slow.sh" }));
  client.halfClose();
  await gate.pid("pid");
  gate.open();
  assert.is((await client.readResponse()).content.toString(), "done\n");
});

for (const [what, octets] of Object.entries({
  "of a length": "Content-Length: 5\r\n\r\nhello",
  "in chunks": "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
})) {
  test(`content ${what} is kept by its script when the client closes at once`, async () => {
    const names = Array.from({ length: 8 }, (_, i) => `${what.replaceAll(" ", "-")}-${i}`);
    for (const name of names) {
      const client = await ask(`PUT /cgi-bin/keep.sh?${name} HTTP/1.1\r\nHost: a\r\n${octets}`);
      client.close();
    }
    for (const name of names) {
      await waitUntil(() => contentOf(name) === "hello", `${name} is kept`);
    }
  });
}

function contentOf(name: string): string | null {
  try {
    return readFileSync(join(kept, name), "latin1");
  } catch {
    return null;
  }
}

test("the kernel looks whether a silent client is still there", async () => {
  const client = await ask(PAGE);
  expectStatus(await client.readResponse(), 200);
  await waitUntil(() => timerOf(server.port, client.localPort) === "02", "a timer of keep-alive");
});

/** Which timer runs for the server's end of a connection (proc(5): 02 is that of keep-alive). */
function timerOf(port: number, clientPort: number): string | undefined {
  const hexadecimal = (n: number): string => n.toString(16).toUpperCase().padStart(4, "0");
  const ends = `:${hexadecimal(port)} [\\dA-F]+:${hexadecimal(clientPort)}`;
  const line = new RegExp(`${ends} 01 \\S+ (\\d\\d):`);
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const found = line.exec(readFileSync(table, "latin1"));
    if (found !== null) return found[1];
  }
  return undefined;
}

test.run();
