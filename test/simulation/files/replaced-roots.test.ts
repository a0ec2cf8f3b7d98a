/*
 * The home directory and those of --sendfile-root are what their paths name: looked at once a
 * second while requests come, let go of a second after the last, and never judged in one directory
 * and run in another.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import type { SimulatedServer } from "../../support/simulated-server";
import { directory, file, program } from "../../support/simulated-tree";
import { answer, answers, get, onBoth, say, startScript, statuses } from "../on-both";

function exchangeHome(server: SimulatedServer): void {
  server.host.files.root = directory({
    "hello.txt": file("another"),
    "cgi-bin": directory({ script: program(), added: program() }),
    kept: directory({ "a.txt": file("another") }),
  });
}

function ask(server: SimulatedServer, target: string): string {
  const client = server.connect();
  say(server, client, get(target));
  const { status, content } = answer(client);
  return status === 200 ? content.toString() : String(status);
}

onBoth("one look a second, whatever is asked for", "", (server) => {
  const client = server.connect();
  for (let i = 0; i < 100; i++) {
    say(server, client, get("/hello.txt") + get("/next.txt"));
    server.pass(10);
  }
  assert.is(answers(client).length, 200);
  assert.is(server.host.files.renewCount, 1);
  server.pass(10);
  say(server, client, get("/hello.txt"));
  assert.is(server.host.files.renewCount, 2);
});

onBoth("a root that nobody needs is let go of after a second, and opened again", "", (server) => {
  assert.is(server.host.files.releaseCount, 1, "after the start");
  const first = ask(server, "/hello.txt");
  server.pass(999);
  assert.is(server.host.files.releaseCount, 1);
  server.pass(1);
  assert.is(server.host.files.releaseCount, 2);
  assert.is(ask(server, "/hello.txt"), first);
  assert.not.match(server.host.logged, /another one/);
});

onBoth("another home directory is served a second later, kept files too", "", (server) => {
  const old = ask(server, "/hello.txt");
  assert.is.not(old, "another");
  server.pass(500);
  assert.is(ask(server, "/hello.txt"), old);
  exchangeHome(server);
  server.pass(499);
  assert.is(ask(server, "/hello.txt"), old);
  server.pass(1);
  assert.is(ask(server, "/hello.txt"), "another");
  assert.match(server.host.logged, / notice: directory \S+ is another one than before\n/);
});

onBoth(
  "a script is looked for in the directory that is there in this moment",
  "--cgi",
  (server) => {
    ask(server, "/hello.txt");
    exchangeHome(server);
    server.pass(1);
    startScript(server, get("/cgi-bin/added"));
  },
);

onBoth("a script that is another one when it is started is judged again", "--cgi", (server) => {
  const folder = server.host.files.root.children.get("cgi-bin");
  assert.ok(folder);
  folder.children.get = (name) => {
    exchangeHome(server);
    return Map.prototype.get.call(folder.children, name);
  };
  const client = server.connect();
  say(server, client, get("/cgi-bin/script"));
  assert.is(server.host.scripts.length, 0);
  assert.equal(statuses(client), []);
  assert.match(server.host.logged, /: it was exchanged for another one; it is tried again\n/);
  server.pass(100);
  assert.is(server.host.scripts.length, 1, "the one that is there now");
});

onBoth("a home directory that is gone: 503, for what is below it", "--cgi", (server) => {
  const old = ask(server, "/hello.txt");
  server.host.files.isHomeGone = true;
  server.pass(1000);
  for (const target of ["/hello.txt", "/", "/nothing", "/cgi-bin/script", "/cgi-bin/"]) {
    assert.is(ask(server, target), "503", target);
  }
  const told = server.host.logged.match(/ error: directory \S+ is not there\n/g);
  assert.is(told?.length, 1, "said once");
  server.host.files.isHomeGone = false;
  assert.is(ask(server, "/hello.txt"), old, "at once");
  assert.match(server.host.logged, / notice: directory \S+ is there again\n/);
});

for (const [failure, status] of [
  [Failure.NoDescriptors, "503"],
  [Failure.Forbidden, "403"],
  [Failure.Fault, "500"],
] as const) {
  onBoth(`a home directory that cannot be opened (${failure})`, "", (server) => {
    server.host.failNext("renewRoot", failure);
    assert.is(ask(server, "/hello.txt"), status);
    assert.is.not(ask(server, "/hello.txt"), status, "it is tried again at once");
  });
}

onBoth(
  "the same of a directory of --sendfile-root",
  "--cgi --sendfile-root /srv/home/kept",
  (server) => {
    const send = (): string => {
      const { client, script } = startScript(server);
      script.write("Content-Type: text/plain\nX-Sendfile: /srv/home/kept/a.txt\n\n");
      server.settle();
      const { status, content } = answer(client);
      script.exit(0);
      server.settle();
      return status === 200 ? content.toString() : String(status);
    };
    assert.is(send(), "the first");
    exchangeHome(server);
    server.pass(1000);
    assert.is(send(), "another");
    server.host.files.root.children.delete("kept");
    server.pass(1000);
    assert.is(send(), "503");
  },
  {
    arrange: (machine) => {
      machine.files.root.children.set("kept", directory({ "a.txt": file("the first") }));
    },
  },
);

test.run();
