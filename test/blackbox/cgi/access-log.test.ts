/*
 * The length of an answer in the log, where its content is passed on as it comes: the octets of
 * content that were sent, at its end.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { get, requestOctets } from "../../support/exchange";
import { script, scriptThatPrints } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const TYPE = "Content-Type: text/plain";
const gate = new Gate();

const HOME = {
  "list/a.txt": "a",
  "list/b.txt": "b",
  "page.txt": "a page",
  "cgi-bin/long.sh": script(`printf '${TYPE}\\n\\n'; head -c 1000000 /dev/zero`),
  "cgi-bin/nph-long.sh": script(
    `printf 'HTTP/1.1 200 OK\\r\\n${TYPE}\\r\\n\\r\\n'; head -c 1000000 /dev/zero`,
  ),
  "cgi-bin/empty.sh": scriptThatPrints(`${TYPE}\n\n`),
  "cgi-bin/killed.sh": script(`printf '${TYPE}\\n\\nfirst'; ${gate.wait("killed")}; kill -9 $$`),
  "cgi-bin/waits.sh": script(`printf '${TYPE}\\n\\nfirst'; ${gate.wait("waits")}`),
};

let server: Server;

test.before(async () => {
  server = await startServer({ home: HOME, args: ["--cgi"] });
});
test.after(stopServers);

for (const [target, version, bytes] of [
  ["/cgi-bin/long.sh", "1.1", 1_000_000],
  ["/cgi-bin/long.sh", "1.0", 1_000_000],
  ["/cgi-bin/nph-long.sh", "1.1", 1_000_000],
  ["/cgi-bin/empty.sh", "1.1", 0],
] as const) {
  test(`${target} in HTTP/${version}`, async () => {
    const from = server.log.lines().length;
    const client = await openClient(server.port);
    await client.send(requestOctets({ target, version: `HTTP/${version}` }));
    await client.readResponse();
    await server.waitForLog(new RegExp(`"GET ${target} HTTP/${version}" 200 ${bytes}$`), from);
    client.close();
  });
}

test("a listing, and its head alone", async () => {
  const { content } = await get(server, "/list/");
  assert.ok(content.length > 100);
  await server.waitForLog(new RegExp(`"GET /list/ HTTP/1\\.1" 200 ${content.length}$`));
  const client = await openClient(server.port);
  await client.send(requestOctets({ method: "HEAD", target: "/list/" }));
  await client.readResponse("HEAD");
  await server.waitForLog(/"HEAD \/list\/ HTTP\/1\.1" 200 0$/);
  await client.send(requestOctets({ method: "HEAD", target: "/missing" }));
  await client.readResponse("HEAD");
  await server.waitForLog(/"HEAD \/missing HTTP\/1\.1" 404 0$/);
  client.close();
});

test("a script that is killed, and a client that leaves: what was sent", async () => {
  for (const name of ["killed", "waits"]) {
    const client = await openClient(server.port);
    await client.send(requestOctets({ target: `/cgi-bin/${name}.sh` }));
    await client.waitForText("first\r\n");
    if (name === "killed") gate.open(name);
    else client.reset();
    await server.waitForLog(new RegExp(`"GET /cgi-bin/${name}\\.sh HTTP/1\\.1" 200 5$`));
    client.close();
  }
  gate.open("waits");
});

test("the lines of requests in one piece are in order", async () => {
  const from = server.log.lines().length;
  const client = await openClient(server.port);
  const targets = ["/page.txt?1", "/cgi-bin/long.sh", "/page.txt?2", "/list/", "/page.txt?3"];
  await client.send(Buffer.concat(targets.map((target) => requestOctets({ target }))));
  for (const _ of targets) await client.readResponse();
  await server.waitForLog(/page\.txt\?3/, from);
  const logged = server.log.lines().slice(from);
  assert.equal(
    logged.map((line) => /"GET (\S+) /.exec(line)?.[1]),
    targets,
  );
  client.close();
});

test.run();
