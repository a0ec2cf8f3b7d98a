/*
 * Requests with content that another backend is asked for: all of the content is sent again.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { endRecord, Status } from "../../support/fastcgi-backend";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedServer } from "../../support/simulated-server";
import { filler } from "../../support/simulated-world";
import { ask, HEAD, latest, places, type Received, received, reply, withRules } from "../backends";
import { assertAtRest, statuses } from "../on-both";

const TWO = ["--fastcgi", "/app/ unix:/a unix:/b"];

/** In memory; in a file; in one that is not passed on in one turn. */
const SIZES = [5, 40_000, 400_000];

function chunked(method: string, content: string): string {
  const head = `${method} /app/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
  return `${head}${content.length.toString(16)}\r\n${content}\r\n0\r\n\r\n`;
}

function assertWhole({ content, isWhole, params }: Received, expected: string): void {
  assert.match(params, `CONTENT_LENGTH${expected.length}`);
  assert.is(content.length, expected.length);
  assert.ok(content === expected && isWhole);
}

/** The other backend is sent all of the content, and answers. */
function assertAnsweredByNext(
  server: SimulatedServer,
  client: SimulatedChannel,
  content: string,
): void {
  assert.is(new Set(places(server)).size, 2);
  assertWhole(received(latest(server)), content);
  reply(server, latest(server));
  assert.equal(statuses(client), [200]);
  assertAtRest(server, 1);
}

for (const bytes of SIZES) {
  const content = filler(bytes).toString("latin1");

  withRules(`overloaded behind ${bytes} octets: the next gets all of them`, TWO, (server) => {
    const client = server.connect();
    client.give(chunked("POST", content), 16_384);
    server.pass(0);
    const first = latest(server);
    assertWhole(received(first), content);
    first.write(endRecord(0, Status.Overloaded));
    server.pass(0);
    if (bytes < 16_384) {
      // What was kept in memory was passed on, and is gone.
      assert.equal(statuses(client), [503]);
      return;
    }
    assertAnsweredByNext(server, client, content);
  });

  for (const taken of [20_000, Number.POSITIVE_INFINITY]) {
    for (const how of ["end", "fail"] as const) {
      const what = `${how} when ${taken} of ${bytes} octets were taken`;
      withRules(`${what}: a GET goes to the next with all of them`, TWO, (server) => {
        server.host.onConnect = ({ channel }) => {
          if (places(server).length === 1) channel.limit(taken);
        };
        const client = server.connect();
        client.give(chunked("GET", content), 16_384);
        server.pass(0);
        latest(server)[how]();
        server.pass(0);
        if (bytes < 16_384) {
          assert.equal(statuses(client), [502]);
          return;
        }
        assertAnsweredByNext(server, client, content);
      });
    }
  }
}

for (const [what, octets, expected] of [
  ["its answer", `${HEAD}hello`, "HTTP/1.1 200"],
  ["the head of its answer", "Content-Type: text/", "HTTP/1.1 502"],
] as const) {
  withRules(
    `one fails within ${what} before it has taken the request: no other is asked`,
    ["--scgi", "/app/ unix:/a unix:/b"],
    (server) => {
      server.host.onConnect = (backend) => backend.hold();
      const { client, backend } = ask(server);
      backend.write(octets);
      server.settle();
      backend.fail();
      server.settle();
      const { length } = places(server);
      assert.is(length, 1, "connections that were made");
      const sent = client.received().toString("latin1");
      assert.ok(sent.startsWith(expected), sent);
      assert.is(sent.split("HTTP/1.1 ").length, 2, "one answer");
      assert.is(client.isOver, what === "its answer");
      client.end();
      assertAtRest(server);
    },
  );
}

test.run();
