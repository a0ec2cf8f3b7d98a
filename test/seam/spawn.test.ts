/*
 * `spawn` of both hosts (src/seam/host.ts) where a script is another one, or gone, since it was
 * judged: whatever else is missing then, that is what the core is told, so that it looks again. A
 * variant of the server starts what the test says (twins/server.ts).
 */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../src/seam/results";
import { type Program, startProgram, stopPrograms } from "../faults/program";
import { addToHome, makeFolder, makeHome, script } from "../support/home";
import { closeClients, openClient } from "../support/raw-client";
import { makeVariant } from "../support/variant";

const SHELL = "/bin/sh";
const INSTEAD = "instead";

const folder = makeFolder();
let server: Program;

test.before(async () => {
  addToHome(folder, { [INSTEAD]: script("exit 0") });
  const variant = { name: "seam-spawn", twins: "test/seam/twins", names: ["server/server"] };
  server = await startProgram(await makeVariant(variant), makeHome({}));
});
test.after(async () => {
  closeClients();
  await stopPrograms();
});

/** What becomes of the start of a script that was judged. */
async function start(directory: string, program: string, path: string): Promise<string> {
  const client = await openClient(server.port);
  await client.send(
    `runs ${[directory, program, program, path].map((part) => `${part}\0`).join("")}`,
  );
  await client.waitForText("\n");
  await client.send("quit ");
  return (await client.readToEnd()).octets.toString();
}

const CASES: Readonly<Record<string, readonly [string, string, string]>> = {
  "another file is there": [folder, SHELL, join(folder, INSTEAD)],
  "it is gone": [folder, SHELL, join(folder, "gone")],
  "its directory is gone": [join(folder, "gone"), SHELL, join(folder, "gone", "script")],
  "its directory is a file": [join(folder, INSTEAD), SHELL, join(folder, INSTEAD, "script")],
  "it is its own program": [folder, join(folder, "gone"), join(folder, "gone")],
};

for (const [name, [directory, program, path]] of Object.entries(CASES)) {
  test(name, async () => {
    assert.is(await start(directory, program, path), `spawn ${Failure.Exchanged}\n`);
  });
}

test.run();
