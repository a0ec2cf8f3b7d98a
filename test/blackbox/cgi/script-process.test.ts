/*
 * The process that a script runs in: its directory, arguments, descriptors, signals and session, as
 * RFC 3875 section 7.2 and peers' faults demand: nothing of the server's leaks into it.
 */
import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isNative } from "../../support/build";
import { exchange, expectStatus, get, textOf } from "../../support/exchange";
import { addToHome, script } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";

let server: Server;

test.before(async () => {
  server = await startServer({
    home: {
      "page.txt": "a page",
      "large.bin": Buffer.alloc(5_000_000),
      "cgi-bin/where.sh": script(`${HEAD}\n/bin/pwd`),
      "cgi-bin/sub/where.sh": script(`${HEAD}\n/bin/pwd`),
      "cgi-bin/sub/data.txt": "data beside the script",
      "cgi-bin/sub/reads.sh": script(`${HEAD}\ncat data.txt`),
      "cgi-bin/descriptors.sh": script(`${HEAD}\nls /proc/self/fd | sort -n | tr '\\n' ' '`),
      "cgi-bin/kinds.sh": script(`${HEAD}\nls -l /proc/$$/fd`),
      "cgi-bin/bash.sh": script(`#!/bin/bash\n${HEAD}\nls -l /proc/$$/fd\n`),
      "cgi-bin/signals.sh": script(`${HEAD}\nexec grep -E '^Sig(Blk|Ign)' /proc/self/status`),
      "cgi-bin/session.sh": script(`${HEAD}\ncut -d' ' -f1,5,6 /proc/$$/stat`),
      "cgi-bin/arguments.sh": script(`${HEAD}\necho "$#"\ntr '\\0' '\\n' < /proc/$$/cmdline`),
      "cgi-bin/python.py": script(
        '#!/usr/bin/env python3\nprint("Content-Type: text/plain")\nprint()\nprint("from Python")',
      ),
      "cgi-bin/to-stderr.sh": script(`echo to the log >&2\n${HEAD}\necho fine`),
    },
    args: ["--cgi"],
  });
});
test.after(stopServers);

test("a script runs in the directory that it lies in", async () => {
  assert.is(await answer("/cgi-bin/where.sh"), `${server.home}/cgi-bin`);
  assert.is(await answer("/cgi-bin/sub/where.sh/x/y"), `${server.home}/cgi-bin/sub`);
  assert.is(await answer("/cgi-bin/sub/reads.sh"), "data beside the script");
});

test("a script in Python runs", async () => {
  assert.is(await answer("/cgi-bin/python.py"), "from Python");
});

test("a script has three descriptors, while connections, files and other scripts are open", async () => {
  const idle = await openClient(server.port);
  const download = await openClient(server.port);
  download.pause();
  await download.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n");
  const upload = await openClient(server.port);
  await upload.send(
    "POST /cgi-bin/where.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345",
  );
  assert.is(await answer("/cgi-bin/descriptors.sh"), expectedDescriptors());
  for (const client of [idle, download, upload]) client.reset();
});

test("none of them is a terminal, a file or a socket of a client", async () => {
  const kinds = (await answer("/cgi-bin/kinds.sh")).match(/ [012] -> \S+/g) ?? [];
  assert.is(kinds.length, 3);
  for (const kind of kinds) assert.match(kind, / -> (pipe:\[\d+\]|socket:\[\d+\]|\/dev\/null)$/);
});

test("without content a script's standard input is /dev/null, else a pipe, also for bash", async () => {
  for (const name of ["kinds.sh", "bash.sh"]) {
    const target = `/cgi-bin/${name}`;
    assert.match(await answer(target), / 0 -> \/dev\/null\n/);
    const posted = await exchange(server, { method: "POST", target, content: "abc" });
    assert.match(textOf(posted), / 0 -> (pipe|socket):\[\d+\]\n/);
  }
});

test("a script starts with no signal ignored and none blocked", async () => {
  const lines = (await answer("/cgi-bin/signals.sh")).split("\n");
  assert.is(lines.length, 2);
  for (const line of lines) {
    // Signals from 32 on belong to the C library, which lets nobody reset them; make ignores two.
    const mask = Number.parseInt(line.slice(-8), 16) & 0x7fffffff;
    assert.is(mask, 0, line);
  }
});

test("a script leads a session and a process group of its own", async () => {
  const [pid, group, session] = (await answer("/cgi-bin/session.sh")).split(" ");
  assert.is(group, pid);
  assert.is(session, pid);
});

test("a query never becomes arguments of the script (CVE-2012-1823)", async () => {
  for (const query of ["-s", "a+b", "-d+allow_url_include%3d1"]) {
    assert.is((await answer(`/cgi-bin/arguments.sh?${query}`)).split("\n")[0], "0");
  }
});

test("the limit of open files is not the one that the server has raised for itself", async () => {
  const other = await startServer({
    home: { "cgi-bin/limits.sh": script(`${HEAD}\nulimit -n`) },
    args: ["--cgi", "--connections", "200"],
    softDescriptorLimit: 300,
  });
  const response = await get(other, "/cgi-bin/limits.sh");
  expectStatus(response, 200);
  // Node raises its limit before any of our code runs, and keeps no record of the old one.
  if (isNative) assert.is(textOf(response).trim(), "300");
  await other.stop();
});

test("scripts with spaces in their names and arguments in their first line run", async () => {
  addToHome(server.home, {
    "cgi-bin/a script.sh": script(`#!/bin/sh -e\n${HEAD}\necho "$0"\nfalse\necho not reached`),
  });
  const response = await get(server, "/cgi-bin/a%20script.sh");
  expectStatus(response, 200);
  assert.match(textOf(response), /a script\.sh\n$/);
});

test("twenty scripts one after the other on one connection, and in parallel", async () => {
  for (let each = 0; each < 20; each++) assert.is(await answer("/cgi-bin/to-stderr.sh"), "fine");
  const all = await Promise.all(
    Array.from({ length: 6 }, () => exchange(server, { target: "/cgi-bin/where.sh" })),
  );
  for (const response of all) assert.is(textOf(response).trim(), `${server.home}/cgi-bin`);
});

/** The fourth is that of ls itself, which reads the directory. */
function expectedDescriptors(): string {
  if (isNative) return "0 1 2 3";
  // Node cannot close what it has itself inherited; it reaches children of this process as well.
  const listed = spawnSync("sh", ["-c", "ls /proc/self/fd | sort -n | tr '\\n' ' '"]);
  return listed.stdout.toString("latin1").trim();
}

async function answer(target: string): Promise<string> {
  const response = await get(server, target);
  expectStatus(response, 200);
  return textOf(response).trim();
}

test.run();
