/*
 * A trap at every place: each host call of a run throws in turn, in its place or when it has done
 * its work. The connection in whose name the core was entered is dropped, the books balance after
 * each (the simulated server looks), and another client is served as before.
 */
import { test } from "uvu";
import { Failure, Signal } from "../../../src/seam/results";
import { type Run, testEachHostCall } from "../../support/each-host-call";
import { answer, endRecord, record, Status, Type } from "../../support/fastcgi-backend";
import type { FaultMoment, SimulatedHost } from "../../support/simulated-host";
import { SimulatedServer } from "../../support/simulated-server";
import { file } from "../../support/simulated-tree";
import { makeTree } from "../../support/simulated-world";
import { cores, get, Pool, post, say, taken } from "../on-both";

const ARGS = [
  ..."--cgi --scripts 1 --script *.php:/bin/sh --sendfile-root /srv/home".split(" "),
  ...["--fastcgi", "/fcgi/ unix:/run/a.sock 127.0.0.1:9000 keep=1"],
  ...["--scgi", "/scgi/ 127.0.0.1:4000", "--authorizer", "/list/ unix:/run/b.sock"],
];
const OUTPUT = "Content-Type: text/plain\n\nhello";

/** What one run has besides. */
const MORE_ARGS: Record<string, string[]> = {
  "passwords that are compared": ["--auth", "/sub/ /etc/passwords group=g groups=/etc/groups"],
  "servers that are started": ["--fastcgi", "/s/ spawn=/srv/home/cgi-bin/script processes=2"],
  "requests that wait for one backend": ["--fastcgi", "/one/ unix:/one.sock keep=1 at-once=1"],
};

function withPasswords(host: SimulatedHost): void {
  const hash = "$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1";
  host.files.unconfined.set("/etc/passwords", file(`a:${hash}\nb:${hash}\n`));
  host.files.unconfined.set("/etc/groups", file("g: a b\n"));
}

/** More host calls than any of these runs makes. */
const CALLS_MAX = 400;

