/*
 * The command line, for the core: arguments as octets, each ended by NUL, at the arena's start.
 *
 * Rules of this file: Node decodes arguments as UTF-8, and what is not becomes U+FFFD; a
 * directory's name need not be UTF-8, so then the octets are taken from /proc, which has them.
 */
import { readFileSync } from "node:fs";
import { SETTINGS_AT, SETTINGS_BYTES } from "../../core/memory/layout";
import { octets } from "./memory";

const COMMAND_LINE = "/proc/self/cmdline";
const NUL = "\0";
const REPLACEMENT = "\ufffd";

/** Returns the octets written, -1 when they do not fit. */
export function writeArguments(): number {
  const given = argumentOctets(process.argv.slice(2));
  if (given.length > SETTINGS_BYTES) return -1;
  return given.copy(octets, SETTINGS_AT);
}

function argumentOctets(args: readonly string[]): Buffer {
  const text = args.map((arg) => arg + NUL).join("");
  if (!text.includes(REPLACEMENT)) return Buffer.from(text);
  try {
    return lastFields(readFileSync(COMMAND_LINE), args.length);
  } catch {
    return Buffer.from(text);
  }
}

/** The last `count` fields; before them lie Node's own arguments and the script's name. */
function lastFields(line: Buffer, count: number): Buffer {
  let at = line.length - 1;
  for (let field = 0; field < count; field++) at = line.lastIndexOf(0, at - 1);
  return line.subarray(at + 1);
}
