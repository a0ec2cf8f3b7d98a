/*
 * Writes the parts of README.md that are made from others: the options (what --help prints), the
 * refusals (the REFUSE_ lines of src/wire), and the instructions of requests (what `make
 * bench-instructions` has kept). With --check nothing is written, and it fails when a part is not
 * what it should be.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { filesBelow } from "./lib/files.mjs";

/**
 * @typedef {object} InstructionRecord
 * @property {string} machine
 * @property {Record<string, string>} versions
 * @property {Record<string, { label: string, counts: Record<string, number> }>} works
 */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const README = join(ROOT, "README.md");
const RECORD = join(ROOT, "test/bench/results/instructions.json");
const REFUSAL = /^export const (REFUSE_\w+): i32 = -(\d{5}); \/\/ (.+)$/;

function main() {
  const before = readFileSync(README, "utf8");
  let after = replacePart(before, "options", `\`\`\`text\n${help()}\`\`\``);
  after = replacePart(after, "refusals", refusals());
  after = replacePart(after, "instructions", instructions());
  if (after === before) return;
  if (process.argv.includes("--check")) {
    process.stderr.write("README.md: not what the source says; run `make tables`\n");
    process.exit(1);
  }
  writeFileSync(README, after);
}

function help() {
  const bundle = join(ROOT, "out/microhttpd.cjs");
  const { status, stdout } = spawnSync(process.execPath, [bundle, "--help"], { encoding: "utf8" });
  if (status !== 0) throw new Error("microhttpd --help has failed");
  return stdout;
}

/** The table of refusals, by number. */
function refusals() {
  const rows = filesBelow(join(ROOT, "src/wire"), [".ts"])
    .flatMap((path) => readFileSync(path, "utf8").split("\n"))
    .map((line) => REFUSAL.exec(line))
    .filter((match) => match !== null)
    .map(
      ([, , number = "", sentence = ""]) => `| ${number} | ${number.slice(0, 3)} | ${sentence} |`,
    )
    .sort();
  return ["| number | status | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

function instructions() {
  /** @type {InstructionRecord} */
  const { machine, versions, works } = JSON.parse(readFileSync(RECORD, "utf8"));
  const rows = Object.values(works).map(({ label, counts }) => {
    const { native = 0, lighttpd = 0, nginx = 0 } = counts;
    const ratio = lighttpd === 0 ? "" : (native / lighttpd).toFixed(2);
    const cells = [native, lighttpd, nginx].map((count) => (count ? formatCount(count) : ""));
    return `| ${[label, ...cells, ratio].join(" | ")} |`;
  });
  const peers = `lighttpd ${versions["lighttpd"]} | nginx ${versions["nginx"]}`;
  const heads = `| instructions per request | **microhttpd** | ${peers} | to lighttpd |`;
  return [heads, "| --- | ---: | ---: | ---: | ---: |", ...rows, "", `(${machine})`].join("\n");
}

/** @param {number} count */
function formatCount(count) {
  return count.toLocaleString("en");
}

/**
 * Puts `content` between the two comments that name the part.
 * @param {string} text
 * @param {string} name
 * @param {string} content
 */
function replacePart(text, name, content) {
  const [start, end] = [`<!-- ${name}: made by make tables -->`, `<!-- end of ${name} -->`];
  const from = text.indexOf(start);
  const until = text.indexOf(end);
  if (from < 0 || until < from) throw new Error(`README.md has no part ${name}`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(until)}`;
}

main();
