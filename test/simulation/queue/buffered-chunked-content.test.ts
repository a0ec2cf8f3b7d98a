/*
 * Chunked content for scripts: kept until it has ended, in memory or in a file, however it comes;
 * no script is started for what does not end well.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import { filler } from "../../support/simulated-world";
import { answer, answers, assertAtRest, get, onBoth, Pool, say, statuses, taken } from "../on-both";

const HEAD = "POST /cgi-bin/script HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n";
const END = "0\r\n\r\n";

function chunk(content: string): string {
  return `${content.length.toString(16)}\r\n${content}\r\n`;
}

function last(server: SimulatedServer): SimulatedScript {
  return server.host.scripts.at(-1) as SimulatedScript;
}

function finish(server: SimulatedServer, text = "done"): void {
  last(server).write(`Content-Type: text/plain\n\n${text}`);
  last(server).exit();
  server.pass(0);
}

/** Content of so many octets, in chunks of at most so many. */
function chunked(bytes: number, chunkBytes: number): [content: string, octets: string] {
  const content = filler(bytes).toString("latin1");
  let octets = "";
  for (let at = 0; at < bytes; at += chunkBytes) {
    octets += chunk(content.slice(at, at + chunkBytes));
  }
  return [content, octets + END];
}

for (const bytes of [0, 1, 100, 16_000, 16_300, 16_384, 17_000, 50_000]) {
  for (const chunkBytes of [5, 1000, 40_000]) {
    for (const pieceBytes of [7, 1000, 16_384]) {
      if (bytes > 1000 && pieceBytes === 7 && chunkBytes !== 1000) continue;
      onBoth(
        `${bytes} octets in chunks of ${chunkBytes}, pieces of ${pieceBytes}`,
        "--cgi",
        (server) => {
          server.audits = pieceBytes > 7;
          const [content, octets] = chunked(bytes, chunkBytes);
          const client = server.connect();
          client.give(`${HEAD}\r\n${octets}${get("/next.txt")}`, pieceBytes);
          server.pass(0);
          assert.is(server.host.scripts.length, 1);
          assert.is(last(server).input.received().toString("latin1"), content);
          assert.is(last(server).variable("CONTENT_LENGTH"), bytes > 0 ? `${bytes}` : null);
          finish(server);
          assert.equal(statuses(client), [200, 200]);
          server.audits = true;
          assertAtRest(server, 1);
        },
      );
    }
  }
}

onBoth(
  "no script runs while content comes, and no more memory is used for it",
  "--cgi",
  (server) => {
    const client = server.connect();
    say(server, client, `${HEAD}\r\n`);
    const content = "x".repeat(10_000);
    for (let i = 0; i < 20; i++) {
      say(server, client, chunk(content));
      server.pass(20_000);
      assert.is(server.host.scripts.length, 0);
      assert.equal([taken(server, Pool.Heads), taken(server, Pool.Sends)], [1, 0]);
      assert.is(server.host.files.open.size, i === 0 ? 0 : 1);
    }
    say(server, client, END);
    server.pass(0);
    assert.is(last(server).input.received().toString(), content.repeat(20));
    assert.is(server.host.files.open.size, 0, "the script has it, and the server not any more");
  },
);

onBoth(
  "a client that waits for 100 (Continue) gets it at once, in a queue or not",
  "--cgi --scripts 1",
  (server) => {
    say(server, server.connect(), get("/cgi-bin/script"));
    const client = server.connect();
    say(server, client, `${HEAD}Expect: 100-continue\r\n\r\n`);
    assert.is(client.received().toString(), "HTTP/1.1 100 Continue\r\n\r\n");
    say(server, client, chunk("hello") + END);
    server.pass(0);
    assert.is(server.host.scripts.length, 1);
    finish(server);
    assert.is(last(server).input.received().toString(), "hello");
    finish(server);
    assert.is(answer(client).status, 200);
  },
);

onBoth("100 (Continue) that the client does not take", "--cgi", (server) => {
  const client = server.connect();
  client.limit(5);
  say(server, client, `${HEAD}Expect: 100-continue\r\n\r\n${chunk("hello")}${END}`);
  server.pass(0);
  assert.is(server.host.scripts.length, 0, "nothing else can be said to it");
  client.takeAll();
  server.pass(0);
  assert.is(last(server).input.received().toString(), "hello");
  finish(server);
  const [first] = answers(client);
  assert.equal([first?.status, first?.interim], [200, [100]]);
});

onBoth("100 (Continue) that is never taken: the connection ends", "--cgi", (server) => {
  for (const octets of [`${chunk("hello")}${END}`, chunk("hello")]) {
    const client = server.connect();
    client.limit(5);
    say(server, client, `${HEAD}Expect: 100-continue\r\n\r\n${octets}`);
    server.pass(65_000);
    assert.is(client.isClosed, true);
  }
  assert.is(server.host.scripts.length, 0);
  assertAtRest(server);
});

