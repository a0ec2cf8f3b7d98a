/*
 * Scripts and places at backends that are held at a slow client's pace (src/core/pace/upstream-rate.ts):
 * when others wait for them, the client that moves least gives way, and nobody else does.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Signal } from "../../../src/seam/results";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedScript } from "../../support/simulated-script";
import type { SimulatedServer } from "../../support/simulated-server";
import { ask, latest, withRules } from "../backends";
import { answer, assertAtRest, get, onBoth, post, say, startScript } from "../on-both";

const HEAD = "Content-Type: text/plain\n\n";
const SCRIPT = get("/cgi-bin/script");
/** Content that is not kept first. */
const LARGE = 1_000_000_000;
const COUNT = 8;
const RATE = 10_000;

interface Held {
  readonly client: SimulatedChannel;
  readonly script: SimulatedScript;
  /** Octets a second that the client moves. */
  rate: number;
}

/** A client that sends content and a script that takes it. */
function sender(server: SimulatedServer, rate: number): Held {
  const held = startScript(server, post("/cgi-bin/script", LARGE) + "c".repeat(20_000));
  held.script.input.takeAll();
  return { ...held, rate };
}

/** A client that takes an answer and a script that writes as fast as it can. */
function reader(server: SimulatedServer, rate: number): Held {
  const held = startScript(server);
  held.client.limit(1000);
  held.script.write(HEAD + "a".repeat(1_000_000));
  server.settle();
  return { ...held, rate };
}

/** Time passes, and each client moves at its pace. */
function pass(server: SimulatedServer, seconds: number, helds: readonly Held[]): void {
  for (let second = 0; second < seconds; second++) {
    for (const { client, script, rate } of helds) {
      if (client.isOver) continue;
      if (script.input.isClosed || script.output.pieces.length > 0) client.take(rate);
      else client.give("c".repeat(rate));
    }
    server.pass(1000);
  }
}

function fill(server: SimulatedServer, make: typeof sender, rates: readonly number[]): Held[] {
  return rates.map((rate) => make(server, rate));
}

function wait(server: SimulatedServer, octets = SCRIPT): SimulatedChannel {
  const client = server.connect();
  say(server, client, octets);
  server.pass(0);
  return client;
}

function finish(server: SimulatedServer): void {
  const script = server.host.scripts.at(-1) as SimulatedScript;
  script.write(`${HEAD}done`);
  script.exit();
  server.pass(0);
}

function slow(count: number, rate = 130): number[] {
  return Array.from({ length: count }, (_, i) => rate + i);
}

onBoth("a slow sender gives way to a request that waits: 408", "--cgi", (server) => {
  const helds = fill(server, sender, slow(COUNT));
  pass(server, 7, helds);
  assert.is(server.host.scripts.length, COUNT);
  for (const { client } of helds) assert.is(client.isOver, false, "nobody waits");
  const honest = wait(server);
  assert.is(server.host.scripts.length, COUNT + 1, "at once: it is known who is slow");
  finish(server);
  assert.is(answer(honest).status, 200);
  const refused = answer((helds[0] as Held).client);
  assert.is(refused.status, 408);
  assert.match(refused.content.toString(), "40803");
});

onBoth("who moves least gives way, and one for each who waits", "--cgi", (server) => {
  const helds = fill(server, sender, [500, 300, 900, 100, 700, 600, 400, 800]);
  pass(server, 7, helds);
  for (const expected of [100, 300, 400]) {
    wait(server);
    const gone = helds.filter(({ client }) => client.isOver).map(({ rate }) => rate);
    assert.is(Math.max(...gone), expected);
  }
  assert.is(server.host.scripts.length, COUNT + 3);
});

onBoth("a slow reader gives way: a reset, and its script is told to end", "--cgi", (server) => {
  const helds = fill(server, reader, slow(COUNT, 300));
  pass(server, 7, helds);
  const honest = wait(server);
  const [least, ...others] = helds as [Held, ...Held[]];
  assert.is(least.client.isReset, true);
  assert.is(least.script.signals[0], Signal.Terminate);
  for (const { client } of others) assert.is(client.isOver, false);
  assert.is(server.host.scripts.length, COUNT + 1);
  finish(server);
  assert.is(answer(honest).status, 200);
});

onBoth("nothing is known of who came last: it is waited for", "--cgi", (server) => {
  const helds = fill(server, sender, slow(COUNT));
  const honest = wait(server);
  pass(server, 4, helds);
  assert.is(server.host.scripts.length, COUNT);
  pass(server, 3, helds);
  assert.is(server.host.scripts.length, COUNT + 1);
  finish(server);
  assert.is(answer(honest).status, 200);
});

