/*
 * Programs of others that tests run to their end, and proxies that they start in front of a server.
 * Rules: whatever was started is ended with the test process; a test whose tool is missing is
 * skipped, and that is told.
 */
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { chownSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { test } from "uvu";
import { waitUntil, withDeadline } from "./deadline";
import type { Place } from "./exchange";
import { makeFolder } from "./home";
import { LineReader } from "./line-reader";
import { unprivilegedUser } from "./server";

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where proxies are, which a user's PATH may lack. */
const PATH = `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin${delimiter}/sbin`;

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** `test` where the tool is installed, else a test that is skipped. */
export function testWith(tool: string, argument = "--version"): typeof test | typeof test.skip {
  const { error } = spawnSync(tool, [argument], { env: { ...process.env, PATH } });
  return error === undefined ? test : test.skip;
}

/** Where a program runs, and what is added to its environment. */
export interface Surroundings {
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end, whatever its status. */
export function run(
  tool: string,
  args: readonly string[],
  { folder = process.cwd(), env = {} }: Surroundings = {},
): Promise<Result> {
  const child = start(tool, args, { cwd: folder, env: { ...process.env, PATH, ...env } });
  const read = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("latin1").on("data", (text: string) => {
      read[name] += text;
    });
  }
  const ended = new Promise<Result>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...read }));
  });
  return withDeadline(ended, () => `the end of ${tool} ${args.join(" ")}: ${read.stderr}`);
}

/** The same, and its standard output; throws when its status is not 0. */
export async function runWell(
  tool: string,
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<string> {
  const { status, stdout, stderr } = await run(tool, args, surroundings);
  if (status !== 0) throw new Error(`${tool} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

/** A configuration file, filled in for a port and a folder of its own. */
export type Configuration = (port: number, folder: string) => string;

/**
 * Starts a proxy in the foreground, as the unprivileged user, and waits until it listens. The file
 * comes behind `args`.
 */
export async function startProxy(
  tool: string,
  args: readonly string[],
  configuration: Configuration,
): Promise<Place> {
  const folder = makeFolder();
  const port = await freePort();
  const file = join(folder, "proxy.conf");
  writeFileSync(file, configuration(port, folder));
  const user = unprivilegedUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const child = start(tool, [...args, file], { cwd: folder, ...user });
  const log = new LineReader(child.stderr);
  await waitUntil(async () => {
    if (child.exitCode !== null) throw new Error(`${tool} ended: ${log.text()}`);
    return isListening(port);
  }, `${tool} listening`);
  return { port };
}

/** For `test.after`. */
export async function stopProxies(): Promise<void> {
  for (const child of [...running]) {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    await withDeadline(ended, `the end of ${child.spawnfile}`);
  }
}

function start(tool: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(tool, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH },
    ...options,
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
