/*
 * The two builds are one server: the same octets to both give the same octets back, but for Date.
 */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isBuilt } from "../support/build";
import { fifo, link, makeHome, script, scriptThatPrints } from "../support/home";
import { openClient } from "../support/raw-client";
import { type Server, startServer, stopServers } from "../support/server";

const HOST = "Host: test.example\r\n";
const CLOSE = `${HOST}Connection: close\r\n\r\n`;

/** What is sent; the connection ends after the last answer. */
const EXCHANGES: Record<string, string> = {
  "a file": `GET /page.html HTTP/1.1\r\n${CLOSE}`,
  "its head": `HEAD /page.html HTTP/1.1\r\n${CLOSE}`,
  "a file in HTTP/1.0": "GET /page.html HTTP/1.0\r\n\r\n",
  "a file to an old client that keeps alive": `GET /page.html HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n`,
  "several, pipelined": `${`GET /page.html HTTP/1.1\r\n${HOST}\r\n`.repeat(5)}GET /missing HTTP/1.1\r\n${CLOSE}`,
  "a large file": `GET /large.bin HTTP/1.1\r\n${CLOSE}`,
  "an empty file": `GET /empty HTTP/1.1\r\n${CLOSE}`,
  "a name with spaces": `GET /a%20name.txt HTTP/1.1\r\n${CLOSE}`,
  "a name that is not UTF-8": `GET /%FF%FE HTTP/1.1\r\n${CLOSE}`,
  "an unmodified file": `GET /page.html HTTP/1.1\r\nIf-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n${CLOSE}`,
  "any entity-tag": `GET /page.html HTTP/1.1\r\nIf-None-Match: *\r\n${CLOSE}`,
  "a range": `GET /page.html HTTP/1.1\r\nRange: bytes=-5\r\n${CLOSE}`,
  "several ranges": `GET /large.bin HTTP/1.1\r\nRange: bytes=0-9,500-70000,100000-2500000,-1\r\n${CLOSE}`,
  "a range behind the end": `GET /page.html HTTP/1.1\r\nRange: bytes=1000-\r\n${CLOSE}`,
  "another entity-tag": `GET /page.html HTTP/1.1\r\nIf-Match: "x"\r\n${CLOSE}`,
  "a file that changed": `GET /page.html HTTP/1.1\r\nIf-Unmodified-Since: Thu, 01 Jan 2009 00:00:00 GMT\r\n${CLOSE}`,
  "a file that may be compressed": `GET /coded.txt HTTP/1.1\r\n${CLOSE}`,
  "a compressed file": `GET /coded.txt HTTP/1.1\r\nAccept-Encoding: gzip, br;q=0.5\r\n${CLOSE}`,
  "a part of a compressed file": `GET /coded.txt HTTP/1.1\r\nAccept-Encoding: br\r\nRange: bytes=3-\r\n${CLOSE}`,
  "no coding at all": `GET /coded.txt HTTP/1.1\r\nAccept-Encoding: *;q=0\r\n${CLOSE}`,
  "a redirect": `GET /dir?x HTTP/1.1\r\n${CLOSE}`,
  "an index": `GET /dir/ HTTP/1.1\r\n${CLOSE}`,
  "a listing": `GET /list/ HTTP/1.1\r\n${CLOSE}`,
  "a listing in HTTP/1.0": "GET /list/ HTTP/1.0\r\n\r\n",
  "a hidden file": `GET /.hidden HTTP/1.1\r\n${CLOSE}`,
  "a link out of the home": `GET /out HTTP/1.1\r\n${CLOSE}`,
  "a link in circles": `GET /circle HTTP/1.1\r\n${CLOSE}`,
  "a link to nothing": `GET /dangling HTTP/1.1\r\n${CLOSE}`,
  "a FIFO": `GET /pipe HTTP/1.1\r\n${CLOSE}`,
  "a name that is too long": `GET /${"n".repeat(300)} HTTP/1.1\r\n${CLOSE}`,
  "a path through a file": `GET /page.html/x HTTP/1.1\r\n${CLOSE}`,
  "a path upwards": `GET /../x HTTP/1.1\r\n${CLOSE}`,
  "a bad escape": `GET /%zz HTTP/1.1\r\n${CLOSE}`,
  "an encoded slash": `GET /dir%2findex.html HTTP/1.1\r\n${CLOSE}`,
  "a bad field": `GET / HTTP/1.1\r\nBad : x\r\n${CLOSE}`,
  "no Host": "GET / HTTP/1.1\r\n\r\n",
  "a long line": `GET /${"x".repeat(20_000)} HTTP/1.1\r\n${CLOSE}`,
  "a long field": `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n${CLOSE}`,
  "many fields": `GET / HTTP/1.1\r\n${"X: y\r\n".repeat(200)}${CLOSE}`,
  "another version": `GET / HTTP/2.0\r\n${CLOSE}`,
  "another method": `BREW / HTTP/1.1\r\n${CLOSE}`,
  "POST to a file": `POST /page.html HTTP/1.1\r\nContent-Length: 3\r\n${CLOSE}abc`,
  OPTIONS: `OPTIONS * HTTP/1.1\r\n${CLOSE}`,
  "OPTIONS of a file": `OPTIONS /page.html HTTP/1.1\r\n${CLOSE}`,
  "chunked content": `GET /page.html HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${CLOSE}3\r\nabc\r\n0\r\n\r\n`,
  "bad chunks": `GET /page.html HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${CLOSE}xyz\r\n`,
  "both framings": `GET / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n${CLOSE}`,
  "a script with a length": `GET /cgi-bin/length.sh HTTP/1.1\r\n${CLOSE}`,
  "a script in HTTP/1.0": "GET /cgi-bin/plain.sh HTTP/1.0\r\n\r\n",
  "a script that redirects": `GET /cgi-bin/redirect.sh HTTP/1.1\r\n${CLOSE}`,
  "a script with another status": `GET /cgi-bin/status.sh HTTP/1.1\r\n${CLOSE}`,
  "a script without a head": `GET /cgi-bin/bad.sh HTTP/1.1\r\n${CLOSE}`,
  "a script without output": `GET /cgi-bin/silent.sh HTTP/1.1\r\n${CLOSE}`,
  "a script without its interpreter": `GET /cgi-bin/lost.sh HTTP/1.1\r\n${CLOSE}`,
  "a script without permission": `GET /cgi-bin/plain.txt HTTP/1.1\r\n${CLOSE}`,
  "a script that is not there": `GET /cgi-bin/missing HTTP/1.1\r\n${CLOSE}`,
  "the scripts' directory": `GET /cgi-bin/ HTTP/1.1\r\n${CLOSE}`,
  "content for a script": `POST /cgi-bin/echo.sh HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello`,
  "chunked content for a script": `POST /cgi-bin/echo.sh HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${CLOSE}5\r\nhello\r\n0\r\n\r\n`,
};

