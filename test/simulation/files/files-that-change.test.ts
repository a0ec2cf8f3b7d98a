import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import { entriesOf } from "../../support/html";
import { fieldOf } from "../../support/http-message";
import { SimulatedServer } from "../../support/simulated-server";
import { directory, type Entry, file, source } from "../../support/simulated-tree";
import { answer, answers, assertAtRest, cores, get, onBoth, say, statuses } from "../on-both";

const RULE = "--script *.php:/bin/sh";

function entryOf(server: SimulatedServer, name: string): Entry {
  return server.host.files.root.children.get(name) as Entry;
}

onBoth("a small file that is cut off before it is read", "", (server) => {
  const client = server.connect();
  server.host.failNext("readFile", 3 as Failure);
  say(server, client, get("/hello.txt"));
  assert.is(client.isClosed, true, "the length that was promised no longer holds");
  assert.match(
    server.host.logged,
    / error: "GET \/hello.txt HTTP\/1.1": the file has less than its size/,
  );
  assert.not.match(server.host.logged, / 200 /, "no answer is logged");
  assertAtRest(server);
});

for (const failure of [Failure.Fault, Failure.NoDescriptors, 0 as Failure]) {
  onBoth(`a small file that cannot be read (${failure})`, "", (server) => {
    const client = server.connect();
    server.host.failNext("readFile", failure);
    say(server, client, get("/hello.txt"));
    assert.is(client.isClosed, true);
    assertAtRest(server);
  });
}

onBoth("a large file that is cut off while it is sent", "", (server) => {
  const client = server.connect();
  client.limit(20_000);
  say(server, client, get("/big.bin"));
  const entry = entryOf(server, "big.bin");
  entry.content = entry.content.subarray(0, 30_000);
  client.give(get("/next.txt"));
  client.takeAll();
  server.settle();
  assert.ok(client.received().length < 31_000, "nothing stands in the place of what is missing");
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("what was a directory when it was judged and is a script's source then", RULE, (server) => {
  const { children } = server.host.files.root;
  const found = [directory({}), source()];
  children.get = (name) =>
    name === "page.php" ? found.shift() : Map.prototype.get.call(children, name);
  const client = server.connect();
  say(server, client, get("/page.php"));
  assert.is(found.length, 0, "it was looked up twice");
  assert.is(answer(client).status, 404);
  assert.not.match(client.received().toString(), source().content.toString());
  assertAtRest(server, 1);
});

onBoth("a client leaves in the middle of a large file", "", (server) => {
  const client = server.connect();
  client.limit(20_000);
  say(server, client, get("/big.bin"));
  client.fail();
  server.settle();
  server.pass(30_000);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("a client that has ended its side gets the whole file", "", (server) => {
  const client = server.connect();
  client.limit(20_000);
  client.give(get("/big.bin"));
  client.end();
  server.settle();
  client.takeAll();
  server.settle();
  assert.is(answer(client).content.length, 100_000);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("a file that changes is seen at once", "", (server) => {
  const client = server.connect();
  say(server, client, get("/hello.txt"));
  const entry = entryOf(server, "hello.txt");
  entry.content = Buffer.from("HELLO");
  entry.changedMs += 0.25;
  say(server, client, get("/hello.txt"));
  const [before, after] = answers(client);
  assert.is(before?.content.toString(), "hello\n");
  assert.is(after?.content.toString(), "HELLO");
});

onBoth("a kept file that cannot be looked at is opened anew", "", (server) => {
  const client = server.connect();
  say(server, client, get("/hello.txt"));
  server.host.failNext("statFile", Failure.Fault);
  say(server, client, get("/hello.txt"));
  assert.equal(statuses(client), [200, 200]);
  assertAtRest(server, 1);
});

onBoth("HEAD of a directory to a slow client has no content", "", (server) => {
  const client = server.connect();
  client.limit(10);
  say(server, client, `HEAD /list/ HTTP/1.1\r\nHost: a\r\n\r\n${get("/hello.txt")}`);
  client.takeAll();
  server.pass(0);
  assert.equal(
    answers(client, "HEAD", "GET").map(({ status }) => status),
    [200, 200],
  );
});

const NAME_SHAPES: [string, number, (i: number) => string][] = [
  ["short names", 3000, (i) => `n${i}`],
  ["names of 12 octets", 2000, (i) => `name-${String(i).padStart(7, "0")}`],
  ["names of 100 octets", 700, (i) => `${"x".repeat(94)}${String(i).padStart(6, "0")}`],
  ["the longest names", 300, (i) => `${"x".repeat(249)}${String(i).padStart(6, "0")}`],
];

for (const [what, count, nameOf] of NAME_SHAPES) {
  for (const [order, isUp] of [
    ["rising", true],
    ["falling", false],
  ] as const) {
    for (const build of cores) {
      test(`a listing has all of ${count} ${what}, ${order} [${build.name}]`, () => {
        const names = Array.from({ length: count }, (_, i) => nameOf(isUp ? i : count - 1 - i));
        const children = Object.fromEntries(names.map((name) => [name, file("")]));
        const server = new SimulatedServer(build, {
          tree: directory({ many: directory(children) }),
        });
        const client = server.connect();
        say(server, client, get("/many/"));
        server.pass(0);
        const page = answer(client);
        const found = entriesOf(page.content.toString());
        assert.is(fieldOf(page, "Transfer-Encoding"), "chunked");
        assert.equal(
          found.map(({ href }) => href),
          [...names].sort(),
        );
      });
    }
  }
}

/** A directory that takes several turns to read, and a client that takes part of its listing. */
function halfListed(server: SimulatedServer): ReturnType<SimulatedServer["connect"]> {
  const children: [string, Entry][] = Array.from({ length: 9000 }, (_, i) => [`${i}`, file("")]);
  server.host.files.root.children.set("many", directory(Object.fromEntries(children)));
  const client = server.connect();
  client.limit(100_000);
  say(server, client, get("/many/?sort=size"));
  server.pass(0);
  return client;
}

onBoth("a client leaves in the middle of a listing", "", (server) => {
  const client = halfListed(server);
  client.fail();
  server.settle();
  server.pass(30_000);
  assert.is(client.isClosed, true);
  assertAtRest(server);
});

onBoth("entries that have gone since they were found are left out", "", (server) => {
  const client = halfListed(server);
  const { children } = entryOf(server, "many");
  for (let i = 0; i < 9000; i += 2) children.delete(`${i}`);
  client.takeAll();
  server.pass(0);
  const page = answer(client).content.toString();
  for (let i = 1; i < 9000; i += 2) assert.ok(page.includes(`href="${i}"`), `${i}`);
  const shown = entriesOf(page).length;
  assert.ok(page.includes(`<p>${shown} entries`), "and are not counted");
  assert.ok(shown < 9000);
  assertAtRest(server, 1);
});

test.run();
