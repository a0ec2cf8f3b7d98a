/*
 * Servers that are started: what follows when they end, when they are replaced, and when the server
 * itself ends.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure, Signal } from "../../src/host/results";
import type { SimulatedBackend } from "../support/simulated-backend";
import type { SimulatedServerProcess } from "../support/simulated-host";
import { SimulatedServer } from "../support/simulated-server";
import { makeTree } from "../support/simulated-world";
import { answer, cores, get, onBoth, say, statuses } from "./on-both";

const PROGRAM = "/srv/home/cgi-bin/script";
const PATH = "/tmp/microhttpd-321-";

type Check = (server: SimulatedServer) => void;

/** A test of a server that starts this program. */
function spawning(name: string, settings: string, check: Check): void {
  const args = ["-v", "--fastcgi", `/s/ spawn=${PROGRAM} ${settings}`, "--status", "/status"];
  onBoth(name, "", check, { args });
}

function processes(server: SimulatedServer): SimulatedServerProcess[] {
  return server.host.servers.filter(({ script }) => script.status === null);
}

function processAt(server: SimulatedServer, path: string): SimulatedServerProcess {
  const found = processes(server)
    .filter((one) => one.path === path)
    .at(-1);
  if (found === undefined) throw new Error(`nobody serves at ${path}`);
  return found;
}

/** A request, and the connection that it goes to. */
function ask(server: SimulatedServer, target = "/s/x") {
  const client = server.connect();
  const before = server.host.backends.length;
  say(server, client, get(target));
  assert.is(server.host.backends.length, before + 1, "it goes to a backend");
  return { client, backend: server.host.backends.at(-1) as SimulatedBackend };
}

function record(type: number, content: Buffer): Buffer {
  const header = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([header, content]);
}

function finish(server: SimulatedServer, backend: SimulatedBackend): void {
  const text = "Content-Type: text/plain\n\nok";
  backend.write(Buffer.concat([record(6, Buffer.from(text)), record(3, Buffer.alloc(8))]));
  backend.close();
  server.settle();
}

function status(server: SimulatedServer): string[] {
  const client = server.connect();
  say(server, client, get("/status"));
  return answer(client).content.toString().trimEnd().split("\n");
}

spawning("each process has a socket, an environment and a directory", "processes=2", (server) => {
  const { servers, sockets, socketModes } = server.host;
  assert.equal([...sockets.values()], [`${PATH}0.sock`, `${PATH}1.sock`]);
  assert.equal([...socketModes.values()], [0o600, 0o600]);
  assert.is(servers.length, 2);
  for (const { script, path, umask, user, group } of servers) {
    const { program } = script;
    assert.equal(program.args, [PROGRAM]);
    assert.is(program.directory, "/srv/home/cgi-bin");
    assert.equal(
      program.environment.map((pair) => pair.replace(/=.*/, "")),
      ["PATH"],
    );
    assert.equal([umask, user, group], [-1, -1, -1]);
    assert.ok([...sockets.values()].includes(path));
  }
});

const ALL =
  'umask=027 mode=660 user=0:12 dir=/srv/home/sub socket=/tmp/own.sock spawn="/srv/home/cgi-bin/script a b"';
onBoth(
  "what is set is set",
  "",
  (server) => {
    const [one] = server.host.servers;
    assert.equal(one?.script.program.args, [PROGRAM, "a", "b"]);
    assert.is(one?.script.program.directory, "/srv/home/sub");
    assert.is(one?.script.variable("TZ"), "UTC");
    assert.equal([one?.umask, one?.user, one?.group], [0o27, 0, 12]);
    assert.equal([...server.host.socketModes], [["/tmp/own.sock", 0o660]]);
  },
  { args: ["--fastcgi", `/s/ ${ALL}`, "--script-env", "TZ=UTC"] },
);

spawning("requests go to it, and the one with the fewest", "processes=2", (server) => {
  const first = ask(server);
  const second = ask(server);
  assert.is.not(first.backend.address, second.backend.address);
  finish(server, first.backend);
  assert.is(ask(server).backend.address, first.backend.address);
  assert.is(answer(first.client).content.toString(), "ok");
});

