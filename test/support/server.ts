/*
 * Starts the build under test as a user does, and watches it from outside: standard output, the
 * log, the exit status.
 * Rules: every server is killed at the end of the test file, also after a failure and when the test
 * process itself dies; a server that ended by itself although no test asked for that is a failure.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildName, buildCommand, buildName, copiedBuildCommand } from "./build";
import { withDeadline } from "./deadline";
import { makeFolder, makeHome, removeFolders, type Tree } from "./home";
import { LineReader } from "./line-reader";
import { closeClients } from "./raw-client";

export interface StartOptions {
  /** Another build than the one under test. */
  readonly build?: BuildName;
  /** A directory, or a tree to make one from. */
  readonly home?: string | Tree;
  /** Further arguments; they come before the port. */
  readonly args?: readonly string[];
  /** Text of a configuration file, given with --config. */
  readonly config?: string;
  /** The directory that it is started in; the project's own, if not given. */
  readonly cwd?: string;
  /** Added to the server's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it as the unprivileged user when the tests run as root. */
  readonly unprivileged?: boolean;
  /** The soft limit of open descriptors that it is started with. */
  readonly softDescriptorLimit?: number;
  /** Leaves out --bind, --home and the port: `args` is the whole command line. */
  readonly bare?: boolean;
  /** How many listeners must be announced before it counts as started. */
  readonly listenerCount?: number;
}

export interface Exit {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Ended extends Exit {
  readonly stdout: string;
  readonly stderr: string;
}

export interface Server {
  readonly pid: number;
  readonly home: string;
  readonly port: number;
  /** `http://127.0.0.1:PORT`, without a path. */
  readonly url: string;
  readonly stdout: LineReader;
  readonly log: LineReader;
  readonly exit: Promise<Exit>;
  /** Sends SIGTERM, or another signal, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
  /** Ends it at once, without a word. */
  kill(): Promise<void>;
  /** The first line of the log, from `from` on, that `pattern` matches; waits for it. */
  waitForLog(pattern: RegExp, from?: number): Promise<string>;
}

const UNPRIVILEGED_USER = 65534;

/** Whom a program is started as that must not run as root; null when the tests do not either. */
export function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  return { uid: UNPRIVILEGED_USER, gid: UNPRIVILEGED_USER };
}

interface Started {
  readonly child: ChildProcess;
  readonly log: LineReader;
  endExpected: boolean;
}

const started: Started[] = [];
process.on("exit", () => {
  for (const each of started) each.child.kill("SIGKILL");
  removeFolders();
});
// The runner ends a file that hangs with SIGTERM, which alone would not run what stands above.
process.once("SIGTERM", () => process.exit(1));

/** Starts a server and waits until it has said where it listens. */
export async function startServer(options: StartOptions = {}): Promise<Server> {
  const home = typeof options.home === "string" ? options.home : makeHome(options.home ?? {});
  const child = launch(commandLine(options, home), options);
  const stdout = new LineReader(child.stdout);
  const log = new LineReader(child.stderr);
  const record: Started = { child, log, endExpected: false };
  started.push(record);
  const exit = exitOf(child);
  const port = portIn(await announcement(stdout, log, options.listenerCount ?? 1));
  return {
    pid: child.pid as number,
    home,
    port,
    url: `http://127.0.0.1:${port}`,
    stdout,
    log,
    exit,
    async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Exit> {
      record.endExpected = true;
      child.kill(signal);
      return withDeadline(exit, `the server's end after ${signal}`);
    },
    async kill(): Promise<void> {
      record.endExpected = true;
      child.kill("SIGKILL");
      await exit;
    },
    waitForLog: (pattern, from = 0) => log.waitFor(pattern, from),
  };
}

/** Runs the build with a command line that makes it end by itself. */
export async function runToEnd(
  args: readonly string[],
  options: StartOptions = {},
): Promise<Ended> {
  const child = launch(args, options);
  const stdout = new LineReader(child.stdout);
  const log = new LineReader(child.stderr);
  const record: Started = { child, log, endExpected: true };
  started.push(record);
  const exit = await withDeadline(exitOf(child), `the end of microhttpd ${args.join(" ")}`);
  return { ...exit, stdout: stdout.text(), stderr: log.text() };
}

/** For `test.after` of every file: closes, kills and removes all; reports servers that ended early. */
export async function stopServers(): Promise<void> {
  closeClients();
  const faults: string[] = [];
  for (const each of started.splice(0)) {
    const { exitCode, signalCode } = each.child;
    if (!each.endExpected && (exitCode !== null || signalCode !== null)) {
      faults.push(`a server ended by itself (${exitCode ?? signalCode}):\n${each.log.text()}`);
    }
    each.child.kill("SIGKILL");
    await exitOf(each.child);
  }
  removeFolders();
  if (faults.length > 0) throw new Error(faults.join("\n"));
}

/** The port in an announcement, `microhttpd: serving HOME at http://ADDRESS:PORT/`. */
export function portIn(line: string): number {
  const host = /(?:[\d.]+|\[[\da-f:]+\]|localhost)/.source;
  const pattern = `^microhttpd: serving /.* at http://${host}:(\\d+)/(?: \\(on all addresses\\))?$`;
  const found = new RegExp(pattern).exec(line);
  if (!found) throw new Error(`not an announcement: ${line}`);
  return Number(found[1]);
}

/** The first of the lines that say where it listens, once all are there. */
async function announcement(stdout: LineReader, log: LineReader, count: number): Promise<string> {
  try {
    const lines = await stdout.waitForCount(/^microhttpd: serving /, count);
    return lines[0] as string;
  } catch (error) {
    throw new Error(`the server did not start: ${String(error)}\nand it wrote:\n${log.text()}`);
  }
}

function commandLine(options: StartOptions, home: string): string[] {
  const args: string[] = [];
  if (!options.bare) args.push("--bind", "127.0.0.1", "--home", home);
  if (options.config !== undefined) {
    const file = join(makeFolder(), "microhttpd.conf");
    writeFileSync(file, options.config);
    args.push("--config", file);
  }
  args.push(...(options.args ?? []));
  if (!options.bare) args.push("0");
  return args;
}

function launch(args: readonly string[], options: StartOptions): ChildProcess {
  const other = options.unprivileged === true ? unprivilegedUser() : null;
  const folder = options.cwd ?? (other === null ? process.cwd() : makeFolder());
  const build = options.build ?? buildName;
  const start = other === null ? buildCommand(build) : copiedBuildCommand(build, folder);
  const command = [...start, ...args];
  if (options.softDescriptorLimit !== undefined) {
    command.unshift("sh", "-c", `ulimit -S -n ${options.softDescriptorLimit}; exec "$0" "$@"`);
  }
  return spawn(command[0] as string, command.slice(1), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...options.env },
    cwd: folder,
    ...other,
  });
}

/** Resolves when the process has ended and all that it wrote was read. */
function exitOf(child: ChildProcess): Promise<Exit> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve({ status: child.exitCode, signal: child.signalCode });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => resolve({ status, signal }));
  });
}
