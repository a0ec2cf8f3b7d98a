/*
 * Octets of all classes at every place of a target and of a field value: the core as wasm looks at eight
 * octets at once (src/host/native/arena.ts), the one on Node.js at one.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { SimulatedServer } from "../support/simulated-server";
import { loadCores, makeTree } from "../support/simulated-world";

const LENGTH = 18;
/** One head of a connection is read with others before it: at all places of a word. */
const SHIFTS = 8;

/** Around the bounds of each class, on both sides of what is searched for. */
const OCTETS = [...range(0, 40), ...range(56, 66), ...range(122, 136), ...range(250, 256)];

/** Those that change an answer, of several lengths: words of octets are compared. */
const NAMES = ["host", "range", "expect", "content-length", "transfer-encoding"];

const builds = await loadCores();

test("an octet in a target or a field value is judged alike, wherever it stands", () => {
  for (const c of OCTETS) {
    const [one, other] = builds.map((build) => {
      const server = new SimulatedServer(build, { tree: makeTree(), args: ["-v"] });
      server.audits = false;
      for (let place = 0; place < LENGTH; place++) ask(server, c, place);
      return server.host.transcript;
    });
    assert.ok((one?.length ?? 0) > LENGTH);
    assert.equal(other, one, `octet ${c}`);
  }
});

function ask(server: SimulatedServer, c: number, place: number): void {
  const text = "a".repeat(place) + String.fromCharCode(c) + "a".repeat(LENGTH - 1 - place);
  const shift = "x".repeat(place % SHIFTS);
  const client = server.connect();
  client.give(
    `GET /?${shift} HTTP/1.1\r\nHost: a\r\n\r\n` +
      `GET /${text} HTTP/1.1\r\nHost: a\r\nX: ${shift}\r\n\r\n`,
  );
  const second = server.connect();
  second.give(`GET / HTTP/1.1\r\nHost: a\r\nX${shift}: ${text}\r\nY: 1\r\n\r\n`);
  server.settle();
}

test("an octet in a name is judged alike, wherever it stands", () => {
  for (const c of OCTETS) {
    const [one, other] = builds.map((build) => {
      const server = new SimulatedServer(build, { tree: makeTree(), args: ["-v"] });
      server.audits = false;
      for (const name of NAMES) askWith(server, name, c);
      return server.host.transcript;
    });
    assert.ok((one?.length ?? 0) > NAMES.length);
    assert.equal(other, one, `octet ${c}`);
  }
});

/** Once with the octet in each place of the name, once with the name's own in capitals. */
function askWith(server: SimulatedServer, name: string, c: number): void {
  for (let place = 0; place < name.length; place++) {
    const octet = String.fromCharCode(c);
    const changed = name.slice(0, place) + octet + name.slice(place + 1);
    const inCapitals = name.slice(0, place) + name.charAt(place).toUpperCase();
    for (const field of [changed, inCapitals + name.slice(place + 1)]) {
      const client = server.connect();
      client.give(`GET / HTTP/1.1\r\nHost: a\r\n${field}: 0\r\n\r\n`);
    }
  }
  server.settle();
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}

test.run();
