/*
 * Scripts that cannot run: each gets its status, none is ever served as text, and the log says why.
 */

import { chmodSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { fifo, script } from "../../support/home";
import { type Server, startServer, stopServers } from "../../support/server";

const MARK = "source-of-the-script";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "cgi-bin/not-executable.sh": `#!/bin/sh\n# ${MARK}\n`,
      "cgi-bin/data.txt": `data ${MARK}`,
      "cgi-bin/index.html": `<p>${MARK}`,
      "cgi-bin/no-interpreter.sh": script(`#!/no/such/interpreter\n# ${MARK}`),
      "cgi-bin/folder-as-interpreter.sh": script(`#!/usr\n# ${MARK}`),
      "cgi-bin/binary": Buffer.from(`\x00\x01\xff ${MARK}`, "latin1"),
      "cgi-bin/broken-elf": Buffer.from(`\x7fELF ${MARK}`, "latin1"),
      "cgi-bin/pipe": fifo(),
      "cgi-bin/fine.sh": script("printf 'Content-Type: text/plain\\n\\nfine'"),
      "cgi-bin/.hidden.sh": script("printf 'Content-Type: text/plain\\n\\nhidden'"),
    },
    args: ["--cgi"],
  });
  for (const name of ["binary", "broken-elf"]) chmodSync(join(server.home, "cgi-bin", name), 0o755);
});
test.after(stopServers);

const REFUSALS: Record<string, readonly number[]> = {
  "not-executable.sh": [403],
  "not-executable.sh/path/info": [403],
  "data.txt": [403],
  "index.html": [403],
  "no-interpreter.sh": [500],
  "folder-as-interpreter.sh": [500],
  binary: [500],
  // On Node execvp has sh read it, which finds no answer in it.
  "broken-elf": [500, 502],
  pipe: [403],
  "missing.sh": [404],
  ".hidden.sh": [404],
};

for (const [name, statuses] of Object.entries(REFUSALS)) {
  for (const method of ["GET", "POST"]) {
    test(`${method} to /cgi-bin/${name} is refused with ${statuses.join(" or ")}`, async () => {
      const response = await exchange(server, { target: `/cgi-bin/${name}`, method, content: "x" });
      expectError(response, ...statuses);
      assert.not.match(textOf(response), new RegExp(MARK));
      expectStatus(await get(server, "/cgi-bin/fine.sh"), 200);
    });
  }
}

test("a directory of scripts is not listed, and its index.html is not served", async () => {
  const response = await get(server, "/cgi-bin/");
  expectError(response, 403);
  assert.not.match(textOf(response), new RegExp(`${MARK}|fine\\.sh`));
});

test("the log names the script that could not be started", async () => {
  const from = server.log.lines().length;
  expectError(await get(server, "/cgi-bin/no-interpreter.sh"), 500);
  await server.waitForLog(/no-interpreter\.sh/, from);
});

test("a script that is made executable runs at the next request", async () => {
  const path = join(server.home, "cgi-bin/not-executable.sh");
  chmodSync(path, 0o755);
  expectError(await get(server, "/cgi-bin/not-executable.sh"), 502);
  chmodSync(path, 0o644);
  expectError(await get(server, "/cgi-bin/not-executable.sh"), 403);
});

test("a method that scripts have no use for is refused", async () => {
  for (const method of ["TRACE", "CONNECT"]) {
    const response = await exchange(server, { target: "/cgi-bin/fine.sh", method });
    expectError(response, 400, 405, 501);
  }
});

test.run();
