/*
 * Runs the programs that a build is made with.
 */
import { spawnSync } from "node:child_process";

/**
 * What it writes is seen; an error when it fails.
 * @param {string[]} command
 * @param {string} folder where it is run
 */
export function run(command, folder) {
  const [program = "", ...parameters] = command;
  const result = spawnSync(program, parameters, { cwd: folder, stdio: "inherit" });
  if (result.error) throw new Error(`${program}: ${result.error.message}`);
  if (result.status !== 0) throw new Error(`this failed: ${command.join(" ")}`);
}
