import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import { fieldOf } from "../../support/http-message";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import { directory, file } from "../../support/simulated-tree";
import {
  answer,
  answers,
  assertAtRest,
  get,
  onBoth,
  Pool,
  post,
  say,
  startScript,
  statuses,
  taken,
} from "../on-both";

/** `--connections 64`: 36 send slots that may be kept (src/core/budget/memory-plan.ts). */
const SLOTS = 36;
/** With these there are 40 head slots, and one for each of 49 held requests. */
const FEW_HEADS = "--connections 128 --script-queue 0";
const HEADS = 40 + 49;

function connectMany(server: SimulatedServer, count: number) {
  return Array.from({ length: count }, () => server.connect());
}

/** Connections that take nothing of a large file: each holds a send slot. */
function readSlowly(server: SimulatedServer, count: number) {
  const slow = connectMany(server, count);
  for (const client of slow) {
    client.limit(100);
    say(server, client, get("/big.bin"));
  }
  return slow;
}

const HALF = "GET /hello.txt HTTP/1.1\r\nHos";
const REST = "t: a\r\n\r\n";

onBoth("head slots: who has waited longest gives way", FEW_HEADS, (server) => {
  const slow = connectMany(server, HEADS);
  for (const client of slow) say(server, client, HALF);
  assert.is(taken(server, Pool.Heads), HEADS);
  const honest = server.connect();
  say(server, honest, HALF);
  const [first, ...others] = slow as [SimulatedChannel, ...SimulatedChannel[]];
  const refused = answer(first);
  assert.is(refused.status, 503);
  assert.is(fieldOf(refused, "Retry-After"), "2");
  assert.is(first.isFinished, true);
  for (const client of [honest, ...others]) {
    say(server, client, REST);
    assert.is(answer(client).status, 200);
  }
  server.pass(20_000);
  assertAtRest(server);
});

onBoth("a flood of slow heads: whoever sends the rest soon is served", "", (server) => {
  for (let i = 0; i < 200; i++) say(server, server.connect(), HALF);
  for (let i = 0; i < 100; i++) {
    const honest = server.connect();
    say(server, honest, HALF);
    for (let j = 0; j < 20; j++) say(server, server.connect(), HALF);
    say(server, honest, REST);
    assert.is(answer(honest).status, 200);
  }
});

onBoth(
  "what comes behind a file's request stays with the machine",
  "--connections 64",
  (server) => {
    const slow = readSlowly(server, SLOTS);
    for (const client of slow) client.give(get("/next.txt"));
    server.settle();
    assert.is(taken(server, Pool.Heads), 0);
    for (const client of slow) {
      client.takeAll();
      server.settle();
      assert.equal(statuses(client), [200, 200]);
    }
  },
);

onBoth(
  "what came behind a request gives way to a head",
  `--cgi ${FEW_HEADS} --script-buffer 0`,
  (server) => {
    const { script, client } = startPipelined(server);
    for (let i = 0; i < HEADS - 1; i++) say(server, server.connect(), HALF);
    assert.is(taken(server, Pool.Heads), HEADS);
    const honest = server.connect();
    say(server, honest, HALF);
    say(server, honest, REST);
    assert.is(answer(honest).status, 200);
    script.write("Content-Type: text/plain\n\ndone");
    script.exit();
    server.settle();
    const [first, ...none] = answers(client);
    assert.is(first && fieldOf(first, "Connection"), "close");
    assert.is(none.length, 0);
  },
);

/** A client that has asked for a script's answer and, behind it, for a file. */
function startPipelined(server: SimulatedServer) {
  const client = server.connect();
  say(server, client, get("/cgi-bin/script") + get("/next.txt"));
  return { client, script: server.host.scripts[0] as SimulatedScript };
}

onBoth(
  "send slots: what leaves at once is served, and what may not is told",
  "--connections 64",
  (server) => {
    const slow = readSlowly(server, SLOTS);
    assert.is(taken(server, Pool.Sends), SLOTS);
    const expected = {
      "/hello.txt": 200,
      "/missing": 404,
      "/sub": 301,
      "/list/": 503,
      "/big.bin": 503,
    };
    for (const [target, status] of Object.entries(expected)) {
      const surplus = server.connect();
      say(server, surplus, get(target));
      assert.is(answer(surplus).status, status, target);
    }
    for (const client of slow) {
      client.takeAll();
      server.settle();
      assert.is(answer(client).content.length, 100_000);
    }
    server.pass(20_000);
    assertAtRest(server);
  },
);

