/*
 * Two things that go on for one request at a time: content and answer, a redirect and those who
 * wait, a request that waits a second time.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { record, answer as recordsOf, Type } from "../../support/fastcgi-backend";
import { program } from "../../support/simulated-tree";
import { filler } from "../../support/simulated-world";
import { ask, HEAD, latest, received, reply, STREAMED, withRules } from "../backends";
import { answers, assertAtRest, get, post, say, startScript, statuses } from "../on-both";

const ONE = ["--fastcgi", "/app/ unix:/a"];
const CHUNKED = "POST /app/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

function chunked(content: string): string {
  return `${CHUNKED}${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
}

withRules("the client is slow when the next piece of a file has its turn", ONE, (server) => {
  const content = filler(700_000).toString("latin1");
  const client = server.connect();
  for (let at = 0; at < chunked(content).length; at += 16_384) {
    client.give(chunked(content).slice(at, at + 16_384));
    server.settle();
  }
  server.tick();
  server.settle();
  const backend = latest(server);
  let got = received(backend).content.length;
  assert.ok(got < content.length, "it is passed on in turns");
  client.limit(10);
  backend.write(record(Type.Stdout, `${HEAD}${"x".repeat(5000)}`));
  server.settle();
  client.takeAll();
  for (let i = 0; i < 10; i++) {
    server.pass(1000);
    got += backend.received().length;
  }
  assert.ok(got > content.length, `${got} octets with their headers`);
  backend.write(recordsOf("end"));
  server.settle();
  assert.equal(statuses(client), [200]);
  assertAtRest(server, 1);
});

for (const rest of ["5\r\nhello\r\n0\r\n\r\n", ""]) {
  const args = ["--cgi", "--authorizer", "/app/ unix:/auth"];
  const what = rest === "" ? "comes later" : "has come";
  withRules(`an authorizer redirects to a script, and chunked content ${what}`, args, (server) => {
    const { client } = ask(server, `${CHUNKED}${rest}`);
    reply(server, latest(server), "", "Location: /cgi-bin/script\n\n");
    const script = server.host.scripts.at(-1);
    assert.is(script?.variable("CONTENT_LENGTH"), null);
    if (rest === "") say(server, client, "5\r\nhello\r\n0\r\n\r\n");
    script?.write("Content-Type: text/plain\n\ndone");
    script?.exit();
    server.settle();
    say(server, client, get("/next.txt"));
    assert.equal(statuses(client), [200, 200]);
    assertAtRest(server, 1);
  });
}

withRules(
  "an authorizer redirects a request with more content than a script may have",
  ["--cgi", "--authorizer", "/app/ unix:/auth", "--content-max", "10"],
  (server) => {
    const { client } = ask(server, `${post("/app/x", 20)}${"c".repeat(20)}${get("/next.txt")}`);
    reply(server, latest(server), "", "Location: /cgi-bin/script\n\n");
    server.host.scripts.at(-1)?.write("Content-Type: text/plain\n\ndone");
    server.host.scripts.at(-1)?.exit();
    server.settle();
    assert.equal(statuses(client), [200, 200]);
  },
);

withRules(
  "content behind an authorizer's redirect is not asked for, and the script has its times",
  ["--cgi", "--authorizer", "/app/ unix:/auth", "--timeout", "script-head=5"],
  (server) => {
    const fields = "Expect: 100-continue\r\nContent-Length: 1000\r\n";
    const { client } = ask(server, get("/app/x", fields));
    reply(server, latest(server), "", "Location: /cgi-bin/script\n\n");
    assert.is(server.host.scripts.length, 1);
    for (let second = 0; second < 5; second++) {
      assert.is(client.received().length, 0);
      server.pass(1000);
      client.give("c".repeat(100));
    }
    server.settle();
    assert.equal(statuses(client), [504]);
  },
);

withRules(
  "a backend redirects before it has taken the request: no 100 (Continue)",
  [...ONE, ...STREAMED],
  (server) => {
    server.host.onConnect = ({ channel }) => channel.limit(10);
    const fields = "Expect: 100-continue\r\nContent-Length: 3\r\n";
    const { client, backend } = ask(server, get("/app/x", fields));
    backend.write(record(Type.Stdout, "Location: /next.txt\n\n"));
    server.settle();
    backend.channel.takeAll();
    server.settle();
    say(server, client, "abc");
    const [first] = answers(client);
    assert.equal([first?.status, first?.interim], [200, []]);
  },
);

for (const keep of [0, 1]) {
  const args = ["--fastcgi", `/app/ unix:/a at-once=1 keep=${keep}`];
  withRules(`a backend redirects to itself while others wait, keep=${keep}`, args, (server) => {
    const { client } = ask(server, get("/app/first"));
    const others = [1, 2, 3].map(() => server.connect());
    for (const other of others) say(server, other, get("/app/other"));
    let backend = latest(server);
    assert.match(received(backend).params, "/app/first");
    reply(server, backend, "", "Location: /app/second\n\n");
    for (let i = 0; i < 4; i++) {
      server.pass(0);
      backend = latest(server);
      reply(server, backend);
    }
    server.pass(0);
    for (const one of [client, ...others]) assert.equal(statuses(one), [200]);
    server.pass(5000);
    assertAtRest(server, 4);
  });
}

withRules(
  "a request that was kept waits a second time, by another rule, and in vain",
  [
    ...["--script", "*.cgi at-once=1", "--script", "*.php:/srv/home/cgi-bin/script at-once=1"],
    ...["--index", "index.php", "--index", "index.cgi", "--timeout", "script-wait=5"],
  ],
  (server) => {
    const folder = server.host.files.root.children;
    for (const name of ["index.cgi", "a.cgi", "b.php"]) folder.set(name, program());
    const first = startScript(server, get("/a.cgi"));
    startScript(server, get("/b.php"));
    const client = server.connect();
    const kept = CHUNKED.replace("/app/x", "/");
    say(server, client, `${kept}28\r\n${"k".repeat(40)}\r\n0\r\n\r\n${get("/next.txt")}`);
    folder.set("index.php", program());
    first.script.write("Content-Type: text/plain\n\n");
    first.script.exit();
    server.settle();
    server.pass(6000);
    assert.equal(statuses(client), [503, 200]);
  },
);

const TWO_SCRIPTS = ["--cgi", "--scripts", "2"];

withRules(
  "a redirect that waits for a place is followed when there is one",
  TWO_SCRIPTS,
  (server) => {
    const busy = startScript(server);
    const { client, script } = startScript(server);
    script.write("Location: /cgi-bin/script\n\n");
    script.output.end();
    server.settle();
    assert.is(server.host.scripts.length, 2);
    busy.script.write("Content-Type: text/plain\n\n");
    busy.script.exit();
    server.pass(0);
    assert.is(server.host.scripts.length, 3);
    server.host.scripts.at(-1)?.write("Content-Type: text/plain\n\nhere");
    server.host.scripts.at(-1)?.exit();
    server.settle();
    assert.is(answers(client).at(-1)?.content.toString(), "here");
  },
);

withRules(
  "a redirect that waits does not keep others from being pressed",
  TWO_SCRIPTS,
  (server) => {
    const redirecting = startScript(server);
    const unheard = startScript(server);
    redirecting.script.write("Location: /cgi-bin/script\n\n");
    server.settle();
    unheard.script.write("Content-Length: 2\n\nok");
    server.settle();
    const waiting = server.connect();
    say(server, waiting, get("/cgi-bin/script"));
    server.pass(5000);
    assert.ok(unheard.script.signals.length > 0, "it is told to end, as others wait");
  },
);

test.run();
