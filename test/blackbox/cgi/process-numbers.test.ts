/*
 * The numbers of processes: one that was reaped is never signalled, because its number may be
 * another's by then; and who waits to be reaped is bounded by the scripts that may run.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isEmulated } from "../../support/build";
import { waitUntil, withDeadline } from "../../support/deadline";
import { get, requestOctets, textOf } from "../../support/exchange";
import { addToHome, makeFolder, script } from "../../support/home";
import { LineReader } from "../../support/line-reader";
import { descriptorCountOf, isRunning, zombiesOf } from "../../support/process-info";
import { openClient, type RawClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const hasStrace = spawnSync("strace", ["-V"]).status === 0;

const traced = hasStrace ? test : test.skip;

test.after(stopServers);

// What is emulated cannot be traced.
if (!isEmulated) {
  traced("a group whose leader was reaped is not signalled any more", async () => {
    const server = await start();
    await get(server, "/page.txt");
    const before = descriptorCountOf(server.pid);
    const trace = await startTrace(server);
    const { client, leader, daemon } = await startDaemon(server, "first");
    client.reset();
    await waitUntil(() => descriptorCountOf(server.pid) <= before, "the end of the script's pipes");
    await waitUntil(() => zombiesOf(server.pid).length === 0, "no zombie");
    const calls = await trace.end();
    assert.equal(signalledAfterReaping(calls, leader), []);
    assert.is(isRunning(daemon), true, "it has a session of its own");
    process.kill(daemon, "SIGKILL");
  });
}

test("a script that has ended holds one process at most, until its pipes are closed", async () => {
  const server = await start();
  const daemons = await Promise.all(
    ["one", "two", "three"].map((each) => startDaemon(server, each)),
  );
  addToHome(server.home, { "cgi-bin/quick.sh": script(`${HEAD}\necho quick`) });
  for (let each = 0; each < 20; each++) {
    assert.is(textOf(await get(server, "/cgi-bin/quick.sh")), "quick\n");
  }
  await waitUntil(() => zombiesOf(server.pid).length <= daemons.length, "no zombies but theirs");
  for (const { daemon } of daemons) process.kill(daemon, "SIGKILL");
  for (const { client } of daemons) await client.readResponse();
  await waitUntil(() => zombiesOf(server.pid).length === 0, "no zombie");
});

function start(): Promise<Server> {
  const args = ["--cgi", "--timeout", "script-kill=1"];
  return startServer({ home: { "page.txt": "a page", "cgi-bin/": "" }, args });
}

interface Daemon {
  readonly client: RawClient;
  readonly leader: number;
  readonly daemon: number;
}

/** A script that has ended, and has started a daemon that keeps its output open. */
async function startDaemon(server: Server, name: string): Promise<Daemon> {
  const gate = new Gate();
  const lines = `setsid sh -c 'echo $$ > ${gate.path("daemon")}; exec sleep 600' &`;
  addToHome(server.home, {
    [`cgi-bin/${name}.sh`]: script(`echo $$ > ${gate.path("leader")}\n${HEAD}\n${lines}`),
  });
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: `/cgi-bin/${name}.sh` }));
  const [leader, daemon] = [await gate.pid("leader"), await gate.pid("daemon")];
  await waitUntil(() => !isRunning(leader), "the end of the script");
  return { client, leader, daemon };
}

interface Trace {
  /** All calls that the server has made since. */
  end(): Promise<string[]>;
}

async function startTrace(server: Server): Promise<Trace> {
  const file = join(makeFolder(), "trace");
  const options = ["-f", "-e", "trace=kill,wait4,waitid", "-e", "signal=none", "-o", file];
  const child: ChildProcess = spawn("strace", [...options, "-p", String(server.pid)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = new LineReader(child.stderr as NonNullable<ChildProcess["stderr"]>);
  await said.waitFor(/attached/);
  return {
    end: async () => {
      const ended = once(child, "exit");
      child.kill("SIGINT");
      await withDeadline(ended, "the trace's end");
      return readFileSync(file, "latin1").split("\n");
    },
  };
}

/** Signals for the group of a process, behind the call that took its number away. */
function signalledAfterReaping(calls: readonly string[], pid: number): string[] {
  const reaped = new RegExp(`(wait4\\(.* = ${pid}|waitid\\(P_PID, ${pid}, NULL, .* = 0)$`);
  const at = calls.findIndex((call) => reaped.test(call));
  if (at < 0) throw new Error(`${pid} was not reaped in\n${calls.join("\n")}`);
  return calls.slice(at).filter((call) => call.includes(`kill(-${pid}, `));
}

test.run();
