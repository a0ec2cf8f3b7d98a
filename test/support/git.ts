/*
 * Repositories of git for the tests of programs that show them or let others fetch and push.
 *
 * Rule of this file: git reads no configuration of whoever runs the tests, and asks nobody.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Result, run, runWell } from "./command";

const IDENTITY = {
  GIT_AUTHOR_NAME: "Ann",
  GIT_AUTHOR_EMAIL: "ann@example.org",
  GIT_COMMITTER_NAME: "Ann",
  GIT_COMMITTER_EMAIL: "ann@example.org",
};
const ENVIRONMENT = {
  ...IDENTITY,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C.UTF-8",
};

/** Runs git in a folder; its standard output, and an error when it fails. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  return (await runWell("git", args, { folder, env: ENVIRONMENT })).trim();
}

/** Runs git whatever its status, with more in its environment. */
export function tryGit(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Result> {
  return run("git", args, { folder, env: { ...ENVIRONMENT, ...env } });
}

/** A bare repository that others may push to, below `projects`, with `count` commits on main. */
export async function makeRepository(projects: string, name: string, count: number): Promise<void> {
  await git(projects, "init", "--quiet", "--bare", "--initial-branch=main", name);
  const folder = join(projects, name);
  await git(folder, "config", "http.receivepack", "true");
  // Packs of random octets: compressing them would be most of what the tests do.
  await git(folder, "config", "core.compression", "0");
  addCommits(folder, "main", 1, count);
  await git(folder, "update-server-info");
}

/** Adds commits to a branch, each with a file of its own; they are numbered. */
export function addCommits(folder: string, branch: string, first: number, last: number): void {
  let input = "";
  for (let each = first; each <= last; each++) {
    const text = `line ${each} <of text>\n`;
    input += `commit refs/heads/${branch}\n`;
    input += `committer Ann <ann@example.org> ${1_700_000_000 + each} +0000\n`;
    input += data(`Change ${each} of ${branch}\n`);
    if (each === first) input += `from refs/heads/${branch}^0\n`.repeat(first > 1 ? 1 : 0);
    input += `M 644 inline "src/file ${each}.txt"\n${data(text)}\n`;
  }
  const args = ["fast-import", "--quiet", "--date-format=raw"];
  execFileSync("git", args, { cwd: folder, input, env: { ...process.env, ...ENVIRONMENT } });
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