spawning("one that is killed is there again in the same event", "", (server) => {
  const { script } = processAt(server, `${PATH}0.sock`);
  script.receiveSignal(Signal.Kill);
  server.settle();
  assert.is(processes(server).length, 1);
  assert.match(
    server.host.logged,
    new RegExp(`${PROGRAM}\\[${script.process}\\]: was ended by signal 9\n`),
  );
  assert.ok(status(server).some((line) => /^unix:.* up .* restarts=1$/.test(line)));
  finish(server, ask(server).backend);
  // What it has left behind in its group goes as well.
  assert.equal(script.signals.at(-1), Signal.Kill);
});

spawning(
  "one that does not last is started less and less often, in bounded lines",
  "",
  (server) => {
    const hour = 3_600_000;
    for (let i = 0; i < 2000 && server.nowMs < hour; i++) {
      for (const { script } of processes(server)) script.exit(1);
      server.settle();
      server.pass(Math.max(0, Math.min(1000, server.core.events.untilDeadline())));
    }
    const { servers, logged } = server.host;
    assert.ok(
      servers.length > 20 && servers.length < server.nowMs / 9000 + 20,
      `${servers.length}`,
    );
    const lines = logged.split("\n").filter((line) => line.includes("exit status 1"));
    assert.ok(lines.length < 12, `${lines.length} lines`);
    assert.match(lines.at(-1) ?? "", /not said any more/);
  },
);

spawning("while there is none, requests are refused, and it is seen", "", (server) => {
  for (let i = 0; i < 2; i++) {
    processAt(server, `${PATH}0.sock`).script.exit(1);
    server.settle();
  }
  server.pass(99);
  assert.is(processes(server).length, 0);
  const client = server.connect();
  say(server, client, get("/s/x"));
  assert.equal(statuses(client), [503]);
  assert.ok(status(server).some((line) => /^unix:.* waiting .* restarts=\d+$/.test(line)));
  server.pass(200);
  assert.is(processes(server).length, 1);
  finish(server, ask(server).backend);
});

spawning("one that cannot be started is tried again", "", (server) => {
  for (let i = 0; i < 3; i++) server.host.failNext("startServer", Failure.NoProcess);
  processAt(server, `${PATH}0.sock`).script.exit(0);
  server.settle();
  assert.is(processes(server).length, 0);
  assert.match(server.host.logged, /could not be started: no more processes may run/);
  server.pass(1000);
  assert.is(processes(server).length, 1);
});

spawning("reload: another first, then the old one when its requests are answered", "", (server) => {
  const before = ask(server);
  const old = processAt(server, `${PATH}0.sock`);
  server.reload();
  server.settle();
  assert.is(processes(server).length, 2);
  assert.is(processAt(server, `${PATH}0.sock`).path, old.path);
  const after = ask(server);
  assert.equal(old.script.signals, []);
  finish(server, after.backend);
  assert.equal(old.script.signals, []);
  finish(server, before.backend);
  server.pass(0);
  assert.equal(old.script.signals[0], Signal.Terminate);
  assert.is(processes(server).length, 1);
  assert.equal([...server.host.sockets.values()], [old.path]);
  assert.ok(server.host.socketModes.has(old.path), "its file is another's");
  for (const one of [before, after]) assert.is(answer(one.client).content.toString(), "ok");
});

spawning("reload: one after the other, each once, and again", "processes=3", (server) => {
  for (let round = 1; round <= 2; round++) {
    const old = processes(server);
    assert.is(old.length, 3);
    const busy = [ask(server), ask(server), ask(server)];
    server.reload();
    server.settle();
    assert.is(processes(server).length, 4);
    for (const { backend } of busy) {
      finish(server, backend);
      server.pass(0);
      assert.ok(processes(server).length <= 4);
    }
    server.pass(0);
    assert.is(processes(server).length, 3);
    assert.not(processes(server).some((one) => old.includes(one)));
    assert.is(server.host.servers.length, 3 + round * 3);
  }
});

spawning(
  "reload: nobody is waited for without end, and TERM is followed by KILL",
  "head=0 silence=0",
  (server) => {
    const { client } = ask(server);
    const old = processAt(server, `${PATH}0.sock`);
    old.script.isObedient = false;
    server.reload();
    server.pass(59_999);
    assert.equal(old.script.signals, []);
    server.pass(1);
    assert.equal(old.script.signals, [Signal.Terminate]);
    server.pass(3000);
    assert.ok(old.script.signals.includes(Signal.Kill));
    assert.is(processes(server).length, 1);
    client.fail();
    server.settle();
  },
);

