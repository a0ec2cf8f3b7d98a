/*
 * Where the server listens, and the spellings of that on the command line; what it prints when it
 * does; which lines it logs.
 */

import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname, join, relative } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isNative } from "../../support/build";
import { get, textOf } from "../../support/exchange";
import { makeHome } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { portIn, runToEnd, type Server, startServer, stopServers } from "../../support/server";

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === "::1"),
);
const testWithIpv6 = hasIpv6 ? test : test.skip;

let home: string;

test.before(() => {
  home = makeHome({ "page.txt": "a page" });
});
test.after(stopServers);

const SPELLINGS: Record<string, (home: string) => string[]> = {
  "--bind and a port": (path) => ["--bind", "127.0.0.1", "--home", path, "0"],
  "-b and -p": (path) => ["-b", "127.0.0.1", "-p", "0", "-h", path],
  "-p with an address, -d": (path) => ["-p", "127.0.0.1:0", "-d", path],
  "letters with their values attached": (path) => [`-b127.0.0.1`, "-p0", `-d${path}`],
  "words with =": (path) => ["--listen=127.0.0.1:0", `--directory=${path}`],
  "-f and -v, joined": (path) => ["-fv", "-p", "127.0.0.1:0", "-h", path],
  "the port first": (path) => ["0", "--bind", "127.0.0.1", "--directory", path],
  "Python's --cgi": (path) => ["--cgi", "--bind", "127.0.0.1", "--directory", path, "0"],
};

for (const [title, args] of Object.entries(SPELLINGS)) {
  test(`${title} starts a server that says where it listens`, async () => {
    const server = await startServer({ bare: true, home, args: args(home) });
    const expected = `microhttpd: serving ${home} at http://127.0.0.1:${server.port}/`;
    assert.equal(server.stdout.lines(), [expected]);
    assert.is(textOf(await get(server, "/page.txt")), "a page");
    await server.stop();
  });
}

test("a home that is relative is announced by its absolute path", async () => {
  const path = `${relative(process.cwd(), dirname(home))}/./home`;
  const server = await startServer({
    bare: true,
    home,
    args: ["-p", "127.0.0.1:0", "-h", path],
  });
  assert.match(server.stdout.text(), new RegExp(` ${home} at `));
  await server.stop();
});

test("several listeners are announced by a line each and all serve", async () => {
  const args = ["-p", "127.0.0.1:0", "-p", "0", "-b", "127.0.0.1", "--home", home];
  const server = await startServer({ bare: true, home, args, listenerCount: 2 });
  const ports = server.stdout.lines().map(portIn);
  assert.is(new Set(ports).size, 2);
  for (const port of ports) assert.is(textOf(await get({ port }, "/page.txt")), "a page");
  await server.stop();
});

test("on all addresses it is reached by 127.0.0.1 and announces a URL that can be opened", async () => {
  const server = await startServer({ bare: true, home, args: ["--home", home, "0"] });
  assert.is(textOf(await get(server, "/page.txt")), "a page");
  const url = /at (http:\S+)/.exec(server.stdout.text())?.[1] as string;
  assert.is(await (await fetch(`${url}page.txt`)).text(), "a page");
  await server.stop();
});

testWithIpv6("an IPv6 address in brackets is listened on and announced in brackets", async () => {
  const args = ["--listen", "[::1]:0", "--home", home];
  const server = await startServer({ bare: true, home, args });
  assert.match(server.stdout.text(), /at http:\/\/\[::1\]:\d+\/\n$/);
  const client = await openClient(server.port, "::1");
  await client.send(`GET /page.txt HTTP/1.1\r\nHost: [::1]:${server.port}\r\n\r\n`);
  assert.is(textOf(await client.readResponse()), "a page");
  await server.waitForLog(/^::1 - - /);
  client.close();
  await server.stop();
});

testWithIpv6("an IPv6 address without brackets is what Python's --bind takes", async () => {
  const server = await startServer({
    bare: true,
    home,
    args: ["--bind", "::1", "--home", home, "0"],
  });
  assert.match(server.stdout.text(), /\[::1\]/);
  await server.stop();
});

testWithIpv6("on all addresses it is reached by IPv6 as well", async () => {
  const server = await startServer({ bare: true, home, args: ["--home", home, "0"] });
  const client = await openClient(server.port, "::1");
  await client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.is(textOf(await client.readResponse()), "a page");
  client.close();
  // An IPv4 client must not appear as ::ffff:127.0.0.1.
  await get(server, "/page.txt?by-ipv4");
  assert.match(await server.waitForLog(/by-ipv4/), /^127\.0\.0\.1 - - /);
  await server.stop();
});

