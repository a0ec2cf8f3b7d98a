/*
 * A simulated test is run on both builds of the core; and what most of them do.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Pool } from "../../src/core/memory/pool";
import { parseResponse, type Response } from "../support/http-message";
import type { SimulatedChannel } from "../support/simulated-channel";
import type { SimulatedScript } from "../support/simulated-script";
import { type Options, SimulatedServer } from "../support/simulated-server";
import { loadCores, makeTree } from "../support/simulated-world";
import { takenItems } from "../support/taken-items";

export { Pool } from "../../src/core/memory/pool";

export const cores = await loadCores();

/** Registers a test that gets a fresh server on each build. */
export function onBoth(
  name: string,
  args: string,
  handler: (server: SimulatedServer) => void,
  options: Partial<Options> = {},
): void {
  for (const build of cores) {
    test(`${name} [${build.name}]`, () => {
      const given = args === "" ? [] : args.split(" ");
      handler(new SimulatedServer(build, { tree: makeTree(), args: given, ...options }));
    });
  }
}

export function get(target: string, fields = ""): string {
  return `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
}

export function post(target: string, length: number): string {
  return `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`;
}

/** Gives octets and lets the server come to rest. */
export function say(server: SimulatedServer, client: SimulatedChannel, octets: string): void {
  client.give(octets);
  server.settle();
}

/** All answers that have arrived, which must be whole. */
export function answers(client: SimulatedChannel, ...methods: string[]): Response[] {
  const octets = client.received();
  const found: Response[] = [];
  for (let at = 0; at < octets.length; ) {
    const method = methods[found.length] ?? "GET";
    const parsed = parseResponse(octets.subarray(at), method, client.isOver);
    if (parsed === null) throw new Error(`half an answer: ${octets.toString("latin1", at)}`);
    found.push(parsed.response);
    at += parsed.end;
  }
  return found;
}

export function statuses(client: SimulatedChannel): number[] {
  return answers(client).map(({ status }) => status);
}

/** The one answer that has arrived. */
export function answer(client: SimulatedChannel, method = "GET"): Response {
  const found = answers(client, method);
  assert.is(found.length, 1);
  return found[0] as Response;
}

/** A request to a script, which runs now. */
export function startScript(
  server: SimulatedServer,
  octets = get("/cgi-bin/script"),
): { client: SimulatedChannel; script: SimulatedScript } {
  const client = server.connect();
  const before = server.host.scripts.length;
  say(server, client, octets);
  assert.is(server.host.scripts.length, before + 1, "a script was started");
  return { client, script: server.host.scripts.at(-1) as SimulatedScript };
}

/** Items of a pool that are taken. */
export function taken(server: SimulatedServer, pool: Pool): number {
  return takenItems(server.core, pool);
}

/** Everything but what idle connections hold was given back. */
export function assertAtRest(server: SimulatedServer, connections = 0): void {
  // IdleConnection files are closed after a second.
  server.pass(1000);
  const pools = [
    Pool.Heads,
    Pool.Sends,
    Pool.Files,
    Pool.Upstreams,
    Pool.Outputs,
    Pool.Listings,
    Pool.Held,
    Pool.Idle,
  ];
  const counts = pools.map((pool) => `${pool}: ${taken(server, pool)}`);
  assert.equal(
    counts,
    pools.map((pool) => `${pool}: 0`),
    "taken items by pool",
  );
  assert.is(taken(server, Pool.Connections), connections, "connections");
  server.checkAtRest();
}
