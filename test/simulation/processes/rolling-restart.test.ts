/*
 * Servers that are started, on reload: who takes whose place, and when.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure, Signal } from "../../../src/seam/results";
import { ask, finish, PATH, processAt, processes, spawning, status } from "../app-processes";
import { answer, get, onBoth, say, statuses } from "../on-both";

/** So long a successor must last. */
const JOIN_MS = 2000;
const OLD = `${PATH}0.sock`;

spawning("another first, then the old one when its requests are answered", "", (server) => {
  const before = ask(server);
  const old = processAt(server, OLD);
  server.reload();
  server.pass(JOIN_MS - 1);
  assert.is(processes(server).length, 2);
  const states = status(server).map((line) => line.split(" ")[1]);
  assert.equal(states.slice(-2), ["up", "joining"]);
  assert.is(processAt(server, OLD), old, "until the new one has lasted");
  const between = ask(server);
  server.pass(1);
  assert.is.not(processAt(server, OLD), old);
  const after = ask(server);
  finish(server, after.backend);
  finish(server, between.backend);
  assert.equal(old.script.signals, []);
  finish(server, before.backend);
  server.pass(0);
  assert.equal(old.script.signals[0], Signal.Terminate);
  assert.is(processes(server).length, 1);
  assert.equal([...server.host.sockets.values()], [OLD]);
  assert.equal([...server.host.socketModes.keys()], [OLD], "its file is another's");
  for (const one of [before, between, after]) {
    assert.is(answer(one.client).content.toString(), "ok");
  }
});

spawning("one after the other, each once, and again", "processes=3", (server) => {
  for (let round = 1; round <= 2; round++) {
    const old = processes(server);
    assert.is(old.length, 3);
    const busy = [ask(server), ask(server), ask(server)];
    server.reload();
    for (const { backend } of busy) {
      server.pass(JOIN_MS);
      assert.is(processes(server).length, 4);
      finish(server, backend);
      server.pass(0);
      assert.ok(processes(server).length <= 4);
    }
    server.pass(4 * JOIN_MS);
    assert.is(processes(server).length, 3);
    assert.not(processes(server).some((one) => old.includes(one)));
    assert.is(server.host.servers.length, 3 + round * 3);
  }
});

for (const how of ["cannot be started", "ends at once", "ends soon"]) {
  spawning(`a new one that ${how}: the old ones go on`, "processes=2", (server) => {
    const old = processes(server);
    const waiting = ask(server);
    for (let i = 0; i < 2 && how === "cannot be started"; i++) {
      server.host.failNext("startServer", Failure.NotFound);
    }
    server.reload();
    for (let i = 0; i < 2 && how !== "cannot be started"; i++) {
      server.pass(how === "ends soon" ? JOIN_MS - 1 : 0);
      processes(server)
        .find((one) => !old.includes(one))
        ?.script.exit(1);
      server.settle();
    }
    server.pass(10 * JOIN_MS);
    assert.equal(processes(server), old);
    assert.equal(
      [...server.host.sockets.values()],
      old.map(({ path }) => path),
    );
    assert.is(server.host.socketModes.size, 2);
    assert.is(server.host.logged.split("is not replaced").length - 1, 2);
    for (const one of [waiting, ask(server), ask(server)]) finish(server, one.backend);
    for (const { script } of old) assert.equal(script.signals, []);
    // The next reload tries it again.
    server.reload();
    server.pass(3 * JOIN_MS);
    assert.is(processes(server).length, 2);
    assert.not(processes(server).some((one) => old.includes(one)));
  });
}

spawning("one that ends while another is to take its place", "", (server) => {
  const { script } = processAt(server, OLD);
  server.reload();
  server.settle();
  script.exit(0);
  server.settle();
  assert.is(processes(server).length, 2);
  finish(server, ask(server).backend);
  server.pass(JOIN_MS);
  assert.is(processes(server).length, 1);
  assert.equal([...server.host.sockets.values()], [OLD]);
  finish(server, ask(server).backend);
});

spawning("one that waits to be started while another is to take its place", "", (server) => {
  server.reload();
  server.settle();
  for (let i = 0; i < 3; i++) {
    processAt(server, OLD).script.exit(1);
    server.pass(i === 0 ? 0 : 150);
  }
  server.pass(JOIN_MS);
  assert.is(processes(server).length, 1);
  assert.equal([...server.host.sockets.values()], [OLD]);
  finish(server, ask(server).backend);
});

