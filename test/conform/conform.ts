/*
 * `make conform`: what each rule of test/vectors says, and what this server's two builds and others
 * answered to the same octets, on this machine.
 *
 *     make conform [ONLY=native,bundle,nginx]
 *
 * The table is out/conform.md, the sums are on standard output. Exit status 1 when a build of ours
 * is not as the rules are. Servers that are not installed are left out, and that is said.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isInstalled, type Kind, OURS, PEERS, versionOf } from "../bench/lib/kinds.mjs";
import { describeMachine, formatMachine } from "../bench/lib/machine.mjs";
import { startServer } from "../bench/lib/run.mjs";
import { makeTree } from "../support/simulated-world";
import { writeTree } from "../support/tree-on-disk";
import { judge, type Verdict } from "./judge";
import { probe } from "./probe";
import { type Column, formatRules, formatSums } from "./report";
import { type Rule, readRules } from "./rules";

const TOP = resolve("out/conform");
const HOME = join(TOP, "home");
const OUTPUT = "out/conform.md";
const NAMES = ["native", "bundle", "lighttpd", "nginx", "apache", "busybox", "python"];
/** More than busybox and Python are asked at once by a browser. */
const AT_ONCE = 4;
const CONNECTIONS = 64;

await main();

async function main(): Promise<void> {
  rmSync(TOP, { recursive: true, force: true });
  mkdirSync(TOP, { recursive: true });
  writeTree(makeTree(), HOME, { program: "#!/bin/sh\n" });
  const rules = readRules();
  const names = process.env["ONLY"]?.split(",") ?? NAMES;
  const kinds = [...OURS, ...PEERS].filter(({ name }) => names.includes(name));
  const columns: Column[] = [];
  for (const kind of kinds) columns.push(await columnOf(kind, rules));
  const sums = formatSums(columns);
  writeFileSync(OUTPUT, document(rules, columns, sums));
  console.log(`${rules.length} rules; all answers: ${OUTPUT}\n\n${sums}`);
  if (columns.some((column, i) => isOurs(kinds[i] as Kind) && !isConforming(column))) {
    console.log("\nnot as the rules are: a build of this server");
    process.exitCode = 1;
  }
}

async function columnOf(kind: Kind, rules: readonly Rule[]): Promise<Column> {
  const { label } = kind;
  if (!isInstalled(kind)) return { label, version: "", verdicts: null };
  const wanted = { home: HOME, connections: CONNECTIONS, answer: "", closes: false, backend: "" };
  const server = await startServer(kind, wanted, TOP);
  const verdicts: Verdict[] = [];
  const waiting = rules.map((rule, i) => ({ rule, i }));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      verdicts[next.i] = judge(next.rule, await probe(server.port, next.rule));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await server.stop();
  return { label, version: versionOf(kind), verdicts };
}

function isOurs(kind: Kind): boolean {
  return OURS.includes(kind);
}

function isConforming({ verdicts }: Column): boolean {
  return verdicts === null || verdicts.every(({ grade }) => grade === "same");
}

function document(rules: readonly Rule[], columns: readonly Column[], sums: string): string {
  return [
    "# What servers answer to the same octets",
    `${formatMachine(describeMachine())}. Made by \`make conform\` from test/vectors.`,
    "~: refuses as the rule does, with another status. ≠: differs. A server may always close.",
    sums,
    formatRules(rules, columns),
    "",
  ].join("\n\n");
}