onBoth("send slots: a reader that takes nothing gives way", "--connections 64", (server) => {
  const slow = readSlowly(server, SLOTS);
  server.pass(5_000);
  const ask = (): number => {
    const client = server.connect();
    say(server, client, get("/big.bin"));
    const [first] = answers(client);
    client.end();
    server.settle();
    return first?.status ?? 0;
  };
  assert.is(ask(), 503, "nothing is known of the readers yet");
  for (const client of slow.slice(1)) client.take(1_000);
  server.pass(5_000);
  assert.is(ask(), 200);
  assert.equal(
    slow.map(({ isClosed }) => isClosed),
    slow.map((_, i) => i === 0),
    "the one that took nothing, and nobody else",
  );
});

onBoth("without a send slot a refusal that is not taken", "--connections 64", (server) => {
  const slow = connectMany(server, SLOTS);
  for (const client of slow) {
    client.limit(100);
    say(server, client, get("/big.bin"));
  }
  const surplus = server.connect();
  surplus.limit(100);
  say(server, surplus, get("/missing"));
  server.pass(31_000);
  assert.is(surplus.isClosed, true);
});

onBoth("send slots run out for a script's answer", "--cgi --connections 64", (server) => {
  const { client, script } = startScript(server);
  for (const slow of connectMany(server, SLOTS)) {
    slow.limit(100);
    say(server, slow, get("/big.bin"));
  }
  script.write("Content-Type: text/plain\n\nhello");
  server.pass(0);
  assert.is(answer(client).status, 503);
  server.pass(3_000);
  assert.is(taken(server, Pool.Upstreams), 0);
});

onBoth("connections: idle ones make room, the surplus is told so", "--connections 2", (server) => {
  const idle = server.connect();
  say(server, idle, get("/hello.txt"));
  const [busy] = readSlowly(server, 1) as [SimulatedChannel];
  const [third] = readSlowly(server, 1) as [SimulatedChannel];
  assert.is(idle.isClosed, true, "the idle one made room");
  const fourth = server.connect();
  server.settle();
  assert.is(answer(fourth).status, 503);
  assert.is(fourth.isFinished, true);
  for (const client of [busy, third]) {
    client.takeAll();
    server.settle();
    assert.is(answer(client).status, 200);
  }
});

onBoth("each connection beyond the limit is told so", "--connections 1", (server) => {
  const [busy] = readSlowly(server, 1) as [SimulatedChannel];
  for (let i = 0; i < 50; i++) {
    const surplus = server.connect();
    const refused = answer(surplus);
    assert.is(refused.status, 503);
    assert.is(fieldOf(refused, "Retry-After"), "2");
    assert.is(surplus.isFinished, true);
  }
  busy.takeAll();
  server.settle();
  assert.is(answer(busy).status, 200);
  const next = server.connect();
  say(server, next, get("/hello.txt"));
  assert.is(answer(next).status, 200);
});

const GIVES_WAY: Record<string, string> = {
  "sends its head slowly": HALF,
  "still sends content that nobody wants": `${post("/hello.txt", 1000)}abc`,
};

for (const [how, octets] of Object.entries(GIVES_WAY)) {
  onBoth(`all connections are in use: one that ${how} makes room`, "--connections 3", (server) => {
    const holders = connectMany(server, 3);
    for (const client of holders) say(server, client, octets);
    const honest = server.connect();
    assert.equal(
      holders.map(({ isClosed }) => isClosed),
      [true, false, false],
    );
    say(server, honest, get("/hello.txt"));
    assert.is(answer(honest).status, 200);
  });
}

onBoth("connections that linger are not in use", "--connections 3", (server) => {
  const lingering = Array.from({ length: 11 }, () => {
    const client = server.connect();
    say(server, client, "nonsense\r\n\r\n");
    return client;
  });
  assert.is(lingering.filter(({ isClosed }) => isClosed).length, 0);
  const slow = readSlowly(server, 3);
  assert.equal(
    lingering.map(({ isClosed }) => isClosed),
    lingering.map((_, i) => i < 3),
    "those that have lingered for longest give their records",
  );
  assert.is(answer(server.connect()).status, 503);
  for (const client of slow) assert.is(client.isClosed, false);
});

