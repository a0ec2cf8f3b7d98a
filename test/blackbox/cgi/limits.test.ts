/*
 * What scripts are limited to, and as whom they run, read back from inside of a script.
 */

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isEmulated, isNative } from "../../support/build";
import { exchange, expectError, expectStatus, get, textOf } from "../../support/exchange";
import { makeFolder, script, type Tree } from "../../support/home";
import { environmentOf, environmentScript } from "../../support/scripts";
import { runToEnd, type Server, startServer, stopServers } from "../../support/server";

const HEAD = "printf 'Content-Type: text/plain\\n\\n'";
const MIB = 1024 * 1024;

/** Lines of /proc/self/limits, by what --script-limit calls them. */
const NAMES: Record<string, string> = {
  cpu: "Max cpu time",
  memory: "Max address space",
  files: "Max open files",
  processes: "Max processes",
  "file-size": "Max file size",
};

const HOME: Tree = {
  "cgi-bin/limits.sh": script(`${HEAD}\ncat /proc/self/limits`),
  "cgi-bin/nice.sh": script(`${HEAD}\nnice`),
  "cgi-bin/status.sh": script(`${HEAD}\nexec cat /proc/self/status`),
  "cgi-bin/arguments.sh": script(`${HEAD}\necho "$0"; cat; pwd`),
  "cgi-bin/environment.sh": environmentScript,
  "cgi-bin/writes.sh": script(`${HEAD}\nulimit -c 0\nhead -c 200000 /dev/zero > $0.out; echo $?`),
  "cgi-bin/opens.sh": script(`${HEAD}\nulimit -n 5000 2>/dev/null\nulimit -n`),
  "cgi-bin/own.sh": script(`${HEAD}\nid -u`),
};

const isRoot = process.getuid?.() === 0;

test.after(stopServers);

test("each limit is in force, soft and hard", async () => {
  const server = await start(
    ..."cpu=77 memory=800m files=55 processes=4000 file-size=10m".split(" ").map(limit),
  );
  const text = await answer(server, "/cgi-bin/limits.sh");
  const expected: Record<string, number> = {
    cpu: 77,
    memory: 800 * MIB,
    files: 55,
    processes: 4000,
    "file-size": 10 * MIB,
  };
  // qemu's own memory would count as well: it keeps this limit from the kernel.
  if (isEmulated) delete expected["memory"];
  for (const [key, value] of Object.entries(expected)) {
    // A second later it is killed, if it does not end at SIGXCPU.
    const hard = key === "cpu" ? value + 1 : value;
    assert.equal(limitIn(text, key), [String(value), String(hard)], key);
  }
  assert.is(await answer(server, "/cgi-bin/opens.sh"), "55\n", "none can be raised again");
});

test("what is not limited is as it is for the server", async () => {
  const server = await start(limit("cpu=60"));
  const own = readFileSync(`/proc/${server.pid}/limits`, "latin1");
  const text = await answer(server, "/cgi-bin/limits.sh");
  for (const key of ["memory", "processes", "file-size"]) {
    assert.equal(limitIn(text, key), limitIn(own, key), key);
  }
});

test("a limit above the server's own is the server's own", async () => {
  const server = await startServer({
    home: HOME,
    args: ["--cgi", limit("processes=4000000000"), limit("files=20")],
  });
  const own = limitIn(readFileSync(`/proc/${server.pid}/limits`, "latin1"), "processes");
  const text = await answer(server, "/cgi-bin/limits.sh");
  assert.equal(limitIn(text, "processes")[1], own[1]);
  assert.equal(limitIn(text, "files"), ["20", "20"]);
});

test("a script that writes more than file-size allows is ended by a signal", async () => {
  const server = await start(limit("file-size=100k"));
  const [status] = (await answer(server, "/cgi-bin/writes.sh")).split("\n");
  assert.is.not(status, "0");
});

test("niceness is added to the server's", async () => {
  const own = await answer(await start(), "/cgi-bin/nice.sh");
  const server = await start("--script-nice=7");
  assert.is(Number(await answer(server, "/cgi-bin/nice.sh")), Number(own) + 7);
});

test("directory, content, arguments, environment are the same with limits as without", async () => {
  const plain = await start();
  const limited = await start(limit("cpu=60"), limit("files=60"), "--script-nice=1");
  for (const server of [plain, limited]) {
    const target = "/cgi-bin/arguments.sh/%C3%A4";
    const response = await exchange(server, { method: "POST", target, content: "some content" });
    const folder = `${server.home}/cgi-bin`;
    assert.is(textOf(response), `${folder}/arguments.sh\nsome content${folder}\n`);
  }
  const [one, other] = [await environment(plain), await environment(limited)];
  assert.equal([...other.keys()].sort(), [...one.keys()].sort());
  assert.is(other.get("QUERY_STRING"), "a=\xff\xfe&b='$(id)'");
  assert.is(other.get("HTTP_X_OCTETS"), "\xe9");
});

