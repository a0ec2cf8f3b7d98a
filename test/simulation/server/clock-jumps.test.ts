import { test } from "uvu";
import * as assert from "uvu/assert";
import { fieldOf } from "../../support/http-message";
import { SimulatedServer, START_SECONDS } from "../../support/simulated-server";
import { makeTree } from "../../support/simulated-world";
import { answer, cores, get, onBoth, say, startScript } from "../on-both";

const YEAR_SECONDS = 31_557_600;
/** 2026-11-22T00:00:00Z. */
const RELEASE_SECONDS = 1795305600;

onBoth("no time-out fires because the wall clock jumps", "--cgi", (server) => {
  const idle = server.connect();
  const begun = server.connect();
  say(server, begun, "GET /");
  const { client } = startScript(server);
  for (const seconds of [0, START_SECONDS + 50 * YEAR_SECONDS, START_SECONDS - YEAR_SECONDS]) {
    server.wallSeconds = seconds;
    server.tick();
    server.settle();
  }
  for (const channel of [idle, begun, client]) {
    assert.is(channel.isOver, false);
    assert.is(channel.received().length, 0);
  }
});

onBoth("no Date before the release's date", "", (server) => {
  const client = server.connect();
  const dateAt = (seconds: number) => {
    server.wallSeconds = seconds;
    server.tick();
    say(server, client, get("/hello.txt"));
    return fieldOf(answer(client), "Date");
  };
  assert.is(dateAt(0), null);
  assert.is(dateAt(RELEASE_SECONDS - 1), null);
  assert.is(dateAt(RELEASE_SECONDS), "Sun, 22 Nov 2026 00:00:00 GMT");
  assert.is(dateAt(START_SECONDS + 0.999), "Tue, 01 Dec 2026 10:00:00 GMT");
  assert.is(dateAt(START_SECONDS + 1), "Tue, 01 Dec 2026 10:00:01 GMT");
  assert.is(dateAt(5), null);
});

// Milliseconds of a clock that started long ago: 2^31 is passed after 24 days, 2^32 after 49.
for (const [name, before] of [
  ["2^31", 2 ** 31 - 10_000],
  ["2^32", 2 ** 32 - 10_000],
] as const) {
  for (const build of cores) {
    test(`deadlines hold when the monotonic clock passes ${name} [${build.name}]`, () => {
      const server = new SimulatedServer(build, { tree: makeTree() });
      server.nowMs = before;
      server.tick();
      const idle = server.connect();
      const begun = server.connect();
      say(server, begun, "GET /");
      server.pass(14_999);
      assert.is(idle.isOver, false);
      server.pass(1);
      assert.is(idle.isClosed, true);
      server.pass(4_999);
      assert.is(begun.received().length, 0);
      server.pass(1);
      assert.is(answer(begun).status, 408);
      server.pass(10_000);
      const late = server.connect();
      say(server, late, get("/hello.txt"));
      assert.is(answer(late).status, 200);
    });
  }
}

test.run();
