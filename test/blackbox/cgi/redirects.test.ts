/*
 * What a script sends instead of an answer of its own: another resource of ours (RFC 3875 section
 * 6.2.2), or octets that are not to be parsed (section 5); and what the log says of answers that are
 * none.
 */

import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  exchange,
  exchangeOctets,
  expectError,
  expectStatus,
  get,
  requestOctets,
  textOf,
} from "../../support/exchange";
import { addToHome, script, scriptThatPrints } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

let server: Server;

test.before(async () => {
  const home = {
    "page.txt": "a page",
    "cgi-bin/to-page": scriptThatPrints("Location: /page.txt?x\n\nthrown away"),
    "cgi-bin/to-show": scriptThatPrints("Location: /cgi-bin/show/info?q\n\n"),
    "cgi-bin/to-itself": scriptThatPrints("Location: /cgi-bin/to-itself\n\n"),
    "cgi-bin/show": script(`printf 'Content-Type: text/plain\\n\\n'
echo "$REQUEST_METHOD $REQUEST_URI $PATH_INFO $QUERY_STRING $HTTP_COOKIE [$CONTENT_LENGTH]"
cat`),
    "cgi-bin/nph-raw": scriptThatPrints("HTTP/1.1 299 Mine\r\nX-A: b\r\n\r\nas it is"),
    "cgi-bin/nph-silent": script("exit 0"),
    "cgi-bin/bad": scriptThatPrints('Content-Type: text/plain\nX-A\x1b: "b"\n\nx'),
  };
  server = await startServer({ home, args: ["--cgi"] });
});
test.after(stopServers);

test("a file: the client sees no redirect, the log its own request", async () => {
  const response = await get(server, "/cgi-bin/to-page");
  expectStatus(response, 200);
  assert.is(textOf(response), "a page");
  await server.waitForLog(/"GET \/cgi-bin\/to-page HTTP\/1\.1" 200 6$/);
});

test("a file in part", async () => {
  const response = await get(server, "/cgi-bin/to-page", { Range: "bytes=2-" });
  expectStatus(response, 206);
  assert.is(textOf(response), "page");
});

test("another script, from POST, with what stands behind it on the connection", async () => {
  const client = await openClient(server.port);
  const request = { target: "/cgi-bin/to-show?o", content: "abc", fields: { Cookie: "a=1" } };
  await client.send(requestOctets({ ...request, method: "POST" }));
  await client.send(requestOctets({ target: "/page.txt" }));
  const response = await client.readResponse();
  assert.is(textOf(response), "GET /cgi-bin/to-show?o /info q a=1 []\n");
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
});

test("many at once, more than scripts may run", async () => {
  const all = Array.from({ length: 8 }, () => get(server, "/cgi-bin/to-show"));
  for (const response of await Promise.all(all)) expectStatus(response, 200);
});

test("one script may run: the one that redirects makes room for the other", async () => {
  const single = await startServer({ home: server.home, args: ["--cgi", "--scripts", "1"] });
  const all = Array.from({ length: 3 }, () => get(single, "/cgi-bin/to-show"));
  for (const response of await Promise.all(all)) expectStatus(response, 200);
});

test("without end: 500, and the log names the script", async () => {
  expectError(await get(server, "/cgi-bin/to-itself"), 500);
  await server.waitForLog(/\/cgi-bin\/to-itself\[\d+\]: is one local redirect too many$/);
});

test("a script whose name begins with nph- is not parsed", async () => {
  const octets = requestOctets({ target: "/cgi-bin/nph-raw" });
  const client = await openClient(server.port);
  await client.send(Buffer.concat([octets, octets]));
  const { octets: received } = await client.readToEnd();
  assert.is(received.toString(), "HTTP/1.1 299 Mine\r\nX-A: b\r\n\r\nas it is");
  await server.waitForLog(/"GET \/cgi-bin\/nph-raw HTTP\/1\.1" 299 8$/);
});

test("it is sent as it is written", async () => {
  const gate = new Gate();
  const text = `printf 'HTTP/1.1 200 OK\\r\\n\\r\\none'\n${gate.wait()}\nprintf two`;
  addToHome(server.home, { "cgi-bin/nph-stream": script(text) });
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/cgi-bin/nph-stream" }));
  await client.waitForText("one");
  gate.open();
  const { octets } = await client.readToEnd();
  assert.match(octets.toString(), /onetwo$/);
});

test("one that writes nothing is 502", async () => {
  expectError(await get(server, "/cgi-bin/nph-silent"), 502);
  await server.waitForLog(/\/cgi-bin\/nph-silent\[\d+\]: ended without an answer$/);
});

test("a head that is none: the log shows the line, and nothing of it can harm a terminal", async () => {
  expectError(await exchange(server, { target: "/cgi-bin/bad" }), 502);
  await server.waitForLog(/\/cgi-bin\/bad\[\d+\]: no field: X-A\\x1b: \\x22b\\x22$/);
  const octets = requestOctets({ target: "/page.txt" });
  expectStatus(await exchangeOctets(server, octets), 200);
});

test.run();