test("in the configuration file as on the command line", async () => {
  const config = "cgi\nscript-limit cpu=33   # seconds\nscript-nice 2\n";
  const server = await startServer({ home: HOME, config });
  assert.equal(limitIn(await answer(server, "/cgi-bin/limits.sh"), "cpu"), ["33", "34"]);
});

test("mistakes are said with their place, and the server does not start", async () => {
  for (const [config, line] of [
    ["cgi\nscript-limit stack=5\n", /conf:2: script-limit: 'stack=5' is not cpu=N/],
    ["script-nice 20\n", /conf:1: script-nice: '20' is not a number from 0 to 19/],
    ["script-user no-such-user\n", /conf:1: script-user: 'no-such-user' names no user/],
  ] as const) {
    const file = join(makeFolder(), "microhttpd.conf");
    writeFileSync(file, config);
    const { status, stderr } = await runToEnd(["--config", file, "0"]);
    assert.is(status, 2);
    assert.match(stderr, line);
  }
});

for (const [option, value, what] of [
  ["--script-user", "nobody", "nobody"],
  ["--fastcgi", "/app/ spawn=/bin/sh user=nobody", "user=nobody"],
] as const) {
  test(`${option}: only root starts programs as somebody else`, async () => {
    const { status, stderr } = await runToEnd([option, value, "0"], { unprivileged: true });
    assert.is(status, 2);
    assert.match(stderr, `${option}: '${what}' cannot be: only root`);
  });
}

if (isRoot) {
  test("as another user, with its groups alone, and no way back", async () => {
    const server = await start("--script-user=nobody");
    const status = await answer(server, "/cgi-bin/status.sh");
    const { uid, gid } = idsOf("nobody");
    assert.equal(fieldOf(status, "Uid"), [uid, uid, uid, uid], "real, effective, saved, file");
    assert.equal(fieldOf(status, "Gid"), [gid, gid, gid, gid]);
    // libuv takes all supplementary groups away.
    assert.equal(fieldOf(status, "Groups"), isNative ? [gid] : []);
    assert.equal(fieldOf(status, "CapEff"), ["0000000000000000"]);
    assert.equal(fieldOf(status, "CapPrm"), ["0000000000000000"]);
    assert.is(await answer(server, "/cgi-bin/own.sh"), `${uid}\n`);
  });

  test("as numbers, with limits and niceness", async () => {
    const server = await start("--script-user=12345:23456", limit("files=40"), "--script-nice=3");
    const status = await answer(server, "/cgi-bin/status.sh");
    assert.equal(fieldOf(status, "Uid"), ["12345", "12345", "12345", "12345"]);
    assert.equal(fieldOf(status, "Gid"), ["23456", "23456", "23456", "23456"]);
    assert.equal(limitIn(await answer(server, "/cgi-bin/limits.sh"), "files"), ["40", "40"]);
  });

  test("a script that its user may not execute: 403, and the log says so", async () => {
    const server = await start("--script-user=nobody");
    chmodSync(`${server.home}/cgi-bin/own.sh`, 0o700);
    const from = server.log.lines().length;
    expectError(await get(server, "/cgi-bin/own.sh"), 403);
    await server.waitForLog(/own\.sh: could not be started: its user may not execute it/, from);
  });
}

function start(...args: string[]): Promise<Server> {
  return startServer({ home: HOME, args: ["--cgi", ...args] });
}

function limit(value: string): string {
  return `--script-limit=${value}`;
}

/** Soft and hard limit. */
function limitIn(text: string, key: string): string[] {
  const line = text.split("\n").find((each) => each.startsWith(`${NAMES[key]} `)) ?? "";
  return line
    .slice((NAMES[key] ?? "").length)
    .trim()
    .split(/ +/)
    .slice(0, 2);
}

function fieldOf(status: string, name: string): string[] {
  const line = status.split("\n").find((each) => each.startsWith(`${name}:`)) ?? "";
  return line
    .slice(name.length + 1)
    .trim()
    .split(/\s+/)
    .filter(Boolean);
}

function idsOf(user: string): { uid: string; gid: string } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((row) => row.startsWith(`${user}:`));
  const [, , uid = "", gid = ""] = (line ?? "").split(":");
  return { uid, gid };
}

async function environment(server: Server): Promise<Map<string, string>> {
  const response = await exchange(server, {
    target: "/cgi-bin/environment.sh?a=\xff\xfe&b='$(id)'",
    fields: { "X-Octets": "\xe9" },
  });
  expectStatus(response, 200);
  return environmentOf(response);
}

async function answer(server: Server, target: string): Promise<string> {
  const response = await get(server, target);
  expectStatus(response, 200);
  return textOf(response);
}

test.run();
