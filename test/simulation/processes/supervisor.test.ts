/*
 * Servers that are started: what follows when they end, and when the server itself ends.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure, Signal } from "../../../src/seam/results";
import type { SimulatedBackend } from "../../support/simulated-backend";
import { SimulatedServer } from "../../support/simulated-server";
import { makeTree } from "../../support/simulated-world";
import {
  ask,
  finish,
  PATH,
  PROGRAM,
  processAt,
  processes,
  spawning,
  status,
} from "../app-processes";
import { answer, cores, get, onBoth, say, statuses } from "../on-both";

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
  {
    args: ["--fastcgi", `/s/ ${ALL}`, "--script-env", "TZ=UTC"],
    arrange: (host) => {
      host.isRoot = true;
    },
  },
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

spawning("one that ends after each answer is there again at once, however soon", "", (server) => {
  for (let i = 0; i < 20; i++) {
    const { script } = processAt(server, `${PATH}0.sock`);
    finish(server, ask(server).backend);
    script.exit(0);
    server.settle();
    assert.is(processes(server).length, 1);
  }
});

/** Ends its process before it has taken anything, so often that the next one is far off. */
function forsake(server: SimulatedServer, path: string): void {
  for (let i = 0; i < 6; i++) {
    processAt(server, path).script.exit(1);
    server.settle();
    if (i < 5) server.pass(100 * 2 ** Math.max(0, i - 1));
  }
}

spawning("what a process has not taken is for the next one, if that comes soon", "", (server) => {
  const { client, backend } = ask(server);
  processAt(server, `${PATH}0.sock`).script.exit(1);
  server.settle();
  processAt(server, `${PATH}0.sock`).script.exit(1);
  server.pass(200);
  assert.is(client.received().length, 0);
  finish(server, backend);
  assert.is(answer(client).content.toString(), "ok");
});

spawning("what a process has not taken is refused, if none follows soon", "", (server) => {
  const { client, backend } = ask(server);
  forsake(server, `${PATH}0.sock`);
  server.pass(49);
  assert.is(client.received().length, 0);
  server.pass(1);
  assert.equal(statuses(client), [502]);
  assert.is(backend.channel.isClosed, true);
  assert.match(server.host.logged, /ended before it had taken the request/);
});

spawning("what a process has not taken goes to another one", "processes=2", (server) => {
  const { client } = ask(server);
  forsake(server, `${PATH}0.sock`);
  server.pass(50);
  const again = server.host.backends.at(-1) as SimulatedBackend;
  assert.match(again.address, /1\.sock$/);
  finish(server, again);
  assert.is(answer(client).content.toString(), "ok");
});

spawning("what was written before its end is heard before it is given up", "", (server) => {
  const { client, backend } = ask(server);
  forsake(server, `${PATH}0.sock`);
  finish(server, backend);
  server.pass(50);
  assert.is(answer(client).content.toString(), "ok");
});

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
  const begin = ` microhttpd: notice: ${PROGRAM}[${script.process}]: `;
  script.output.give("one\r\ntw");
  server.settle();
  script.error.give("three\n\nfo");
  server.settle();
  script.output.give("o\n");
  server.settle();
  script.error.give("x".repeat(600));
  script.exit(0);
  server.settle();
  const lines = server.host.logged.split("\n").filter((line) => line.includes(begin));
  const said = lines.map((line) => line.slice(line.indexOf(begin) + begin.length));
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
