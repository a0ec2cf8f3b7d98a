/*
 * Files that are made while they are read (proc, sysfs): 4096 octets by what they say.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure, Names } from "../../../src/seam/results";
import { fieldOf } from "../../support/http-message";
import type { SimulatedServer } from "../../support/simulated-server";
import { type Entry, file, onFileSystem } from "../../support/simulated-tree";
import { answer, answers, assertAtRest, get, onBoth, say, statuses } from "../on-both";

function place(server: SimulatedServer, content: string): Entry {
  const entry = onFileSystem(Names.Generated, file(content));
  server.host.files.root.children.set("value", entry);
  return entry;
}

for (const bytes of [0, 5, 4096, 30_000, 1_048_576]) {
  onBoth(`${bytes} octets: all of them, and their number`, "", (server) => {
    const content = "v".repeat(bytes);
    place(server, content);
    const client = server.connect();
    say(server, client, get("/value") + get("/value", "Range: bytes=1-3\r\n") + get("/next.txt"));
    const [whole, part, next] = answers(client);
    assert.is(whole?.status, 200);
    assert.is(fieldOf(whole as never, "Content-Length"), String(bytes));
    assert.ok(whole?.content.toString() === content);
    assert.is(part?.status, bytes > 0 ? 206 : 416);
    assert.is(next?.status, 200);
    assert.match(server.host.logged, `"GET /value HTTP/1.1" 200 ${bytes}\n`);
    server.pass(20_000);
    assertAtRest(server);
  });
}

onBoth("HEAD says the same length", "", (server) => {
  place(server, "12345");
  const client = server.connect();
  say(server, client, get("/value").replace("GET", "HEAD"));
  assert.is(fieldOf(answer(client, "HEAD"), "Content-Length"), "5");
});

onBoth("what has changed is never taken for the same", "", (server) => {
  const entry = place(server, "off");
  const first = server.connect();
  say(server, first, get("/value"));
  const tag = fieldOf(answer(first), "ETag");
  entry.content = Buffer.from("on ");
  server.pass(1);
  const second = server.connect();
  say(server, second, get("/value", `If-None-Match: ${tag}\r\n`));
  assert.is(answer(second).content.toString(), "on ");
});

onBoth("one that is too long is refused, and the log says why", "", (server) => {
  place(server, "v".repeat(1_048_577));
  const client = server.connect();
  say(server, client, get("/value") + get("/next.txt"));
  assert.equal(statuses(client), [500, 200]);
  assert.match(
    server.host.logged,
    / error: \/value: its size is not told, and is more than 1 MiB\n/,
  );
  server.pass(20_000);
  assertAtRest(server);
});

for (const name of ["openTemporary", "writeFile"] as const) {
  onBoth(`no room to keep what is read (${name})`, "--temp-dir /keep", (server) => {
    place(server, "12345");
    const client = server.connect();
    server.host.failNext(name, Failure.NotFound);
    say(server, client, get("/value") + get("/next.txt"));
    assert.equal(statuses(client), [507, 200]);
    assert.match(server.host.logged, / error: \/value: no temporary file can be made in \/keep\n/);
    server.pass(20_000);
    assertAtRest(server);
  });
}

onBoth("one that cannot be read just now", "", (server) => {
  place(server, "12345");
  const client = server.connect();
  server.host.failNext("readFile", Failure.NoDescriptors);
  say(server, client, get("/value"));
  assert.equal(statuses(client), [503]);
  server.pass(20_000);
  assertAtRest(server);
});

test.run();
