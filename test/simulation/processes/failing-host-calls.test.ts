/*
 * A trap at every place while servers that were started end and are replaced: each host call of a
 * run throws in turn. Whatever it was, two processes serve a moment later, the core knows both, and
 * whoever has ended is reaped.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure, Signal } from "../../../src/seam/results";
import { answer as recordsOf } from "../../support/fastcgi-backend";
import type { FaultMoment } from "../../support/simulated-host";
import { SimulatedServer } from "../../support/simulated-server";
import { makeTree } from "../../support/simulated-world";
import { PATH, PROGRAM, processes, status } from "../app-processes";
import { cores, get, say } from "../on-both";

const ARGS = ["-v", "--fastcgi", `/s/ spawn=${PROGRAM} processes=2`, "--status", "/status"];
const OUTPUT = "Content-Type: text/plain\n\nok";

/** More host calls than any of these runs makes. */
const CALLS_MAX = 300;

/** A process has 3 s to end, waits 10 s to be started again, and drains for 60 s. */
const SETTLED_MS = 75_000;

const RUNS: Record<string, (server: SimulatedServer) => void> = {
  "processes end, soon and after an answer": (server) => {
    for (const { script } of server.host.servers) script.error.give("a line\nhalf a line");
    say(server, server.connect(), get("/s/x"));
    server.host.backends.at(-1)?.write(recordsOf(OUTPUT));
    server.settle();
    for (let i = 0; i < 3; i++) {
      for (const { script } of processes(server).slice(0, 2)) script.exit(1);
      server.pass(500);
    }
    for (const { script } of processes(server)) script.receiveSignal(Signal.Kill);
    server.pass(1000);
  },
  "processes are replaced, and one answers its last request": (server) => {
    say(server, server.connect(), get("/s/x"));
    server.reload();
    server.pass(2500);
    server.host.backends.at(-1)?.write(recordsOf(OUTPUT));
    server.pass(2500);
  },
  "a process that drains ends before its last request is answered": (server) => {
    say(server, server.connect(), get("/s/x"));
    server.host.backends.at(-1)?.write(recordsOf(OUTPUT));
    server.settle();
    for (let i = 0; i < 2; i++) say(server, server.connect(), get("/s/x"));
    server.reload();
    server.pass(2500);
    server.host.servers[0]?.script.exit(0);
    server.pass(2500);
  },
  "a successor does not last, and one process disobeys": (server) => {
    for (const { script } of server.host.servers) script.isObedient = false;
    server.reload();
    server.settle();
    server.host.servers.at(-1)?.script.exit(2);
    server.pass(500);
    server.reload();
    server.pass(6000);
  },
  "a socket's path cannot be written": (server) => {
    server.host.failNext("moveSocket", Failure.Forbidden);
    server.reload();
    server.pass(3000);
  },
  "a process cannot be started": (server) => {
    server.host.failNext("startServer", Failure.NoProcess);
    server.host.servers[0]?.script.exit(0);
    server.pass(1000);
  },
};

for (const [what, run] of Object.entries(RUNS)) {
  for (const moment of ["before", "after"] as const) {
    for (const build of cores) {
      test(`a fault ${moment} each host call: ${what} [${build.name}]`, () => {
        const failures = [];
        for (let call = 1; call < CALLS_MAX; call++) {
          const server = new SimulatedServer(build, { tree: makeTree(), args: ARGS });
          const why = outcome(server, run, call, moment);
          if (why !== null) failures.push(`call ${call}, ${server.lastFault}: ${why}`);
          if (server.faults === 0) break;
        }
        assert.equal(failures, []);
      });
    }
  }
}

/** What is wrong after a fault in this call, null when nothing is. */
function outcome(
  server: SimulatedServer,
  run: (server: SimulatedServer) => void,
  call: number,
  moment: FaultMoment,
): string | null {
  server.host.faultAt(call, moment);
  try {
    run(server);
    server.host.faultAt(-1);
    server.pass(SETTLED_MS);
    server.checkReaped();
    return lostAmong(server);
  } catch (error) {
    return String(error).split("\n")[0] as string;
  }
}

/** Each socket has a process that the core knows. */
function lostAmong(server: SimulatedServer): string | null {
  const rows = status(server).filter((line) => line.startsWith("unix:"));
  const text = rows.join("; ");
  if (rows.length !== 2) return `not two rows: ${text}`;
  for (const number of [0, 1]) {
    const row = rows.find((line) => line.startsWith(`unix:${PATH}${number}.sock up requests=`));
    const process = Number(/ process=(\d+) /.exec(row ?? "")?.[1]);
    const found = processes(server).find(({ script }) => script.process === process);
    if (found?.path !== `${PATH}${number}.sock`) return `nobody serves at ${number}: ${text}`;
  }
  return null;
}

test.run();
