/*
 * The line of the log of an answer whose content is passed on as it comes
 * (src/core/connection/streamed.ts): at its end, with the octets of content that were taken,
 * whichever way it ends.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedServer } from "../../support/simulated-server";
import { directory, file } from "../../support/simulated-tree";
import { ask, HEAD, reply, withRules } from "../backends";
import { answer, get, onBoth, say, startScript } from "../on-both";

const OLD = "GET /cgi-bin/script HTTP/1.0\r\n\r\n";
const NPH_HEAD = "HTTP/1.1 299 Mine\r\nX-A: b\r\n\r\n";

/** Request-lines, statuses and lengths of the answers that were logged, in order. */
function logged(server: SimulatedServer): string[] {
  const lines = server.host.logged.split("\n").filter((line) => / - - \[/.test(line));
  return lines.map((line) => line.replace(/^.*?\] "(.*?)(?: HTTP\/1\.\d)?" /, "$1 "));
}

/** Contents of which more than one slot is sent. */
const LONG = "0123456789".repeat(5000);

const ANSWERS: Record<string, readonly [string, string, string]> = {
  "in chunks": [get("/cgi-bin/script"), `${HEAD}${LONG}`, "GET /cgi-bin/script 200 50000"],
  "to HTTP/1.0": [OLD, `${HEAD}${LONG}`, "GET /cgi-bin/script 200 50000"],
  "with a length": [
    get("/cgi-bin/script"),
    `Content-Length: 50000\n${HEAD}${LONG}beyond`,
    "GET /cgi-bin/script 200 50000",
  ],
  "that is not parsed": [
    get("/cgi-bin/nph-script"),
    `${NPH_HEAD}${LONG}`,
    "GET /cgi-bin/nph-script 299 50000",
  ],
  "without content": [get("/cgi-bin/script"), HEAD, "GET /cgi-bin/script 200 0"],
  "to HEAD": [
    get("/cgi-bin/script").replace("GET", "HEAD"),
    `${HEAD}${LONG}`,
    "HEAD /cgi-bin/script 200 0",
  ],
};

for (const [what, [request, output, line]] of Object.entries(ANSWERS)) {
  onBoth(`an answer ${what} has its line at its end`, "--cgi", (server) => {
    const { script } = startScript(server, request);
    script.write(output, 7000);
    server.settle();
    script.exit();
    server.settle();
    assert.equal(logged(server), [line]);
  });

  onBoth(`an answer ${what} to a client that takes it slowly`, "--cgi", (server) => {
    const { client, script } = startScript(server, request);
    client.limit(5000);
    script.write(output);
    script.exit();
    server.settle();
    for (let i = 0; i < 12; i++) {
      client.take(5000);
      server.settle();
    }
    assert.equal(logged(server), [line]);
  });
}

/** What cuts an answer of which `part` was taken. */
const CUTS: Record<string, (server: SimulatedServer, client: SimulatedChannel) => void> = {
  "its client leaves": (_, client) => client.fail(),
  "its client takes nothing more": (server, client) => {
    client.vanish();
    server.host.scripts[0]?.write("more");
  },
  "its script is killed": (server) => server.host.scripts[0]?.exit(256 + 9),
};

for (const [what, cut] of Object.entries(CUTS)) {
  onBoth(`an answer is cut because ${what}: what was taken is counted`, "--cgi", (server) => {
    const { client, script } = startScript(server);
    script.write(`${HEAD}part`);
    server.settle();
    assert.equal(logged(server), []);
    cut(server, client);
    server.settle();
    assert.equal(logged(server), ["GET /cgi-bin/script 200 4"]);
    assert.is(client.isClosed, true);
  });
}

onBoth("an answer is cut while some of it is lent: that was not sent", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write(`${HEAD}first`);
  server.settle();
  client.limit(3);
  script.write("second");
  server.settle();
  client.fail();
  server.settle();
  assert.equal(logged(server), ["GET /cgi-bin/script 200 5"]);
  script.exit();
  server.settle();
  assert.equal(logged(server), ["GET /cgi-bin/script 200 5"]);
});