for (const make of [sender, reader]) {
  onBoth(`a client at the least rate does not give way: ${make.name}`, "--cgi", (server) => {
    const helds = fill(server, make, slow(COUNT, RATE));
    wait(server);
    pass(server, 25, helds);
    for (const { client } of helds) assert.is(client.isOver, false);
    assert.is(server.host.scripts.length, COUNT);
  });

  onBoth(`--script-rate 0: nobody gives way: ${make.name}`, "--cgi --script-rate 0", (server) => {
    const helds = fill(server, make, slow(COUNT));
    wait(server);
    pass(server, 25, helds);
    for (const { client } of helds) assert.is(client.isOver, false);
  });

  onBoth(
    `a client that pauses for less than a window is judged by all of it: ${make.name}`,
    "--cgi",
    (server) => {
      const helds = fill(server, make, slow(COUNT, 0));
      wait(server);
      for (let i = 0; i < 8; i++) {
        for (const held of helds) held.rate = i % 2 === 0 ? 0 : 3 * RATE;
        pass(server, 3, helds);
      }
      for (const { client } of helds) assert.is(client.isOver, false);
    },
  );
}

onBoth("a script that computes or says little is nobody's fault", "--cgi", (server) => {
  const helds = Array.from({ length: COUNT }, () => startScript(server));
  for (const { script } of helds.slice(4)) script.write(`${HEAD}data: 0\n\n`);
  server.settle();
  const honest = wait(server);
  for (let second = 0; second < 29; second++) {
    for (const { script } of helds.slice(6)) script.write("data: 1\n\n");
    server.pass(1000);
  }
  for (const { client } of helds) assert.is(client.isOver, false);
  assert.is(server.host.scripts.length, COUNT);
  assert.is(honest.isOver, false);
});

onBoth("a script that does not read is not its client's fault", "--cgi", (server) => {
  const helds = Array.from({ length: COUNT }, () => {
    const held = startScript(server, post("/cgi-bin/script", LARGE) + "c".repeat(20_000));
    held.script.input.limit(0);
    say(server, held.client, "c".repeat(20_000));
    return held;
  });
  wait(server);
  server.pass(25_000);
  for (const { client } of helds) assert.is(client.isOver, false);
});

onBoth(
  "a rule's rate holds for its scripts alone",
  "",
  (server) => {
    const helds = [1, 2].map((query) => {
      const held = startScript(server, get(`/cgi-bin/script?${query}`));
      held.client.limit(1000);
      held.script.write(HEAD + "a".repeat(1_000_000));
      return { ...held, rate: 300 };
    });
    server.settle();
    pass(server, 7, helds);
    wait(server);
    assert.equal(
      helds.map(({ client }) => client.isOver),
      [false, false],
      "300 is enough here",
    );
    for (const held of helds) held.rate = 100;
    pass(server, 11, helds);
    assert.is(helds.filter(({ client }) => client.isReset).length, 1);
  },
  { args: ["--script", "/cgi-bin/ at-once=2 rate=200"] },
);

withRules(
  "a place at a backend is given up in the same way, in both directions",
  ["--fastcgi", "/app/ :9000 at-once=2"],
  (server) => {
    const upload = ask(server, post("/app/x", LARGE) + "c".repeat(20_000));
    const download = ask(server);
    download.client.limit(1000);
    say(server, upload.client, "c");
    download.backend.write(record(HEAD + "a".repeat(50_000)));
    server.settle();
    for (let second = 0; second < 7; second++) {
      upload.client.give("c".repeat(130));
      download.client.take(300);
      server.pass(1000);
    }
    wait(server, get("/app/1"));
    assert.is(answer(upload.client).status, 408);
    assert.is(download.client.isOver, false);
    assert.is(server.host.backends.length, 3);
    wait(server, get("/app/2"));
    assert.is(download.client.isReset, true);
    assert.is(server.host.backends.length, 4);
    latest(server);
  },
);

/** A FastCGI record of STDOUT. */
function record(octets: string): Buffer {
  const header = Buffer.from([1, 6, 0, 1, octets.length >> 8, octets.length & 255, 0, 0]);
  return Buffer.concat([header, Buffer.from(octets)]);
}

onBoth("nothing is left of who gave way", "--cgi", (server) => {
  const helds = [...fill(server, sender, slow(4)), ...fill(server, reader, slow(4, 300))];
  const waiting = Array.from({ length: COUNT }, () => wait(server));
  pass(server, 8, helds);
  for (const { client } of helds) assert.is(client.isOver, true);
  for (const _ of waiting) finish(server);
  for (const script of server.host.scripts) script.exit();
  for (const client of waiting) client.end();
  for (const { client } of helds) client.end();
  server.pass(5_000);
  assertAtRest(server);
});

test.run();
