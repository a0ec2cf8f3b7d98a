/*
 * Servers that are started in simulated tests: how, what runs, and requests to them.
 */
import * as assert from "uvu/assert";
import type { SimulatedBackend } from "../support/simulated-backend";
import type { SimulatedServerProcess } from "../support/simulated-host";
import type { SimulatedServer } from "../support/simulated-server";
import { answer, get, onBoth, say } from "./on-both";

export const PROGRAM = "/srv/home/cgi-bin/script";
export const PATH = "/tmp/microhttpd-321-";

type Check = (server: SimulatedServer) => void;

/** A test of a server that starts this program. */
export function spawning(name: string, settings: string, check: Check): void {
  const args = ["-v", "--fastcgi", `/s/ spawn=${PROGRAM} ${settings}`, "--status", "/status"];
  onBoth(name, "", check, { args });
}

export function processes(server: SimulatedServer): SimulatedServerProcess[] {
  return server.host.servers.filter(({ script }) => script.status === null);
}

export function processAt(server: SimulatedServer, path: string): SimulatedServerProcess {
  const found = processes(server)
    .filter((one) => one.path === path)
    .at(-1);
  if (found === undefined) throw new Error(`nobody serves at ${path}`);
  return found;
}

/** A request, and the connection that it goes to. */
export function ask(server: SimulatedServer, target = "/s/x") {
  const client = server.connect();
  const before = server.host.backends.length;
  say(server, client, get(target));
  assert.is(server.host.backends.length, before + 1, "it goes to a backend");
  return { client, backend: server.host.backends.at(-1) as SimulatedBackend };
}

function record(type: number, content: Buffer): Buffer {
  const header = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([header, content]);
}

export function finish(server: SimulatedServer, backend: SimulatedBackend): void {
  const text = "Content-Type: text/plain\n\nok";
  backend.write(Buffer.concat([record(6, Buffer.from(text)), record(3, Buffer.alloc(8))]));
  backend.close();
  server.settle();
}

export function status(server: SimulatedServer): string[] {
  const client = server.connect();
  say(server, client, get("/status"));
  return answer(client).content.toString().trimEnd().split("\n");
}
