/*
 * Python's requests, the client that most scripts use: test/fixtures/clients.py has the checks.
 */

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { projectFolder } from "../../support/build";
import { withDeadline } from "../../support/deadline";
import { script } from "../../support/home";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const CHECKS = join(projectFolder, "test/fixtures/clients.py");

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const PYTHON =
  '#!/usr/bin/env python3\nimport os, sys, time\nprint("Content-Type: text/plain\\n", flush=True)\n';

const hasRequests = spawnSync("python3", ["-c", "import requests"]).status === 0;

let server: Server;

test.before(async () => {
  const gate = new Gate();
  server = await startServer({
    home: {
      "page.txt": "a page",
      "dir/index.html": "an index",
      "spa ce \u00fc.txt": "a name",
      "large.bin": Buffer.alloc(20_000_000),
      "listed/a file.txt": "",
      "cgi-bin/port.sh": script(`${HEAD}\necho "$REMOTE_PORT"`),
      "cgi-bin/echo.sh": script("printf 'Content-Type: application/octet-stream\\n\\n'\ncat"),
      "cgi-bin/form.py": script(
        `${PYTHON}import json, urllib.parse\nform = urllib.parse.parse_qs(sys.stdin.read(), keep_blank_values=True)\n` +
          "print(json.dumps(form))",
      ),
      "cgi-bin/stream.py": script(
        `${PYTHON}print("first", flush=True)\nwhile not os.path.exists("${gate.path("go")}"): time.sleep(0.02)\n` +
          'print("second")',
      ),
      "cgi-bin/go.py": script(`${PYTHON}open("${gate.path("go")}", "w").close()`),
      "cgi-bin/cookies.sh": script(
        `printf 'Set-Cookie: one=1\\nSet-Cookie: two=2\\nContent-Type: text/plain\\n\\n'\necho "$HTTP_COOKIE"`,
      ),
    },
    args: ["--cgi"],
  });
});
test.after(stopServers);

if (hasRequests) {
  const names = execFileSync("python3", [CHECKS, "http://unused"], { encoding: "utf8" });
  for (const name of names.trim().split("\n")) {
    test(`requests: ${name}`, async () => {
      const { status, output } = await run(name);
      assert.is(status, 0, output);
    });
  }
} else {
  test.skip("python3-requests is not installed: its checks are not run", () => {});
}

function run(name: string): Promise<{ status: number | null; output: string }> {
  const child = spawn("python3", [CHECKS, server.url, name], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += text;
    });
  }
  const ended = new Promise<{ status: number | null; output: string }>((resolve) => {
    child.on("close", (status) => resolve({ status, output }));
  });
  return withDeadline(ended, `the end of ${name}`);
}

test.run();
