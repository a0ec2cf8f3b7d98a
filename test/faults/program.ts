/*
 * Starts any program that serves as microhttpd does: a variant of it, or it below another program.
 *
 * Rules of this file: as those of test/support/server.ts, but that each program may end: tests look
 * at its `exit`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { withDeadline } from "../support/deadline";
import { LineReader } from "../support/line-reader";
import { type Exit, portIn, stopServers } from "../support/server";

export interface Program {
  readonly pid: number;
  readonly port: number;
  readonly log: LineReader;
  /** How it ended; waits for that. */
  exit(): Promise<Exit>;
  stop(): Promise<Exit>;
}

const started: ChildProcess[] = [];
process.on("exit", () => {
  for (const child of started) child.kill("SIGKILL");
});

/** Starts `command` on any port of this machine alone, and waits until it says which. */
export async function startProgram(
  command: readonly string[],
  home: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const all = [...command, "--bind", "127.0.0.1", "--home", home, ...args, "0"];
  const { child, log, stdout, ended } = launch(all, env);
  const line = await stdout.waitFor(/^microhttpd: serving /).catch((error: unknown) => {
    throw new Error(`${String(error)}\nand it wrote:\n${log.text()}`);
  });
  const exit = (): Promise<Exit> => withDeadline(ended, `the end of ${command.join(" ")}`);
  const stop = (): Promise<Exit> => {
    child.kill("SIGTERM");
    return exit();
  };
  return { pid: child.pid as number, port: portIn(line), log, exit, stop };
}

/** Runs a command that ends by itself. */
export async function runProgram(command: readonly string[]): Promise<Exit & { log: string }> {
  const { log, ended } = launch(command);
  const exit = await withDeadline(ended, `the end of ${command.join(" ")}`);
  return { ...exit, log: log.text() };
}

/** For `test.after`: ends all and removes their homes. */
export async function stopPrograms(): Promise<void> {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await stopServers();
}

function launch(command: readonly string[], added: Readonly<Record<string, string>> = {}) {
  const [program, ...args] = command as [string, ...string[]];
  const env = { PATH: process.env["PATH"], ...added };
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  started.push(child);
  const ended = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => resolve({ status, signal }));
  });
  return { child, ended, stdout: new LineReader(child.stdout), log: new LineReader(child.stderr) };
}
