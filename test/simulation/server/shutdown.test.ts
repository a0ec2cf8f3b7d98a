import { test } from "uvu";
import * as assert from "uvu/assert";
import { Signal } from "../../../src/seam/results";
import { fieldOf } from "../../support/http-message";
import { answer, get, onBoth, post, say, startScript, statuses } from "../on-both";

onBoth("stop: idle connections are closed, what is answered is finished", "", (server) => {
  const idle = server.connect();
  const begun = server.connect();
  say(server, begun, "GET /");
  const slow = server.connect();
  slow.limit(1000);
  say(server, slow, get("/big.bin"));
  server.stop();
  server.settle();
  assert.is(server.host.isListening, false);
  assert.is(idle.isClosed, true);
  assert.is(begun.isClosed, true);
  assert.is(server.host.exitStatus, null);
  slow.takeAll();
  server.settle();
  assert.is(answer(slow).content.length, 100_000);
  slow.end();
  server.settle();
  assert.is(server.host.exitStatus, 0);
});

onBoth("stop: nobody is waited for longer than 10 s", "", (server) => {
  const slow = server.connect();
  slow.limit(1000);
  say(server, slow, get("/big.bin"));
  server.stop();
  server.pass(9_999);
  assert.is(server.host.exitStatus, null);
  server.pass(1);
  assert.is(server.host.exitStatus, 0);
});

onBoth("stop: a script may finish its answer", "--cgi", (server) => {
  const { client, script } = startScript(server);
  server.stop();
  server.pass(5_000);
  script.write("Content-Type: text/plain\n\nhello");
  script.exit();
  server.settle();
  const { content, ...rest } = answer(client);
  assert.is(content.toString(), "hello");
  assert.is(fieldOf({ content, ...rest }, "Connection"), "close");
  client.end();
  server.settle();
  assert.is(server.host.exitStatus, 0);
});

onBoth("stop: a script that ignores SIGTERM is killed", "--cgi", (server) => {
  const { script } = startScript(server);
  script.isObedient = false;
  server.stop();
  server.pass(14_000);
  assert.equal([...new Set(script.signals)], [Signal.Terminate, Signal.Kill]);
  assert.is(server.host.exitStatus, 0);
});

onBoth("stop: content that is still thrown away does not hold it up", "", (server) => {
  const client = server.connect();
  say(server, client, post("/hello.txt", 5));
  assert.equal(statuses(client), [405]);
  server.stop();
  say(server, client, "12345");
  client.end();
  server.settle();
  assert.is(server.host.exitStatus, 0);
});

onBoth("stop twice: at once", "--cgi", (server) => {
  const { script } = startScript(server);
  script.isObedient = false;
  server.stop();
  server.settle();
  assert.is(server.host.exitStatus, null);
  server.stop();
  assert.is(server.host.exitStatus, 0);
  assert.ok(script.signals.includes(Signal.Kill));
});

test.run();