spawning("reload while one is to take another's place", "", (server) => {
  const [old] = processes(server);
  server.reload();
  server.pass(JOIN_MS / 2);
  const [, second] = processes(server);
  server.reload();
  server.pass(3 * JOIN_MS);
  const found = processes(server);
  assert.is(found.length, 1);
  assert.not([old, second].includes(found[0]));
});

for (const stops of [1, 2]) {
  spawning(`stop, ${stops} times, while one is to take another's place`, "", (server) => {
    server.reload();
    server.pass(JOIN_MS / 2);
    for (let i = 0; i < stops; i++) server.stop();
    server.settle();
    assert.is(server.host.exitStatus, 0);
    assert.is(server.host.sockets.size, 0);
    assert.is(server.host.socketModes.size, 0);
    for (const { script } of server.host.servers) assert.ok(script.signals.length > 0);
  });
}

spawning("the path cannot be written: the old one goes on", "", (server) => {
  const old = processes(server);
  server.host.failNext("moveSocket", Failure.Forbidden);
  server.reload();
  server.pass(2 * JOIN_MS);
  assert.equal(processes(server), old);
  assert.match(server.host.logged, /is not replaced: its socket's path cannot be written/);
  assert.equal([...server.host.socketModes.keys()], [OLD]);
  finish(server, ask(server).backend);
});

spawning("no more often than each ten seconds", "down=0", (server) => {
  const before = server.host.servers.length;
  for (let i = 0; i < 100; i++) {
    server.host.failNext("connect", Failure.NotFound);
    server.host.failNext("startServer", Failure.NotFound);
    const client = server.connect();
    say(server, client, get("/s/x"));
    assert.equal(statuses(client), [503]);
    client.end();
    server.pass(50);
  }
  assert.is(server.host.servers.length, before);
  assert.is(server.host.logged.split("is not replaced").length - 1, 1);
});

spawning(
  "one that ends while others' requests wait at its socket is started again",
  "",
  (server) => {
    const asked = [ask(server), ask(server), ask(server)];
    server.reload();
    server.pass(JOIN_MS);
    for (const { backend } of asked) {
      const [old] = processes(server).filter(({ path }) => path === OLD);
      assert.is(processes(server).length, 2);
      finish(server, backend);
      old?.script.exit(0);
      server.settle();
    }
    server.pass(JOIN_MS);
    assert.is(processes(server).length, 1);
    for (const { client } of asked) assert.is(answer(client).content.toString(), "ok");
    assert.equal([...server.host.sockets.values()], [OLD]);
    finish(server, ask(server).backend);
  },
);

spawning(
  "one that ends without an answer while it is replaced is not started again",
  "",
  (server) => {
    const old = processAt(server, OLD);
    const { backend } = ask(server);
    server.reload();
    server.pass(JOIN_MS);
    old.script.exit(1);
    server.settle();
    assert.is(processes(server).length, 1);
    backend.fail();
    server.settle();
    finish(server, ask(server).backend);
  },
);

for (const failure of [Failure.NotFound, Failure.Refused]) {
  spawning(`a socket is not at its path (${failure}): it is replaced`, "processes=2", (server) => {
    const old = processes(server);
    server.host.failNext("connect", failure);
    finish(server, ask(server).backend);
    server.pass(3 * JOIN_MS);
    assert.is(processes(server).length, 2);
    assert.is(processes(server).filter((one) => old.includes(one)).length, 1);
    assert.is(status(server).filter((line) => / up /.test(line)).length, 2);
  });
}

spawning(
  "nobody is waited for without end, and TERM is followed by KILL",
  "head=0 silence=0",
  (server) => {
    const { client } = ask(server);
    const old = processAt(server, `${PATH}0.sock`);
    old.script.isObedient = false;
    server.reload();
    server.pass(JOIN_MS + 59_999);
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

spawning("one that waits to be started is not replaced besides", "", (server) => {
  for (let i = 0; i < 2; i++) {
    processAt(server, `${PATH}0.sock`).script.exit(1);
    server.settle();
  }
  assert.is(processes(server).length, 0);
  server.reload();
  server.pass(5000);
  assert.is(processes(server).length, 1);
});

spawning("without room for a socket the old one goes on", "", (server) => {
  const [old] = processes(server);
  server.host.failNext("openSocket", Failure.NoDescriptors);
  server.reload();
  server.pass(1000);
  assert.equal(processes(server), [old]);
  assert.match(server.host.logged, /is not replaced: no socket/);
  finish(server, ask(server).backend);
});

onBoth("a server that has started nobody reads its configuration again", "", (server) => {
  server.reload();
  server.settle();
  assert.is(server.host.exitStatus, null);
  assert.match(server.host.logged, / microhttpd: notice: SIGHUP: the configuration was read again/);
});

test.run();
