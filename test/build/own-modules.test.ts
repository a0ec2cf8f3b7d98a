/*
 * make refuses a node_modules that is a symbolic link, as npm ci empties what it points at.
 */
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addToHome, makeFolder } from "../support/home";

const NEEDS_NOTHING = ["clean", "help", "install"];
const LOCK = '{ "name": "x", "version": "1.0.0", "lockfileVersion": 3, "packages": {} }';

const makefile = readFileSync("Makefile", "utf8");
const targets = [...makefile.matchAll(/^\.PHONY: (all|check) (.*)$/gm)]
  .flatMap(([, first, others]) => [first as string, ...(others as string).split(" ")])
  .filter((name) => !NEEDS_NOTHING.includes(name));

/** A project whose node_modules is another's, and is older than what is to be installed. */
function makeProject(): { project: string; modules: string } {
  const [project, modules] = [makeFolder(), makeFolder()];
  copyFileSync("Makefile", join(project, "Makefile"));
  writeFileSync(join(project, "package.json"), '{ "name": "x", "version": "1.0.0" }');
  addToHome(modules, { "a/package.json": "{}", ".package-lock.json": "{}" });
  utimesSync(join(modules, ".package-lock.json"), 1, 1);
  writeFileSync(join(project, "package-lock.json"), LOCK);
  symlinkSync(modules, join(project, "node_modules"));
  return { project, modules };
}

function make(project: string, target: string) {
  const env = { PATH: process.env["PATH"], HOME: project };
  return spawnSync("make", ["--keep-going", target], { cwd: project, env, encoding: "utf8" });
}

test("there are targets that need node_modules", () => {
  assert.ok(
    ["all", "test", "fuzz", "check-types", "format"].every((name) => targets.includes(name)),
  );
});

for (const target of targets) {
  test(`make ${target} refuses a node_modules that is a link, and leaves what it points at`, () => {
    const { project, modules } = makeProject();
    const { status, stderr } = make(project, target);
    assert.is(status, 2);
    const why = `node_modules is a symbolic link to ${modules}: npm ci would empty that folder.`;
    assert.ok(stderr.includes(why), stderr);
    assert.equal(readdirSync(modules).sort(), [".package-lock.json", "a"]);
  });
}

test("a folder of its own that is up to date is taken as it is", () => {
  const { project } = makeProject();
  rmSync(join(project, "node_modules"));
  addToHome(project, { "node_modules/.package-lock.json": "{}" });
  utimesSync(join(project, "package-lock.json"), 1, 1);
  const { status, stderr } = make(project, "node_modules/.package-lock.json");
  assert.is(status, 0, stderr);
});

test.run();
