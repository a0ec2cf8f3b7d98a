/*
 * Scripts that cannot be started: the client is told whose fault it is, the log says which, and
 * nothing stays behind.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { waitUntil } from "../../support/deadline";
import { expectError, expectStatus, get, requestOctets, textOf } from "../../support/exchange";
import { script } from "../../support/home";
import { fieldsOf } from "../../support/http-message";
import {
  childrenOf,
  descriptorCountOf,
  freeDescriptorOf,
  zombiesOf,
} from "../../support/process-info";
import { openClient } from "../../support/raw-client";
import { type Server, startServer, stopServers, unprivilegedUser } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";

const HOME = {
  "cgi-bin/fine.sh": script(`${HEAD}\necho fine`),
  "cgi-bin/crlf.sh": script("#!/bin/sh\r\necho\r\n"),
  "cgi-bin/missing.py": script("#!/usr/bin/python-that-is-not-there -u\n"),
  "cgi-bin/closed.sh": script("#!/etc/passwd\n"),
  "cgi-bin/folder.sh": script("#!/usr\n"),
  "cgi-bin/text.sh": script("#! \n"),
};

/** Scripts with the status that they have, and what the log says. */
const REASONS: readonly (readonly [string, number, RegExp])[] = [
  ["crlf.sh", 500, /crlf\.sh: could not be started: its first line ends in CR LF$/],
  [
    "missing.py",
    500,
    /missing\.py: .*: its interpreter \/usr\/bin\/python-that-is-not-there is missing$/,
  ],
  ["closed.sh", 500, /closed\.sh: .*: its interpreter \/etc\/passwd may not be executed$/],
  ["folder.sh", 500, /folder\.sh: .*: its interpreter \/usr may not be executed$/],
  ["text.sh", 500, /text\.sh: .*: it is no program, and names no interpreter/],
];

let server: Server;
/** Descriptors of the server when nobody is connected. */
let idleCount: number;

test.before(async () => {
  server = await startServer({ home: HOME, args: ["--cgi"], unprivileged: true });
  // What Node.js opens at the first start of a program stays open.
  expectStatus(await get(server, "/cgi-bin/fine.sh"), 200);
  await expectNothingLeft(Number.POSITIVE_INFINITY);
  idleCount = -1;
  await waitUntil(() => {
    const isSame = descriptorCountOf(server.pid) === idleCount;
    idleCount = descriptorCountOf(server.pid);
    return isSame;
  }, "as many descriptors as a moment ago");
});
test.after(stopServers);

test("a script that is being written is started when that is over", async () => {
  // On a machine that is busy it may take longer to see the line than it is tried.
  await waitUntil(async () => {
    const from = server.log.lines().length;
    const file = openSync(join(server.home, "cgi-bin/fine.sh"), "r+");
    const asked = get(server, "/cgi-bin/fine.sh");
    await server.waitForLog(
      / notice: .*fine\.sh: .* it is being written; it is tried again$/,
      from,
    );
    closeSync(file);
    return (await asked).status === 200;
  }, "a script that was started at the second or third try");
  await expectNothingLeft(idleCount);
});

test("a script that is written for longer: 503, why, and a moment later it is there", async () => {
  const from = server.log.lines().length;
  const file = openSync(join(server.home, "cgi-bin/fine.sh"), "r+");
  const response = await get(server, "/cgi-bin/fine.sh");
  expectError(response, 503);
  assert.equal(fieldsOf(response, "retry-after"), ["2"]);
  await server.waitForLog(/fine\.sh: could not be started: it is being written$/, from);
  closeSync(file);
  assert.is(textOf(await get(server, "/cgi-bin/fine.sh")), "fine\n");
  await expectNothingLeft(idleCount);
});

for (const [name, status, line] of REASONS) {
  test(`${name}: ${status}, and the log says why`, async () => {
    const from = server.log.lines().length;
    expectError(await get(server, `/cgi-bin/${name}`), status);
    await server.waitForLog(line, from);
  });
}

test("after a hundred that failed there is no process and no descriptor more", async () => {
  expectStatus(await get(server, "/cgi-bin/fine.sh"), 200);
  const before = descriptorCountOf(server.pid);
  const client = await openClient(server.port);
  for (let each = 0; each < 100; each++) {
    const [name, status] = REASONS[each % REASONS.length] ?? ["", 0];
    await client.send(requestOctets({ target: `/cgi-bin/${name}` }));
    expectError(await client.readResponse(), status);
  }
  client.close();
  await expectNothingLeft(before);
});

