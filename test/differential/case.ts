/*
 * A case: a command line, a configuration file, and steps that happen to a simulated server. It is
 * data, so that what a fuzzer has found can be kept in a file, replayed on any core and made
 * smaller, whatever becomes of the fuzzer.
 *
 * Rules of this file: a case file has one JSON array a line, first the arguments and the
 * configuration, then the steps. Octets are texts of one octet a character. A number that chooses
 * (a client, a script, a backend) counts modulo how many there are, so that any list of steps means something;
 * a negative one counts from the last.
 */
import type { Failure } from "../../src/seam/results";
import type { Seam } from "../support/host-shim";
import type { FaultMoment } from "../support/simulated-host";

/** Which of a script's pipes it writes to. */
export type Pipe = "output" | "error";

/** What becomes of connections to backends: they come about, later or not at all, or fail. */
export type Meeting = "accept" | "hold" | Failure;

/** What a path of the home directory becomes. */
export type EntryKind =
  | "file"
  | "program"
  | "directory"
  | "link"
  | "special"
  | "closed"
  | "nothing";

export type Step =
  /** A client connects. */
  | readonly ["connect"]
  /** Client, octets of one read, octets. */
  | readonly ["give", number, number, string]
  /** Client, octets that it takes from now on. */
  | readonly ["limit", number, number]
  /** Client, octets that it has room for; null: all. */
  | readonly ["take", number, number | null]
  /** A client ends its sending direction, or resets the connection. */
  | readonly ["end", number]
  | readonly ["reset", number]
  /** Script, octets of one read, octets; of standard output or standard error. */
  | readonly ["write", number, Pipe, number, string]
  /** Script, octets of its input that it takes from now on; null: all. */
  | readonly ["read", number, number | null]
  /** Script; it ends one of its pipes, and goes on. */
  | readonly ["close", number, Pipe]
  /** Script, status; it ends, and its pipes with it or not. */
  | readonly ["exit", number, number]
  | readonly ["die", number, number]
  /** A script does not heed SIGTERM. */
  | readonly ["disobey", number]
  /** Connections to backends that are asked for from now on. */
  | readonly ["meet", Meeting]
  /** Connection to a backend; it comes about, if it was held. */
  | readonly ["accept", number]
  /** Connection to a backend, octets of one read, octets; of an answer as they are. */
  | readonly ["answer", number, number, string]
  /** Connection to a backend, octets that it has room for from now on; null: all. */
  | readonly ["hear", number, number | null]
  /** The backend ends its sending direction, closes, or dies. */
  | readonly ["leave", number, "end" | "close" | "fail"]
  /** The next call of this name fails. */
  | readonly ["fail", keyof Seam, Failure]
  /** That many calls from now, one throws: in its place, or when it has done its work. */
  | readonly ["fault", number, FaultMoment]
  /** Path, kind, content or a link's target, octets that follow it, modification in ms. */
  | readonly ["entry", string, EntryKind, string, number, number]
  /** Path, octets that are left of the file, milliseconds that it seems younger. */
  | readonly ["cut", string, number, number]
  /** Milliseconds pass, with all their ticks; or at once, as on a machine that slept. */
  | readonly ["pass", number]
  | readonly ["jump", number]
  /** The wall clock is set. */
  | readonly ["wall", number]
  /** Seed, events: so many that are due are told, in the order that the seed makes; null: all. */
  | readonly ["events", number, number | null]
  /** The configuration file has this text now, if one is given, and the server is told to read it. */
  | readonly ["reload", string?]
  | readonly ["stop"];

export interface Case {
  readonly args: readonly string[];
  /** Of the file CONFIGURATION; null when there is none. */
  readonly configuration: string | null;
  readonly steps: readonly Step[];
}

/** The configuration file's name. */
export const CONFIGURATION = "server.conf";

export function writeCase({ args, configuration, steps }: Case): string {
  return [[args, configuration], ...steps].map((line) => `${asciiJson(line)}\n`).join("");
}

export function readCase(text: string): Case {
  const [first, ...steps] = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const [args, configuration] = first as [string[], string | null];
  return { args, configuration, steps: steps as Step[] };
}

/** What is not ASCII is escaped as well: a file of octets would not be UTF-8. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
