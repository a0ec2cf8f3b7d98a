/*
 * FastCGI and SCGI programs of others, started for tests: php-fpm, spawn-fcgi's, fcgiwrap, uWSGI.
 * Rules: each runs in the foreground in a session of its own, as the unprivileged user where the
 * tests run as root, and all of it is ended with the test process.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { waitUntil, withDeadline } from "./deadline";
import { makeFolder } from "./home";
import { LineReader } from "./line-reader";
import { unprivilegedUser } from "./server";

export interface Application {
  readonly pid: number;
  /** As the server is told of it. */
  readonly address: string;
  readonly log: LineReader;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) endGroup(child, "SIGKILL");
});

/** A folder that applications may write to. */
export function makeOpenFolder(): string {
  const folder = makeFolder();
  const user = unprivilegedUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  return folder;
}

/**
 * Starts a program that listens, or whose starter listens, at the path that `command` is given; and
 * waits until it does.
 */
export async function startApplication(
  command: (socket: string) => readonly string[],
  { asRoot = false, folder = makeOpenFolder() } = {},
): Promise<Application> {
  const socket = join(folder, "application.sock");
  const [tool, ...args] = command(socket) as [string, ...string[]];
  const child = spawn(tool, args, {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
    ...(asRoot ? null : unprivilegedUser()),
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  const log = new LineReader(child.stderr);
  await waitUntil(async () => {
    if (child.exitCode !== null) throw new Error(`${tool} ended: ${log.text()}`);
    return existsSync(socket) && (await isListening(socket));
  }, `${tool} listening`);
  return { pid: child.pid as number, address: `unix:${socket}`, log };
}

/** For `test.after`. */
export async function stopApplications(): Promise<void> {
  for (const child of [...running]) {
    const ended = new Promise((resolve) => child.once("close", resolve));
    endGroup(child, "SIGKILL");
    await withDeadline(ended, `the end of ${child.spawnfile}`);
  }
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid as number), signal);
  } catch {
    // It has ended by itself.
  }
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