const areBothBuilt = isBuilt("node") && isBuilt("native");
const testBoth = areBothBuilt ? test : test.skip;

let servers: Server[] = [];

test.before(async () => {
  if (!areBothBuilt) return;
  const home = makeHomeOfAll();
  const options = { home, args: ["--cgi"] };
  servers = [
    await startServer({ ...options, build: "node" }),
    await startServer({ ...options, build: "native" }),
  ];
});
test.after(stopServers);

for (const [title, octets] of Object.entries(EXCHANGES)) {
  testBoth(`the same octets for ${title}`, async () => {
    const [node = "", native] = await Promise.all(servers.map((server) => answers(server, octets)));
    assert.match(node, /^HTTP\/1\.1 \d{3} /);
    assert.is(native, node);
  });
}

testBoth("the same access log", async () => {
  // The log is written when there is time for it: the last line shows that all are there.
  for (const server of servers) await server.waitForLog(/echo\.sh HTTP\/1\.1" 200/);
  const [node, native] = servers.map((server) =>
    server.log.lines().map((line) => line.replace(/\[.*?\]/, "[]")),
  );
  assert.ok((node as string[]).length > 50);
  assert.equal(native, node);
});

async function answers(server: Server, octets: string): Promise<string> {
  const client = await openClient(server.port);
  // A refusal may end the connection before all is sent; what counts is what comes back.
  client.send(octets).catch(() => {});
  const { octets: received } = await client.readToEnd();
  client.close();
  return received.toString("latin1").replace(/^Date: .*$/gm, "Date:");
}

function makeHomeOfAll(): string {
  const plain = "Content-Type: text/plain\n";
  const home = makeHome({
    "index.html": "index",
    "page.html": "<!doctype html><title>a page</title>",
    "large.bin": Buffer.alloc(3_000_000, "0123456789"),
    empty: "",
    "coded.txt": "the text",
    "coded.txt.gz": "in gzip",
    "coded.txt.br": "in brotli",
    "a name.txt": "a name",
    "dir/index.html": "an index",
    "list/b & <c>.txt": "",
    "list/a-dir/": "",
    "list/link": link("a-dir"),
    ".hidden": "secret",
    out: link("/etc/passwd"),
    circle: link("circle"),
    dangling: link("nothing"),
    pipe: fifo(),
    "cgi-bin/plain.sh": scriptThatPrints(`${plain}\nplain`),
    "cgi-bin/length.sh": scriptThatPrints(`${plain}Content-Length: 5\nX-A: b\n\nhello`),
    "cgi-bin/redirect.sh": scriptThatPrints("Location: http://elsewhere.example/\n\n"),
    "cgi-bin/status.sh": scriptThatPrints(
      `Status: 418 I am a teapot\n${plain}Content-Length: 1\n\nx`,
    ),
    "cgi-bin/bad.sh": scriptThatPrints("no head at all"),
    "cgi-bin/silent.sh": script("exit 0"),
    "cgi-bin/lost.sh": script("#!/no/such/interpreter\n"),
    "cgi-bin/plain.txt": "no script",
    "cgi-bin/echo.sh": script("printf 'Content-Type: text/plain\\n\\n'\ncat"),
  });
  utimesSync(join(home, "page.html"), 1_700_000_000, 1_700_000_000);
  return home;
}

test.run();
