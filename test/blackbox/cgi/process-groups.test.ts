/*
 * What scripts have started themselves ends with them when the client leaves, however it was put
 * into the background. Only what has made a session of its own is out of reach, as a service is that a
 * script starts on purpose: it keeps nothing of the server's.
 */
import { existsSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isNative } from "../../support/build";
import { waitUntil } from "../../support/deadline";
import { requestOctets } from "../../support/exchange";
import { addToHome, script } from "../../support/home";
import { childrenOf, descriptorCountOf, isRunning } from "../../support/process-info";
import { openClient, type RawClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";

let server: Server;
const strays: number[] = [];

test.before(async () => {
  const home = { "page.txt": "a page", "cgi-bin/": "" };
  server = await startServer({ home, args: ["--cgi", "--quiet"] });
});
test.after(async () => {
  for (const pid of strays) process.kill(pid, "SIGKILL");
  await stopServers();
});

/** How a script may start `sleep 600`; each line tells the id in the file `pid`. */
const WAYS: Record<string, (pid: string) => string> = {
  "in the background": (pid) => `sleep 600 &\necho $! > ${pid}`,
  "deaf to the hang-up": (pid) => `nohup sleep 600 > /dev/null 2>&1 &\necho $! > ${pid}`,
  "with the parent gone": (pid) => `(sleep 600 & echo $! > ${pid})`,
  "with the parent gone, and no stream of the script's": (pid) =>
    `(sleep 600 < /dev/null > /dev/null 2>&1 & echo $! > ${pid})`,
  "deaf to SIGTERM": (pid) => `(trap '' TERM; exec sleep 600) &\necho $! > ${pid}`,
};

for (const [title, start] of Object.entries(WAYS)) {
  test(`what a script has started ${title} ends with it`, async () => {
    const gate = new Gate();
    const client = await ask(`${start(gate.path("child"))}\necho $$ > ${gate.path("pid")}`);
    const pids = [await gate.pid("child"), await gate.pid("pid")];
    client.reset();
    for (const pid of pids) await waitUntil(() => !isRunning(pid), `the end of ${pid}`);
  });
}

test("what bash has disowned ends with the script", async () => {
  if (!existsSync("/bin/bash")) return;
  const gate = new Gate();
  const lines = `sleep 600 &\ndisown\necho $! > ${gate.path("child")}`;
  const client = await ask(lines, "#!/bin/bash\n");
  const pid = await gate.pid("child");
  client.reset();
  await waitUntil(() => !isRunning(pid), "the end of it");
});

// ARCHITECTURE.md, "Differences between the hosts": Node.js cannot keep the number of its group.
const ending = isNative ? "ends with" : "is let alone by";
test(`what a script has left behind ${ending} the client that waits for its output`, async () => {
  const gate = new Gate();
  const child = `sleep 600 &\necho $! > ${gate.path("child")}`;
  const lines = `${HEAD}\necho begun\n${child}\necho $$ > ${gate.path("pid")}\nexit 0`;
  addToHome(server.home, { "cgi-bin/family.sh": script(lines) });
  const before = descriptorCountOf(server.pid);
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/cgi-bin/family.sh" }));
  await client.waitForText("begun");
  const [leader, pid] = [await gate.pid("pid"), await gate.pid("child")];
  // On Node.js the server has seen its end when it is reaped; a zombie may be news to it.
  const hasEnded = () => (isNative ? !isRunning(leader) : !existsSync(`/proc/${leader}`));
  await waitUntil(hasEnded, "the end of the script");
  assert.ok(isRunning(pid));
  client.reset();
  await waitUntil(() => descriptorCountOf(server.pid) <= before, "the end of its pipes");
  assert.is(isRunning(pid), !isNative);
  if (!isNative) process.kill(pid, "SIGKILL");
});

test("a session of its own goes on, and holds no script's place and no descriptor", async () => {
  const args = ["--cgi", "--quiet", ...["--scripts", "1"], ...["--timeout", "script-kill=1"]];
  const single = await startServer({ home: server.home, args });
  const before = descriptorCountOf(single.pid);
  for (let each = 0; each < 2; each++) {
    const gate = new Gate();
    // It keeps the script's streams open: nothing tells the server that it will not write any more.
    const lines = `setsid sh -c 'echo $$ > ${gate.path("child")}; exec sleep 600' &`;
    const client = await ask(lines, "", single);
    const pid = await gate.pid("child");
    strays.push(pid);
    client.reset();
    await waitUntil(() => childrenOf(single.pid).length === 0, "the end of the script");
    await waitUntil(() => descriptorCountOf(single.pid) <= before, "as many descriptors as before");
    assert.ok(isRunning(pid));
  }
});

// ARCHITECTURE.md, "Differences between the hosts": on Node nobody does it.
if (isNative) {
  test("a server that is killed takes its scripts along", async () => {
    const killed = await startServer({ home: server.home, args: ["--cgi", "--quiet"] });
    const gate = new Gate();
    await ask(`echo $$ > ${gate.path("pid")}`, "", killed);
    const pid = await gate.pid("pid");
    assert.ok(isRunning(pid));
    await killed.kill();
    await waitUntil(() => !isRunning(pid), "the end of the script");
  });
}

/** Asks for a script that has these lines and then waits for ten minutes. */
async function ask(lines: string, first = "", place: Server = server): Promise<RawClient> {
  const text = `${first}${lines}\n${HEAD}\necho begun\nsleep 600 & wait`;
  addToHome(server.home, { "cgi-bin/family.sh": script(text) });
  const client = await openClient(place.port);
  await client.send(requestOctets({ target: "/cgi-bin/family.sh" }));
  await client.waitForText("begun");
  return client;
}

test.run();
