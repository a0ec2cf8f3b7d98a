/*
 * Passwords and hashes of other programs, in both builds: each is compared as the server has it
 * compared, in a task. COUNT=… makes more of them.
 */
import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { BLOCK_AT } from "../../src/core/memory/layout";
import type { CoreDriver } from "../support/core-driver";
import { makeRandom, type Random } from "../support/random";
import { SimulatedServer } from "../support/simulated-server";
import { loadCores, makeTree } from "../support/simulated-world";

const COUNT = Number(process.env["COUNT"] ?? 12);
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCXYZ0189 !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~\u00e4\u20ac";

const cores = (await loadCores()).map((build) => ({
  name: build.name,
  core: new SimulatedServer(build, { tree: makeTree() }).core,
}));

function isRight(core: CoreDriver, password: string, hash: string): boolean {
  const octets = Buffer.from(`${password}\0${hash}`);
  octets.copy(core.arena().octets, BLOCK_AT);
  return core.events.runTask(BLOCK_AT, octets.length) === 1;
}

function randomPassword(random: Random): string {
  const length = 1 + random.below(random.below(10) === 0 ? 100 : 20);
  const letters = Array.from({ length }, () => LETTERS[random.below(LETTERS.length)]);
  // Lines are trimmed by nobody, but one that begins with a hyphen is an option to some.
  return letters.join("").replace(/^-/, "x");
}

function output(program: string, args: readonly string[], input: string): string[] {
  const { status, stdout, error } = spawnSync(program, args, { input, encoding: "utf8" });
  if (error !== undefined || status !== 0) throw new Error(`${program} ${args.join(" ")}`);
  return stdout.split("\n").filter(Boolean);
}

function has(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/** One line for each password. */
const openssl =
  (...args: string[]) =>
  (passwords: string[]) =>
    output("openssl", ["passwd", ...args, "-stdin"], `${passwords.join("\n")}\n`);

/** "user:hash" for each password. */
const htpasswd =
  (...args: string[]) =>
  (passwords: string[]) =>
    passwords.map((password) => {
      const [line = ""] = output("htpasswd", ["-ni", ...args, "user"], password);
      return line.slice("user:".length);
    });

const SOURCES: [program: string, scheme: string, hash: (passwords: string[]) => string[]][] = [
  ["openssl", "$1$", openssl("-1")],
  ["openssl", "$apr1$", openssl("-apr1")],
  ["openssl", "$5$", openssl("-5")],
  ["openssl", "$6$", openssl("-6")],
  ["htpasswd", "$apr1$", htpasswd("-m")],
  ["htpasswd", "$2y$04$", htpasswd("-B", "-C", "4")],
  ["htpasswd", "$2y$06$", htpasswd("-B", "-C", "6")],
  ["htpasswd", "$5$", htpasswd("-2")],
  ["htpasswd", "$6$rounds=1000$", htpasswd("-5", "-r", "1000")],
];

for (const [program, scheme, hash] of SOURCES) {
  if (!has(program)) continue;
  test(`${program}: ${scheme}`, () => {
    const random = makeRandom();
    const passwords = Array.from({ length: COUNT }, () => randomPassword(random));
    const hashes = hash(passwords);
    assert.is(hashes.length, COUNT);
    for (const [i, password] of passwords.entries()) {
      const text = hashes[i] as string;
      assert.ok(text.startsWith(scheme), text);
      for (const { name, core } of cores) {
        assert.ok(isRight(core, password, text), `${name}: ${password} ${text}`);
        assert.not(isRight(core, `${password.slice(0, 60)}x`, text), `${name}: another one`);
      }
    }
  });
}

test.run();