test("localhost is what Python's --bind takes", async () => {
  const port = await freePort();
  const args = ["--bind", "localhost", "--cgi", "-d", home, `${port}`];
  const listenerCount = hasIpv6 ? 2 : 1;
  const server = await startServer({ bare: true, home, args, listenerCount });
  assert.match(server.stdout.text(), new RegExp(`at http://127\\.0\\.0\\.1:${port}/\n`));
  assert.is(textOf(await get({ port }, "/page.txt")), "a page");
  if (hasIpv6) {
    const client = await openClient(port, "::1");
    await client.send("GET /page.txt HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert.is(textOf(await client.readResponse()), "a page");
    client.close();
  }
  await server.stop();
});

const BOTH: Record<string, (port: number) => string[]> = {
  "0.0.0.0 and [::]": (port) => ["-p", `0.0.0.0:${port}`, "-p", `[::]:${port}`],
  "[::] and 0.0.0.0": (port) => ["-p", `[::]:${port}`, "-p", `0.0.0.0:${port}`],
  "a port alone and [::]": (port) => ["-p", `${port}`, "-p", `[::]:${port}`],
  "[::] and a port alone": (port) => ["-p", `[::]:${port}`, "-p", `${port}`],
  "a port alone and 0.0.0.0": (port) => ["-p", `${port}`, "-p", `0.0.0.0:${port}`],
  "127.0.0.1 and [::]": (port) => ["-p", `127.0.0.1:${port}`, "-p", `[::]:${port}`],
};

for (const [title, args] of Object.entries(BOTH)) {
  testWithIpv6(`${title}, on one port: both families are answered`, async () => {
    const port = await freePort();
    const all = [...args(port), "--home", home];
    const server = await startServer({ bare: true, home, args: all, listenerCount: 2 });
    for (const host of ["127.0.0.1", "::1"]) {
      const client = await openClient(port, host);
      await client.send("GET /page.txt HTTP/1.1\r\nHost: a\r\n\r\n");
      assert.is(textOf(await client.readResponse()), "a page", host);
      client.close();
    }
    await server.stop();
  });
}

testWithIpv6("[::] alone is both families", async () => {
  const args = ["-p", "[::]:0", "--home", home];
  const server = await startServer({ bare: true, home, args });
  assert.is(textOf(await get(server, "/page.txt")), "a page");
  await server.stop();
});

if (isNative) {
  test("an address that is not there yet is listened on, and the log says so", async () => {
    const args = ["--listen", "127.0.0.1:0", "--listen", "203.0.113.1:0", "--home", home];
    const server = await startServer({ bare: true, home, args, listenerCount: 2 });
    assert.is(textOf(await get(server, "/page.txt")), "a page");
    await server.waitForLog(/an address to listen on is not there yet; it is waited for$/);
    await server.stop();
  });
}

test("a port that another of its own lines has is told with that line", async () => {
  const port = await freePort();
  const config = `listen 127.0.0.1:${port}\nhome ${home}\nlisten 127.0.0.1:${port}\n`;
  const folder = makeHome({ "twice.conf": config });
  const ended = await runToEnd(["-c", join(folder, "twice.conf")]);
  assert.is(ended.status, 2);
  assert.match(ended.stderr, /the server listens there already, by line 1\n/);
});

/** A port that nobody has just now. */
async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

test("--quiet logs no requests", async () => {
  const server: Server = await startServer({ home, args: ["--quiet"] });
  for (const target of ["/page.txt", "/missing", "/%zz"]) await get(server, target);
  await server.stop();
  assert.is(server.log.text(), "");
});

test("without --quiet each request has one line, in the order of the answers", async () => {
  const server = await startServer({ home });
  for (const target of ["/page.txt", "/missing", "/page.txt?2"]) await get(server, target);
  await server.stop();
  const requests = server.log.lines().map((line) => /"(.*)" (\d+)/.exec(line)?.slice(1).join(" "));
  assert.equal(requests, [
    "GET /page.txt HTTP/1.1 200",
    "GET /missing HTTP/1.1 404",
    "GET /page.txt?2 HTTP/1.1 200",
  ]);
});

test.run();
