/*
 * Whether a program can be started, before it is tried.
 *
 * Rules of this file: Node starts programs by execvp, which gives a file without "#!" to sh: any
 * text that happens to be executable would run as a shell script. And it reports a missing
 * directory, a missing program and a missing interpreter alike. So all of them are looked at first.
 */
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { Failure } from "../../seam/results";
import { failureOf } from "./failures";
import { identityOf } from "./files";
import type { Identity } from "./script-limits";

/** What the kernel reads of a file to know how to run it (BINPRM_BUF_SIZE). */
const HEAD_BYTES = 256;

/** Bits of a mode lie so far to the left for its owner and its group. */
const OF_OWNER = 6;
const OF_GROUP = 3;

const ELF_MAGIC = "\x7fELF";

/** Returns 0, or the `Failure` that starting the program in that directory as `whom` would be. */
export function checkProgram(directory: Buffer, program: Buffer, whom: Identity): number {
  try {
    if (!statSync(directory).isDirectory()) return Failure.NotFound;
    accessSync(directory, constants.X_OK);
    if (!statSync(program).isFile()) return Failure.Forbidden;
    accessSync(program, constants.X_OK);
    if (!mayExecute(program, whom)) return Failure.Forbidden;
  } catch (error) {
    return failureOf(error);
  }
  const head = readHead(program);
  // Executable but not readable is allowed, for an ELF file; the kernel will find out.
  if (head === null || head.startsWith(ELF_MAGIC)) return 0;
  if (!head.startsWith("#!")) return Failure.NotExecutable;
  return checkInterpreter(head, directory, whom);
}

/** Whether the path still names what was looked at before. Returns 0 or a `Failure`. */
export function checkJudged(script: Buffer, identity: number): number {
  try {
    return identityOf(statSync(script)) === identity ? 0 : Failure.Exchanged;
  } catch (error) {
    const failure = failureOf(error);
    return failure === Failure.NotFound ? Failure.Exchanged : failure;
  }
}

/** Whether bash will run it, or it is bash; see `SHELL_LEVEL` in processes.ts. */
export function isBashScript(program: Buffer): boolean {
  if (program.toString("latin1").endsWith("/bash")) return true;
  return /^#![^\n]*\bbash\b/.test(readHead(program) ?? "");
}

/** The file's first octets as Latin-1. */
function readHead(program: Buffer): string | null {
  try {
    const file = openSync(program, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return head.toString("latin1", 0, readSync(file, head, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function checkInterpreter(head: string, directory: Buffer, whom: Identity): number {
  const name = /^#![ \t]*([^ \t\n\0]+)/.exec(head)?.[1];
  if (name === undefined) return Failure.NotExecutable;
  const from = name.startsWith("/") ? [] : [directory, Buffer.from("/")];
  const interpreter = Buffer.concat([...from, Buffer.from(name, "latin1")]);
  try {
    accessSync(interpreter, constants.X_OK);
    // A directory may be "executed" too.
    if (!statSync(interpreter).isFile()) return Failure.Forbidden;
    return mayExecute(interpreter, whom) ? 0 : Failure.Forbidden;
  } catch (error) {
    return failureOf(error);
  }
}

/** Whether another user may: this process's own rights say nothing about that. */
function mayExecute(program: Buffer, whom: Identity): boolean {
  if (whom.uid === undefined || whom.uid === 0) return true;
  let path = realpathSync(program, "latin1");
  for (;;) {
    const { mode, uid, gid } = statSync(Buffer.from(path, "latin1"));
    const shift = uid === whom.uid ? OF_OWNER : gid === whom.gid ? OF_GROUP : 0;
    if (((mode >> shift) & constants.S_IXOTH) === 0) return false;
    if (path === dirname(path)) return true;
    path = dirname(path);
  }
}