const RUNS: Record<string, Run> = {
  "files, small and large": (server) => {
    const client = server.connect();
    say(server, client, get("/hello.txt") + get("/big.bin") + get("/missing") + get("/hello.txt"));
    client.end();
    server.settle();
  },
  "a slow client of a large file": (server) => {
    const client = server.connect();
    client.limit(500);
    say(server, client, get("/big.bin") + get("/hello.txt"));
    client.takeAll();
    server.settle();
  },
  "several ranges, coded forms": (server) => {
    const client = server.connect();
    client.limit(500);
    say(server, client, get("/big.bin", "Range: bytes=0-4,9000-9999,20000-59999,-2\r\n"));
    client.takeAll();
    say(server, client, get("/coded/all.txt", "Accept-Encoding: gzip\r\n"));
    say(server, client, get("/coded/closed.txt", "Accept-Encoding: br\r\n"));
    client.end();
    server.settle();
  },
  directories: (server) => {
    const client = server.connect();
    client.limit(20);
    say(server, client, get("/list/") + get("/list") + get("/sub/"));
    client.takeAll();
    server.pass(0);
  },
  "heads in pieces, and refusals": (server) => {
    const client = server.connect();
    client.give(get("/hello.txt"), 9);
    server.settle();
    say(server, client, `${post("/hello.txt", 3)}abc`);
    say(server, client, "nonsense\r\n\r\n");
    const slow = server.connect();
    say(server, slow, "GET /");
    server.pass(25_000);
  },
  "scripts by extension, and as the index of a directory": (server) => {
    server.host.onSpawn = (script) => {
      script.write("Content-Type: text/plain\n\nok");
      script.exit();
    };
    const client = server.connect();
    say(
      server,
      client,
      get("/app/x.php/more") + get("/app/") + get("/app/prog") + get("/app/page/"),
    );
    say(server, client, `${post("/app/", 3)}abc${post("/app/page/", 0)}`);
    client.end();
    server.settle();
  },
  "a script that cannot be started": (server) => {
    const client = server.connect();
    server.host.failNext("spawn", Failure.NotFound);
    say(server, client, get("/cgi-bin/script") + get("/hello.txt"));
  },
  "a script with content": (server) => {
    const client = server.connect();
    const expecting = "Content-Length: 3\r\nExpect: 100-continue\r\n";
    say(server, client, get("/cgi-bin/script", expecting));
    say(server, client, `abc${get("/hello.txt")}`);
    const script = server.host.scripts[0];
    script?.error.give("a line\nhalf a line");
    script?.write("Status: 201\nContent-Type: text/plain\n\nhello");
    server.settle();
    script?.exit();
    server.settle();
  },
  "a script, a slow client that leaves": (server) => {
    const client = server.connect();
    client.limit(30);
    say(server, client, get("/cgi-bin/script"));
    server.host.scripts[0]?.write(`Content-Type: text/plain\n\n${"x".repeat(30_000)}`);
    server.settle();
    client.take(40_000);
    server.settle();
    client.fail();
    server.pass(0);
  },
  "passwords that are compared": (server) => {
    const [right, wrong, lost] = ["a:right", "b:wrong", "a:lost"].map((user) =>
      get("/sub/inner.txt", `Authorization: Basic ${btoa(user)}\r\n`),
    );
    server.host.onTask = (task) => {
      task.result = ["right", "wrong"].indexOf(task.password) * -1 + 1;
      if (task.password === "lost") task.result = Failure.Fault;
    };
    const client = server.connect();
    say(server, client, `${right}${get("/sub/")}${wrong}${lost}${right}`);
    server.pass(0);
    client.end();
    server.pass(0);
  },
  "a script that is over time": (server) => {
    const client = server.connect();
    say(server, client, get("/cgi-bin/script"));
    for (const script of server.host.scripts) script.isObedient = false;
    server.pass(34_000);
  },
  "scripts that redirect to another, and to a file": (server) => {
    const client = server.connect();
    say(server, client, post("/cgi-bin/script", 3) + get("/hello.txt"));
    for (const target of ["/cgi-bin/other", "/cgi-bin/nph-script"]) {
      server.host.scripts.at(-1)?.write(`Location: ${target}\n\n`);
      server.settle();
      server.host.scripts.at(-1)?.exit();
      server.settle();
    }
    server.host.scripts.at(-1)?.write("HTTP/1.1 200 OK\r\n\r\nhello");
    server.settle();
    const other = server.connect();
    say(server, other, get("/cgi-bin/script"));
    server.host.scripts.at(-1)?.write("Location: /big.bin\n\n");
    server.settle();
  },
  "files in place of scripts' content": (server) => {
    const client = server.connect();
    client.limit(50_000);
    for (const [path, fields] of [
      ["big.bin", ""],
      ["big.bin", "Range: bytes=5-\r\n"],
      ["hello.txt", "If-None-Match: *\r\n"],
      ["missing", ""],
      ["closed.txt", ""],
    ]) {
      say(server, client, get("/cgi-bin/script", fields));
      const script = server.host.scripts.at(-1);
      script?.write(`X-Sendfile: /srv/home/${path}\n\nmore`);
      server.settle();
      script?.exit();
      client.takeAll();
      server.settle();
    }
  },
  "a redirect while all scripts run": (server) => {
    for (let i = 0; i < 8; i++) say(server, server.connect(), get("/cgi-bin/script"));
    const script = server.host.scripts.at(-1);
    script?.write("Location: /cgi-bin/other\n\n");
    server.settle();
    script?.exit();
    server.settle();
    server.host.scripts.at(-1)?.write("Content-Length: 2\n\nok");
    server.settle();
  },
  "content that is kept": (server) => {
    const head = `${post("/cgi-bin/script", 0).replace(/Content.*/s, "Transfer-Encoding: chunked")}`;
    const client = server.connect();
    say(server, client, `${head}\r\nExpect: 100-continue\r\n\r\n4268\r\n`);
    say(server, client, "x".repeat(10_000));
    say(server, client, `${"x".repeat(7000)}\r\n0\r\n\r\n${get("/hello.txt")}`);
    server.pass(0);
    const other = server.connect();
    say(server, other, `${head}\r\n\r\n5\r\nhello\r\n0\r\n\r\n`);
    server.host.scripts[0]?.write("Status: 201\n\n");
    server.host.scripts[0]?.exit();
    server.pass(0);
    const third = server.connect();
    say(server, third, `${head}\r\n\r\n4268\r\n${"x".repeat(17_000)}`);
    third.fail();
    server.settle();
  },
  "requests that wait for their turn": (server) => {
    const clients = [server.connect(), server.connect(), server.connect()];
    const octets = `${post("/cgi-bin/script", 5)}hello${get("/hello.txt")}`;
    for (const client of clients) say(server, client, octets);
    server.host.scripts[0]?.exit();
    server.pass(0);
    server.stop();
    server.pass(0);
  },
  "a backend that answers, and is kept": (server) => {
    const client = server.connect();
    say(server, client, get("/fcgi/a") + get("/hello.txt"));
    server.host.backends[0]?.write(record(Type.Stderr, "a line\nhalf a line"));
    server.host.backends[0]?.write(answer(OUTPUT), 7);
    server.settle();
    say(server, client, get("/fcgi/b"));
    server.host.backends.at(-1)?.write(answer("Location: /hello.txt\n\n"));
    server.settle();
    say(server, client, `${post("/fcgi/c", 5)}he`);
    say(server, client, "llo");
    server.host.backends.at(-1)?.write(answer(OUTPUT));
    server.pass(6000);
  },
  "backends that refuse, are overloaded, and die": (server) => {
    const client = server.connect();
    // What is lent would stay so for ever, and its slot be used again.
    server.host.neverFaulty = /^close$/;
    server.host.onConnect = (backend) => {
      if (server.host.backends.length === 1) backend.refuse();
      else backend.channel.limit(10);
    };
    say(server, client, get("/fcgi/a"));
    server.host.backends[1]?.channel.takeAll();
    server.host.backends[1]?.write(endRecord(1, Status.Overloaded));
    server.settle();
    say(server, server.connect(), get("/fcgi/b"));
    server.pass(1100);
    const other = server.connect();
    say(server, other, get("/fcgi/c"));
    server.host.backends.at(-1)?.write(record(Type.Stdout, OUTPUT));
    server.settle();
    server.host.backends.at(-1)?.fail();
    server.settle();
  },
  "a backend with content of which the length is not known": (server) => {
    const client = server.connect();
    const head = post("/fcgi/a", 0).replace(/Content.*/s, "Transfer-Encoding: chunked\r\n\r\n");
    server.host.onConnect = (backend) => backend.channel.limit(2000);
    say(server, client, `${head}4268\r\n${"x".repeat(17_000)}\r\n0\r\n\r\n`);
    server.pass(0);
    server.host.backends[0]?.channel.takeAll();
    server.pass(0);
    server.host.backends[0]?.write(answer(OUTPUT));
    server.settle();
  },
  "SCGI, a slow client that leaves": (server) => {
    const client = server.connect();
    client.limit(100);
    say(server, client, `${post("/scgi/a", 3)}abc`);
    server.host.backends[0]?.write(OUTPUT.repeat(2000));
    server.settle();
    client.take(3000);
    server.settle();
    client.fail();
    server.settle();
    say(server, server.connect(), get("/scgi/b"));
    server.host.backends.at(-1)?.write(OUTPUT);
    server.host.backends.at(-1)?.close();
    server.settle();
  },
  "a backend that is over time": (server) => {
    server.host.onConnect = (backend) => backend.hold();
    say(server, server.connect(), get("/fcgi/a"));
    server.pass(12_000);
    server.host.onConnect = () => {};
    say(server, server.connect(), get("/fcgi/a"));
    server.pass(34_000);
  },
  "an authorizer that allows, and one that refuses": (server) => {
    const client = server.connect();
    say(server, client, get("/list/a.txt") + get("/hello.txt"));
    server.host.backends[0]?.write(answer("Status: 200\nVariable-A: b\n\n"));
    server.pass(0);
    say(server, client, get("/list/b.txt"));
    server.host.backends.at(-1)?.write(answer("Status: 403\n\nno"));
    server.pass(0);
  },
  "requests that wait for one backend": (server) => {
    const clients = [server.connect(), server.connect(), server.connect(), server.connect()];
    clients[0]?.limit(50);
    for (const client of clients) say(server, client, get("/one/a") + get("/hello.txt"));
    for (let i = 0; i < clients.length; i++) {
      server.host.backends.at(-1)?.write(answer(OUTPUT));
      server.settle();
      if (i === 1) clients[2]?.fail();
      server.pass(0);
    }
    clients[0]?.takeAll();
    server.settle();
    server.host.backends.at(-1)?.write(answer(OUTPUT));
    server.pass(0);
  },
  "servers that are started": (server) => {
    for (const { script } of server.host.servers) script.error.give("a line\nhalf a line");
    say(server, server.connect(), get("/s/x"));
    server.reload();
    server.settle();
    for (const { script } of server.host.servers) script.receiveSignal(Signal.Kill);
    server.pass(5000);
    server.host.servers.at(-1)?.script.exit(1);
    server.pass(5000);
    server.stop();
    server.pass(20_000);
  },
  stop: (server) => {
    const client = server.connect();
    client.limit(100);
    server.connect();
    say(server, client, get("/big.bin"));
    server.stop();
    server.pass(11_000);
  },
};

