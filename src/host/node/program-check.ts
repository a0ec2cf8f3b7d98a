/*
 * Whether a program can be started, before it is tried.
 *
 * Rules of this file: Node starts programs by execvp, which gives a file without "#!" to sh: any
 * text that happens to be executable would run as a shell script. And it reports a missing
 * directory, a missing program and a missing interpreter alike. So all of them are looked at first.
 */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { Failure } from "../results";
import { failureOf } from "./failures";

/** What the kernel reads of a file to know how to run it (BINPRM_BUF_SIZE). */
const HEAD_BYTES = 256;

const ELF_MAGIC = "\x7fELF";

/** Returns 0, or the `Failure` that starting the program in that directory would be. */
export function checkProgram(directory: Buffer, program: Buffer): number {
  try {
    if (!statSync(directory).isDirectory()) return Failure.NotFound;
    accessSync(directory, constants.X_OK);
    if (!statSync(program).isFile()) return Failure.Forbidden;
    accessSync(program, constants.X_OK);
  } catch (error) {
    return failureOf(error);
  }
  const head = readHead(program);
  // Executable but not readable is allowed, for an ELF file; the kernel will find out.
  if (head === null || head.startsWith(ELF_MAGIC)) return 0;
  if (!head.startsWith("#!")) return Failure.NotExecutable;
  return hasInterpreter(head, directory) ? 0 : Failure.NotExecutable;
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

function hasInterpreter(head: string, directory: Buffer): boolean {
  const name = /^#![ \t]*([^ \t\n\0]+)/.exec(head)?.[1];
  if (name === undefined) return false;
  const from = name.startsWith("/") ? [] : [directory, Buffer.from("/")];
  const interpreter = Buffer.concat([...from, Buffer.from(name, "latin1")]);
  try {
    accessSync(interpreter, constants.X_OK);
    return statSync(interpreter).isFile(); // A directory may be "executed" too.
  } catch {
    return false;
  }
}
