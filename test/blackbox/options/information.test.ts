/*
 * Options that print something and end: help, version, the memory budget, the check of a
 * configuration.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { projectFolder } from "../../support/build";
import { makeHome } from "../../support/home";
import { runToEnd, stopServers } from "../../support/server";

test.after(stopServers);

const WORDS = [
  "listen",
  "bind",
  "home",
  "directory",
  "cgi",
  "foreground",
  "verbose",
  "quiet",
  "config",
  "connections",
  "limits",
  "test",
  "version",
  "help",
];

for (const args of [["--help"], ["-h"], ["--cgi", "-h"], ["--help", "--home", "/nowhere"]]) {
  test(`${args.join(" ")} prints the options to standard output and ends with 0`, async () => {
    const { status, stdout, stderr } = await runToEnd(args);
    assert.is(status, 0);
    assert.is(stderr, "");
    assert.match(stdout, /microhttpd \[options\] \[port\]/);
    for (const word of WORDS) assert.match(stdout, new RegExp(`--${word}\\b`));
    for (const letter of "pbhdfvct") assert.match(stdout, new RegExp(`(^|\\s)-${letter}\\b`, "m"));
    for (const line of stdout.split("\n")) assert.ok(line.length <= 100, line);
  });
}

test("--version prints the version of package.json and ends with 0", async () => {
  const { version } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  const { status, stdout, stderr } = await runToEnd(["--version"]);
  assert.is(status, 0);
  assert.is(stdout, `microhttpd ${version}\n`);
  assert.is(stderr, "");
});

test("--limits prints the memory budget, which grows with --connections", async () => {
  const budget = async (...args: string[]): Promise<number> => {
    const { status, stdout, stderr } = await runToEnd(["--limits", ...args]);
    assert.is(status, 0);
    assert.is(stderr, "");
    assert.match(stdout, /connections/);
    const numbers = stdout.match(/\d+/g) ?? [];
    return Math.max(...numbers.map(Number));
  };
  assert.ok((await budget("--connections", "1000")) > (await budget("--connections", "10")));
});

test("--test of a good configuration ends with 0 and serves nothing", async () => {
  const { status, stdout, stderr } = await runToEnd(["--test", "--home", makeHome({}), "0"]);
  assert.is(status, 0);
  assert.not.match(stdout + stderr, /serving/);
});

for (const args of [
  ["--test", "--home", "/no/such/folder"],
  ["-t", "--connections", "none"],
]) {
  test(`${args.join(" ")} ends with 2 and says why`, async () => {
    const { status, stderr } = await runToEnd(args);
    assert.is(status, 2);
    assert.match(stderr, /^microhttpd: .+\n$/);
  });
}

test.run();