testEachHostCall({
  cores,
  runs: RUNS,
  callsMax: CALLS_MAX,
  start: (build, name) => {
    const args = [...ARGS, ...(MORE_ARGS[name] ?? [])];
    return new SimulatedServer(build, { tree: makeTree(), args, arrange: withPasswords });
  },
  judge: lostAmong,
});

/** Another client is served, and when all have gone nothing is left. */
function lostAmong(server: SimulatedServer, moment: FaultMoment): string | null {
  if (server.host.exitStatus !== null || !server.host.isListening) return null;
  const other = server.connect();
  say(server, other, get("/hello.txt"));
  const text = other.received().toString("latin1");
  if (!text.startsWith("HTTP/1.1 200 ")) return `then ${text.slice(0, 30)}`;
  for (const channel of server.host.channels.values()) channel.fail();
  for (const script of server.host.scripts) script.exit();
  server.pass(70_000);
  const left = [
    Pool.Heads,
    Pool.Sends,
    Pool.Upstreams,
    Pool.Outputs,
    Pool.Listings,
    Pool.Files,
    Pool.Held,
    Pool.Idle,
  ];
  // What was opened when the call failed, or was not closed by it, nobody knows of.
  const isGivenUp = server.lastFault.startsWith("close");
  if (moment === "before" && !isGivenUp) server.checkAtRest();
  server.checkReaped();
  const kept = left.filter((pool) => taken(server, pool) > 0);
  return kept.length > 0 ? `items of pools ${kept} are lost` : null;
}

test.run();
