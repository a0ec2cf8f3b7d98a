/*
 * Servers that are started in simulated tests: how, what runs, and requests to them.
 */
import * as assert from "uvu/assert";
import { answer as recordsOf } from "../support/fastcgi-backend";
import type { SimulatedBackend } from "../support/simulated-backend";
import type { SimulatedServerProcess } from "../support/simulated-host";
import type { SimulatedServer } from "../support/simulated-server";
import { ask as askBackend } from "./backends";
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
  const before = server.host.backends.length;
  const asked = askBackend(server, get(target));
  assert.is(server.host.backends.length, before + 1, "it goes to one backend");
  return asked;
}

export function finish(server: SimulatedServer, backend: SimulatedBackend): void {
  backend.write(recordsOf("Content-Type: text/plain\n\nok"));
  backend.close();
  server.settle();
}

export function status(server: SimulatedServer): string[] {
  const client = server.connect();
  say(server, client, get("/status"));
  return answer(client).content.toString().trimEnd().split("\n");
}