for (const kept of ["abc", "x".repeat(40_000)]) {
  const what = `${kept.length} octets are kept`;
  onBoth(`content stops coming when ${what}: 408`, "--cgi", (server) => {
    const client = server.connect();
    say(server, client, `${HEAD}\r\n${chunk(kept)}5\r\nhe`);
    server.pass(29_000);
    assert.is(client.received().length, 0);
    server.pass(31_000);
    assert.equal(statuses(client), [408]);
    assert.is(server.host.scripts.length, 0);
    server.pass(3_000);
    assertAtRest(server);
  });

  onBoth(`the client leaves when ${what}`, "--cgi", (server) => {
    for (const isOrderly of [true, false]) {
      const client = server.connect();
      say(server, client, `${HEAD}\r\n${chunk(kept)}`);
      if (isOrderly) client.end();
      else client.fail();
      server.settle();
      assert.is(client.isClosed, true);
    }
    assert.is(server.host.scripts.length, 0);
    assertAtRest(server);
  });

  onBoth(`framing breaks when ${what}: 400`, "--cgi", (server) => {
    const client = server.connect();
    say(server, client, `${HEAD}\r\n${chunk(kept)}oops`);
    assert.equal(statuses(client), [400]);
    assert.is(client.isFinished, true);
    assert.is(server.host.scripts.length, 0);
    client.end();
    server.settle();
    assertAtRest(server);
  });

  onBoth(
    `there is more than may be when ${what}: 413`,
    `--cgi --content-max ${kept.length}`,
    (server) => {
      const client = server.connect();
      say(server, client, `${HEAD}\r\n${chunk(kept)}`);
      say(server, client, `1\r\nx\r\n${END}${get("/next.txt")}`);
      assert.equal(statuses(client), [413, 200]);
      assert.is(server.host.scripts.length, 0);
      assertAtRest(server, 1);
    },
  );

  onBoth(`the server is stopped when ${what}: 503`, "--cgi", (server) => {
    const client = server.connect();
    say(server, client, `${HEAD}\r\n${chunk(kept)}`);
    server.stop();
    assert.equal(statuses(client), [503]);
    client.end();
    server.settle();
    assert.is(server.host.exitStatus, 0);
    assert.is(server.host.files.open.size, 0);
  });

  onBoth(
    `it waits for its turn, and in vain, when ${what}`,
    "--cgi --scripts 1 --script-queue 0",
    (server) => {
      say(server, server.connect(), get("/cgi-bin/script"));
      const client = server.connect();
      say(server, client, `${HEAD}\r\n${chunk(kept)}${END}${get("/next.txt")}`);
      for (const script of server.host.scripts) script.write("Content-Type: text/plain\n\n");
      server.pass(29_000);
      assert.is(client.received().length, 0, "it has a place of its own");
      server.pass(1_000);
      assert.equal(statuses(client), [503, 200]);
      server.pass(1_000);
      assert.is(server.host.files.open.size, 0);
    },
  );

  onBoth(`the script is gone when ${what}: 404`, "--cgi", (server) => {
    const client = server.connect();
    say(server, client, `${HEAD}\r\n${chunk(kept)}`);
    server.host.files.root.children.get("cgi-bin")?.children.delete("script");
    say(server, client, END + get("/next.txt"));
    server.pass(0);
    assert.equal(statuses(client), [404, 200]);
    assertAtRest(server, 1);
  });

  onBoth(`the script is not started when ${what}`, "--cgi", (server) => {
    const client = server.connect();
    server.host.failNext("spawn", Failure.NoDescriptors);
    say(server, client, `${HEAD}\r\n${chunk(kept)}${END}${get("/next.txt")}`);
    server.pass(0);
    assert.equal(statuses(client), [503, 200]);
    assertAtRest(server, 1);
  });
}

for (const [failure, status] of [
  [Failure.NoSpace, 507],
  [Failure.Forbidden, 507],
  [Failure.NoDescriptors, 503],
] as const) {
  for (const call of ["openTemporary", "writeFile"] as const) {
    onBoth(`${call} fails with ${failure}: ${status}, and a line in the log`, "--cgi", (server) => {
      const client = server.connect();
      server.host.failNext(call, failure);
      say(server, client, `${HEAD}\r\n${chunk("x".repeat(20_000))}${END}${get("/next.txt")}`);
      server.pass(0);
      assert.equal(statuses(client), [status, 200]);
      assert.match(server.host.logged, /no content can be kept in \/tmp: /);
      assert.is(server.host.scripts.length, 0);
      assertAtRest(server, 1);
    });
  }
}

onBoth("small chunks are written together", "--cgi", (server) => {
  const client = server.connect();
  say(server, client, `${HEAD}\r\n${chunk("x".repeat(17_000))}`);
  const before = server.host.callCount;
  say(server, client, chunk("y").repeat(1000));
  assert.is(server.host.callCount, before + 1);
});

onBoth("the 33rd whose content is to be kept: 503", "--cgi", (server) => {
  const others = Array.from({ length: 32 }, () => server.connect());
  for (const client of others) say(server, client, `${HEAD}\r\n${chunk("a")}`);
  const surplus = server.connect();
  say(server, surplus, `${HEAD}\r\n${chunk("a")}${END}${get("/next.txt")}`);
  assert.equal(statuses(surplus), [503, 200]);
  for (const client of others) say(server, client, END);
  server.pass(0);
  assert.is(server.host.scripts.length, 8, "as many as may run at once");
  for (let i = 0; i < 32; i++) {
    server.host.scripts[i]?.write("Content-Type: text/plain\n\n");
    server.host.scripts[i]?.exit();
    server.pass(0);
  }
  for (const client of others) assert.equal(statuses(client), [200]);
});

onBoth("slow heads do not take the place of content that is kept", "--cgi", (server) => {
  const clients = Array.from({ length: 200 }, () => server.connect());
  for (const client of clients) say(server, client, "GET /hello.txt HT");
  const client = server.connect();
  say(server, client, `${HEAD}\r\n${chunk("hello")}`);
  for (const other of clients) say(server, other, "TP");
  say(server, client, END);
  server.pass(0);
  assert.is(last(server).input.received().toString(), "hello");
});

onBoth("--no-chunked: 411, and the connection goes on", "--cgi --no-chunked", (server) => {
  const client = server.connect();
  say(server, client, `${HEAD}\r\n${chunk("hello")}${END}${get("/next.txt")}`);
  assert.equal(statuses(client), [411, 200]);
});

test.run();
