/*
 * What Node cannot do for a program, and a small shell program does before it becomes that one:
 * limits, and octets that Node cannot hand over.
 *
 * Node's arguments and environment are strings, which become UTF-8; an octet that is not valid
 * UTF-8 would arrive as U+FFFD. A query or a field value may hold such octets (RFC 3875 §4.1.7 and
 * §4.1.18 have them arrive unchanged).
 * Rules of this file: only what must goes that way; nothing of it is ever parsed by the shell,
 * because it is an argument, or every octet but letters and digits is written as an octal escape.
 * The limits come last: what the shell needs for itself is not bounded by them.
 */
import { isUtf8 } from "node:buffer";
import type { LimitLines } from "./script-limits";
import type { SpawnBlock } from "./spawn-block";

/** What child_process.spawn is given. */
export interface Launch {
  readonly program: string;
  readonly argv0: string;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Record<string, string>;
}

const SHELL = "/bin/sh";

/** A value of these octets needs no escape. */
const PLAIN = /^[A-Za-z0-9]$/;

/** Only such a name can be assigned by the shell. */
const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What a shell sets of its own, which the script must not see. */
const SHELL_VARIABLES = ["PWD", "OLDPWD", "SHLVL", "_"];

export function launchOf(block: SpawnBlock, limits: LimitLines): Launch {
  const fields = [block.directory, block.program, ...block.args, ...block.environment];
  if (!fields.every((field) => isUtf8(field))) return wrappedLaunch(block, limits);
  const [argv0, ...args] = block.args.map(String);
  const program = String(block.program);
  const environment = environmentOf(block.environment);
  const directory = String(block.directory);
  const { lines, exec } = limits;
  if (lines.length === 0 && exec === "exec") {
    return { program, argv0: argv0 ?? "", args, directory, environment };
  }
  const text = [...unsetLines(environment), ...lines, `${exec} "$0" "$@"`].join("\n");
  return {
    program: SHELL,
    argv0: SHELL,
    args: ["-c", text, program, ...args],
    directory,
    environment,
  };
}

/** What a shell has set of its own goes again. */
function unsetLines(environment: Record<string, string>): string[] {
  const own = SHELL_VARIABLES.filter((name) => environment[name] === undefined);
  return own.map((name) => `unset ${name}`);
}

/**
 * argv[0] becomes the program's path: exec has no portable way to set it, and a script with "#!"
 * never sees it.
 */
function wrappedLaunch(block: SpawnBlock, limits: LimitLines): Launch {
  const environment = environmentOf(block.environment.filter((pair) => isUtf8(pair)));
  const lines: string[] = [];
  for (const pair of block.environment) {
    if (isUtf8(pair)) continue;
    const equals = pair.indexOf("=");
    const name = pair.toString("latin1", 0, equals);
    // A name comes from a field's name, whose octets are a token's: it can always be assigned.
    if (!SHELL_NAME.test(name)) continue;
    lines.push(assignment(name, pair.subarray(equals + 1)), `export ${name}`);
  }
  // Of its arguments only $0 is given; the script's are added one by one.
  for (const arg of block.args.slice(1)) lines.push(assignment("__it", arg), 'set -- "$@" "$__it"');
  const directoryIsText = isUtf8(block.directory);
  if (!directoryIsText) lines.push(assignment("__it", block.directory), 'cd -- "$__it" || exit');
  lines.push(...unsetLines(environment), assignment("__it", block.program));
  lines.push(...limits.lines, `${limits.exec} "$__it" "$@"`);
  return {
    program: SHELL,
    argv0: SHELL,
    args: ["-c", lines.join("\n")],
    directory: directoryIsText ? String(block.directory) : "/",
    environment,
  };
}

/** The dot keeps `$(…)` from taking line feeds off the value's end. */
function assignment(name: string, value: Buffer): string {
  return `${name}=$(printf %b '${escaped(value)}.'); ${name}=\${${name}%.}`;
}

function escaped(value: Buffer): string {
  let text = "";
  for (const octet of value) {
    const character = String.fromCharCode(octet);
    text += PLAIN.test(character) ? character : `\\0${octet.toString(8).padStart(3, "0")}`;
  }
  return text;
}

function environmentOf(pairs: readonly Buffer[]): Record<string, string> {
  const environment: Record<string, string> = Object.create(null);
  for (const pair of pairs) {
    const text = String(pair);
    const equals = text.indexOf("=");
    environment[text.slice(0, equals)] = text.slice(equals + 1);
  }
  return environment;
}
