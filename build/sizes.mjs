/*
 * `make sizes`: what each profile's static program is, in octets, of default and of small sizes;
 * what it holds in memory after its start, and its arena, with the limits as they are without
 * options.
 *
 * Rule of this file: what cannot be made or measured on this machine is said, not left out.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { lackOfTools } from "./cross-musl.mjs";
import { ownTarget } from "./cross-targets.mjs";
import { PROFILES, SIZES, suffixOf } from "./profiles.mjs";

const BOARD = "linux-armv7";
/** After which an idle server holds no more and no less. */
const SETTLE_MS = 1500;

/**
 * The octets of the program that make makes.
 * @param {string} profile
 * @param {string} sizes
 * @param {string} target
 */
function octetsOf(profile, sizes, target) {
  const words = [`PROFILE=${profile}`, `SIZES=${sizes}`, `TARGET=${target}`];
  const args = ["--no-print-directory", "native", ...words];
  execFileSync("make", args, { stdio: ["ignore", "ignore", "inherit"] });
  return statSync(programOf(profile, sizes, target)).size;
}

/**
 * @param {string} profile
 * @param {string} sizes
 * @param {string} target
 */
function programOf(profile, sizes, target) {
  return `out/${target}${suffixOf(profile, sizes)}/microhttpd`;
}

/**
 * KiB that are resident when the server has started and nobody has asked.
 * @param {string} program
 */
async function residentOf(program) {
  const args = ["--home", "targets/demo", "--bind", "127.0.0.1", "--quiet", "0"];
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "ignore"] });
  await once(child, "spawn");
  await sleep(SETTLE_MS);
  const found = /^Rss: +(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/smaps_rollup`, "utf8"));
  child.kill();
  await once(child, "exit");
  return found?.[1] ?? "unknown";
}

/** @param {string} program */
function arenaOf(program) {
  const { stdout } = spawnSync(program, ["--limits"], { encoding: "utf8" });
  return /^ *(\d+) {2}in all$/m.exec(stdout)?.[1] ?? "unknown";
}

const own = ownTarget();
if (own === null) throw new Error("this machine is none of the targets");
const lack = own === BOARD ? null : lackOfTools(BOARD);
if (lack !== null) process.stdout.write(`${BOARD} is not made: ${lack}\n`);
process.stdout.write(
  `| profile | sizes | ${own}, octets | ${BOARD}, octets | idle, KiB | arena, octets |\n`,
);
process.stdout.write("| --- | --- | ---: | ---: | ---: | ---: |\n");
for (const sizes of Object.keys(SIZES)) {
  for (const profile of Object.keys(PROFILES)) {
    const octets = octetsOf(profile, sizes, own);
    const board = lack === null ? octetsOf(profile, sizes, BOARD) : "–";
    const program = programOf(profile, sizes, own);
    const row = [profile, sizes, octets, board, await residentOf(program), arenaOf(program)];
    process.stdout.write(`| ${row.join(" | ")} |\n`);
  }
}