onBoth("an answer whose client takes nothing in time", "--cgi", (server) => {
  const { client, script } = startScript(server);
  script.write(`${HEAD}first`);
  server.settle();
  client.limit(0);
  script.write(LONG);
  server.pass(70_000);
  assert.is(client.isReset, true);
  assert.equal(logged(server), ["GET /cgi-bin/script 200 5"]);
});

onBoth(
  "a script that is refused an answer has one line, that of the refusal",
  "--cgi",
  (server) => {
    const { client, script } = startScript(server);
    script.write("no head\n\n");
    server.settle();
    const bytes = answer(client).content.length;
    script.exit();
    server.settle();
    assert.equal(logged(server), [`GET /cgi-bin/script 502 ${bytes}`]);
  },
);

onBoth("requests in one piece have their lines in order", "--cgi", (server) => {
  const page = get("/missing.txt");
  const { script } = startScript(server, `${page}${get("/cgi-bin/script")}${page}`);
  script.write(`${HEAD}part`);
  server.settle();
  assert.equal(logged(server).map(pathAndStatus), ["/missing.txt 404"]);
  script.exit();
  server.settle();
  const lines = logged(server).map(pathAndStatus);
  assert.equal(lines, ["/missing.txt 404", "/cgi-bin/script 200", "/missing.txt 404"]);
});

function pathAndStatus(line: string): string {
  return line.split(" ").slice(1, 3).join(" ");
}

withRules("an answer of a backend", ["--fastcgi", "/app/ unix:/a"], (server) => {
  const { backend } = ask(server);
  reply(server, backend, LONG);
  assert.equal(logged(server), ["GET /app/x 200 50000"]);
});

const tree = directory({
  large: directory(
    Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`file-${i}.txt`, file("")])),
  ),
});

for (const [version, fields] of [
  ["HTTP/1.1", "Host: a\r\n"],
  ["HTTP/1.0", ""],
]) {
  onBoth(
    `a listing in ${version}`,
    "",
    (server) => {
      const client = server.connect();
      say(server, client, `GET /large/ ${version}\r\n${fields}\r\n`);
      server.pass(1000);
      const { content } = answer(client);
      assert.ok(content.length > 100_000);
      assert.equal(logged(server), [`GET /large/ 200 ${content.length}`]);
    },
    { tree },
  );
}

onBoth(
  "a listing whose client takes its last part late, and one to HEAD",
  "",
  (server) => {
    const client = server.connect();
    const whole = server.connect();
    say(server, whole, "GET /large/ HTTP/1.0\r\n\r\n");
    server.pass(1000);
    const octets = whole.received();
    client.limit(octets.length - 1);
    say(server, client, "GET /large/ HTTP/1.0\r\n\r\n");
    server.pass(1000);
    assert.is(logged(server).length, 1);
    client.takeAll();
    server.settle();
    const bytes = octets.length - octets.indexOf("\r\n\r\n") - 4;
    assert.equal(logged(server).slice(1), [`GET /large/ 200 ${bytes}`]);
    say(server, server.connect(), get("/large/").replace("GET", "HEAD"));
    assert.equal(logged(server).slice(2), ["HEAD /large/ 200 0"]);
  },
  { tree },
);

onBoth(
  "a listing that is cut",
  "",
  (server) => {
    const client = server.connect();
    client.limit(40_000);
    say(server, client, "GET /large/ HTTP/1.0\r\n\r\n");
    server.pass(1000);
    client.fail();
    server.settle();
    const [line = ""] = logged(server);
    const bytes = Number(/^GET \/large\/ 200 (\d+)$/.exec(line)?.[1]);
    assert.ok(bytes > 20_000 && bytes < 40_000, line);
  },
  { tree },
);

test.run();