onBoth(
  "all connections are in use: one that takes nothing makes room",
  "--connections 3",
  (server) => {
    const slow = readSlowly(server, 3);
    server.pass(5_000);
    assert.is(answer(server.connect()).status, 503);
    server.pass(5_000);
    const honest = server.connect();
    assert.is(slow.filter(({ isClosed }) => isClosed).length, 1);
    say(server, honest, get("/hello.txt"));
    assert.is(answer(honest).status, 200);
  },
);

onBoth("no descriptor for a file: kept ones are closed, then 503", "", (server) => {
  const client = server.connect();
  say(server, client, get("/hello.txt"));
  assert.is(server.host.files.open.size, 1);
  server.host.failNext("openFile", Failure.NoDescriptors);
  say(server, client, get("/next.txt"));
  assert.is(server.host.files.open.size, 1, "the kept file was closed");
  server.host.failNext("openFile", Failure.NoDescriptors);
  server.host.failNext("openFile", Failure.NoDescriptors);
  say(server, client, get("/page.html"));
  say(server, client, get("/page.html"));
  assert.equal(statuses(client), [200, 200, 503, 200]);
  assert.match(
    server.host.logged,
    /\/page\.html: could not be opened: no descriptor or memory is left\n/,
  );
});

onBoth("no descriptor for a directory: 503", "", (server) => {
  const client = server.connect();
  server.host.failNext("openDirectory", Failure.NoDescriptors);
  say(server, client, get("/list/") + get("/list/"));
  assert.equal(statuses(client), [503, 200]);
  assert.match(
    server.host.logged,
    /\/list\/: could not be opened: no descriptor or memory is left\n/,
  );
});

onBoth("no descriptor to look for a script, or in its directory: 503", "--cgi", (server) => {
  const client = server.connect();
  for (const path of ["/cgi-bin/script", "/cgi-bin/"]) {
    server.host.failNext("inspect", Failure.NoDescriptors);
    say(server, client, get(path));
    const line = `: ${path}: could not be opened: no descriptor or memory is left\n`;
    assert.ok(server.host.logged.includes(line), server.host.logged);
  }
  assert.equal(statuses(client), [503, 503]);
});

for (const [failure, status] of [
  [Failure.NoDescriptors, 503],
  [Failure.NoProcess, 503],
  [Failure.NoMemory, 503],
  [Failure.NotFound, 500],
  [Failure.NotExecutable, 500],
  [Failure.TooBig, 500],
  [Failure.Fault, 500],
] as const) {
  onBoth(`a script cannot be started (${failure}): ${status}`, "--cgi", (server) => {
    const client = server.connect();
    server.host.failNext("spawn", failure);
    say(server, client, get("/cgi-bin/script") + get("/hello.txt"));
    assert.equal(statuses(client), [status, 200]);
    assert.is(taken(server, Pool.Upstreams), 0);
    assert.is(taken(server, Pool.Outputs), 0);
  });

  onBoth(`a script turns out not to start (${failure}): ${status}`, "--cgi", (server) => {
    const { client, script } = startScript(server, get("/cgi-bin/script") + get("/hello.txt"));
    script.die(failure);
    server.settle();
    assert.equal(statuses(client), [status, 200]);
    script.exit();
    server.pass(0);
    assert.is(taken(server, Pool.Upstreams), 0);
  });
}

const MANY = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`n${i}`, file("")]));

onBoth(
  "directories beyond the eighth wait for their turn",
  "",
  (server) => {
    const slow = connectMany(server, 8);
    for (const client of slow) {
      client.limit(10);
      say(server, client, get("/"));
    }
    const surplus = server.connect();
    say(server, surplus, get("/"));
    assert.equal(statuses(surplus), []);
    for (const client of slow) {
      client.takeAll();
      server.pass(0);
      assert.is(answer(client).status, 200);
    }
    assert.is(answer(surplus).status, 200);
    server.pass(15_000);
    assertAtRest(server);
  },
  { tree: directory(MANY) },
);

test.run();