test("no descriptor is left: 503 and a line; when there are some again it is answered", async () => {
  const line =
    /fine\.sh: could not be (?:opened: no descriptor or memory|started: no descriptor) is left$/;
  await expectRefusal("nofile", () => freeDescriptorOf(server.pid), line);
});

test("a single descriptor is left, with which a script is found but not started: the same", async () => {
  const line = /fine\.sh: could not be started: no descriptor is left$/;
  await expectRefusal("nofile", () => freeDescriptorOf(server.pid) + 1, line);
});

for (const content of ["", "x"]) {
  const what = content === "" ? "without content" : "with content";
  test(`a script ${what}, and so few descriptors that its start goes half the way`, async () => {
    const client = await openClient(server.port);
    const limits = readLimit("nofile");
    const statuses = new Set<number>();
    await waitUntil(() => descriptorCountOf(server.pid) === idleCount + 1, "the end of all before");
    for (let few = 1; few < 14; few++) {
      setLimit("nofile", `${freeDescriptorOf(server.pid) + few}:${limits.hard}`);
      await client.send(requestOctets({ method: "POST", target: "/cgi-bin/fine.sh", content }));
      statuses.add((await client.readResponse()).status);
      setLimit("nofile", `${limits.soft}:${limits.hard}`);
      await expectNothingLeft(idleCount + 1);
    }
    assert.equal([...statuses].sort(), [200, 503]);
    client.close();
  });
}

test("no process is left: 503 and a line; when there are some again it is answered", async () => {
  const line = /fine\.sh: could not be started: no more processes may run$/;
  await expectRefusal("nproc", () => 1, line);
});

test("a script whose permission to run is taken away: 403", async () => {
  const path = join(server.home, "cgi-bin/fine.sh");
  chmodSync(path, 0o644);
  expectError(await get(server, "/cgi-bin/fine.sh"), 403);
  chmodSync(path, 0o755);
  expectStatus(await get(server, "/cgi-bin/fine.sh"), 200);
});

/** With so little of a resource the script is refused, and no other request is. */
async function expectRefusal(resource: string, amount: () => number, line: RegExp): Promise<void> {
  await waitUntil(() => descriptorCountOf(server.pid) === idleCount, "the end of all before");
  const client = await openClient(server.port);
  await client.send(requestOctets({ target: "/none" }));
  expectError(await client.readResponse(), 404);
  const before = descriptorCountOf(server.pid);
  const limits = readLimit(resource);
  const from = server.log.lines().length;
  setLimit(resource, `${amount()}:${limits.hard}`);
  await client.send(requestOctets({ target: "/cgi-bin/fine.sh" }));
  const refused = await client.readResponse();
  expectError(refused, 503);
  assert.ok(refused.fields.some(({ name }) => name.toLowerCase() === "retry-after"));
  await server.waitForLog(line, from);
  setLimit(resource, `${limits.soft}:${limits.hard}`);
  await client.send(requestOctets({ target: "/cgi-bin/fine.sh" }));
  assert.is(textOf(await client.readResponse()), "fine\n");
  client.close();
  await expectNothingLeft(before);
}

function readLimit(resource: string): { soft: string; hard: string } {
  const wanted = ["--noheadings", "--raw", "--output=SOFT,HARD", `--${resource}`];
  const text = execFileSync("prlimit", ["--pid", String(server.pid), ...wanted], {
    encoding: "utf8",
    ...unprivilegedUser(),
  });
  const [soft = "", hard = ""] = text.trim().split(" ");
  return { soft, hard };
}

function setLimit(resource: string, value: string): void {
  execFileSync("prlimit", ["--pid", String(server.pid), `--${resource}=${value}`], {
    ...unprivilegedUser(),
  });
}

async function expectNothingLeft(descriptors: number): Promise<void> {
  await waitUntil(() => childrenOf(server.pid).length === 0, "the end of all scripts");
  assert.equal(zombiesOf(server.pid), []);
  const isLeft = (): boolean => descriptorCountOf(server.pid) > descriptors;
  await waitUntil(() => !isLeft(), "as many descriptors as before");
}

test.run();
