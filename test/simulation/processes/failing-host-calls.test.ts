/*
 * A trap at every place while servers that were started end and are replaced: each host call of a
 * run throws in turn. Whatever it was, two processes serve a moment later, the core knows both, and
 * whoever has ended is reaped.
 */
import { test } from "uvu";
import { Failure, Signal } from "../../../src/seam/results";
import { type Run, testEachHostCall } from "../../support/each-host-call";
import { answer as recordsOf } from "../../support/fastcgi-backend";
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

const RUNS: Record<string, Run> = {
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

testEachHostCall({
  cores,
  runs: RUNS,
  callsMax: CALLS_MAX,
  start: (build) => new SimulatedServer(build, { tree: makeTree(), args: ARGS }),
  judge: (server) => {
    server.pass(SETTLED_MS);
    server.checkReaped();
    return lostAmong(server);
  },
});

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