spawning("reload: one that waits to be started is not replaced besides", "", (server) => {
  for (let i = 0; i < 2; i++) {
    processAt(server, `${PATH}0.sock`).script.exit(1);
    server.settle();
  }
  assert.is(processes(server).length, 0);
  server.reload();
  server.pass(5000);
  assert.is(processes(server).length, 1);
});

spawning("reload: without room for a socket the old one goes on", "", (server) => {
  const [old] = processes(server);
  server.host.failNext("openSocket", Failure.Exhausted);
  server.reload();
  server.pass(1000);
  assert.equal(processes(server), [old]);
  assert.match(server.host.logged, /is not replaced: no socket/);
  finish(server, ask(server).backend);
});

onBoth("reload: a server that has started nobody ends, as it always did", "", (server) => {
  server.reload();
  server.settle();
  assert.is(server.host.exitStatus, 0);
});

spawning("stop: they end last, and their sockets go with them", "processes=2", (server) => {
  const { client, backend } = ask(server);
  server.stop();
  server.settle();
  assert.is(processes(server).length, 2);
  finish(server, backend);
  assert.is(answer(client).content.toString(), "ok");
  client.end();
  server.settle();
  for (const { script } of server.host.servers) assert.is(script.signals[0], Signal.Terminate);
  assert.is(server.host.exitStatus, 0);
  assert.is(server.host.sockets.size, 0);
  assert.is(server.host.socketModes.size, 0);
});

spawning("stop: one that ignores SIGTERM is killed", "", (server) => {
  const { script } = processAt(server, `${PATH}0.sock`);
  script.isObedient = false;
  server.stop();
  server.pass(2999);
  assert.is(server.host.exitStatus, null);
  server.pass(1);
  assert.ok(script.signals.includes(Signal.Kill));
  assert.is(server.host.exitStatus, 0);
});

spawning("stop: the second one ends at once", "", (server) => {
  const { script } = processAt(server, `${PATH}0.sock`);
  script.isObedient = false;
  server.stop();
  server.stop();
  assert.is(server.host.exitStatus, 0);
  assert.ok(script.signals.includes(Signal.Kill));
  assert.is(server.host.socketModes.size, 0);
});

spawning("what it writes is logged line by line, of both channels", "", (server) => {
  const { script } = processAt(server, `${PATH}0.sock`);
  const begin = `microhttpd: ${PROGRAM}[${script.process}]: `;
  script.output.give("one\r\ntw");
  server.settle();
  script.error.give("three\n\nfo");
  server.settle();
  script.output.give("o\n");
  server.settle();
  script.error.give("x".repeat(600));
  script.exit(0);
  server.settle();
  const lines = server.host.logged.split("\n").filter((line) => line.startsWith(begin));
  const said = lines.map((line) => line.slice(begin.length));
  for (const line of ["one", "tw", "three", "o"]) assert.ok(said.includes(line), line);
  assert.ok(said.some((line) => /^x+\.\.\.$/.test(line)));
});

spawning("a flood is dropped and counted", "", (server) => {
  const { script } = processAt(server, `${PATH}0.sock`);
  script.error.give("a line\n".repeat(2000));
  server.settle();
  const lines = server.host.logged.split("\n").length;
  assert.ok(lines < 200, `${lines} lines`);
  script.exit(0);
  server.settle();
  assert.match(server.host.logged, /\d+ lines were dropped/);
});

test("a socket that somebody else listens on ends the start", () => {
  for (const build of cores) {
    const server = new SimulatedServer(build, {
      tree: makeTree(),
      args: ["--fastcgi", `/s/ spawn=${PROGRAM} processes=2 socket=/tmp/own.sock`],
      arrange: (host) => host.listenedOn.add("/tmp/own.sock.2"),
    });
    assert.is(server.status, -2);
    assert.match(server.host.logged, /socket '\/tmp\/own\.sock\.2' is in use/);
    assert.is(server.host.servers.length, 0);
    assert.is(server.host.sockets.size, 0);
    assert.is(server.host.socketModes.size, 0);
  }
});

test.run();
