/*
 * Builds without a part: what they lack is refused by name, with its place, and is in no help. What
 * they have the suites of test/blackbox ask of them (build/lib/test/builds.mjs).
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildName } from "../support/build";
import { expectStatus, get } from "../support/exchange";
import { makeHome, script } from "../support/home";
import { runToEnd, startServer, stopServers } from "../support/server";

test.after(stopServers);

const GATEWAYS: readonly (readonly string[])[] = [
  ["fastcgi", "/a 127.0.0.1:9000"],
  ["scgi", "/a 127.0.0.1:9000"],
  ["authorizer", "/a 127.0.0.1:9000"],
];
const SCRIPTS: readonly (readonly string[])[] = [
  ["cgi"],
  ["script", "*.sh"],
  ["scripts", "4"],
  ["script-env", "A=b"],
  ["pass-authorization"],
  ["isindex"],
  ["sendfile-root", "/tmp"],
  ["content-max", "1m"],
  ["script-buffer", "1m"],
  ["script-queue", "4"],
  ["no-chunked"],
  ["script-rate", "100"],
  ["script-limit", "cpu=1"],
  ["script-nice", "1"],
  ["script-user", "nobody"],
];

const PASSWORDS: readonly (readonly string[])[] = [
  ["auth", "/a /etc/passwords"],
  ["auth-cost", "10"],
];

const hasScripts = buildName !== "files";
const lacking = [
  ...GATEWAYS.map((option) => [option, "gateways"] as const),
  ...(hasScripts ? [] : SCRIPTS.map((option) => [option, "scripts"] as const)),
  ...(hasScripts ? [] : PASSWORDS.map((option) => [option, "passwords"] as const)),
];

for (const [[word = "", ...values], part] of lacking) {
  test(`--${word} is refused: there are no ${part}`, async () => {
    const { status, stderr } = await runToEnd([`--${word}`, ...values]);
    assert.is(status, 2);
    assert.is(stderr, `microhttpd: --${word}: this program was built without ${part}\n`);
  });
}

test("in a file each is refused with its line", async () => {
  const file = join(makeHome({}), "c.conf");
  writeFileSync(file, lacking.map(([option]) => `${option.join(" ")}\n`).join(""));
  const { status, stderr } = await runToEnd(["--config", file]);
  const lines = lacking.map(
    ([[word], part], at) =>
      `microhttpd: ${file}:${at + 1}: ${word}: this program was built without ${part}\n`,
  );
  assert.is(status, 2);
  assert.is(stderr, lines.join(""));
});

test("the help has what there is, and the version says what there is not", async () => {
  const { stdout: help } = await runToEnd(["--help"]);
  const words = [...help.matchAll(/^ {2}(?:-\w,| {3}) --(\S+)/gm)].map(([, word]) => word);
  const known = new Set(words);
  assert.ok(known.has("home") && known.has("temp-dir"));
  for (const [[word = ""]] of lacking) assert.not(known.has(word), word);
  assert.is(known.has("cgi"), hasScripts);
  const { stdout: version } = await runToEnd(["--version"]);
  const without = hasScripts ? "without gateways" : "files alone";
  assert.match(version, new RegExp(`^microhttpd \\S+ \\(${without}\\)\n$`));
});

test("what would be a script elsewhere is a file like any other", async () => {
  const home = makeHome({ "cgi-bin/a.sh": script("echo never") });
  const server = await startServer({ home });
  const response = await get(server, "/cgi-bin/a.sh");
  expectStatus(response, 200);
  assert.match(`${response.content}`, /echo never/);
});

test.run();
